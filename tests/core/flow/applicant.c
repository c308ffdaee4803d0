/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what an applicant answers, does at each place, and walks to. */
#include "tests/core/flow/applicant.h"
#include <string.h>

YjCatalogue *
applicant_load_catalogue (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  g_autoptr (GError) error = NULL;
  YjCatalogue *catalogue = yj_catalogue_new_for_hall_from_dir (dir, "000000", &error);
  g_assert_no_error (error);
  return catalogue;
}

YjMessages *
applicant_load_messages (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (GError) error = NULL;
  YjMessages *messages = yj_messages_new (dir, &error);
  g_assert_no_error (error);
  return messages;
}

YjSession *
applicant_session_new (YjCatalogue *catalogue)
{
  return applicant_session_new_for (catalogue, "newborn");
}

YjSession *
applicant_session_new_for (YjCatalogue *catalogue, const char *item_id)
{
  g_autoptr (YjClock) clock = yj_clock_new_fake (APPLICANT_NOW_USEC, 0, "boot");
  YjSession *session = yj_session_new (clock);
  g_autoptr (GError) error = NULL;

  yj_session_begin (session, catalogue, item_id, &error);
  g_assert_no_error (error);
  return session;
}

YjIdCard *
applicant_card_new (void)
{
  YjIdCard *card = yj_id_card_new (YJ_ID_RESIDENT);
  card->document_type = g_strdup ("111");
  card->name = g_strdup ("甄雀丝");
  card->sex = 2;
  card->ethnicity = g_strdup ("01");
  card->birth = g_strdup ("1993-05-12");
  card->address = g_strdup ("青禾市雀丝巷 17 号");
  card->number = g_strdup (APPLICANT_NUMBER);
  card->valid_to = g_strdup ("long-term");
  return card;
}

GBytes *
applicant_signature_new (void)
{
  return g_bytes_new_static ("\x89PNG\r\n\x1a\n", 8);
}

static gboolean
flip (GRand *rand)
{
  return rand != NULL && g_rand_boolean (rand);
}

static guint
pick (GRand *rand, guint n)
{
  return rand != NULL ? (guint) g_rand_int_range (rand, 0, (gint32) n) : 0;
}

static json_t *
pick_one (GPtrArray *options, GRand *rand)
{
  return json_string (((YjOption *) g_ptr_array_index (options, pick (rand, options->len)))->id);
}

/* One at least. */
static json_t *
pick_several (GPtrArray *options, GRand *rand)
{
  json_t *list = json_array ();
  for (guint i = 0; i < options->len; i++)
    if (flip (rand))
      json_array_append_new (list, json_string (((YjOption *) g_ptr_array_index (options, i))->id));
  if (json_array_size (list) == 0)
    json_array_append_new (list, pick_one (options, rand));
  return list;
}

void
applicant_answer_question (YjSession *session, const YjQuestion *question, GRand *rand)
{
  g_autoptr (json_t) answer = question->multiple ? pick_several (question->options, rand) : pick_one (question->options, rand);
  yj_session_set_answer (session, question->id, answer);
}

/* Between the earliest day that the field takes, or the day before which it may not lie, and today. */
static json_t *
make_date (YjSession *session, const YjField *field, GRand *rand)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (yj_session_get_clock (session));
  g_autoptr (GDateTime) day = g_date_time_add_days (today, -(int) pick (rand, (guint) yj_json_int (field->spec, "not_before_days", 30)));
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");
  const char *other = yj_json_string (field->spec, "not_before");
  const char *earliest = other != NULL ? json_string_value (yj_session_get_answer (session, other)) : NULL;
  return json_string (earliest != NULL && strcmp (text, earliest) < 0 ? earliest : text);
}

/* 18 characters of an invented number of area 000000, with its check character (GB 11643). */
static char *
make_number (guint serial)
{
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  g_autofree char *body = g_strdup_printf ("00000019850615%03u", serial % 1000);
  int sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += weights[i] * (body[i] - '0');
  return g_strdup_printf ("%s%c", body, "10X98765432"[sum % 11]);
}

/* An invented code of a company with its check characters, of the organisation (GB 11714) and of the whole (GB 32100). */
static char *
make_company (guint serial)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  static const int organisation[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  static const int whole[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
  g_autofree char *digits = g_strdup_printf ("9100000000000%03u", serial % 1000), *body = NULL;
  int sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (organisation); i++)
    sum += organisation[i] * (digits[8 + i] - '0');
  body = g_strdup_printf ("%s%c", digits, "0X987654321"[sum % 11]);
  sum = 0;
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    sum += whole[i] * (int) (strchr (alphabet, body[i]) - alphabet);
  return g_strdup_printf ("%s%c", body, alphabet[(31 - sum % 31) % 31]);
}

static char *
make_name (guint serial)
{
  g_autofree char *given = g_ucs4_to_utf8 ((const gunichar[]){ 0x4e00 + serial % 1000 }, 1, NULL, NULL, NULL);
  return g_strconcat ("甄", given, NULL);
}

/* A serial number's worth of what the field asks: a name, a certificate of birth, a company, a person. */
static char *
make_unlike (const YjField *field, guint serial)
{
  if (g_str_equal (field->type, "person-name"))
    return make_name (serial);
  if (g_str_equal (field->type, "certificate-number"))
    return g_strdup_printf ("S%09u", serial);
  return g_str_equal (field->type, "uscc") ? make_company (serial) : make_number (serial);
}

/* Somebody whom the application does not name yet. */
static json_t *
make_other (YjSession *session, const YjField *field, GRand *rand)
{
  for (guint serial = pick (rand, 1000);; serial++) {
    g_autofree char *text = make_unlike (field, serial);
    json_t *value = json_string (text);
    YjProblem *problem = yj_session_validate_field (session, field, value);
    if (problem == NULL)
      return value;
    g_assert_cmpstr (problem->id, ==, "field.differs");
    yj_problem_free (problem);
    json_decref (value);
  }
}

/* Up to nine more than the least. */
static json_t *
make_count (const YjField *field, GRand *rand)
{
  gint64 min = yj_json_int (field->spec, "min", 0), max = yj_json_int (field->spec, "max", min + 9);
  return json_integer (min + pick (rand, (guint) MIN (max - min + 1, 10)));
}

static gboolean
is_picture (const YjField *field)
{
  return g_str_equal (field->type, "photo") || g_str_equal (field->type, "signature");
}

/* What is taken for a field is sealed like the page of a paper. */
static void
take_picture (YjSession *session, const YjField *field)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, field->id, -1);

  yj_session_put_material_page (session, field->id, 0, digest, 1000, NULL);
}

static void
fill_field (YjSession *session, const YjField *field, GRand *rand)
{
  const YjFieldType *type = yj_field_type_find (field->type);
  g_autoptr (json_t) value = NULL;
  g_autoptr (YjProblem) problem = NULL;

  if (is_picture (field)) {
    if (field->required || !flip (rand))
      take_picture (session, field);
    return;
  }
  if (g_str_equal (field->type, "choice"))
    value = pick_one (field->options, rand);
  else if (g_str_equal (field->type, "choices"))
    value = pick_several (field->options, rand);
  else if (g_str_equal (field->type, "date"))
    value = make_date (session, field, rand);
  else if (g_str_equal (field->type, "number"))
    value = make_count (field, rand);
  else if (json_object_get (field->spec, "differs_from") != NULL || yj_json_bool (field->spec, "distinct", FALSE))
    value = make_other (session, field, rand);
  else if (field->required || !flip (rand))
    value = type->example (field);
  problem = yj_session_answer_field (session, field, value);
  if (problem != NULL)
    g_test_message ("%s: %s", field->id, problem->id);
  g_assert_null (problem);
}

static void
fill_fields (YjSession *session, GPtrArray *fields, GRand *rand)
{
  for (guint i = 0; i < fields->len; i++)
    if (!yj_session_is_prefilled (session, ((YjField *) g_ptr_array_index (fields, i))->id))
      fill_field (session, g_ptr_array_index (fields, i), rand);
}

static void
give_materials (YjSession *session, GRand *rand)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (session);

  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    gboolean later = material->necessity == YJ_NECESSITY_LATER && (rand == NULL || flip (rand));

    while (yj_session_get_material_pages (session, material->id) != NULL)
      yj_session_remove_material_page (session, material->id, 0);
    yj_session_set_material_later (session, material->id, later);
    for (guint p = later ? 0 : 1 + pick (rand, (guint) material->max_pages); p > 0; p--) {
      g_autofree char *page = g_strdup_printf ("%s %u", material->id, p);
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, page, -1);
      yj_session_put_material_page (session, material->id, G_MAXUINT, digest, 1000 + p, NULL);
    }
  }
}

static void
choose_matters (YjSession *session, GRand *rand)
{
  YjItem *item = yj_session_get_item (session);
  for (guint i = 0; rand != NULL && i < item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (item->matters, i);
    if (matter->optional)
      yj_session_set_matter_chosen (session, matter->code, g_rand_int_range (rand, 0, 4) > 0);
  }
}

static void
identify (YjSession *session, GRand *rand)
{
  g_autoptr (YjIdCard) card = applicant_card_new ();
  gboolean typed = flip (rand);
  yj_session_set_card (session, typed ? NULL : card);
  yj_session_set_identified_by (session, typed ? "typed" : "card");
}

static void
choose_delivery (YjSession *session, GRand *rand)
{
  YjItem *item = yj_session_get_item (session);
  YjDelivery *delivery = g_ptr_array_index (item->delivery, rand != NULL ? pick (rand, item->delivery->len) : item->delivery->len - 1);
  g_autoptr (GPtrArray) fields = NULL;

  yj_session_set_delivery (session, delivery->id);
  fields = yj_session_list_delivery_fields (session);
  fill_fields (session, fields, rand);
}

void
applicant_do_place (YjFlow *flow, GRand *rand)
{
  YjSession *session = yj_flow_get_session (flow);
  const YjPlace *place = yj_flow_get_place (flow);
  YjItem *item = yj_session_get_item (session);
  g_autoptr (GBytes) png = applicant_signature_new ();

  if (g_str_equal (place->page, "guide-question"))
    applicant_answer_question (session, yj_item_get_question (item, place->subject), rand);
  else if (g_str_equal (place->page, "notice"))
    choose_matters (session, rand);
  else if (g_str_equal (place->page, "privacy"))
    for (guint i = 0; i < item->consents->len; i++)
      yj_session_set_consent (session, i, TRUE);
  else if (g_str_equal (place->page, "identify"))
    identify (session, rand);
  else if (g_str_equal (place->page, "form")) {
    g_autoptr (GPtrArray) fields = yj_session_list_fields (session, yj_item_get_page (item, place->subject));
    fill_fields (session, fields, rand);
  } else if (g_str_equal (place->page, "materials"))
    give_materials (session, rand);
  else if (g_str_equal (place->page, "delivery"))
    choose_delivery (session, rand);
  else if (g_str_equal (place->page, "sign"))
    yj_session_set_signature (session, png);
}

gboolean
applicant_walk_to (YjFlow *flow, const char *page, GRand *rand)
{
  for (guint moves = 0; moves < 500; moves++) {
    if (g_str_equal (yj_flow_get_place (flow)->page, page))
      return TRUE;
    applicant_do_place (flow, rand);
    yj_flow_next (flow);
  }
  return FALSE;
}
