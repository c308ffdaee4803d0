/* SPDX-License-Identifier: Apache-2.0 */
/* Records beside applications on their way over the bus into the outbox, and what a person is told of them. */
#include "core/document/yj-evaluation.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-withdrawal.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-suite.h"
#include "outbox-rig.h"
#include "service-rig.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-header-draft.h"
#include <string.h>

#define WALL_USEC G_GINT64_CONSTANT (4000000000000000)
#define WRONG_SECRET "0123456789AC"
#define WINDOW_USEC G_GINT64_CONSTANT (601000000)

static char *recipients[3], *identities[2];

static void
make_keys (void)
{
  for (int i = 0; i < 2; i++)
    g_assert_true (yj_seal_keygen (YJ_SUITE_INTL_1, &identities[i], &recipients[i], NULL));
}

static void
drop_keys (void)
{
  for (int i = 0; i < 2; i++) {
    g_free (identities[i]);
    g_free (recipients[i]);
  }
}

static YjSubmission *
apply (ServiceRig *rig, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = service_rig_bytes ('a' + (char) n, 700);
  g_autofree char *draft = service_rig_draft_text (rig, n, envelope);
  YjSubmission *submission = service_rig_submit (rig, envelope, draft, &error);
  g_assert_no_error (error);
  return submission;
}

/* *@id (nullable): the withdrawal's own. */
static YjSubmission *
withdraw (ServiceRig *rig, const char *reference, const char *secret, char **id, GError **error)
{
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *text = NULL;
  g_autoptr (json_t) draft = NULL;

  g_assert_true (
    yj_withdrawal_seal (reference, secret, "en", "000000", WALL_USEC, (const char *const *) recipients, &envelope, &text, NULL));
  draft = yj_json_parse (text, strlen (text), 0, 0, NULL);
  if (id != NULL)
    *id = g_strdup (yj_json_string (draft, "id"));
  return service_rig_submit (rig, envelope, text, error);
}

static char *
ask (ServiceRig *rig, const char *reference, const char *secret, const char *member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) progress = service_rig_progress (rig, reference, secret, &error);
  g_assert_no_error (error);
  return g_strdup (yj_json_string (progress, member));
}

static void
expect_not_found (ServiceRig *rig, const char *reference, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (service_rig_progress (rig, reference, secret, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
}

static void
test_asked (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (YjSubmission) application = apply (rig, 1), withdrawal = NULL, again = NULL, found = NULL;
  g_autofree char *before = ask (rig, application->reference, SERVICE_RIG_SECRET, "withdrawal"), *after = NULL, *state = NULL, *id = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (before);
  withdrawal = withdraw (rig, application->reference, SERVICE_RIG_SECRET, &id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (withdrawal->reference, !=, application->reference);
  g_assert_cmpstr (withdrawal->case_number, ==, withdrawal->reference);
  /* Nothing is taken out of the queue by it: central gets both, and judges. */
  state = ask (rig, application->reference, SERVICE_RIG_SECRET, "state");
  after = ask (rig, application->reference, SERVICE_RIG_SECRET, "withdrawal");
  g_assert_cmpstr (state, ==, "queued");
  g_assert_cmpstr (after, ==, "asked");
  service_rig_stop (rig);
  service_rig_start (rig);
  found = service_rig_lookup (rig, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->header, ==, withdrawal->header);
  again = withdraw (rig, application->reference, SERVICE_RIG_SECRET, NULL, &error); /* who is not sure asks once more */
  g_assert_no_error (error);
}

static void
test_refused (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (YjSubmission) application = apply (rig, 1);
  g_autofree char *unknown = yj_reference_new ("7K3M", 77), *message = NULL, *told = NULL;
  const char *const cases[][2] = { { application->reference, WRONG_SECRET }, { unknown, SERVICE_RIG_SECRET }, { unknown, WRONG_SECRET } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL, missing = NULL;
    g_autofree char *id = NULL;
    g_assert_null (withdraw (rig, cases[i][0], cases[i][1], &id, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
    g_assert_true (message == NULL || g_str_equal (message, error->message)); /* one answer */
    g_free (message);
    message = g_strdup (error->message);
    g_assert_null (service_rig_lookup (rig, id, &missing));
    g_assert_error (missing, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  }
  told = ask (rig, application->reference, SERVICE_RIG_SECRET, "withdrawal");
  g_assert_null (told);
}

/* Nothing was told of it here, or something was: who asks cannot tell the difference, and central judges. */
static void
test_elsewhere (ServiceRig *rig, gconstpointer data)
{
  g_autofree char *unknown = yj_reference_new ("2222", 5), *known = yj_reference_new ("2222", 6);
  g_autofree char *digest = yj_progress_secret_sha256 (SERVICE_RIG_SECRET), *told = NULL, *state = NULL;
  g_autoptr (json_t) outcomes = json_pack ("[{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s}]", "n", 1, "id", "x", "reference", known, "matter",
                                           "vaccination", "case", "c", "status", "done", "at", "2096-10-02T07:06:40Z",
                                           "progress_secret_sha256", digest);
  const char *const cases[][2] = { { unknown, SERVICE_RIG_SECRET }, { unknown, WRONG_SECRET }, { known, SERVICE_RIG_SECRET }, { known, WRONG_SECRET } };
  YjOutbox *outbox;

  service_rig_stop (rig);
  outbox = yj_outbox_open (rig->dir, rig->clock, NULL, NULL);
  g_assert_true (yj_outbox_store_outcomes (outbox, outcomes, 1, NULL));
  yj_outbox_close (outbox);
  service_rig_start (rig);
  expect_not_found (rig, unknown, SERVICE_RIG_SECRET);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YjSubmission) withdrawal = withdraw (rig, cases[i][0], cases[i][1], NULL, &error);
    g_assert_no_error (error);
  }
  told = ask (rig, unknown, WRONG_SECRET, "withdrawal"); /* what that person asked, and nothing else */
  state = ask (rig, unknown, WRONG_SECRET, "state");
  g_assert_cmpstr (told, ==, "asked");
  g_assert_cmpstr (state, ==, "queued");
  expect_not_found (rig, unknown, "0123456789AD");
  g_free (told);
  told = ask (rig, known, SERVICE_RIG_SECRET, "withdrawal");
  g_assert_cmpstr (told, ==, "too-late");
}

static void
test_throttled (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (YjSubmission) application = apply (rig, 1), other = apply (rig, 2), withdrawal = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10; i++) { /* what is right costs nothing */
    g_autofree char *state = ask (rig, application->reference, SERVICE_RIG_SECRET, "state");
    g_assert_cmpstr (state, ==, "queued");
  }
  for (guint i = 0; i < 5; i++) { /* questions and withdrawals are counted together */
    g_clear_error (&error);
    if (i % 2 == 0)
      g_assert_null (withdraw (rig, application->reference, WRONG_SECRET, NULL, &error));
    else
      g_assert_null (service_rig_progress (rig, application->reference, WRONG_SECRET, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  }
  message = g_strdup (error->message);
  g_clear_error (&error);
  g_assert_null (withdraw (rig, application->reference, SERVICE_RIG_SECRET, NULL, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, message);
  g_clear_error (&error);
  expect_not_found (rig, application->reference, SERVICE_RIG_SECRET);
  withdrawal = withdraw (rig, other->reference, SERVICE_RIG_SECRET, NULL, &error); /* another receipt is another matter */
  g_assert_no_error (error);
  yj_clock_fake_advance (rig->clock, WINDOW_USEC);
  g_clear_pointer (&withdrawal, yj_submission_free);
  withdrawal = withdraw (rig, application->reference, SERVICE_RIG_SECRET, NULL, &error);
  g_assert_no_error (error);
}

static void
test_throttled_in_all (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (YjSubmission) application = apply (rig, 1);
  g_autofree char *state = NULL;
  guint refused = 0;

  for (guint seq = 2; seq < 52; seq++) {
    g_autofree char *unknown = yj_reference_new ("7K3M", seq);
    expect_not_found (rig, unknown, SERVICE_RIG_SECRET);
    refused++;
  }
  expect_not_found (rig, application->reference, SERVICE_RIG_SECRET);
  yj_clock_fake_advance (rig->clock, WINDOW_USEC);
  state = ask (rig, application->reference, SERVICE_RIG_SECRET, "state");
  g_assert_cmpstr (state, ==, "queued");
  g_test_message ("after %u wrong guesses of any receipts the kiosk answers nobody for ten minutes", refused);
}

/* What the cases say, whoever asked. */
static void
test_fates (ServiceRig *rig, gconstpointer data)
{
  static const struct {
    const char *statuses[3];
    gboolean asked;
    const char *expected;
  } fates[] = {
    { { "waiting", "done", NULL }, FALSE, NULL },         { { "waiting", "done", NULL }, TRUE, "asked" },
    { { "withdrawn", "withdrawn", NULL }, TRUE, "withdrawn" }, { { "withdrawn", "withdrawn", NULL }, FALSE, "withdrawn" },
    { { "withdrawn", "done", NULL }, FALSE, "partly" },   { { "withdrawn", "refused", NULL }, TRUE, "partly" },
    { { "done", "refused", NULL }, TRUE, "too-late" },    { { "done", "refused", NULL }, FALSE, NULL },
    { { "withdrawn", "returned", NULL }, TRUE, "asked" },
  };
  g_autofree char *digest = yj_progress_secret_sha256 (SERVICE_RIG_SECRET);
  gint64 n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fates); i++) {
    g_autofree char *reference = yj_reference_new ("2222", i + 1), *told = NULL;
    g_autoptr (json_t) outcomes = json_array ();
    YjOutbox *outbox;

    for (guint k = 0; fates[i].statuses[k] != NULL; k++)
      json_array_append_new (outcomes, json_pack ("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "n", (json_int_t) ++n, "id", "x", "reference",
                                                  reference, "matter", k == 0 ? "one" : "two", "case", "c", "status", fates[i].statuses[k],
                                                  "at", "2096-10-02T07:06:40Z", "progress_secret_sha256", digest));
    service_rig_stop (rig);
    outbox = yj_outbox_open (rig->dir, rig->clock, NULL, NULL);
    g_assert_true (yj_outbox_store_outcomes (outbox, outcomes, n, NULL));
    yj_outbox_close (outbox);
    service_rig_start (rig);
    if (fates[i].asked)
      yj_submission_free (withdraw (rig, reference, SERVICE_RIG_SECRET, NULL, NULL));
    told = ask (rig, reference, SERVICE_RIG_SECRET, "withdrawal");
    g_assert_cmpstr (told, ==, fates[i].expected);
  }
}

static json_t *
evaluation_draft (GBytes *envelope, const char *application_id, const char *id)
{
  g_autofree char *digest = yj_sha256_hex (envelope);
  return json_pack ("{s:i, s:s, s:s, s:s, s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:[], s:{s:s, s:I}, s:[], s:[s, s], s:s}", "schema", 1, "id", id,
                    "kind", "evaluation", "application", application_id, "item", "id", "newborn", "version", 1, "catalogue", "id",
                    "yijian-basic", "version", 1, "region", "000000", "matters", "envelope", "sha256", digest, "bytes",
                    (json_int_t) g_bytes_get_size (envelope), "materials", "recipients", "0011223344556677", "8899aabbccddeeff", "suite",
                    "intl-1");
}

static void
test_one_evaluation (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (YjSubmission) application = apply (rig, 1), first = NULL;
  g_autofree char *id = outbox_rig_id (1), *first_text = NULL, *second_text = NULL;
  g_autoptr (json_t) one = yj_evaluation_document_new (id, "satisfied", NULL, FALSE, WALL_USEC);
  g_autoptr (json_t) two = yj_evaluation_document_new (id, "very-satisfied", NULL, FALSE, WALL_USEC + 1);
  g_autoptr (GBytes) first_envelope = service_rig_bytes ('e', 600), second_envelope = service_rig_bytes ('f', 600);
  g_autoptr (json_t) first_draft = evaluation_draft (first_envelope, id, yj_json_string (one, "id"));
  g_autoptr (json_t) second_draft = evaluation_draft (second_envelope, id, yj_json_string (two, "id"));
  g_autoptr (GError) error = NULL;

  first_text = yj_json_to_text (first_draft);
  second_text = yj_json_to_text (second_draft);
  first = service_rig_submit (rig, first_envelope, first_text, &error);
  g_assert_no_error (error);
  g_assert_null (service_rig_submit (rig, second_envelope, second_text, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  expect_not_found (rig, first->reference, SERVICE_RIG_SECRET); /* an opinion has no progress */
}

static void
test_draft (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = service_rig_bytes ('p', 5000), envelope = service_rig_bytes ('d', 800);
  g_autofree char *digest = service_rig_put_material (rig, page, &error), *text = NULL, *other = NULL;
  g_autoptr (json_t) draft = service_rig_draft (rig, 1, envelope, json_pack ("[{s:s, s:i}]", "sha256", digest, "bytes", 5000));
  g_autoptr (YjSubmission) submission = NULL;
  g_autoptr (json_t) progress = NULL;

  json_object_set_new (draft, "kind", json_string ("draft"));
  json_object_set_new (draft, "matters", json_array ());
  json_object_set_new (draft, "keep_days", json_integer (15));
  text = yj_json_to_text (draft);
  submission = service_rig_submit (rig, envelope, text, &error);
  g_assert_no_error (error);
  progress = service_rig_progress (rig, submission->reference, SERVICE_RIG_SECRET, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (progress, "kind"), ==, "draft");
  g_assert_cmpint (yj_json_int (progress, "keep_days", 0), ==, 15);
  g_assert_cmpuint (json_array_size (yj_json_array (progress, "matters")), ==, 0);
  yj_courier_end_session (rig->client);
  other = service_rig_put_material (rig, page, &error); /* answered after it */
  service_rig_stop (rig);
  service_rig_start (rig);
  g_assert_cmpint (yj_blob_store_get_size (rig->dir, digest), ==, 5000);
}

/* A member that belongs to another kind, or one of its own that is not there or is wrong. */
static void
test_members (ServiceRig *rig, gconstpointer data)
{
  static const char *const kinds[] = { "application", "draft", "evaluation", "withdrawal" };
  static const char hex[] = "00000000000000000000000000000000000000000000000000000000000000aa";
  static const char *const own[][5] = { { "item", "catalogue", "progress_secret_sha256", NULL },
                                        { "item", "catalogue", "progress_secret_sha256", "keep_days", NULL },
                                        { "item", "catalogue", "application", NULL },
                                        { "withdraws", NULL } };
  g_autofree char *reference = yj_reference_new ("7K3M", 1);
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700);
  g_autoptr (json_t) all = json_pack ("{s:{s:s, s:i}, s:{s:s, s:i}, s:s, s:i, s:s, s:{s:s, s:s}}", "item", "id", "newborn", "version", 1,
                                      "catalogue", "id", "c", "version", 1, "progress_secret_sha256", hex, "keep_days", 15, "application",
                                      "00000000-0000-7000-8000-000000000001", "withdraws", "reference", reference, "proof", hex);
  guint tried = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    g_autoptr (json_t) right = service_rig_draft (rig, 1, envelope, NULL);
    const char *name;
    json_t *value;

    json_object_foreach (all, name, value)
      json_object_del (right, name);
    json_object_set_new (right, "kind", json_string (kinds[k]));
    if (k > 0)
      json_object_set_new (right, "matters", json_array ());
    for (guint i = 0; own[k][i] != NULL; i++)
      json_object_set (right, own[k][i], json_object_get (all, own[k][i]));
    g_assert_true (yj_header_draft_check (right, envelope, NULL));
    json_object_foreach (all, name, value) {
      gboolean needed = g_strv_contains (own[k], name);
      for (guint how = 0; how < 2; how++, tried++) {
        g_autoptr (json_t) wrong = json_deep_copy (right);
        g_autoptr (GError) error = NULL;
        if (how == 1)
          json_object_set_new (wrong, name, needed ? json_string ("?") : json_incref (value));
        else if (needed)
          json_object_del (wrong, name);
        else
          continue;
        g_assert_false (yj_header_draft_check (wrong, envelope, &error));
        g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
        g_assert_nonnull (strstr (error->message, name));
      }
    }
  }
  g_test_message ("%u members in the wrong place or form", tried);
}

int
main (int argc, char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  make_keys ();
#define ADD(name, function) g_test_add ("/courier-records/" name, ServiceRig, NULL, service_rig_set_up, function, service_rig_tear_down)
  ADD ("a withdrawal of what waits here is kept beside it", test_asked);
  ADD ("a wrong secret and a receipt that is not there get one answer", test_refused);
  ADD ("a receipt of another kiosk is taken, whatever is known of it here", test_elsewhere);
  ADD ("questions and withdrawals are throttled together, for each receipt", test_throttled);
  ADD ("wrong guesses of any receipts are counted for the kiosk", test_throttled_in_all);
  ADD ("progress says what has become of the wish", test_fates);
  ADD ("an application has one evaluation, the first", test_one_evaluation);
  ADD ("a draft keeps its pages and says for how many days", test_draft);
  ADD ("each kind has its own members and no other's", test_members);
  code = g_test_run ();
  drop_keys ();
  return code;
}
