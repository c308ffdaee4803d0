/* SPDX-License-Identifier: Apache-2.0 */
/* Sections that are asked for each of several people. */
#include "core/base/yj-error.h"
#include "core/flow/yj-flow.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include <string.h>

#define ITEM "items/newborn.json"
#define COUNT \
  "{'id':'witness_count','type':'number','label':{'zh-CN':'人数','en':'How many'},'matters':['household-registration'],'spec':{'min':0,'max':3}}"
#define SECTION \
  "{'id':'witness','title':{'zh-CN':'见证人 {n}','en':'Witness {n}'},'repeat':{'count':'witness_count','max':3},'pages':[{'id':'witness'," \
  "'title':{'zh-CN':'第 {n} 位是谁？','en':'Who is witness {n}?'},'fields':[" \
  "{'id':'witness_kind','type':'choice','label':{'zh-CN':'是谁','en':'Who'},'matters':['household-registration'],'options':[" \
  "{'id':'kin','label':{'zh-CN':'亲属','en':'Kin'}},{'id':'other','label':{'zh-CN':'其他','en':'Other'}}]}," \
  "{'id':'witness_number','type':'resident-id','label':{'zh-CN':'身份证号','en':'ID number'},'matters':['household-registration']," \
  "'spec':{'differs_from':'applicant_number','distinct':true},'when':{'answer':'witness_kind','is':'other'}}," \
  "{'id':'witness_name','type':'person-name','label':{'zh-CN':'姓名','en':'Name'},'matters':['household-registration']}," \
  "{'id':'witness_signs_as','type':'person-name','label':{'zh-CN':'签名','en':'Signs as'},'matters':['household-registration']," \
  "'prefill':'answer:witness_name'}]}]}"

static char *
rig_with_witnesses (void)
{
  char *dir = rig_new ();
  rig_edit (dir, ITEM, "/sections/4/pages/0/fields/-", COUNT);
  rig_edit (dir, ITEM, "/sections/-", SECTION);
  return dir;
}

static YjSession *
begin (const char *dir, YjCatalogue **catalogue)
{
  g_autoptr (YjClock) clock = yj_clock_new_fake (G_GINT64_CONSTANT (4000000000000000), 0, "boot");
  YjSession *session = yj_session_new (clock);
  g_autoptr (GError) error = NULL;

  *catalogue = yj_catalogue_new_from_dir (dir, &error);
  g_assert_no_error (error);
  g_assert_true (yj_session_begin (session, *catalogue, "newborn", &error));
  return session;
}

static void
answer (YjSession *session, const char *id, const char *json)
{
  g_autoptr (json_t) value = json_loads (json, JSON_DECODE_ANY, NULL);
  YjProblem *problem = yj_session_answer_field (session, yj_item_get_field (yj_session_get_item (session), id), value);
  if (problem != NULL)
    g_test_fail_printf ("%s: %s", id, problem->id);
  yj_problem_free (problem);
}

/* Ids of the fields of witnesses that are asked now. */
static char *
list_asked (YjSession *session)
{
  g_autoptr (GPtrArray) fields = yj_session_list_asked_fields (session);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++) {
    const char *id = ((YjField *) g_ptr_array_index (fields, i))->id;
    if (g_str_has_prefix (id, "witness_") && !g_str_equal (id, "witness_count"))
      g_string_append_printf (ids, "%s ", id + strlen ("witness_"));
  }
  return g_string_free (ids, FALSE);
}

static void
assert_asked (YjSession *session, const char *expected)
{
  g_autofree char *asked = list_asked (session);
  g_assert_cmpstr (asked, ==, expected);
}

static void
test_copies (void)
{
  char *dir = rig_with_witnesses ();
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (YjSession) session = begin (dir, &catalogue);
  YjItem *item = yj_session_get_item (session);

  g_assert_cmpstr (yj_text_get (yj_item_get_page (item, "witness")->title, "en"), ==, "Who is witness 1?");
  g_assert_cmpstr (yj_text_get (yj_item_get_page (item, "witness-3")->title, "zh-CN"), ==, "第 3 位是谁？");
  g_assert_null (yj_item_get_page (item, "witness-4"));
  g_assert_cmpstr (yj_item_get_field (item, "witness_signs_as_2")->prefill, ==, "answer:witness_name_2");
  g_assert_cmpuint (json_array_size (json_object_get (item->file, "sections")), ==, 6);
  g_assert_cmpuint (item->sections->len, ==, 11); /* four of them for the babies of one birth */
  rig_free (dir);
}

static void
test_count (void)
{
  char *dir = rig_with_witnesses ();
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (YjSession) session = begin (dir, &catalogue);

  assert_asked (session, "");
  answer (session, "witness_count", "0");
  assert_asked (session, "");
  answer (session, "witness_count", "2");
  assert_asked (session, "kind name signs_as kind_2 name_2 signs_as_2 ");
  answer (session, "witness_kind_2", "\"other\""); /* the number of that copy, and of no other */
  assert_asked (session, "kind name signs_as kind_2 number_2 name_2 signs_as_2 ");
  answer (session, "witness_name_2", "\"甄雀丝\"");
  g_assert_cmpstr (json_string_value (yj_session_get_answer (session, "witness_signs_as_2")), ==, "甄雀丝");
  g_assert_null (yj_session_get_answer (session, "witness_signs_as"));
  answer (session, "witness_count", "1"); /* whoever falls away is not asked any more */
  assert_asked (session, "kind name signs_as ");
  rig_free (dir);
}

/* One witness is always there, and the number is asked of those who have more. */
static void
test_least (void)
{
  char *dir = rig_with_witnesses ();
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (YjSession) session = NULL;

  rig_edit (dir, ITEM, "/sections/5/repeat/min", "1");
  session = begin (dir, &catalogue);
  assert_asked (session, "kind name signs_as ");
  answer (session, "witness_count", "2");
  assert_asked (session, "kind name signs_as kind_2 name_2 signs_as_2 ");
  rig_free (dir);
}

static void
test_distinct (void)
{
  static const char *const first = "\"000000199011030573\"", *const second = "\"000000199305120240\"";
  char *dir = rig_with_witnesses ();
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (YjSession) session = begin (dir, &catalogue);
  g_autoptr (json_t) again = json_loads (first, JSON_DECODE_ANY, NULL);
  g_autoptr (YjProblem) problem = NULL;

  answer (session, "witness_count", "3");
  answer (session, "witness_kind", "\"other\"");
  answer (session, "witness_kind_2", "\"other\"");
  answer (session, "witness_kind_3", "\"other\"");
  answer (session, "witness_number", first);
  answer (session, "witness_number_2", second);
  problem = yj_session_answer_field (session, yj_item_get_field (yj_session_get_item (session), "witness_number_3"), again);
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->id, ==, "field.differs");
  answer (session, "witness_kind", "\"kin\""); /* the first one's number is not asked any more, and taken by nobody */
  answer (session, "witness_number_3", first);
  rig_free (dir);
}

static void
test_right (void)
{
  char *dir = rig_with_witnesses ();
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);

  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    g_test_message ("%s%s: %s", finding->file, finding->pointer, finding->sentence);
    g_assert_false (finding->error);
  }
  rig_free (dir);
}

static const struct {
  const char *edit, *text, *pointer, *says;
} mistakes[] = {
  { "/sections/5/repeat/count", "'mobile'", "/sections/5/repeat", "repeats by mobile, which is not a number" },
  { "/sections/5/repeat/count", "'nobody'", "/sections/5/repeat", "repeats by nobody" },
  { "/sections/5/repeat/max", "2", "/sections/5/repeat", "repeats fewer times than witness_count allows" },
  { "/sections/4/pages/0/fields/1/spec/max", NULL, "/sections/5/repeat", "repeats fewer times than witness_count allows" },
  { "/sections/5/pages/0/title/zh-CN", "'是谁？'", "/sections/5/pages/0", "without {n} in its title, the question stands twice" },
  { "/sections/4/pages/0/fields/0/id", "'witness_name_3'", "/sections/5/pages/0/fields/2", "witness_name_3 is used twice" },
  { "/sections/4/id", "'witness-2'", "/sections/5", "witness-2 is used twice" },
  { "/sections/5/title/en", NULL, "/sections/5/title", "the text in en is missing" },
  { "/sections/5/repeat/least", "1", "/sections/5/repeat", "the member least" },
  { "/sections/5/repeat/min", "4", "/sections/5/repeat", "more often than it repeats" },
  { "/sections/5/repeat/max", "41", "/sections/5/repeat/max", "1 to 40 is expected" },
  { "/sections/5/repeat/max", "0", "/sections/5/repeat/max", "1 to 40 is expected" },
  { "/sections/5/repeat", "{}", "/sections/5/repeat", "the member count is missing" },
  { "/sections/5/pages/0/fields/1/spec/differs_from", "'mobile'", "/sections/5/pages/0/fields/1/spec/differs_from", "differs from mobile" },
};

static void
test_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    char *dir = rig_with_witnesses ();
    g_autoptr (GPtrArray) findings = NULL;
    gboolean found = FALSE;

    rig_edit (dir, ITEM, mistakes[i].edit, mistakes[i].text);
    findings = yj_catalogue_check_dir (dir);
    for (guint n = 0; n < findings->len; n++) {
      YjCatalogueFinding *finding = g_ptr_array_index (findings, n);
      found |= g_str_equal (finding->pointer, mistakes[i].pointer) && strstr (finding->sentence, mistakes[i].says) != NULL;
      g_test_message ("%s%s: %s", finding->file, finding->pointer, finding->sentence);
    }
    if (!found)
      g_test_fail_printf ("%s: \"%s\" is not found", mistakes[i].edit, mistakes[i].says);
    rig_free (dir);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repeat/makes a section for each person", test_copies);
  g_test_add_func ("/repeat/asks as many as the number says", test_count);
  g_test_add_func ("/repeat/the least number of people does not wait to be told", test_least);
  g_test_add_func ("/repeat/refuses the same person twice", test_distinct);
  g_test_add_func ("/repeat/is right when it is right", test_right);
  g_test_add_func ("/repeat/finds each mistake at its place in the file", test_mistakes);
  return g_test_run ();
}
