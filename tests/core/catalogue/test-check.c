/* SPDX-License-Identifier: Apache-2.0 */
#include "core/catalogue/yj-catalogue.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include <string.h>

#define ITEM "items/newborn.json"

static void
print_findings (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    g_test_message ("%s%s: %s: %s", finding->file, finding->pointer, yj_finding_kind_to_string (finding->kind), finding->sentence);
  }
}

static void
test_clean (void)
{
  char *dir = rig_new_sample ();
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  print_findings (findings);
  g_assert_cmpuint (findings->len, ==, 0);
  rig_free (dir);
}

/* Of all that is shipped, only the facts without a source are reported, and they are counted. */
static void
test_shipped (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);

  print_findings (findings);
  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    g_assert_cmpint (finding->kind, ==, YJ_FINDING_ASSUMED);
    g_assert_false (finding->error);
  }
}

/* ---- broken.json: one mistake each, and what is found; test-schema.py reads the same list ---- */

static void
break_it (const char *dir, const json_t *broken)
{
  const char *file = yj_json_string (broken, "file");
  json_t *more, *put = json_object_get (broken, "put");
  size_t i;

  rig_put (dir, file, yj_json_string (broken, "at"), put);
  json_array_foreach (json_object_get (broken, "with"), i, more)
    rig_put (dir, file, json_string_value (json_array_get (more, 0)), json_array_get (more, 1));
}

static const char *
get_text (const json_t *list, size_t i)
{
  return json_string_value (json_array_get (list, i));
}

static const YjCatalogueFinding *
find_wanted (GPtrArray *findings, const json_t *finds)
{
  for (guint i = 0; i < findings->len; i++) {
    const YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    if (g_str_equal (finding->file, get_text (finds, 0)) && g_str_equal (finding->pointer, get_text (finds, 1)) &&
        g_str_equal (yj_finding_kind_to_string (finding->kind), get_text (finds, 2)) && strstr (finding->sentence, get_text (finds, 3)) != NULL)
      return finding;
  }
  return NULL;
}

static void
try_broken (const json_t *broken, GHashTable *kinds)
{
  const json_t *finds = json_object_get (broken, "finds");
  char *dir = rig_new_sample ();
  g_autoptr (GPtrArray) findings = NULL;
  const YjCatalogueFinding *found;

  break_it (dir, broken);
  findings = yj_catalogue_check_dir (dir);
  found = find_wanted (findings, finds);
  if (found == NULL) {
    print_findings (findings);
    g_test_fail_printf ("%s%s: %s at %s: \"%s\" is not found", yj_json_string (broken, "file"), yj_json_string (broken, "at"), get_text (finds, 2),
                        get_text (finds, 1), get_text (finds, 3));
  } else {
    g_test_message ("%-15s %-22s %-45s %s", get_text (finds, 2), found->file, found->pointer, found->sentence);
    g_hash_table_add (kinds, GINT_TO_POINTER (found->kind));
  }
  rig_free (dir);
}

static void
test_findings (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests", "core", "catalogue", "broken.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) list = yj_json_parse_file (path, 0, 0, &error);
  g_autoptr (GHashTable) kinds = g_hash_table_new (NULL, NULL);
  json_t *broken;
  size_t i;

  g_assert_no_error (error);
  json_array_foreach (list, i, broken) try_broken (broken, kinds);
  /* The kinds before these are about files that cannot be read: test-check-files.c. */
  for (guint kind = YJ_FINDING_MISSING_MEMBER; kind < YJ_N_FINDING_KINDS; kind++)
    if (!g_hash_table_contains (kinds, GINT_TO_POINTER (kind)))
      g_test_fail_printf ("no mistake is found as %s", yj_finding_kind_to_string (kind));
  g_test_message ("%zu mistakes, each found at its place, of %u kinds", json_array_size (list), g_hash_table_size (kinds));
}

static void
test_right_things (void)
{
  static const struct {
    const char *edit, *text;
  } right[] = {
    { "/materials/3/when", "{'any':[{'answer':'parents_married','is':'yes'},{'answer':'birth_place','in':['home','abroad']}]}" },
    { "/questions/5/when", "{'not':{'answer':'birth_place','is':'abroad'}}" },
    { "/sections/3/pages/1/when", "{'all':[{'answer':'maternity_insured','is':'yes'},{'answer':'child_birth_date','after':{'days_ago':90}}]}" },
    { "/questions/0/multiple", "true" },
    { "/matters/2/when", "{'answer':'birth_place','in':['hospital-other','abroad']}" },
    { "/matters/2/when", "{'not':{'answer':'birth_place','in':['hospital-here','home']}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    char *dir = rig_new_sample ();
    g_autoptr (GPtrArray) findings = NULL;
    rig_edit (dir, ITEM, right[i].edit, right[i].text);
    findings = yj_catalogue_check_dir (dir);
    print_findings (findings);
    g_assert_cmpuint (findings->len, ==, 0);
    rig_free (dir);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/finds nothing in an item of which every fact has a source", test_clean);
  g_test_add_func ("/check/finds nothing in what is shipped but facts without a source", test_shipped);
  g_test_add_func ("/check/finds each kind of mistake at its place and says what it is", test_findings);
  g_test_add_func ("/check/finds nothing in what is right", test_right_things);
  return g_test_run ();
}
