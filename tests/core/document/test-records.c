/* SPDX-License-Identifier: Apache-2.0 */
/* Records beside applications: evaluations, withdrawals and drafts as a kiosk makes them. */
#include "core/base/yj-error.h"
#include "core/document/yj-draft-document.h"
#include "core/document/yj-evaluation.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-withdrawal.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-envelope.h"
#include "tests/core/flow/applicant.h"
#include <string.h>

#define PROOF_OF_OPENSSL "fa00fe6edc672358f95ec1075c488cb11179ce6825022d6e534e593fdfa09e07"
#define SENTENCE "The counter may open what I have filled in so far."

typedef struct {
  YjCatalogue *catalogue;
  YjSession *session;
  YjFlow *flow;
  char *identities[3], *recipients[3];
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->catalogue = applicant_load_catalogue ();
  f->session = applicant_session_new (f->catalogue);
  f->flow = yj_flow_new (f->session);
  for (int i = 0; i < 2; i++)
    yj_age_keygen (&f->identities[i], &f->recipients[i]);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_object_unref (f->flow);
  g_object_unref (f->session);
  g_object_unref (f->catalogue);
  for (int i = 0; i < 2; i++) {
    g_free (f->identities[i]);
    g_free (f->recipients[i]);
  }
}

static const char *const *
recipients (Fixture *f)
{
  return (const char *const *) f->recipients;
}

static json_t *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  json_t *value = yj_json_parse (text, strlen (text), 0, 0, &error);
  g_assert_no_error (error);
  return value;
}

static json_t *
open_document (Fixture *f, GBytes *envelope)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjEnvelope) opened = yj_envelope_open (envelope, (const char *const *) f->identities, &error);
  gsize size;
  const char *text;

  g_assert_no_error (error);
  text = g_bytes_get_data (opened->application, &size);
  return yj_json_parse (text, size, 0, 0, NULL);
}

/* ---- evaluation ---- */

static gboolean
is_taken (const char *grade, const char *reason, gboolean call_back)
{
  const char *reasons[] = { reason, NULL };
  g_autoptr (json_t) evaluation =
    yj_evaluation_document_new ("00000000-0000-7000-8000-000000000001", grade, reasons, FALSE, APPLICANT_NOW_USEC);
  g_autoptr (GError) error = NULL;
  gboolean taken;

  if (call_back) /* whatever the grade */
    json_object_set_new (evaluation, "call_back", json_true ());
  taken = yj_evaluation_check_form (evaluation, &error);
  if (!taken)
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  return taken;
}

static void
test_reasons (Fixture *f, gconstpointer data)
{
  const char *const *grades = yj_evaluation_list_grades ();
  guint pairs = 0;

  for (guint i = 0; grades[i] != NULL; i++) {
    gboolean negative = yj_evaluation_is_negative (grades[i]);
    g_assert_cmpint (negative, ==, i >= 3);
    g_assert_cmpint (is_taken (grades[i], NULL, FALSE), ==, !negative);
    for (guint k = 0; grades[k] != NULL; k++)
      for (const char *const *reason = yj_evaluation_list_reasons (grades[k]); *reason != NULL; reason++, pairs++) {
        gboolean fits = g_strv_contains (yj_evaluation_list_reasons (grades[i]), *reason);
        g_assert_cmpint (is_taken (grades[i], *reason, FALSE), ==, fits);
        g_assert_cmpint (is_taken (grades[i], *reason, TRUE), ==, fits && negative);
      }
    g_assert_false (is_taken (grades[i], "so-so", FALSE));
  }
  g_assert_false (is_taken ("so-so", NULL, FALSE));
  g_test_message ("%u pairs of grade and reason", pairs);
}

static void
test_evaluation (Fixture *f, gconstpointer data)
{
  static const char *const reasons[] = { "slow", NULL };
  YjItem *item = yj_session_get_item (f->session);
  const char *id = yj_session_get_id (f->session);
  g_autoptr (json_t) first = yj_evaluation_document_new (id, "dissatisfied", reasons, TRUE, APPLICANT_NOW_USEC);
  g_autoptr (json_t) second = yj_evaluation_document_new (id, "very-satisfied", NULL, TRUE, APPLICANT_NOW_USEC + 1);
  g_autoptr (json_t) other = yj_evaluation_document_new ("00000000-0000-7000-8000-000000000001", "satisfied", NULL, FALSE, APPLICANT_NOW_USEC);
  g_autoptr (json_t) header = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_json_bool (first, "call_back", FALSE));
  g_assert_null (json_object_get (second, "call_back")); /* there is nothing to call about */
  g_assert_cmpstr (yj_json_string (first, "id"), ==, yj_json_string (second, "id"));
  g_assert_cmpstr (yj_json_string (first, "id"), !=, yj_json_string (other, "id"));
  g_assert_cmpstr (yj_json_string (first, "id"), !=, id);
  g_assert_true (yj_evaluation_seal (first, item, f->catalogue, "000000", recipients (f), &envelope, &text, &error));
  header = parse (text);
  g_assert_cmpstr (yj_json_string (header, "kind"), ==, "evaluation");
  g_assert_cmpstr (yj_json_string (header, "application"), ==, id);
  for (const char *const *word = (const char *const[]){ "dissatisfied", "slow", "call_back", NULL }; *word != NULL; word++)
    g_assert_null (strstr (text, *word));
}

/* ---- withdrawal ---- */

static void
test_proof (Fixture *f, gconstpointer data)
{
  static const char id[] = "00000000-0000-7000-8000-000000000001", other[] = "00000000-0000-7000-8000-000000000002";
  g_autofree char *digest = yj_progress_secret_sha256 ("0123456789AB"), *wrong = yj_progress_secret_sha256 ("0123456789AC");
  g_autofree char *proof = yj_withdrawal_proof (digest, id), *cut = g_strndup (proof, 63);

  /* printf %s ID | openssl dgst -sha256 -mac hmac -macopt hexkey:$(printf 0123456789AB | sha256sum | cut -c 1-64) */
  g_assert_cmpstr (proof, ==, PROOF_OF_OPENSSL);
  g_assert_true (yj_withdrawal_is_proof (digest, id, proof));
  g_assert_false (yj_withdrawal_is_proof (wrong, id, proof));
  g_assert_false (yj_withdrawal_is_proof (digest, other, proof)); /* a proof serves its own withdrawal alone */
  g_assert_false (yj_withdrawal_is_proof (digest, id, cut));
  g_assert_false (yj_withdrawal_is_proof (digest, id, ""));
  g_assert_false (yj_withdrawal_is_proof (digest, id, NULL));
  g_assert_false (yj_withdrawal_is_proof (NULL, id, proof));
  g_assert_false (yj_withdrawal_is_proof ("", id, proof));
  g_assert_false (yj_withdrawal_is_proof ("zz", id, proof));
}

static void
test_withdrawal (Fixture *f, gconstpointer data)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 1), *shown = yj_reference_to_display (reference), *typed = g_ascii_strdown (shown, -1);
  g_autofree char *text = NULL, *digest = yj_progress_secret_sha256 ("0123456789AB");
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) header = NULL, document = NULL;

  g_assert_true (yj_withdrawal_seal (typed, "0123 4567 89ab", "en", "000000", APPLICANT_NOW_USEC, recipients (f), &envelope, &text, &error));
  g_assert_no_error (error);
  header = parse (text);
  document = open_document (f, envelope);
  g_assert_true (yj_withdrawal_check_form (document, &error));
  g_assert_cmpstr (yj_json_string (document, "reference"), ==, reference);
  g_assert_cmpstr (yj_json_string (document, "id"), ==, yj_json_string (header, "id"));
  g_assert_cmpstr (yj_json_string (yj_json_object (header, "withdraws"), "reference"), ==, reference);
  g_assert_true (yj_withdrawal_is_proof (digest, yj_json_string (header, "id"), yj_json_string (yj_json_object (header, "withdraws"), "proof")));
  g_assert_null (strstr (text, "0123456789AB"));
  g_assert_null (strstr (text, digest)); /* which would be as good as the secret */
}

static void
test_typed_wrong (Fixture *f, gconstpointer data)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 1), *text = NULL;
  const struct {
    const char *reference, *secret;
    const char *const *recipients;
    int code;
  } cases[] = {
    { "7K3M0001", "0123456789AB", recipients (f), YJ_ERROR_BAD_DATA },
    { "", "0123456789AB", recipients (f), YJ_ERROR_BAD_DATA },
    { reference, "0123456789A", recipients (f), YJ_ERROR_BAD_DATA },
    { reference, "", recipients (f), YJ_ERROR_BAD_DATA },
    { reference, "0123456789AB", recipients (f) + 1, YJ_ERROR_CRYPTO },
  };
  g_autoptr (GBytes) envelope = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (yj_withdrawal_seal (cases[i].reference, cases[i].secret, "en", NULL, APPLICANT_NOW_USEC, cases[i].recipients, &envelope,
                                        &text, &error));
    g_assert_error (error, YJ_ERROR, cases[i].code);
    g_assert_null (envelope);
    g_assert_null (text);
  }
}

/* ---- draft ---- */

static void
test_draft_anywhere (Fixture *f, gconstpointer data)
{
  static const char *const places[] = { "notice", "privacy", "identify", "form", "materials", "delivery", "check", "sign", "submit" };
  gsize answers = 0;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) envelope = NULL;
    g_autofree char *text = NULL;
    g_autoptr (json_t) header = NULL, document = NULL;

    g_assert_true (applicant_walk_to (f->flow, places[i], NULL));
    g_assert_true (yj_draft_document_seal (f->session, SENTENCE, recipients (f), &envelope, &text, &error));
    header = parse (text);
    document = open_document (f, envelope);
    g_assert_cmpstr (yj_json_string (header, "kind"), ==, "draft");
    g_assert_cmpint (yj_json_int (header, "keep_days", 0), ==, 15);
    g_assert_cmpuint (json_array_size (yj_json_array (header, "matters")), ==, 0);
    g_assert_cmpuint (json_array_size (yj_json_array (document, "answers")), >=, answers);
    answers = json_array_size (yj_json_array (document, "answers"));
    g_assert_cmpint (json_object_get (document, "applicant") != NULL, ==, yj_session_get_card (f->session) != NULL);
    if (yj_session_get_card (f->session) != NULL)
      g_assert_null (strstr (text, yj_session_get_card (f->session)->name));
    g_assert_null (json_object_get (document, "signature"));
  }
  g_assert_cmpuint (answers, >, 5);
  g_test_message ("handed over at %u places, with %" G_GSIZE_FORMAT " answers at the last", (guint) G_N_ELEMENTS (places), answers);
}

static void
test_draft_consent (Fixture *f, gconstpointer data)
{
  static const char *const nothing[] = { NULL, "" };
  g_autoptr (YjSession) empty = yj_session_new (yj_session_get_clock (f->session));
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, SENTENCE, -1), *text = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) draft = yj_draft_document_new (f->session, SENTENCE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (yj_json_object (draft, "hand_over"), "sha256"), ==, digest);
  g_assert_cmpstr (yj_json_string (yj_json_object (draft, "hand_over"), "language"), ==, yj_session_get_language (f->session));
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++) {
    g_assert_false (yj_draft_document_seal (f->session, nothing[i], recipients (f), &envelope, &text, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_clear_error (&error);
  }
  g_assert_null (yj_draft_document_new (empty, SENTENCE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_clear_error (&error);
  g_assert_false (yj_draft_document_seal (f->session, SENTENCE, recipients (f) + 1, &envelope, &text, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
  g_assert_null (envelope);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/records/" name, Fixture, NULL, setup, function, teardown)
  ADD ("each grade has its own reasons", test_reasons);
  ADD ("an application has one evaluation, and its header says nothing of it", test_evaluation);
  ADD ("a proof is an HMAC over the withdrawal's own id", test_proof);
  ADD ("a withdrawal is sealed from what a person types", test_withdrawal);
  ADD ("what cannot be a receipt is said before anything is sealed", test_typed_wrong);
  ADD ("a draft is made wherever the person stands", test_draft_anywhere);
  ADD ("nothing is handed over without a sentence that was agreed to", test_draft_consent);
  return g_test_run ();
}
