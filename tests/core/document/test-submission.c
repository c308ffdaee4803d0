/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/document/yj-submission.h"
#include "tests/core/flow/applicant.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
  YjCatalogue *catalogue;
  json_t *application;
  GDateTime *today;
} Fixture;

/* tests/support/newborn-application.json on a day that fits the birth in it. */
static void
setup (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests", "support", "newborn-application.json", NULL);
  g_autoptr (GError) error = NULL;

  f->catalogue = applicant_load_catalogue ();
  f->application = yj_json_parse_file (path, 0, 0, &error);
  g_assert_no_error (error);
  f->today = g_date_time_new_local (2026, 11, 20, 0, 0, 0);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_object_unref (f->catalogue);
  json_decref (f->application);
  g_date_time_unref (f->today);
}

static void
test_fixture (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (yj_submission_validate (f->application, f->catalogue, f->today, &error));
  g_assert_no_error (error);
}

/* Six months later the birth is too long ago: the day that is given decides, not the machine's clock. */
static void
test_today (Fixture *f, gconstpointer data)
{
  g_autoptr (GDateTime) late = g_date_time_add_days (f->today, 180), before = g_date_time_add_days (f->today, -30);
  g_autoptr (GError) error = NULL;

  g_assert_false (yj_submission_validate (f->application, f->catalogue, late, &error));
  g_assert_nonnull (strstr (error->message, "field.date.too-early"));
  g_clear_error (&error);
  g_assert_false (yj_submission_validate (f->application, f->catalogue, before, &error));
  g_assert_nonnull (strstr (error->message, "field.date.future"));
}

/* Finds the member at a JSON Pointer whose list parts may be an id instead of a number. */
static json_t *
find (json_t *at, const char *part)
{
  size_t i;
  json_t *element;

  if (!json_is_array (at))
    return json_object_get (at, part);
  json_array_foreach (at, i, element)
    if (g_strcmp0 (yj_json_string (element, "id"), part) == 0)
      return element;
  return json_array_get (at, (size_t) atoi (part));
}

static void
edit (json_t *root, const char *pointer, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (pointer + 1, "/", 0);
  g_autofree char *quoted = g_strdelimit (g_strdup (text != NULL ? text : "null"), "'", '"');
  guint last = g_strv_length (parts) - 1;
  json_t *at = root, *value = text != NULL ? json_loads (quoted, JSON_DECODE_ANY, NULL) : NULL, *old;
  size_t i;

  g_assert_true (text == NULL || value != NULL);
  for (guint p = 0; p < last; p++)
    at = find (at, parts[p]);
  g_assert_nonnull (at);
  if (!json_is_array (at)) {
    if (value != NULL)
      json_object_set_new (at, parts[last], value);
    else
      json_object_del (at, parts[last]);
    return;
  }
  if (value != NULL) {
    json_array_append_new (at, value);
    return;
  }
  json_array_foreach (at, i, old)
    if (old == find (at, parts[last])) {
      json_array_remove (at, i);
      return;
    }
  g_assert_not_reached ();
}

static const struct {
  const char *edit, *text, *says;
} wrong[] = {
  /* form */
  { "/schema", "2", "/schema" },
  { "/id", "'7'", "/id" },
  { "/id", "'019AB000-0000-7000-8000-000000000001'", "/id" },
  { "/region", "'00000'", "/region" },
  { "/region", "'430102001000'", "loaded for the hall of" },
  { "/started", "'yesterday'", "/started" },
  { "/finished", "'2026-02-30T00:00:00Z'", "/finished" },
  { "/clock", "'good'", "/clock" },
  { "/applicant/sex", "2", "/applicant" },
  { "/applicant/birth", "'1993-02-30'", "/applicant" },
  { "/applicant/identified_by", "'face'", "/applicant" },
  { "/applicant/nickname", "'x'", "/applicant" },
  { "/note", "'x'", "does not know" },
  { "/answers", NULL, "/answers is missing" },
  { "/answers/-", "{'id':'child_name','type':'person-name','value':'x'}", "/answers" },
  { "/materials/household-booklet/how", "'photographed'", "/materials" },
  { "/materials/application-form/pages", "[{'sha256':'00','bytes':1}]", "/materials" },
  { "/signature", "{'media_type':'image/gif','sha256':'00'}", "/signature" },
  { "/consents/given", "[0,0]", "/consents" },
  { "/agent", "{'identified_by':'typed'}", "/agent: a person applies for themselves" },
  { "/agent", "{'identified_by':'face'}", "/agent" },
  { "/applicant", "{'enterprise':'青禾示例有限公司'}", "/agent is missing: an enterprise applies" },
  { "/applicant/enterprise", "'青禾示例有限公司'", "/applicant" },
  /* item and catalogue */
  { "/item/id", "'wedding'", "/item/id" },
  { "/item/id", "'birth'", "/item/id" },
  { "/item/version", "99", "/item/version" },
  { "/catalogue/version", "99", "/catalogue" },
  { "/catalogue/id", "'other'", "/catalogue" },
  { "/region", "'430102001000'", "/region: the catalogue is loaded for the hall of 000000" },
  /* matters follow from the answers */
  { "/matters", "['birth-certificate','vaccination','social-card','maternity-payment','medical-insurance','childcare-guidance']",
    "may not be left out: household-registration" },
  { "/matters/-", "'passport'", "does not belong to this application: passport" },
  { "/answers/maternity_insured/value", "'no'", "does not belong to this application: maternity-payment" },
  /* answers */
  { "/answers/child_name", NULL, "is not answered: child_name" },
  { "/answers/birth_place", NULL, "does not belong to this application: birth-certificate" },
  { "/answers/parents_married/value", "'perhaps'", "not offered: parents_married" },
  { "/answers/parents_married/value", "['yes']", "not offered: parents_married" },
  { "/answers/same_ethnicity/value", "'yes'", "does not belong to this application: child_ethnicity" },
  { "/answers/-", "{'id':'grandmother','type':'text','value':'x'}", "does not belong to this application: grandmother" },
  { "/answers/applicant_number/value", "'000000199305120241'", "field.resident-id.check" },
  { "/answers/other_parent_number/value", "'00000019901103057'", "field.resident-id.length" },
  { "/answers/other_parent_number/value", "'000000199305120240'", "field.differs" },
  { "/answers/mobile/value", "'12800000417'", "field.mobile.prefix" },
  { "/answers/mobile/type", "'text'", "has another type: mobile" },
  { "/answers/birth_place/type", "'choices'", "has another type: birth_place" },
  { "/answers/bank_card/value", "'6200000000000000001'", "field.bank-card.check" },
  { "/answers/post_address/value", "{'detail':'x'}", "field.address.short" },
  { "/answers/post_address/value", "{'detail':'青禾市雀丝巷 17 号','note':'x'}", "field.wrong-kind" },
  { "/answers/child_birth_date/value", "'2026-11-31'", "field.date.unreal" },
  { "/answers/child_ethnicity/value", "'57'", "field.choice.unknown" },
  /* materials */
  { "/materials/marriage-certificate", NULL, "is missing: marriage-certificate" },
  { "/materials/birth-certificate-verified/how", "'later'", "may not be given in this way: birth-certificate-verified" },
  { "/materials/household-booklet/how", "'not-given'", "may not be given in this way: household-booklet" },
  { "/materials/household-booklet/trust_level", "'D'", "another trust level: household-booklet" },
  { "/materials/-", "{'id':'passport','how':'generated','pages':[]}", "does not belong to this application: passport" },
  /* delivery, consent, declaration */
  { "/delivery", NULL, "/delivery" },
  { "/delivery/id", "'pigeon'", "/delivery" },
  { "/delivery/id", "'pickup'", "does not belong to this application: post_name" },
  { "/consents/version", "'newborn-0'", "/consents/version" },
  { "/consents/given", "[1]", "/consents/given" },
  { "/consents/given", "[0,2]", "/consents/given" },
  { "/declaration", "{'language':'zh-CN','sha256':'0000000000000000000000000000000000000000000000000000000000000000'}", "/declaration" },
};

static void
test_wrong (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (json_t) application = json_deep_copy (f->application);
    g_autoptr (GError) error = NULL;

    edit (application, wrong[i].edit, wrong[i].text);
    if (yj_submission_validate (application, f->catalogue, f->today, &error)) {
      g_test_fail_printf ("%s was taken", wrong[i].edit);
      continue;
    }
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    if (strstr (error->message, wrong[i].says) == NULL)
      g_test_fail_printf ("%s: \"%s\" does not say \"%s\"", wrong[i].edit, error->message, wrong[i].says);
  }
  g_test_message ("%zu wrong documents refused, each for its reason", G_N_ELEMENTS (wrong));
}

/* The value that is wrong is a person's: no message repeats it. */
static void
test_no_values (Fixture *f, gconstpointer data)
{
  static const char *const answers[] = { "child_name", "applicant_number", "mobile", "bank_card", "post_address", "child_birth_date" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (json_t) application = json_deep_copy (f->application);
    g_autofree char *pointer = g_strdup_printf ("/answers/%s/value", answers[i]);
    g_autoptr (GError) error = NULL;

    edit (application, pointer, "'canary 7\\u202e'");
    g_assert_false (yj_submission_validate (application, f->catalogue, f->today, &error));
    g_assert_null (strstr (error->message, "canary"));
  }
}

static void
test_right (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *edit, *text;
  } right[] = {
    { "/answers/birth_certificate_no", NULL },
    { "/answers/marriage_certificate_no", NULL },
    { "/language", "'en'" },
    { "/clock", "'unverified'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    g_autoptr (json_t) application = json_deep_copy (f->application);
    g_autoptr (GError) error = NULL;
    edit (application, right[i].edit, right[i].text);
    yj_submission_validate (application, f->catalogue, f->today, &error);
    g_assert_no_error (error);
  }
}

/* What another hall took is judged by the catalogue as that hall has it. */
static void
test_other_hall (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_dir (dir, "430102001000", &error);

  edit (f->application, "/region", "'430102001000'");
  yj_submission_validate (f->application, catalogue, f->today, &error);
  g_assert_no_error (error);
}

static void
test_no_object (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "7", "[]", "\"x\"", "{}", "null" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (json_t) application = json_loads (texts[i], JSON_DECODE_ANY, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_false (yj_submission_validate (application, f->catalogue, f->today, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  }
}

static void
test_page_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  json_t *materials = json_object_get (f->application, "materials"), *material = json_array_get (materials, 2);

  json_object_set_new (material, "how", json_string ("photographed"));
  for (guint i = 0; i < 41; i++) {
    g_autofree char *digest = g_strdup_printf ("%064x", i);
    json_array_append_new (json_object_get (material, "pages"), json_pack ("{s:s,s:i}", "sha256", digest, "bytes", 1));
    if (i == 3) {
      g_assert_false (yj_submission_validate (f->application, f->catalogue, f->today, &error));
      g_assert_nonnull (strstr (error->message, "has too many pages: household-booklet"));
      g_clear_error (&error);
    }
  }
  g_assert_false (yj_submission_validate (f->application, f->catalogue, f->today, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/submission/" name, Fixture, NULL, setup, function, teardown)
  ADD ("the application that smoke runs submit is right", test_fixture);
  ADD ("dates are judged on the day that is given", test_today);
  ADD ("a wrong document is refused for its reason", test_wrong);
  ADD ("no message repeats a person's value", test_no_values);
  ADD ("what may be left out may be left out", test_right);
  ADD ("another hall's application is judged by its own catalogue", test_other_hall);
  ADD ("what is no document is refused", test_no_object);
  ADD ("pages are counted", test_page_limit);
  return g_test_run ();
}
