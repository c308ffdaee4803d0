/* SPDX-License-Identifier: Apache-2.0 */
/* What a hall makes of the catalogue: its own texts and hours, matters that it does not offer, materials that it adds. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include <string.h>

#define PROVINCE "430000"
#define CITY "430100"
#define COUNTY "430105"

typedef struct {
  char *dir;
  YjMessages *messages;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autofree char *texts = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  f->dir = rig_new ();
  f->messages = yj_messages_new (texts, NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  rig_free (f->dir);
  g_object_unref (f->messages);
}

static void
write_region (Fixture *f, const char *code, const char *members)
{
  g_autofree char *name = g_strdup_printf ("regions/%s.json", code), *quoted = g_strdelimit (g_strdup (members), "'", '"');
  g_autofree char *text = g_strdup_printf ("{\"code\":\"%s\",%s}", code, quoted);
  rig_write (f->dir, name, text);
}

static YjCatalogue *
load (Fixture *f, const char *region)
{
  g_autoptr (GError) error = NULL;
  YjCatalogue *catalogue = yj_catalogue_new_for_hall_from_dir (f->dir, region, &error);
  g_assert_no_error (error);
  return catalogue;
}

static void
assert_text (YjCatalogue *catalogue, const char *member, const char *expected)
{
  g_assert_cmpstr (yj_hall_get_text (yj_catalogue_get_hall (catalogue), member, "zh-CN"), ==, expected);
}

/* ---- which files ---- */

static void
test_finest_wins (Fixture *f, gconstpointer data)
{
  g_autoptr (YjCatalogue) county = NULL, city = NULL, other = NULL, town = NULL;

  write_region (f, PROVINCE, "'name':{'zh-CN':'省'},'phone':'1','complaint_phone':'12345','item_phones':{'newborn':'10','marriage':'11'},"
                             "'switched_off':{'newborn':['social-card']}");
  write_region (f, CITY, "'name':{'zh-CN':'市'},'address':{'zh-CN':'路'},'item_phones':{'newborn':'20'}");
  write_region (f, COUNTY, "'name':{'zh-CN':'县'},'switched_off':{'newborn':[]}");
  county = load (f, COUNTY);
  g_assert_cmpstr (yj_catalogue_get_region (county), ==, COUNTY);
  assert_text (county, "name", "县");
  assert_text (county, "address", "路");
  assert_text (county, "complaint_phone", "12345");
  g_assert_cmpstr (yj_hall_get_phone (yj_catalogue_get_hall (county), "newborn"), ==, "20");
  g_assert_cmpstr (yj_hall_get_phone (yj_catalogue_get_hall (county), "marriage"), ==, "11");
  g_assert_cmpstr (yj_hall_get_phone (yj_catalogue_get_hall (county), "catering"), ==, "1");
  g_assert_nonnull (yj_item_get_matter (yj_catalogue_get_item (county, "newborn"), "social-card"));
  city = load (f, CITY);
  assert_text (city, "name", "市");
  g_assert_null (yj_item_get_matter (yj_catalogue_get_item (city, "newborn"), "social-card"));
  other = load (f, "430225");
  assert_text (other, "name", "省");
  g_assert_null (yj_hall_get_hours (yj_catalogue_get_hall (other)));
  town = load (f, "430105002");
  assert_text (town, "name", "县");
}

/* Whatever the other 99 regions hold, down to what is no JSON at all, it is not looked at. */
static void
test_own_only (Fixture *f, gconstpointer data)
{
  g_autoptr (YjCatalogue) catalogue = NULL, whole = NULL, packed = NULL;
  g_autoptr (GBytes) bundle = NULL;
  g_autofree char *secret = NULL, *key = NULL, *signature = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < 100; i++) {
    g_autofree char *name = g_strdup_printf ("regions/11%04u.json", i);
    rig_write (f->dir, name, "not JSON");
  }
  catalogue = load (f, "000000");
  g_assert_cmpuint (yj_catalogue_count_parsed_files (catalogue), ==, 3); /* catalog.json, newborn, 000000 */
  whole = load (f, NULL);
  g_assert_cmpuint (yj_catalogue_count_parsed_files (whole), ==, 2);
  bundle = yj_catalogue_pack_dir (f->dir, &error);
  yj_suite_catalogue_key_new (&secret, &key);
  signature = yj_suite_sign_catalogue (bundle, secret, "test", &error);
  packed = yj_catalogue_new_for_hall_from_bytes (bundle, signature, key, "000000", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (yj_catalogue_count_parsed_files (packed), ==, 3);
  g_assert_null (yj_catalogue_new_for_hall_from_bytes (bundle, signature, key, "110007", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "regions/110007.json"));
  g_test_message ("100 regions, one of them parsed");
}

/* ---- the hall's items ---- */

static gboolean
serves (const char *const *codes, const char *code)
{
  return g_strv_contains (codes, code);
}

static void
assert_serves_nothing_of (YjItem *item, const char *code)
{
  g_autoptr (GPtrArray) fields = yj_item_list_fields (item);

  g_assert_null (yj_item_get_matter (item, code));
  for (guint i = 0; i < fields->len; i++)
    g_assert_false (serves (((YjField *) g_ptr_array_index (fields, i))->matters, code));
  for (guint i = 0; i < item->materials->len; i++)
    g_assert_false (serves (((YjMaterial *) g_ptr_array_index (item->materials, i))->matters, code));
}

static void
test_switched_off (Fixture *f, gconstpointer data)
{
  g_autoptr (YjCatalogue) plain = load (f, NULL), catalogue = NULL;
  YjItem *before = yj_catalogue_get_item (plain, "newborn"), *item;
  g_autoptr (GPtrArray) fields_before = yj_item_list_fields (before), fields = NULL;
  g_autofree char *text = NULL;

  /* A matter that needs the switched-off one, with what only these two want: a question, a page with a field, a material. */
  rig_edit (f->dir, "items/newborn.json", "/matters/-",
            "{'code':'card-by-post','name':{'zh-CN':'卡'},'department':'14','working_days':1,'optional':true,'result':{'zh-CN':'卡'},"
            "'needs':['social-card']}");
  rig_edit (f->dir, "items/newborn.json", "/questions/-",
            "{'id':'card_kind','prompt':{'zh-CN':'哪种卡？'},'options':[{'id':'a','label':{'zh-CN':'甲'}},{'id':'b','label':{'zh-CN':'乙'}}]}");
  rig_edit (f->dir, "items/newborn.json", "/sections/-",
            "{'id':'card','title':{'zh-CN':'卡'},'pages':[{'id':'card','title':{'zh-CN':'卡'},'fields':[{'id':'card_bank','type':'text',"
            "'label':{'zh-CN':'银行'},'matters':['social-card','card-by-post'],'when':{'answer':'card_kind','is':'a'}}]}]}");
  rig_edit (f->dir, "items/newborn.json", "/materials/-",
            "{'id':'card-photo','name':{'zh-CN':'照片'},'matters':['card-by-post'],'exemption':'none','trust_level':'C'}");
  write_region (f, COUNTY, "'switched_off':{'newborn':['social-card']}");
  catalogue = load (f, COUNTY);
  item = yj_catalogue_get_item (catalogue, "newborn");
  assert_serves_nothing_of (item, "social-card");
  assert_serves_nothing_of (item, "card-by-post");
  g_assert_cmpuint (item->matters->len, ==, before->matters->len - 1);
  g_assert_null (yj_item_get_question (item, "card_kind"));
  g_assert_null (yj_item_get_page (item, "card"));
  g_assert_null (yj_item_get_material (item, "card-photo"));
  g_assert_nonnull (yj_item_get_matter (item, "household-registration"));
  fields = yj_item_list_fields (item);
  g_assert_cmpuint (fields->len, <=, fields_before->len);
  g_assert_cmpuint (fields->len, >, 0);
  /* The item is the same for whoever asks for its version, and the file says what it said. */
  g_assert_cmpint (item->version, ==, before->version);
  text = yj_json_to_text (item->file);
  g_assert_nonnull (strstr (text, "card-by-post"));
}

static void
test_item_off (Fixture *f, gconstpointer data)
{
  g_autoptr (YjCatalogue) catalogue = NULL;

  write_region (f, COUNTY, "'switched_off':{'newborn':true}");
  catalogue = load (f, COUNTY);
  g_assert_null (yj_catalogue_get_item (catalogue, "newborn"));
  g_assert_cmpuint (yj_catalogue_get_items (catalogue)->len, ==, 0);
}

#define STATEMENT "{'id':'local-statement','name':{'zh-CN':'本地声明','en':'Local statement'},'matters':['household-registration']," \
                  "'exemption':'none','necessity':'required','trust_level':'C'}"

static void
test_added (Fixture *f, gconstpointer data)
{
  g_autoptr (YjCatalogue) plain = load (f, NULL), catalogue = NULL;
  guint before = yj_catalogue_get_item (plain, "newborn")->materials->len;
  const YjMaterial *added;

  write_region (f, COUNTY, "'added_materials':{'newborn':[" STATEMENT "]}");
  catalogue = load (f, COUNTY);
  g_assert_cmpuint (yj_catalogue_get_item (catalogue, "newborn")->materials->len, ==, before + 1);
  added = yj_item_get_material (yj_catalogue_get_item (catalogue, "newborn"), "local-statement");
  g_assert_cmpstr (added->matters[0], ==, "household-registration");
  g_assert_cmpint (added->necessity, ==, YJ_NECESSITY_REQUIRED);
  g_assert_cmpuint (yj_catalogue_get_item (plain, "newborn")->materials->len, ==, before);
}

static void
test_bad_hall (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *members, *says;
  } cases[] = {
    { "'hours':{'zh-CN':'全天'}", "regions/430105.json/hours: a list" },
    { "'hours':[{'spans':['9-12']}]", "regions/430105.json/hours/0/spans/0: a span as" },
    { "'added_materials':{'newborn':[{'id':'x'}]}", "/added_materials/0/name: texts" },
    { "'added_materials':{'newborn':[{'id':'household-booklet','name':{'zh-CN':'本'}}]}", "/added_materials/0: the item has a material" },
    { "'added_materials':{'newborn':['x']}", "/added_materials/0: an object" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    write_region (f, COUNTY, cases[i].members);
    g_assert_null (yj_catalogue_new_for_hall_from_dir (f->dir, COUNTY, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    if (strstr (error->message, cases[i].says) == NULL)
      g_test_fail_printf ("\"%s\" does not say \"%s\"", error->message, cases[i].says);
  }
}

/* ---- order ---- */

static void
add_item (Fixture *f, const char *id)
{
  g_autofree char *text = rig_read (f->dir, "items/newborn.json"), *name = g_strdup_printf ("items/%s.json", id);
  g_autofree char *quoted = g_strdup_printf ("'%s'", id);

  rig_write (f->dir, name, text);
  rig_edit (f->dir, name, "/id", quoted);
  rig_edit (f->dir, name, "/aliases", NULL);
}

static void
assert_order (Fixture *f, const char *expected)
{
  g_autoptr (YjCatalogue) catalogue = load (f, NULL);
  GPtrArray *items = yj_catalogue_get_items (catalogue);
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (order, "%s%s", i > 0 ? " " : "", ((YjItem *) g_ptr_array_index (items, i))->id);
  g_assert_cmpstr (order->str, ==, expected);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  add_item (f, "zebra");
  add_item (f, "apple");
  assert_order (f, "newborn apple zebra");
  rig_edit (f->dir, "catalog.json", "/items", "['zebra','newborn']");
  assert_order (f, "zebra newborn apple");
  rig_edit (f->dir, "catalog.json", "/items", NULL);
  assert_order (f, "apple newborn zebra");
}

/* ---- hours ---- */

static YjOpeningHours *
make_hours (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (json_t) json = json_loads (quoted, JSON_DECODE_ANY, NULL);
  g_autoptr (GError) error = NULL;
  YjOpeningHours *hours;

  g_assert_nonnull (json);
  hours = yj_opening_hours_new (json, &error);
  g_assert_no_error (error);
  return hours;
}

#define SEASONS \
  "[{'from':'05-01','to':'09-30','days':['mon','tue','wed','thu','fri'],'spans':['09:00-12:00','15:00-18:00']}," \
  "{'from':'10-01','to':'04-30','days':['mon','tue','wed','thu','fri'],'spans':['09:00-12:00','13:30-17:00']}," \
  "{'days':['sat'],'spans':['09:00-12:00']},{'from':'2027-02-05','to':'2027-02-11','spans':[]}," \
  "{'from':'2027-02-13','to':'2027-02-14','spans':['08:30-24:00']}]"

static void
test_today (Fixture *f, gconstpointer data)
{
  static const struct {
    int year, month, day;
    const char *zh, *en;
  } days[] = {
    { 2026, 7, 1, "今天 9:00–\u206012:00、15:00–\u206018:00", "Today 9:00–\u206012:00, 15:00–\u206018:00" },   /* Wednesday, summer */
    { 2026, 9, 30, "今天 9:00–\u206012:00、15:00–\u206018:00", "Today 9:00–\u206012:00, 15:00–\u206018:00" },  /* its last day */
    { 2026, 10, 1, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },  /* the first of winter */
    { 2027, 1, 1, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },   /* over the year's end */
    { 2028, 2, 29, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },
    { 2027, 4, 30, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },
    { 2026, 7, 4, "今天 9:00–\u206012:00", "Today 9:00–\u206012:00" },                               /* Saturday */
    { 2026, 7, 5, "今天不开放", "Closed today" },                                        /* Sunday: no rule */
    { 2027, 2, 5, "今天不开放", "Closed today" },                                        /* a Friday of the holiday */
    { 2027, 2, 11, "今天不开放", "Closed today" },
    { 2027, 2, 12, "今天 9:00–\u206012:00、13:30–\u206017:00", "Today 9:00–\u206012:00, 13:30–\u206017:00" },
    { 2027, 2, 14, "今天 8:30–\u206024:00", "Today 8:30–\u206024:00" },                              /* a Sunday that is worked */
  };
  g_autoptr (YjOpeningHours) hours = make_hours (SEASONS);

  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autoptr (GDateTime) day = g_date_time_new_local (days[i].year, days[i].month, days[i].day, 12, 0, 0);
    g_autofree char *zh = yj_opening_hours_format_day (hours, f->messages, "zh-CN", day);
    g_autofree char *en = yj_opening_hours_format_day (hours, f->messages, "en", day);
    g_assert_cmpstr (zh, ==, days[i].zh);
    g_assert_cmpstr (en, ==, days[i].en);
  }
}

static void
test_week (Fixture *f, gconstpointer data)
{
  g_autoptr (YjOpeningHours) hours = make_hours (SEASONS), odd = make_hours ("[{'days':['mon','wed','thu'],'spans':['08:00-09:00']},{'days':['sun'],'spans':[]}]");
  g_autoptr (YjOpeningHours) always = make_hours ("[{'spans':['00:00-24:00']}]");
  g_autoptr (GDateTime) summer = g_date_time_new_local (2026, 7, 1, 12, 0, 0);
  g_autofree char *week = yj_opening_hours_format_week (hours, f->messages, "en", summer);
  g_autofree char *all = yj_opening_hours_format_week (hours, f->messages, "en", NULL);
  g_autofree char *zh = yj_opening_hours_format_week (hours, f->messages, "zh-CN", NULL);
  g_autofree char *strange = yj_opening_hours_format_week (odd, f->messages, "en", summer);
  g_autofree char *round = yj_opening_hours_format_week (always, f->messages, "en", NULL);

  g_assert_cmpstr (week, ==, "Mon–Fri 9:00–\u206012:00, 15:00–\u206018:00; Sat 9:00–\u206012:00");
  g_assert_cmpstr (all, ==, "1 May to 30 September: Mon–Fri 9:00–\u206012:00, 15:00–\u206018:00; 1 October to 30 April: Mon–Fri 9:00–\u206012:00, 13:30–\u206017:00; "
                            "Sat 9:00–\u206012:00");
  g_assert_cmpstr (zh, ==, "5 月 1 日至 9 月 30 日：周一至周五 9:00–\u206012:00、15:00–\u206018:00；10 月 1 日至 4 月 30 日：周一至周五 9:00–\u206012:00、13:30–\u206017:00；"
                           "周六 9:00–\u206012:00");
  g_assert_cmpstr (strange, ==, "Mon, Wed, Thu 8:00–\u20609:00; Sun closed");
  g_assert_cmpstr (round, ==, "Every day 0:00–\u206024:00");
}

/* Which day it is, a clock that nobody vouches for cannot say: then every season is said. */
static void
test_unverified (Fixture *f, gconstpointer data)
{
  g_autoptr (YjClock) good = yj_clock_new_fake (G_GINT64_CONSTANT (1900000000) * G_USEC_PER_SEC, 0, "boot");
  g_autoptr (YjClock) early = yj_clock_new_fake (G_GINT64_CONSTANT (1000) * G_USEC_PER_SEC, 0, "boot");
  g_autoptr (YjCatalogue) catalogue = load (f, "000000");
  YjHall *hall = yj_catalogue_get_hall (catalogue);
  g_autofree char *today = yj_hall_format_today (hall, f->messages, "en", good);
  g_autofree char *unknown = NULL;

  yj_clock_raise_floor (early, G_GINT64_CONSTANT (1900000000) * G_USEC_PER_SEC);
  unknown = yj_hall_format_today (hall, f->messages, "en", early);
  g_assert_true (g_str_has_prefix (today, "Today ") || g_str_equal (today, "Closed today"));
  g_assert_nonnull (strstr (unknown, "1 October to 30 April: "));
  g_assert_nonnull (strstr (unknown, "1 May to 30 September: "));
}

static void
test_bad_hours (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *rules, *says;
  } cases[] = {
    { "[]", ": a list of rules" },
    { "{}", ": a list of rules" },
    { "['always']", "/0: an object" },
    { "[{'days':['mon']}]", "/0: \"spans\"" },
    { "[{'spans':[],'open':true}]", "/0: has a member" },
    { "[{'spans':['09:00-09:00']}]", "/0/spans/0: a span" },
    { "[{'spans':['12:00-09:00']}]", "/0/spans/0: a span" },
    { "[{'spans':['09:60-10:00']}]", "/0/spans/0: a span" },
    { "[{'spans':['23:00-24:01']}]", "/0/spans/0: a span" },
    { "[{'spans':[9]}]", "/0/spans/0: a span" },
    { "[{'spans':['09:00-12:00','11:00-13:00']}]", "/0/spans/1: begins before" },
    { "[{'days':[],'spans':[]}]", "/0: \"days\"" },
    { "[{'days':['monday'],'spans':[]}]", "/0: \"days\"" },
    { "[{'days':['mon','mon'],'spans':[]}]", "/0: \"days\"" },
    { "[{'from':'05-01','spans':[]}]", "/0: \"from\"" },
    { "[{'from':'02-30','to':'03-01','spans':[]}]", "/0: \"from\"" },
    { "[{'from':'2026-05-01','to':'06-01','spans':[]}]", "/0: \"from\"" },
    { "[{'from':'2026-05-02','to':'2026-05-01','spans':[]}]", "/0: \"to\" lies before" },
    { "[{'from':'2027-02-29','to':'2027-03-01','spans':[]}]", "/0: \"from\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *quoted = g_strdelimit (g_strdup (cases[i].rules), "'", '"');
    g_autoptr (json_t) json = json_loads (quoted, JSON_DECODE_ANY, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_opening_hours_new (json, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    if (!g_str_has_prefix (error->message, cases[i].says))
      g_test_fail_printf ("%s: \"%s\" does not say \"%s\"", cases[i].rules, error->message, cases[i].says);
  }
}

static void
test_overlap (Fixture *f, gconstpointer data)
{
  g_autoptr (YjOpeningHours) good = make_hours (SEASONS);
  g_autoptr (YjOpeningHours) twice = make_hours ("[{'from':'10-01','to':'04-30','spans':[]},{'from':'05-01','to':'09-30','days':['mon'],'spans':[]},"
                                                 "{'from':'04-30','to':'05-02','days':['sun'],'spans':[]}]");
  g_autoptr (YjOpeningHours) gap = make_hours ("[{'from':'10-01','to':'04-29','spans':[]},{'from':'05-01','to':'09-30','days':['mon'],'spans':[]}]");
  g_autofree char *none = yj_opening_hours_find_gap (good), *found = yj_opening_hours_find_gap (gap);
  guint one, other;

  g_assert_false (yj_opening_hours_find_overlap (good, &one, &other));
  g_assert_true (yj_opening_hours_find_overlap (twice, &one, &other));
  g_assert_cmpuint (one, ==, 0);
  g_assert_cmpuint (other, ==, 2);
  g_assert_null (none);
  g_assert_cmpstr (found, ==, "04-30");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/regions/" name, Fixture, NULL, setup, function, teardown)
  ADD ("the finest division wins, member by member", test_finest_wins);
  ADD ("a hall reads no other region", test_own_only);
  ADD ("a switched-off matter is gone, and what only it needs", test_switched_off);
  ADD ("an item may be switched off whole", test_item_off);
  ADD ("a hall adds materials to its item alone", test_added);
  ADD ("what is wrong with a hall names its file and place", test_bad_hall);
  ADD ("items that catalog.json does not name follow by id", test_order);
  ADD ("today's hours follow season, weekday and holidays", test_today);
  ADD ("a week's hours are said in both languages", test_week);
  ADD ("an unverified clock says every season", test_unverified);
  ADD ("bad hours are refused with their place", test_bad_hours);
  ADD ("rules that share a day and days without a rule are found", test_overlap);
  return g_test_run ();
}
