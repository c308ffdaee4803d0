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
    g_test_message ("%s%s: %s", finding->file, finding->pointer, finding->sentence);
  }
}

static gboolean
has_finding (GPtrArray *findings, const char *file, const char *pointer, const char *says)
{
  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    if (g_str_equal (finding->file, file) && g_str_equal (finding->pointer, pointer) && strstr (finding->sentence, says) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Nothing is wrong; a fact without a source is no mistake. */
static void
test_clean (void)
{
  char *dir = rig_new ();
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  print_findings (findings);
  for (guint i = 0; i < findings->len; i++)
    g_assert_false (((YjCatalogueFinding *) g_ptr_array_index (findings, i))->error);
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
    g_assert_false (finding->error);
    g_assert_nonnull (strstr (finding->sentence, "facts are assumed"));
  }
}

static const struct {
  const char *file, *edit, *text;          /* what is changed … */
  const char *found_in, *pointer, *says;   /* … and what is found */
} cases[] = {
  /* languages */
  { ITEM, "/title/en", NULL, ITEM, "/title", "the text in en is missing" },
  { ITEM, "/materials/3/hint/en", "''", ITEM, "/materials/3/hint", "the text in en is missing" },
  { "catalog.json", "/languages/-", "'ug'", ITEM, "/summary", "the text in ug is missing" },
  { "catalog.json", "/departments/09/en", NULL, "catalog.json", "/departments/09", "the text in en" },
  { "catalog.json", "/departments/09/zh-CN", NULL, "catalog.json", "/departments/09", "no name in zh-CN" },
  { "regions/000000.json", "/counter/en", NULL, "regions/000000.json", "/counter", "the text in en" },
  /* departments */
  { "catalog.json", "/departments/36", NULL, ITEM, "/matters/4", "department 36" },
  { ITEM, "/lead", "'77'", ITEM, "/lead", "department 77" },
  /* ids */
  { ITEM, "/questions/3/id", "'birth_place'", ITEM, "/questions/3", "birth_place is used twice" },
  { ITEM, "/sections/4/pages/0/fields/0/id", "'hospital'", ITEM, "/sections/4/pages/0/fields/0", "hospital is used twice" },
  { ITEM, "/matters/6/code", "'vaccination'", ITEM, "/matters/6", "vaccination is used twice" },
  { ITEM, "/materials/4/id", "'application-form'", ITEM, "/materials/4", "is used twice" },
  { ITEM, "/sections/2/id", "'child'", ITEM, "/sections/2", "child is used twice" },
  { ITEM, "/sections/3/pages/0/id", "'mobile'", ITEM, "/sections/4/pages/0", "mobile stands twice" },
  { ITEM, "/delivery/1/id", "'pickup'", ITEM, "/delivery/1", "pickup is used twice" },
  { ITEM, "/questions/0/options/1/id", "'mother'", ITEM, "/questions/0", "the option mother stands twice" },
  { ITEM, "/id", "'birth'", ITEM, "/id", "differs" },
  { "catalog.json", "/items/-", "'newborn'", "catalog.json", "/items/1", "stands twice" },
  { "catalog.json", "/items/-", "'wedding'", "items/wedding.json", "", "no such file" },
  { "regions/000000.json", "/code", "'000001'", "regions/000000.json", "/code", "differs" },
  /* conditions */
  { ITEM, "/matters/0/when/answer", "'birth_house'", ITEM, "/matters/0", "birth_house, which is not asked" },
  { ITEM, "/questions/0/when", "{'answer':'birth_place','is':'home'}", ITEM, "/questions/0", "birth_place, which is not asked before" },
  { ITEM, "/questions/1/when", "{'answer':'birth_place','is':'home'}", ITEM, "/questions/1", "not asked before" },
  { ITEM, "/sections/0/pages/2/when/answer", "'hospital'", ITEM, "/sections/0/pages/2", "hospital, which is not asked before" },
  { ITEM, "/delivery/0/when", "{'answer':'nobody','known':true}", ITEM, "/delivery/0", "nobody, which is not asked" },
  { ITEM, "/questions/1/options/2/when", "{'answer':'nobody','known':true}", ITEM, "/questions/1", "nobody, which is not asked" },
  { ITEM, "/materials/3/when/is", "'maybe'", ITEM, "/materials/3", "not among its options" },
  { ITEM, "/matters/0/when/in/1", "'hotel'", ITEM, "/matters/0", "not among its options" },
  /* reachability */
  { ITEM, "/materials/3/when", "{'all':[{'answer':'parents_married','is':'yes'},{'answer':'parents_married','is':'no'}]}", ITEM,
    "/materials/3", "can never be reached" },
  { ITEM, "/sections/0/pages/3/when", "{'not':{'any':[{'answer':'same_ethnicity','is':'yes'},{'answer':'same_ethnicity','is':'no'}]}}",
    ITEM, "/sections/0/pages/3", "can never be reached" },
  { ITEM, "/sections/0/pages/2/fields/1/when", "{'answer':'birth_place','is':'abroad'}", ITEM, "/sections/0/pages/2/fields/1",
    "can never be reached" },
  { ITEM, "/questions/5/when", "{'all':[{'answer':'birth_place','is':'home'},{'not':{'answer':'birth_place','known':true}}]}", ITEM,
    "/questions/5", "can never be reached" },
  /* what a matter needs */
  { ITEM, "/matters/3/needs/0", "'passport'", ITEM, "/matters/3", "needs passport" },
  { ITEM, "/matters/2/needs", "['social-card']", ITEM, "/matters/2", "needs social-card, which does not stand before it" },
  { ITEM, "/matters/3/needs/0", "'social-card'", ITEM, "/matters/3", "does not stand before it" },
  { ITEM, "/matters/2/needs", "['vaccination']", ITEM, "/matters/2", "may be left out" },
  { ITEM, "/matters/1/working_days", NULL, ITEM, "/matters/1", "no working days" },
  { ITEM, "/materials/2/matters/0", "'passport'", ITEM, "/materials/2", "no matter passport" },
  { ITEM, "/sections/0/pages/0/fields/0/matters/0", "'passport'", ITEM, "/sections/0/pages/0/fields/0", "no matter passport" },
  /* the form */
  { ITEM, "/sections/0/pages/1/fields/1/options", NULL, ITEM, "/sections/0/pages/1/fields/1", "fewer than two options" },
  { ITEM, "/sections/0/pages/1/fields/1/options/1", NULL, ITEM, "/sections/0/pages/1/fields/1", "fewer than two options" },
  { ITEM, "/sections/3/pages/0/fields", "[]", ITEM, "/sections/3/pages/0", "asks nothing" },
  { ITEM, "/questions/2/prompt/zh-CN", "'宝宝是在哪里出生的？'", ITEM, "/questions/2", "stands twice" },
  { ITEM, "/sections/2/pages/0/fields/0/prefill", "'card.nickname'", ITEM, "/sections/2/pages/0/fields/0", "card.nickname" },
  { ITEM, "/delivery/1/fields/0/prefill", "'answer:post_address'", ITEM, "/delivery/1/fields/0", "neither on a card nor asked before" },
  { ITEM, "/sections/2/pages/1/fields/1/spec/differs_from", "'mobile'", ITEM, "/sections/2/pages/1/fields/1", "differs from mobile" },
  { ITEM, "/sections/2/pages/1/fields/1/spec/differs_from", "'other_parent_name'", ITEM, "/sections/2/pages/1/fields/1",
    "differs from other_parent_name" },
  /* how it is found */
  { ITEM, "/stage", "'school'", ITEM, "/stage", "the life stage school is not in" },
  { ITEM, "/stage", NULL, ITEM, "/stage", "is in no life stage" },
  { "catalog.json", "/stages/1/id", "'birth'", "catalog.json", "/stages/1", "birth stands twice" },
  { "catalog.json", "/stages/9/name/en", NULL, "catalog.json", "/stages/9/name", "the text in en" },
  { ITEM, "/pinyin", "['xse']", ITEM, "/pinyin/0", "need not be written" },
  { ITEM, "/pinyin", "['shanghukou']", ITEM, "/pinyin/0", "need not be written" },
  { ITEM, "/pinyin", "['chu sheng deng ji']", ITEM, "/pinyin/0", "need not be written" },
  { ITEM, "/pinyin", "['Chu Sheng']", ITEM, "/pinyin/0", "small letters are expected" },
  { ITEM, "/pinyin", "['chu  sheng']", ITEM, "/pinyin/0", "small letters are expected" },
  /* fees */
  { ITEM, "/fees/0/matter", "'passport'", ITEM, "/fees/0", "no matter passport" },
  { ITEM, "/fees/0/matter", "'vaccination'", ITEM, "/matters/0", "nothing says what birth-certificate costs" },
  { ITEM, "/fees/1/delivery", "'drone'", ITEM, "/fees/1", "no delivery drone" },
  { ITEM, "/fees/1/matter", "'vaccination'", ITEM, "/fees/1", "of a matter or of a delivery" },
  { ITEM, "/fees/0/when", "{'answer':'child_sex','is':'male'}", ITEM, "/fees/0", "child_sex, which is no question of the guide" },
  { ITEM, "/fees/0/when", "{'answer':'birth_place','is':'moon'}", ITEM, "/fees/0", "not among its options" },
  { ITEM, "/fees/-", "{'matter':'maternity-payment','amount':'5','basis':{'zh-CN':'费','en':'Fee'},'when':{'answer':'maternity_insured','is':'no'}}", ITEM,
    "/fees/2", "can never be reached" },
  { ITEM, "/fees/0/sum", "'5'", ITEM, "/fees/0", "the member sum" },
  /* slips of the pen */
  { ITEM, "/tittle", "'x'", ITEM, "", "the member tittle" },
  { ITEM, "/sections/0/pages/0/fields/0/requried", "false", ITEM, "/sections/0/pages/0/fields/0", "the member requried" },
  { ITEM, "/sections/0/pages/1/fields/0/spec/before_days", "30", ITEM, "/sections/0/pages/1/fields/0/spec", "the member before_days" },
  { ITEM, "/sections/0/pages/1/fields/0/spec/not_before", "'mobile'", ITEM, "/sections/0/pages/1/fields/0",
    "is not before mobile" },
  { ITEM, "/sections/0/pages/1/fields/0/spec/kind", "'account'", ITEM, "/sections/0/pages/1/fields/0", "no kind account of date" },
  { ITEM, "/questions/0/options/0/hnit", "'x'", ITEM, "/questions/0/options/0", "the member hnit" },
  { ITEM, "/delivery/1/fields/0/matter", "[]", ITEM, "/delivery/1/fields/0", "the member matter" },
  { ITEM, "/materials/2/pages", "3", ITEM, "/materials/2", "the member pages" },
  { ITEM, "/reductions/day", "{}", ITEM, "/reductions", "the member day" },
  { ITEM, "/reductions/days/now", "5", ITEM, "/reductions/days", "the member now" },
  /* the rest */
  { ITEM, "/materials/2/trust_level", NULL, ITEM, "/materials/2", "no trust level" },
  { ITEM, "/materials/2/max_pages", "41", ITEM, "/materials/2", "1 to 40 pages" },
  { ITEM, "/declarations", "[]", ITEM, "/declarations", "sign nothing" },
  { ITEM, "/consents", "[]", ITEM, "/consents", "1 to 32" },
  { ITEM, "/limit_days", NULL, ITEM, "/limit_days", "no working days" },
  { ITEM, "/matters", "[]", ITEM, "/matters", "nothing to apply for" },
  { ITEM, "/matters/2/optional", "true", ITEM, "/matters", "every matter may be left out" },
  { ITEM, "/matters/2/when", "{'answer':'birth_place','is':'abroad'}", ITEM, "/matters", "every matter may be left out" },
  { ITEM, "/sections/0/pages/1/fields/0/type", "'day'", ITEM, "", "/sections/0/pages/1/fields/0/type: there is no such field type" },
  { ITEM, "/matters/0/source", "'assumed'", ITEM, "", "3 facts are assumed" },
  { "catalog.json", "/issued", "'2026-02-30'", "catalog.json", "/issued", "YYYY-MM-DD" },
  { "catalog.json", "/expires", "'never'", "catalog.json", "/expires", "YYYY-MM-DD" },
  { "catalog.json", "/version", "0", "catalog.json", "/version", "from 1" },
  { "catalog.json", "/languages", NULL, "catalog.json", "/languages", "missing" },
  { "regions/000000.json", "/switched_off", "{'newborn':['passport']}", "regions/000000.json", "/switched_off/newborn/0", "optional" },
  { "regions/000000.json", "/switched_off", "{'newborn':['household-registration']}", "regions/000000.json", "/switched_off/newborn/0",
    "optional" },
  { "regions/000000.json", "/switched_off", "{'wedding':['x']}", "regions/000000.json", "/switched_off/wedding", "no item" },
  { "regions/000000.json", "/switched_off", "{'newborn':'social-card'}", "regions/000000.json", "/switched_off/newborn", "a list of matters" },
  { "regions/000000.json", "/item_phones", "{'wedding':'1'}", "regions/000000.json", "/item_phones/wedding", "no item" },
  { "regions/000000.json", "/item_phones", "{'newborn':1}", "regions/000000.json", "/item_phones/newborn", "phone number" },
  { "regions/000000.json", "/added_materials", "{'wedding':[]}", "regions/000000.json", "/added_materials/wedding", "no item" },
  { "regions/000000.json", "/added_materials", "{'newborn':[{'id':'household-booklet','name':{'zh-CN':'本','en':'B'},'trust_level':'C'}]}", "regions/000000.json",
    "/added_materials/newborn/0", "has a material of this id" },
  { "regions/000000.json", "/added_materials", "{'newborn':[{'id':'x','name':{'zh-CN':'本','en':'B'},'trust_level':'C','matters':['passport']}]}", "regions/000000.json",
    "/added_materials/newborn/0", "no matter passport" },
  { "regions/000000.json", "/added_materials", "{'newborn':[{'id':'x','name':{'zh-CN':'本','en':'B'}}]}", "regions/000000.json", "/added_materials/newborn/0", "trust level" },
  { "regions/000000.json", "/added_materials", "{'newborn':[{'id':'x','name':{'zh-CN':'本'},'trust_level':'C'}]}", "regions/000000.json", "/added_materials/newborn/0/name",
    "in en is missing" },
  { "regions/000000.json", "/added_materials", "{'newborn':[{'id':'x','name':{'zh-CN':'本','en':'B'},'trust_level':'C','when':{'answer':'moon','is':'x'}}]}",
    "regions/000000.json", "/added_materials/newborn/0", "names moon" },
  { "regions/000000.json", "/hours/0/spans/0", "'9-12'", "regions/000000.json", "/hours/0/spans/0", "HH:MM" },
  { "regions/000000.json", "/hours/1/days/0", "'mon'", "regions/000000.json", "/hours/1", "the rule 0 names too" },
  { "regions/000000.json", "/hours/0/from", "'2026-05-02'", "regions/000000.json", "/hours/0", "both MM-DD" },
  { "regions/000000.json", "/opening", "'always'", "regions/000000.json", "", "nobody reads the member opening" },
  { "regions/000000.json", "/code", "'000001'", "regions/000000.json", "/code", "file's name" },
};

static void
test_findings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *dir = rig_new ();
    g_autoptr (GPtrArray) findings = NULL;

    rig_edit (dir, cases[i].file, cases[i].edit, cases[i].text);
    findings = yj_catalogue_check_dir (dir);
    if (!has_finding (findings, cases[i].found_in, cases[i].pointer, cases[i].says)) {
      print_findings (findings);
      g_test_fail_printf ("%s%s: \"%s\" is not found", cases[i].file, cases[i].edit, cases[i].says);
    }
    rig_free (dir);
  }
  g_test_message ("%zu mistakes, each found at its place", G_N_ELEMENTS (cases));
}

static void
test_right_things (void)
{
  static const struct {
    const char *edit, *text;
  } right[] = {
    { "/materials/3/when", "{'any':[{'answer':'parents_married','is':'yes'},{'answer':'birth_place','in':['home','abroad']}]}" },
    { "/questions/5/when", "{'not':{'answer':'birth_place','is':'abroad'}}" },
    { "/sections/4/pages/1/when", "{'all':[{'answer':'maternity_insured','is':'yes'},{'answer':'child_birth_date','after':{'days_ago':90}}]}" },
    { "/questions/0/multiple", "true" },
    { "/matters/2/when", "{'answer':'birth_place','in':['hospital-other','abroad']}" },
    { "/matters/2/when", "{'not':{'answer':'birth_place','in':['hospital-here','home']}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    char *dir = rig_new ();
    g_autoptr (GPtrArray) findings = NULL;
    rig_edit (dir, ITEM, right[i].edit, right[i].text);
    findings = yj_catalogue_check_dir (dir);
    print_findings (findings);
    for (guint n = 0; n < findings->len; n++)
      g_assert_false (((YjCatalogueFinding *) g_ptr_array_index (findings, n))->error);
    rig_free (dir);
  }
}

static void
test_unreadable (void)
{
  char *dir = rig_new ();
  g_autoptr (GPtrArray) findings = NULL, none = yj_catalogue_check_dir ("/nonexistent");

  g_assert_cmpuint (none->len, ==, 1);
  rig_write (dir, ITEM, "{\"a\":1,\"a\":2}");
  rig_write (dir, "regions/000001.json", "{");
  findings = yj_catalogue_check_dir (dir);
  g_assert_true (has_finding (findings, ITEM, "", "twice"));
  g_assert_true (has_finding (findings, "regions/000001.json", "", "line"));
  rig_free (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/finds nothing in an item of which every fact has a source", test_clean);
  g_test_add_func ("/check/finds nothing in what is shipped but facts without a source", test_shipped);
  g_test_add_func ("/check/finds each mistake at its place", test_findings);
  g_test_add_func ("/check/finds nothing in what is right", test_right_things);
  g_test_add_func ("/check/says what cannot be read", test_unreadable);
  return g_test_run ();
}
