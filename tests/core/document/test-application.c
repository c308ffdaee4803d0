/* SPDX-License-Identifier: Apache-2.0 */
/* What is handed in says what was answered, no more, and is sealed to whom it is for. */
#include "core/base/yj-error.h"
#include "core/document/yj-application-document.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-suite.h"
#include "tests/core/flow/applicant.h"
#include "tests/support/finished-applicant.h"
#include <string.h>

typedef FinishedApplicant Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  finished_applicant_begin (f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  finished_applicant_end (f);
}

static void
answer (Fixture *f, const char *id, const char *value)
{
  g_autoptr (json_t) json = value != NULL ? json_string (value) : NULL;
  yj_session_set_answer (f->session, id, json);
}

static const json_t *
find (const json_t *document, const char *list, const char *id)
{
  size_t i;
  json_t *entry;
  json_array_foreach (json_object_get (document, list), i, entry)
    if (g_str_equal (yj_json_string (entry, "id"), id))
      return entry;
  return NULL;
}

static void
test_document (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) document = yj_application_document_new (f->session, &error);
  const json_t *applicant = json_object_get (document, "applicant");
  g_autoptr (GBytes) png = applicant_signature_new ();
  g_autofree char *digest = yj_sha256_hex (png);

  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (document, "id"), ==, yj_session_get_id (f->session));
  g_assert_cmpstr (yj_json_string (document, "started"), ==, "2096-10-02T07:06:40Z");
  g_assert_cmpstr (yj_json_string (document, "clock"), ==, "verified");
  g_assert_cmpstr (yj_json_string (document, "region"), ==, "000000");
  g_assert_cmpstr (yj_json_string (applicant, "sex"), ==, "female");
  g_assert_cmpstr (yj_json_string (applicant, "number"), ==, APPLICANT_NUMBER);
  g_assert_cmpstr (yj_json_string (applicant, "valid_to"), ==, "long-term");
  g_assert_cmpstr (yj_json_string (find (document, "answers", "applicant_name"), "from"), ==, "card");
  g_assert_null (json_object_get (find (document, "answers", "child_name"), "from"));
  g_assert_cmpstr (yj_json_string (find (document, "answers", "birth_place"), "type"), ==, "choice");
  g_assert_cmpstr (yj_json_string (find (document, "materials", "household-booklet"), "how"), ==, "later");
  g_assert_cmpstr (yj_json_string (find (document, "materials", "application-form"), "how"), ==, "generated");
  g_assert_cmpstr (yj_json_string (json_object_get (document, "signature"), "sha256"), ==, digest);
  g_assert_cmpuint (json_array_size (json_object_get (document, "matters")), ==, 7);
}

/* The walk of somebody who applies for @item, to the end. */
static YjSession *
walk_item (Fixture *f, const char *item)
{
  YjSession *session = applicant_session_new_for (f->catalogue, item);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  g_assert_true (applicant_walk_to (flow, "submit", NULL));
  return session;
}

static void
refuse (Fixture *f, json_t *document, const char *says)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (yj_session_get_clock (f->session));
  g_autoptr (GError) error = NULL;

  g_assert_false (yj_submission_validate (document, f->catalogue, today, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  if (strstr (error->message, says) == NULL)
    g_test_fail_printf ("\"%s\" does not say \"%s\"", error->message, says);
}

static void
test_enterprise (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *item;
    gboolean has_code;
  } items[] = { { "catering", TRUE }, { "business-start", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autoptr (YjSession) session = walk_item (f, items[i].item);
    g_autoptr (GDateTime) today = yj_clock_get_today (yj_session_get_clock (session));
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) document = yj_application_document_new (session, &error);
    const json_t *applicant = json_object_get (document, "applicant"), *agent = json_object_get (document, "agent");

    g_assert_no_error (error);
    g_assert_cmpstr (yj_json_string (applicant, "enterprise"), ==, json_string_value (yj_session_get_answer (session, "company_name")));
    g_assert_cmpint (yj_json_string (applicant, "uscc") != NULL, ==, items[i].has_code);
    g_assert_cmpstr (yj_json_string (applicant, "uscc"), ==, json_string_value (yj_session_get_answer (session, "company_code")));
    g_assert_cmpuint (json_object_size (applicant), ==, 1u + items[i].has_code);
    g_assert_cmpstr (yj_json_string (agent, "number"), ==, APPLICANT_NUMBER);
    g_assert_cmpstr (yj_json_string (agent, "identified_by"), ==, "card");
    yj_submission_validate (document, f->catalogue, today, &error);
    g_assert_no_error (error);
  }
}

/* What the answers name is who applies: no other enterprise, no other code, and not the agent. */
static void
test_wrong_enterprise (Fixture *f, gconstpointer data)
{
  g_autoptr (YjSession) session = walk_item (f, "catering");
  g_autoptr (json_t) document = yj_application_document_new (session, NULL), newborn = yj_application_document_new (f->session, NULL);
  json_t *applicant = json_object_get (document, "applicant");
  g_autofree char *name = g_strdup (yj_json_string (applicant, "enterprise"));

  json_object_set_new (applicant, "enterprise", json_string ("青禾示例有限公司"));
  refuse (f, document, "/applicant: is not the enterprise that the answers name");
  json_object_set_new (applicant, "enterprise", json_string (name));
  json_object_del (applicant, "uscc");
  refuse (f, document, "/applicant: does not have the unified social credit code");
  json_object_set (document, "applicant", json_object_get (document, "agent"));
  refuse (f, document, "/agent: a person applies for themselves");
  json_object_del (document, "agent");
  refuse (f, document, "/applicant: is not the enterprise that the answers name");
  json_object_set (newborn, "agent", json_object_get (newborn, "applicant"));
  json_object_set_new (newborn, "applicant", json_pack ("{s:s}", "enterprise", name));
  refuse (f, newborn, "/applicant: a person applies");
}

static void
assert_lacks (Fixture *f, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (yj_application_document_new (f->session, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  if (strstr (error->message, says) == NULL)
    g_test_fail_printf ("\"%s\" does not say \"%s\"", error->message, says);
}

static void
test_question (Fixture *f, gconstpointer data)
{
  answer (f, "birth_place", NULL);
  assert_lacks (f, "birth_place is not answered");
}

static void
test_field (Fixture *f, gconstpointer data)
{
  answer (f, "other_parent_number", NULL);
  assert_lacks (f, "other_parent_number is not answered");
}

static void
test_optional_field (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) document = NULL;

  answer (f, "birth_certificate_no", NULL);
  document = yj_application_document_new (f->session, &error);
  g_assert_no_error (error);
  g_assert_null (find (document, "answers", "birth_certificate_no"));
}

/* The number was right when it was typed; then a card with the same number was read. */
static void
test_overtaken (Fixture *f, gconstpointer data)
{
  g_autoptr (YjFlow) flow = yj_flow_new (f->session);
  g_autoptr (YjIdCard) card = applicant_card_new ();

  yj_session_set_card (f->session, NULL);
  answer (f, "applicant_name", "甄雀丝");
  answer (f, "applicant_number", APPLICANT_OTHER_NUMBER);
  answer (f, "other_parent_number", APPLICANT_NUMBER);
  yj_session_set_card (f->session, card);
  assert_lacks (f, "other_parent_number is not answered, or not right");
  yj_flow_change (flow, "check", NULL);
  while (g_strcmp0 (yj_flow_get_place (flow)->subject, "other-parent") != 0) {
    g_assert_cmpstr (yj_flow_get_place (flow)->page, !=, "sign");
    yj_flow_next (flow);
  }
  applicant_do_place (flow, NULL);
  g_assert_nonnull (yj_session_get_answer (f->session, "other_parent_number"));
}

static void
test_material (Fixture *f, gconstpointer data)
{
  yj_session_set_material_later (f->session, "household-booklet", FALSE);
  assert_lacks (f, "household-booklet is still missing");
}

static void
test_consent (Fixture *f, gconstpointer data)
{
  yj_session_set_consent (f->session, 0, FALSE);
  assert_lacks (f, "the first consent");
}

static void
test_delivery (Fixture *f, gconstpointer data)
{
  yj_session_set_delivery (f->session, NULL);
  assert_lacks (f, "the delivery is not chosen");
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  yj_session_clear (f->session);
  assert_lacks (f, "nothing was chosen");
}

/* A passport has no resident number: its name is Latin and its sex may be unstated. */
static void
test_passport (Fixture *f, gconstpointer data)
{
  g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_MRZ);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) document = NULL;
  const json_t *applicant;

  card->document_type = g_strdup ("414");
  card->name = g_strdup ("ANNA MARIA ERIKSSON");
  card->latin_name = g_strdup ("ANNA MARIA ERIKSSON");
  card->number = g_strdup ("L898902C3");
  card->birth = g_strdup ("1974-08-12");
  card->country = g_strdup ("UTO");
  card->sex = 9;
  yj_session_set_card (f->session, card);
  yj_session_set_identified_by (f->session, "mrz");
  answer (f, "applicant_number", APPLICANT_NUMBER);
  document = yj_application_document_new (f->session, &error);
  g_assert_no_error (error);
  applicant = json_object_get (document, "applicant");
  g_assert_cmpstr (yj_json_string (applicant, "sex"), ==, "unstated");
  g_assert_cmpstr (yj_json_string (applicant, "country"), ==, "UTO");
  g_assert_cmpstr (yj_json_string (applicant, "latin_name"), ==, "ANNA MARIA ERIKSSON");
  g_assert_null (json_object_get (applicant, "valid_to"));
}

static void
test_unverified (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) document = NULL;

  yj_clock_fake_jump (yj_session_get_clock (f->session), G_TIME_SPAN_DAY);
  document = yj_application_document_new (f->session, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (document, "clock"), ==, "unverified");
}

static void
test_seal (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *text = NULL, *secret_digest = yj_progress_secret_sha256 (yj_session_get_secret (f->session)), *digest = NULL;
  g_autoptr (json_t) header = NULL, inside = NULL, document = yj_application_document_new (f->session, NULL);

  yj_application_document_seal (f->session, (const char *const *) f->recipients, &envelope, &text, &error);
  g_assert_no_error (error);
  digest = yj_sha256_hex (envelope);
  header = yj_json_parse (text, strlen (text), 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (header, "kind"), ==, "application");
  g_assert_cmpstr (yj_json_string (header, "progress_secret_sha256"), ==, secret_digest);
  g_assert_cmpstr (yj_json_string (json_object_get (header, "envelope"), "sha256"), ==, digest);
  g_assert_cmpuint (json_array_size (json_object_get (header, "recipients")), ==, 2);
  g_assert_true (json_equal (json_object_get (header, "matters"), json_object_get (document, "matters")));
  for (int i = 0; i < 2; i++) {
    g_autoptr (YjEnvelope) opened = yj_envelope_open (envelope, (const char *const[]){ f->identities[i], NULL }, &error);
    g_autoptr (GBytes) expected = yj_json_to_bytes (document);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (opened->application, expected));
  }
}

static void
test_seal_refused (Fixture *f, gconstpointer data)
{
  const char *const one[] = { f->recipients[0], NULL }, *const broken[] = { f->recipients[0], "age1nobody", NULL };
  g_autoptr (json_t) document = yj_application_document_new (f->session, NULL);
  g_autoptr (GBytes) envelope = NULL, other = g_bytes_new_static ("another", 7), png = applicant_signature_new ();
  g_autofree char *header = NULL;
  g_autoptr (GError) error = NULL;
  const struct {
    const char *const *recipients;
    GBytes *png;
    int code;
  } cases[] = {
    { one, png, YJ_ERROR_CRYPTO },
    { NULL, png, YJ_ERROR_CRYPTO },
    { broken, png, YJ_ERROR_CRYPTO },
    { (const char *const *) f->recipients, other, YJ_ERROR_BAD_DATA },
    { (const char *const *) f->recipients, NULL, YJ_ERROR_BAD_DATA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_false (yj_submission_seal (document, cases[i].png, cases[i].recipients, "000000000000", &envelope, &header, &error));
    g_assert_error (error, YJ_ERROR, cases[i].code);
    g_clear_error (&error);
    g_assert_null (envelope);
    g_assert_null (header);
  }
  json_object_del (document, "catalogue");
  g_assert_false (yj_submission_seal (document, png, (const char *const *) f->recipients, "000000000000", &envelope, &header, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/application/" name, Fixture, NULL, setup, function, teardown)
  ADD ("the document says what the session holds", test_document);
  ADD ("an enterprise applies, and the person at the kiosk is its agent", test_enterprise);
  ADD ("who applies is whom the answers name", test_wrong_enterprise);
  ADD ("a question without an answer is named", test_question);
  ADD ("a field without an answer is named", test_field);
  ADD ("an optional field may be empty", test_optional_field);
  ADD ("an answer that was overtaken by another is named", test_overtaken);
  ADD ("a material that lacks is named", test_material);
  ADD ("nothing is made without consent", test_consent);
  ADD ("nothing is made without a delivery", test_delivery);
  ADD ("nothing is made of nothing", test_nothing);
  ADD ("a passport identifies too", test_passport);
  ADD ("an unverified clock is said", test_unverified);
  ADD ("both recipients open what is sealed", test_seal);
  ADD ("nothing is sealed to fewer than two, or with another signature", test_seal_refused);
  return g_test_run ();
}
