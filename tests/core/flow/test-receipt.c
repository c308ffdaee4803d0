/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on paper for a session: the same as in the session, masked, and on the list to take away nothing of anybody. */
#include "core/document/yj-reference.h"
#include "core/flow/yj-session-receipt.h"
#include "tests/core/flow/applicant.h"
#include <string.h>

typedef struct {
  YjCatalogue *catalogue;
  YjSession *session;
  YjFlow *flow;
  YjMessages *messages;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->catalogue = applicant_load_catalogue ();
  f->session = applicant_session_new (f->catalogue);
  f->flow = yj_flow_new (f->session);
  f->messages = applicant_load_messages ();
  g_assert_true (applicant_walk_to (f->flow, "check", NULL));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_object_unref (f->messages);
  g_object_unref (f->flow);
  g_object_unref (f->session);
  g_object_unref (f->catalogue);
}

static YjReceipt *
make_receipt (Fixture *f, gboolean sent)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 17);
  yj_session_set_submitted (f->session, reference, reference);
  return yj_session_receipt_new (f->session, f->messages, "7K3M", sent);
}

static const char *
text (Fixture *f, const char *id)
{
  return yj_messages_get (f->messages, yj_session_get_language (f->session), id);
}

/* Everything that a receipt says, in one text. */
static char *
say_all (YjReceipt *receipt)
{
  const char *parts[] = { receipt->hall,     receipt->machine, receipt->item,      receipt->reference,     receipt->case_number,
                          receipt->secret,   receipt->qr_text, receipt->applicant, receipt->document,      receipt->time,
                          receipt->delivery, receipt->counter, receipt->query_how, receipt->complaint_how, receipt->versions };
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (all, "%s\n", parts[i] != NULL ? parts[i] : "");
  for (guint i = 0; i < receipt->matters->len; i++) {
    const YjReceiptMatter *matter = g_ptr_array_index (receipt->matters, i);
    g_string_append_printf (all, "%s %s\n", matter->name, matter->department);
  }
  for (guint i = 0; i < receipt->materials->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (receipt->materials, i);
    g_string_append_printf (all, "%s %s %s\n", material->name, material->how != NULL ? material->how : "",
                            material->due != NULL ? material->due : "");
  }
  for (guint i = 0; i < receipt->bring->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (receipt->bring, i);
    g_string_append_printf (all, "%s %s\n", material->name, material->how);
  }
  for (guint i = 0; receipt->next_steps != NULL && receipt->next_steps[i] != NULL; i++)
    g_string_append_printf (all, "%s\n", receipt->next_steps[i]);
  return g_string_free (all, FALSE);
}

static const YjReceiptMaterial *
find_material (Fixture *f, YjReceipt *receipt, const char *id)
{
  const YjMaterial *material = yj_item_get_material (yj_session_get_item (f->session), id);
  const char *name = yj_text_get (material->name, yj_session_get_language (f->session));

  for (guint i = 0; i < receipt->materials->len; i++)
    if (g_str_equal (((YjReceiptMaterial *) g_ptr_array_index (receipt->materials, i))->name, name))
      return g_ptr_array_index (receipt->materials, i);
  return NULL;
}

static void
test_masked (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) receipt = make_receipt (f, FALSE);
  g_autofree char *all = say_all (receipt);
  const YjIdCard *card = yj_session_get_card (f->session);

  g_assert_cmpstr (receipt->applicant, ==, "甄*丝");
  g_assert_nonnull (strstr (receipt->document, "000***********0240"));
  g_assert_null (strstr (all, card->number));
  g_assert_null (strstr (all, card->name));
  g_assert_null (strstr (all, card->address));
  g_test_message ("%" G_GSIZE_FORMAT " bytes of receipt hold neither name nor number", strlen (all));
}

/* No answer of any field stands on paper in full. */
static void
test_no_answer (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) receipt = make_receipt (f, FALSE);
  g_autofree char *all = say_all (receipt);
  g_autoptr (GPtrArray) fields = yj_session_list_asked_fields (f->session);
  guint looked = 0;

  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    const json_t *answer = yj_session_get_answer (f->session, field->id);
    /* The child may be born on the day that the receipt is dated. */
    if (!json_is_string (answer) || strlen (json_string_value (answer)) < 6 || g_str_equal (field->type, "date"))
      continue;
    g_assert_null (strstr (all, json_string_value (answer)));
    looked++;
  }
  g_test_message ("%u answers were looked for", looked);
  g_assert_cmpuint (looked, >=, 5);
}

static void
test_reference (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) receipt = make_receipt (f, FALSE);
  g_autofree char *reference = NULL, *secret = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (receipt->reference, ==, yj_session_get_reference (f->session));
  g_assert_null (receipt->case_number); /* the same number is not printed twice */
  g_assert_cmpuint (strlen (receipt->secret), ==, 12);
  g_assert_true (yj_reference_parse_qr_text (receipt->qr_text, &reference, &secret, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (reference, ==, receipt->reference);
  g_assert_cmpstr (secret, ==, receipt->secret);
  g_assert_cmpstr (receipt->machine, ==, "7K3M");
}

static void
test_matters (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) receipt = make_receipt (f, FALSE);
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (f->session);

  g_assert_cmpuint (receipt->matters->len, ==, chosen->len);
  g_assert_cmpuint (chosen->len, >, 0);
  for (guint i = 0; i < chosen->len; i++) {
    const YjReceiptMatter *printed = g_ptr_array_index (receipt->matters, i);
    const YjMatter *matter = g_ptr_array_index (chosen, i);
    g_assert_cmpstr (printed->name, ==, yj_text_get (matter->name, "zh-CN"));
    g_assert_cmpint (printed->working_days, ==, matter->working_days);
    g_assert_cmpstr (printed->department, !=, "");
  }
}

/* What was photographed says how many pages and how far it is trusted; what may follow says by when. */
static void
test_materials (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) receipt = NULL;
  const YjReceiptMaterial *booklet, *marriage, *form;

  yj_session_set_material_later (f->session, "household-booklet", FALSE);
  yj_session_put_material_page (f->session, "household-booklet", G_MAXUINT, "11", 10, NULL);
  yj_session_put_material_page (f->session, "household-booklet", G_MAXUINT, "22", 10, NULL);
  receipt = make_receipt (f, FALSE);
  booklet = find_material (f, receipt, "household-booklet");
  marriage = find_material (f, receipt, "marriage-certificate");
  form = find_material (f, receipt, "application-form");
  g_assert_cmpuint (booklet->pages, ==, 2);
  g_assert_cmpstr (booklet->trust_level, ==, "C");
  g_assert_cmpstr (booklet->how, ==, text (f, "receipt.how.photographed"));
  g_assert_null (booklet->due);
  g_assert_cmpuint (marriage->pages, ==, 0);
  g_assert_cmpstr (marriage->due, ==, text (f, "receipt.due.later"));
  g_assert_null (marriage->trust_level);
  g_assert_cmpstr (form->how, ==, text (f, "receipt.how.generated"));
  g_assert_null (form->trust_level);
  /* The booklet's original when it is collected: which paper, and what is done with it. */
  g_assert_cmpuint (receipt->bring->len, ==, 1);
  g_assert_cmpstr (((YjReceiptMaterial *) g_ptr_array_index (receipt->bring, 0))->name, ==, booklet->name);
  g_assert_nonnull (((YjReceiptMaterial *) g_ptr_array_index (receipt->bring, 0))->how);
}

static void
test_states (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) kept = make_receipt (f, FALSE), sent = make_receipt (f, TRUE);

  g_assert_false (kept->sent);
  g_assert_true (sent->sent);
  g_assert_cmpstr (kept->next_steps[0], ==, text (f, "receipt.next.kept"));
  g_assert_cmpstr (sent->next_steps[0], ==, text (f, "receipt.next.sent"));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (g_strv_length ((i == 0 ? kept : sent)->next_steps), ==, 3);
}

/* A clock that nobody vouches for is not printed. */
static void
test_time (Fixture *f, gconstpointer data)
{
  YjClock *clock = yj_session_get_clock (f->session);
  g_autoptr (YjReceipt) right = make_receipt (f, FALSE), unsure = NULL;

  g_assert_true (g_regex_match_simple ("^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$", right->time, 0, 0));
  yj_clock_fake_jump (clock, G_TIME_SPAN_DAY);
  g_assert_false (yj_clock_is_verified (clock));
  unsure = make_receipt (f, FALSE);
  g_assert_null (unsure->time);
}

static void
test_language (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) receipt = NULL;

  yj_session_set_language (f->session, "en");
  receipt = make_receipt (f, FALSE);
  g_assert_cmpstr (receipt->language, ==, "en");
  g_assert_cmpstr (receipt->item, ==, yj_text_get (yj_session_get_item (f->session)->title, "en"));
  g_assert_true (g_str_is_ascii (receipt->next_steps[1]));
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) list = yj_session_take_away_list_new (f->session, f->messages, "7K3M");
  g_autoptr (GPtrArray) wanted = yj_session_list_materials_to_capture (f->session);
  g_autofree char *all = say_all (list);
  const YjIdCard *card = yj_session_get_card (f->session);

  g_assert_cmpint (list->kind, ==, YJ_RECEIPT_TAKE_AWAY_LIST);
  g_assert_null (list->reference);
  g_assert_null (list->secret);
  g_assert_null (list->qr_text);
  g_assert_null (list->applicant);
  g_assert_null (list->document);
  g_assert_null (strstr (all, card->name));
  g_assert_null (strstr (all, "甄*"));
  g_assert_null (strstr (all, "0240"));
  g_assert_cmpuint (list->materials->len, ==, wanted->len);
  g_assert_cmpuint (wanted->len, >, 0);
  g_assert_cmpuint (list->matters->len, >, 0);
  g_assert_nonnull (list->counter);
}

/* More than one copy is said where somebody still has to bring them, and not of what is made here. */
static void
test_copies (Fixture *f, gconstpointer data)
{
  g_autoptr (YjReceipt) one = make_receipt (f, FALSE), list = NULL, receipt = NULL;
  g_autofree char *due = g_strconcat ("共 2 份 · ", text (f, "receipt.due.later"), NULL);
  const char *hint = yj_text_get (yj_item_get_material (yj_session_get_item (f->session), "marriage-certificate")->hint, "zh-CN");
  g_autofree char *how = g_strconcat ("共 2 份 · ", hint, NULL);
  YjItem *item = yj_session_get_item (f->session);

  g_assert_cmpstr (find_material (f, one, "marriage-certificate")->due, ==, text (f, "receipt.due.later"));
  ((YjMaterial *) yj_item_get_material (item, "marriage-certificate"))->copies = 2;
  ((YjMaterial *) yj_item_get_material (item, "application-form"))->copies = 2;
  receipt = make_receipt (f, FALSE);
  list = yj_session_take_away_list_new (f->session, f->messages, "7K3M");
  g_assert_cmpstr (find_material (f, receipt, "marriage-certificate")->due, ==, due);
  g_assert_cmpstr (find_material (f, receipt, "application-form")->how, ==, text (f, "receipt.how.generated"));
  g_assert_cmpstr (find_material (f, list, "marriage-certificate")->how, ==, how);
}

/* A slip of what was handed over half filled: masked as a receipt is, with the last day that central keeps it. */
static void
test_draft (Fixture *f, gconstpointer data)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 9);
  g_autoptr (YjReceipt) slip = yj_session_draft_slip_new (f->session, f->messages, "7K3M", reference, FALSE);
  g_autoptr (GDateTime) end = yj_session_get_draft_end (f->session);
  g_autofree char *all = say_all (slip), *day = g_date_time_format (end, "%Y-%m-%d");

  g_assert_cmpint (slip->kind, ==, YJ_RECEIPT_DRAFT);
  g_assert_cmpstr (slip->reference, ==, reference);
  g_assert_cmpstr (slip->secret, ==, yj_session_get_secret (f->session));
  g_assert_cmpstr (slip->keep_until, ==, day);
  g_assert_null (strstr (all, yj_session_get_card (f->session)->name));
  g_assert_nonnull (slip->applicant);
  g_assert_cmpuint (g_strv_length (slip->next_steps), ==, 3);
  g_assert_cmpuint (slip->matters->len + slip->materials->len, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/session-receipt/name-and-number-are-masked", test_masked },
    { "/session-receipt/a-draft-has-a-slip-with-its-last-day", test_draft },
    { "/session-receipt/no-answer-stands-on-paper", test_no_answer },
    { "/session-receipt/the-code-says-reference-and-inquiry-code", test_reference },
    { "/session-receipt/every-chosen-matter-stands-with-department-and-days", test_matters },
    { "/session-receipt/what-was-taken-and-what-is-due-is-told-apart", test_materials },
    { "/session-receipt/kept-and-sent-say-different-things", test_states },
    { "/session-receipt/a-time-that-is-not-sure-is-not-printed", test_time },
    { "/session-receipt/it-speaks-the-session-s-language", test_language },
    { "/session-receipt/the-list-to-take-away-holds-nothing-of-a-person", test_list },
    { "/session-receipt/copies-are-said-where-they-still-have-to-be-brought", test_copies },
  };

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].test, teardown);
  return g_test_run ();
}
