/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that ask for a picture: what is taken for them is sealed, kept and sent like the page of a paper, and is their answer. */
#include "core/base/yj-error.h"
#include "core/document/yj-application-document.h"
#include "core/document/yj-submission.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include "tests/core/flow/applicant.h"
#include "tests/core/flow/flow-rig.h"
#include <string.h>

#define FIELD(id, type, when) \
  "{'id':'" id "','type':'" type "','label':{'zh-CN':'" id "','en':'" id "'},'matters':['household-registration']" when "}"
#define SECTION \
  "{'id':'pictures','title':{'zh-CN':'照片和签名','en':'Pictures'},'pages':[{'id':'pictures','title':{'zh-CN':'请拍照、签名','en':'Photo, signature'}," \
  "'fields':[" FIELD ("wants_photo", "yes-no", "") "," FIELD ("portrait", "photo", ",'when':{'answer':'wants_photo','is':true}") "," \
  FIELD ("spouse_signs", "signature", ",'required':false") "]}]}"

#define FIRST "1111111111111111111111111111111111111111111111111111111111111111"
#define SECOND "2222222222222222222222222222222222222222222222222222222222222222"

static void
setup (FlowRig *f, gconstpointer data)
{
  static const FlowEdit section = { "/sections/-", SECTION };
  flow_rig_begin_changed (f, &section, 1);
}

static void
teardown (FlowRig *f, gconstpointer data)
{
  flow_rig_end (f);
}

static void
take (FlowRig *f, const char *id, const char *digest)
{
  yj_session_put_material_page (f->session, id, 0, digest, 1000, NULL);
}

static json_t *
finish (FlowRig *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = applicant_signature_new ();
  json_t *document;

  g_assert_true (applicant_walk_to (f->flow, "check", NULL));
  yj_session_set_signature (f->session, png);
  document = yj_application_document_new (f->session, &error);
  g_assert_no_error (error);
  return document;
}

static guint
count_errors (const char *dir)
{
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  guint n = 0;

  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    g_test_message ("%s%s: %s", finding->file, finding->pointer, finding->sentence);
    n += finding->error;
  }
  return n;
}

static void
test_check (FlowRig *f, gconstpointer data)
{
  g_assert_cmpuint (count_errors (f->dir), ==, 0);
  rig_edit (f->dir, FLOW_RIG_ITEM, "/materials/0/of_field", "'photo'"); /* nobody writes it: it follows from the form */
  g_assert_cmpuint (count_errors (f->dir), >, 0);
}

static void
test_answer (FlowRig *f, gconstpointer data)
{
  g_assert_null (yj_session_get_answer (f->session, "portrait"));
  take (f, "portrait", FIRST);
  g_assert_cmpstr (json_string_value (yj_session_get_answer (f->session, "portrait")), ==, FIRST);
  take (f, "portrait", SECOND);
  g_assert_cmpstr (json_string_value (yj_session_get_answer (f->session, "portrait")), ==, SECOND);
  yj_session_remove_material_page (f->session, "portrait", 0);
  g_assert_null (yj_session_get_answer (f->session, "portrait"));
  take (f, "household-booklet", FIRST); /* a paper is no answer */
  g_assert_null (yj_session_get_answer (f->session, "household-booklet"));
}

static void
test_document (FlowRig *f, gconstpointer data)
{
  g_autoptr (json_t) yes = json_true ();

  yj_session_set_answer (f->session, "wants_photo", yes);
  take (f, "spouse_signs", SECOND);
  json_t *document = finish (f); /* the applicant takes the portrait on the form's page */
  const json_t *answers = json_object_get (document, "answers"), *materials = json_object_get (document, "materials");
  const json_t *portrait = flow_rig_find (materials, "portrait"), *signature = flow_rig_find (materials, "spouse_signs");
  const char *page = yj_json_string (json_array_get (json_object_get (portrait, "pages"), 0), "sha256");

  g_assert_cmpstr (yj_json_string (portrait, "how"), ==, "photographed");
  g_assert_cmpstr (yj_json_string (signature, "how"), ==, "signed");
  g_assert_cmpstr (yj_json_string (flow_rig_find (answers, "portrait"), "value"), ==, page);
  g_autoptr (GPtrArray) papers = yj_session_list_materials (f->session), enclosures = yj_session_list_enclosures (f->session);
  g_assert_cmpuint (enclosures->len, ==, papers->len + 2);
  yj_json_wipe (document);
}

static void
test_judged (FlowRig *f, gconstpointer data)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (yj_session_get_clock (f->session));
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) yes = json_true (), other = json_string (FIRST);

  yj_session_set_answer (f->session, "wants_photo", yes);
  json_t *document = finish (f);
  gboolean right = yj_submission_validate (document, f->catalogue, today, &error);
  g_assert_no_error (error);
  g_assert_true (right);
  json_object_set ((json_t *) flow_rig_find (json_object_get (document, "answers"), "portrait"), "value", other);
  g_assert_false (yj_submission_validate (document, f->catalogue, today, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "portrait"));
  yj_json_wipe (document);
}

static void
test_hidden (FlowRig *f, gconstpointer data)
{
  g_autoptr (json_t) no = json_false ();

  take (f, "portrait", FIRST);
  yj_session_set_answer (f->session, "wants_photo", no);
  yj_session_remove_material_page (f->session, "spouse_signs", 0);
  g_autoptr (GPtrArray) enclosures = yj_session_list_enclosures (f->session), papers = yj_session_list_materials (f->session);
  g_assert_cmpuint (enclosures->len, ==, papers->len);
  g_assert_nonnull (yj_session_get_answer (f->session, "portrait")); /* kept, should the photo be wanted after all */
}

/* A picture that is missing is asked for on its form page, and nothing is signed before. */
static void
test_flow (FlowRig *f, gconstpointer data)
{
  g_autoptr (json_t) yes = json_true ();

  yj_session_set_answer (f->session, "wants_photo", yes);
  g_assert_true (applicant_walk_to (f->flow, "check", NULL));
  g_assert_nonnull (yj_session_get_answer (f->session, "portrait"));
  yj_session_remove_material_page (f->session, "portrait", 0);
  yj_flow_next (f->flow);
  g_assert_cmpstr (yj_flow_get_place (f->flow)->page, ==, "form");
  g_assert_cmpstr (yj_flow_get_place (f->flow)->subject, ==, "pictures");
  yj_flow_go_beside (f->flow, "capture", "portrait");
  g_assert_true (yj_flow_is_beside (f->flow));
  g_assert_cmpint (yj_flow_get_place (f->flow)->stage, ==, YJ_STAGE_DETAILS);
  take (f, "portrait", SECOND);
  yj_flow_back (f->flow);
  g_assert_false (yj_flow_is_beside (f->flow));
  yj_flow_next (f->flow);
  g_assert_cmpstr (yj_flow_get_place (f->flow)->page, ==, "check");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/pictures/" name, FlowRig, NULL, setup, function, teardown)
  ADD ("are fields that the check knows", test_check);
  ADD ("are answers by the digest of their page", test_answer);
  ADD ("are enclosed like papers", test_document);
  ADD ("are judged by central together with their answer", test_judged);
  ADD ("leave the application with their field", test_hidden);
  ADD ("are asked for on their form page", test_flow);
  return g_test_run ();
}
