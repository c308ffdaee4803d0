/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/document/yj-application-document.h"
#include "tests/core/flow/applicant.h"
#include <string.h>

typedef struct {
  YjCatalogue *catalogue;
  YjSession *session;
  YjItem *item;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->catalogue = applicant_load_catalogue ();
  f->session = applicant_session_new (f->catalogue);
  f->item = yj_session_get_item (f->session);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_object_unref (f->session);
  g_object_unref (f->catalogue);
}

static void
answer (Fixture *f, const char *id, const char *value)
{
  g_autoptr (json_t) json = value != NULL ? json_string (value) : NULL;
  yj_session_set_answer (f->session, id, json);
}

static const char *
answer_of (Fixture *f, const char *id)
{
  return json_string_value (yj_session_get_answer (f->session, id));
}

static char *
try_field (Fixture *f, const char *id, const char *typed)
{
  g_autoptr (json_t) raw = typed != NULL ? json_string (typed) : NULL;
  g_autoptr (YjProblem) problem = yj_session_answer_field (f->session, yj_item_get_field (f->item, id), raw);
  return g_strdup (problem != NULL ? problem->id : NULL);
}

static gboolean
asks (Fixture *f, const char *field_id)
{
  g_autoptr (GPtrArray) fields = yj_session_list_asked_fields (f->session);
  return g_ptr_array_find (fields, yj_item_get_field (f->item, field_id), NULL);
}

static gboolean
wants (Fixture *f, const char *material_id)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials (f->session);
  return g_ptr_array_find (materials, yj_item_get_material (f->item, material_id), NULL);
}

static char *
list_chosen (Fixture *f)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (f->session);
  GString *codes = g_string_new (NULL);
  for (guint i = 0; i < chosen->len; i++)
    g_string_append_printf (codes, "%s ", ((YjMatter *) g_ptr_array_index (chosen, i))->code);
  return g_string_free (codes, FALSE);
}

static void
test_begin (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (yj_session_get_id (f->session)), *secret = g_strdup (yj_session_get_secret (f->session));
  g_autoptr (GError) error = NULL;

  g_assert_true (g_uuid_string_is_valid (id));
  g_assert_cmpuint (strlen (secret), ==, 12);
  answer (f, "birth_place", "home");
  g_assert_false (yj_session_begin (f->session, f->catalogue, "wedding", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_assert_cmpstr (answer_of (f, "birth_place"), ==, "home");
  g_assert_true (yj_session_begin (f->session, f->catalogue, "birth", NULL));
  g_assert_null (yj_session_get_answer (f->session, "birth_place"));
  g_assert_cmpstr (yj_session_get_id (f->session), !=, id);
  g_assert_cmpstr (yj_session_get_secret (f->session), !=, secret);
}

static void
test_card (Fixture *f, gconstpointer data)
{
  g_autoptr (YjIdCard) card = applicant_card_new ();

  yj_session_set_card (f->session, card);
  g_assert_cmpstr (answer_of (f, "applicant_name"), ==, "甄雀丝");
  g_assert_cmpstr (answer_of (f, "applicant_number"), ==, APPLICANT_NUMBER);
  g_assert_true (yj_session_is_prefilled (f->session, "applicant_name"));
  g_assert_false (yj_session_is_prefilled (f->session, "other_parent_name"));
  /* what is typed over counts as typed */
  answer (f, "applicant_name", "甄雀");
  g_assert_false (yj_session_is_prefilled (f->session, "applicant_name"));
  /* taken away: what came from it goes, what was typed stays */
  yj_session_set_card (f->session, NULL);
  g_assert_null (yj_session_get_answer (f->session, "applicant_number"));
  g_assert_cmpstr (answer_of (f, "applicant_name"), ==, "甄雀");
}

/* A card whose number is damaged does not put a wrong answer into the form: the number is asked instead. */
static void
test_bad_card (Fixture *f, gconstpointer data)
{
  g_autoptr (YjIdCard) card = applicant_card_new ();

  card->number[17] = '1';
  yj_session_set_card (f->session, card);
  g_assert_true (yj_session_is_prefilled (f->session, "applicant_name"));
  g_assert_false (yj_session_is_prefilled (f->session, "applicant_number"));
  g_assert_null (yj_session_get_answer (f->session, "applicant_number"));
}

static void
test_field (Fixture *f, gconstpointer data)
{
  g_autofree char *wrong = NULL, *missing = NULL, *stored = NULL, *nothing = NULL, *empty = NULL, *spaces = NULL;

  stored = try_field (f, "other_parent_number", " 000000 19901103 0573 ");
  g_assert_null (stored);
  g_assert_cmpstr (answer_of (f, "other_parent_number"), ==, "000000199011030573");
  wrong = try_field (f, "other_parent_number", "000000199011030574");
  g_assert_cmpstr (wrong, ==, "field.resident-id.check");
  g_assert_cmpstr (answer_of (f, "other_parent_number"), ==, "000000199011030573");
  missing = try_field (f, "other_parent_number", NULL);
  empty = try_field (f, "other_parent_number", "");
  spaces = try_field (f, "other_parent_number", "  \t");
  g_assert_cmpstr (missing, ==, "field.missing");
  g_assert_cmpstr (empty, ==, "field.missing");
  g_assert_cmpstr (spaces, ==, "field.missing");
  /* an optional one is taken back by leaving it empty */
  answer (f, "parents_married", "yes");
  nothing = try_field (f, "marriage_certificate_no", "J000000-2024-000123");
  g_assert_null (nothing);
  g_assert_nonnull (yj_session_get_answer (f->session, "marriage_certificate_no"));
  nothing = try_field (f, "marriage_certificate_no", "");
  g_assert_null (nothing);
  g_assert_null (yj_session_get_answer (f->session, "marriage_certificate_no"));
}

/* Values that are handed in belong to the caller and are as they were. */
/* The other parent is somebody else; what the applicant has not said yet refuses nobody. */
static void
test_differs (Fixture *f, gconstpointer data)
{
  g_autofree char *alone = NULL, *same = NULL, *other = NULL;
  g_autoptr (YjIdCard) card = applicant_card_new ();

  alone = try_field (f, "other_parent_number", APPLICANT_NUMBER);
  g_assert_null (alone);
  answer (f, "other_parent_number", NULL);
  yj_session_set_card (f->session, card);
  same = try_field (f, "other_parent_number", APPLICANT_NUMBER);
  g_assert_cmpstr (same, ==, "field.differs");
  other = try_field (f, "other_parent_number", "000000199011030573");
  g_assert_null (other);
}

static void
test_raw_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (json_t) sex = json_string ("female");
  g_autoptr (YjProblem) problem = yj_session_answer_field (f->session, yj_item_get_field (f->item, "child_sex"), sex);

  g_assert_null (problem);
  g_assert_cmpstr (json_string_value (sex), ==, "female");
  g_assert_cmpstr (answer_of (f, "child_sex"), ==, "female");
}

static void
test_hidden (Fixture *f, gconstpointer data)
{
  answer (f, "same_ethnicity", "no");
  answer (f, "child_ethnicity", "15");
  g_assert_true (asks (f, "child_ethnicity"));
  g_assert_true (wants (f, "ethnicity-application"));
  answer (f, "same_ethnicity", "yes");
  g_assert_false (asks (f, "child_ethnicity"));
  g_assert_false (wants (f, "ethnicity-application"));
  /* kept, so that changing back does not ask again, and no part of the application */
  g_assert_cmpstr (answer_of (f, "child_ethnicity"), ==, "15");
}

/* Unknown counts as no: before the question was answered nothing that depends on it is asked. */
static void
test_unknown (Fixture *f, gconstpointer data)
{
  g_autofree char *chosen = list_chosen (f);

  g_assert_false (asks (f, "bank_card"));
  g_assert_false (wants (f, "marriage-certificate"));
  g_assert_null (strstr (chosen, "birth-certificate"));
}

static void
test_matters (Fixture *f, gconstpointer data)
{
  g_autofree char *all = NULL, *fewer = NULL, *kept = NULL, *off = NULL;
  int longest;

  answer (f, "birth_place", "hospital-here");
  answer (f, "maternity_insured", "yes");
  all = list_chosen (f);
  g_assert_cmpstr (all, ==, "birth-certificate vaccination household-registration social-card maternity-payment medical-insurance "
                            "childcare-guidance ");
  g_assert_cmpint (yj_session_get_limit_days (f->session, &longest), ==, 5);
  g_assert_cmpint (longest, ==, 30);
  yj_session_set_matter_chosen (f->session, "social-card", FALSE);
  yj_session_set_matter_chosen (f->session, "maternity-payment", FALSE);
  fewer = list_chosen (f);
  g_assert_cmpstr (fewer, ==, "birth-certificate vaccination household-registration medical-insurance childcare-guidance ");
  g_assert_false (asks (f, "bank_card"));
  yj_session_get_limit_days (f->session, &longest);
  g_assert_cmpint (longest, ==, 3);
  /* what is not optional cannot be left out */
  yj_session_set_matter_chosen (f->session, "household-registration", FALSE);
  kept = list_chosen (f);
  g_assert_cmpstr (kept, ==, fewer);
  yj_session_set_matter_chosen (f->session, "social-card", TRUE);
  off = list_chosen (f);
  g_assert_nonnull (strstr (off, "social-card"));
}

/* What was proposed follows its source until the person says something else there. */
static void
test_proposed (Fixture *f, gconstpointer data)
{
  g_autoptr (YjIdCard) card = applicant_card_new ();

  yj_session_set_card (f->session, card);
  g_assert_cmpstr (answer_of (f, "post_name"), ==, "甄雀丝");
  g_assert_false (yj_session_is_prefilled (f->session, "post_name"));
  answer (f, "mobile", "13800000417");
  g_assert_cmpstr (answer_of (f, "post_mobile"), ==, "13800000417");
  answer (f, "mobile", "13800000418");
  g_assert_cmpstr (answer_of (f, "post_mobile"), ==, "13800000418");
  answer (f, "post_mobile", "13900000417");
  answer (f, "mobile", "13800000419");
  g_assert_cmpstr (answer_of (f, "post_mobile"), ==, "13900000417");
  /* confirming what was proposed makes it the person's own */
  answer (f, "post_name", "甄雀丝");
  yj_session_set_card (f->session, NULL);
  g_assert_cmpstr (answer_of (f, "post_name"), ==, "甄雀丝");
}

static void
test_materials (Fixture *f, gconstpointer data)
{
  const YjMaterial *booklet = yj_item_get_material (f->item, "household-booklet");
  const YjMaterial *paper = yj_item_get_material (f->item, "birth-certificate-paper");
  const YjMaterial *form = yj_item_get_material (f->item, "application-form");

  g_assert_true (yj_session_is_material_done (f->session, form));
  g_assert_false (yj_session_is_material_done (f->session, booklet));
  yj_session_set_material_later (f->session, "household-booklet", TRUE);
  g_assert_true (yj_session_is_material_done (f->session, booklet));
  yj_session_set_material_later (f->session, "birth-certificate-paper", TRUE);
  g_assert_false (yj_session_is_material_done (f->session, paper));
  yj_session_put_material_page (f->session, "household-booklet", G_MAXUINT, "00", 10, NULL);
  g_assert_false (yj_session_get_material_later (f->session, "household-booklet"));
  g_assert_cmpuint (yj_session_get_material_pages (f->session, "household-booklet")->len, ==, 1);
  yj_session_remove_material_page (f->session, "household-booklet", 0);
  g_assert_false (yj_session_is_material_done (f->session, booklet));
}

/* The digests of the booklet's pages in their order. */
static char *
list_pages (Fixture *f)
{
  GPtrArray *pages = yj_session_get_material_pages (f->session, "household-booklet");
  GString *text = g_string_new (NULL);

  for (guint i = 0; pages != NULL && i < pages->len; i++)
    g_string_append (text, ((YjMaterialPage *) g_ptr_array_index (pages, i))->sha256);
  return g_string_free (text, FALSE);
}

static void
assert_pages (Fixture *f, const char *expected)
{
  g_autofree char *pages = list_pages (f);
  g_assert_cmpstr (pages, ==, expected);
}

static void
test_pages_are_put_moved_and_removed (Fixture *f, gconstpointer data)
{
  const char *id = "household-booklet";

  yj_session_move_material_page (f->session, id, 0, 1); /* there is none yet */
  yj_session_remove_material_page (f->session, id, 0);
  yj_session_put_material_page (f->session, id, 0, "a", 1, NULL);
  yj_session_put_material_page (f->session, id, 1, "b", 1, NULL);
  yj_session_put_material_page (f->session, id, 99, "c", 1, NULL);
  assert_pages (f, "abc");
  yj_session_put_material_page (f->session, id, 1, "B", 1, NULL);
  assert_pages (f, "aBc");
  yj_session_move_material_page (f->session, id, 2, 0);
  assert_pages (f, "caB");
  yj_session_move_material_page (f->session, id, 0, 2);
  assert_pages (f, "aBc");
  yj_session_move_material_page (f->session, id, 0, 3); /* no such place */
  yj_session_remove_material_page (f->session, id, 3);
  assert_pages (f, "aBc");
  yj_session_remove_material_page (f->session, id, 1);
  assert_pages (f, "ac");
  yj_session_remove_material_page (f->session, id, 0);
  yj_session_remove_material_page (f->session, id, 0);
  g_assert_null (yj_session_get_material_pages (f->session, id));
}

static void
test_clear (Fixture *f, gconstpointer data)
{
  g_autoptr (YjFlow) flow = yj_flow_new (f->session);
  g_autoptr (GPtrArray) fields = yj_item_list_fields (f->item);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (YjCatalogue) catalogue = g_object_ref (f->catalogue);

  yj_session_set_language (f->session, "en");
  g_assert_true (applicant_walk_to (flow, "submit", rand));
  yj_session_set_submitted (f->session, "7K3M00001X", "7K3M00001X");
  yj_session_clear (f->session);
  for (guint i = 0; i < fields->len; i++) {
    const char *id = ((YjField *) g_ptr_array_index (fields, i))->id;
    g_assert_null (yj_session_get_answer (f->session, id));
    g_assert_false (yj_session_is_prefilled (f->session, id));
  }
  g_assert_null (yj_session_get_card (f->session));
  g_assert_null (yj_session_get_signature (f->session));
  g_assert_null (yj_session_get_id (f->session));
  g_assert_null (yj_session_get_secret (f->session));
  g_assert_null (yj_session_get_reference (f->session));
  g_assert_null (yj_session_get_case_number (f->session));
  g_assert_null (yj_session_get_identified_by (f->session));
  g_assert_null (yj_session_get_delivery (f->session));
  g_assert_null (yj_session_get_item (f->session));
  g_assert_null (yj_session_get_catalogue (f->session));
  g_assert_null (yj_session_get_material_pages (f->session, "household-booklet"));
  g_assert_false (yj_session_get_material_later (f->session, "household-booklet"));
  g_assert_false (yj_session_get_consent (f->session, 0));
  g_assert_cmpstr (yj_session_get_language (f->session), ==, "zh-CN");
}

/* The memory that held a long answer holds zeros when the session is cleared: looked at through a reference
 * that the test keeps to the value. */
static void
test_wiped (Fixture *f, gconstpointer data)
{
  json_t *value;

  answer (f, "other_parent_name", "canary-canary-canary");
  value = json_incref ((json_t *) yj_session_get_answer (f->session, "other_parent_name"));
  yj_session_clear (f->session);
  for (gsize i = 0; i < json_string_length (value); i++)
    g_assert_cmpint (json_string_value (value)[i], ==, 0);
  json_decref (value);
}

static void
count_change (YjSession *session, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_signal (Fixture *f, gconstpointer data)
{
  guint changes = 0;

  g_signal_connect (f->session, "changed", G_CALLBACK (count_change), &changes);
  answer (f, "birth_place", "home");
  g_assert_cmpuint (changes, ==, 1);
  answer (f, "birth_place", "home");
  g_assert_cmpuint (changes, ==, 1);
  answer (f, "birth_place", NULL);
  g_assert_cmpuint (changes, ==, 2);
}

/* While the clock is not to be believed, today is the floor's day or later: a child born since is not refused, a child
 * too old by the floor is, and so is a slip in the year. */
static void
test_unverified_clock (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *field, *value, *problem;
  } cases[] = {
    { "child_birth_date", "2096-10-02", NULL },
    { "child_birth_date", "2096-10-20", NULL },
    { "child_birth_date", "2097-03-01", NULL },
    { "child_birth_date", "2096-04-02", NULL },
    { "child_birth_date", "2096-04-01", "field.date.too-early" },
    { "child_birth_date", "2097-10-20", "field.date.future" },
    { "child_birth_date", "2096-02-30", "field.date.unreal" },
    { "other_parent_number", "000000209612010241", "field.resident-id.check" },
    { "other_parent_number", "000000219612010240", "field.resident-id.future" },
  };
  g_autoptr (YjClock) clock = yj_clock_new_fake (0, 0, "boot");
  g_autoptr (YjSession) session = yj_session_new (clock);

  yj_clock_raise_floor (clock, APPLICANT_NOW_USEC);
  g_assert_false (yj_clock_is_verified (clock));
  yj_session_begin (session, f->catalogue, "newborn", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) raw = json_string (cases[i].value);
    g_autoptr (YjProblem) problem =
      yj_session_answer_field (session, yj_item_get_field (f->item, cases[i].field), raw);
    if (g_strcmp0 (problem != NULL ? problem->id : NULL, cases[i].problem) != 0)
      g_test_fail_printf ("%s: %s", cases[i].value, problem != NULL ? problem->id : "taken");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/session/" name, Fixture, NULL, setup, function, teardown)
  ADD ("beginning an item drops every earlier answer", test_begin);
  ADD ("pages are put, moved and removed", test_pages_are_put_moved_and_removed);
  ADD ("a card fills in what fields want from it", test_card);
  ADD ("a damaged card fills in nothing wrong", test_bad_card);
  ADD ("a field takes right answers only", test_field);
  ADD ("two people have two numbers", test_differs);
  ADD ("a value that is handed in stays the caller's", test_raw_kept);
  ADD ("a hidden answer is no part of the application", test_hidden);
  ADD ("what is not known is not asked", test_unknown);
  ADD ("matters follow from answers and choice", test_matters);
  ADD ("an answer is proposed where it is wanted", test_proposed);
  ADD ("a material is given, follows later, or lacks", test_materials);
  ADD ("clearing leaves nothing", test_clear);
  ADD ("cleared memory holds zeros", test_wiped);
  ADD ("a change is signalled, an equal answer is none", test_signal);
  ADD ("an unverified clock closes nobody out", test_unverified_clock);
  return g_test_run ();
}
