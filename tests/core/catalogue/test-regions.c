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

/* Nothing is said where no hours are: neither of today nor of the week. */
static void
assert_no_hours (Fixture *f, YjCatalogue *catalogue)
{
  YjHall *hall = yj_catalogue_get_hall (catalogue);
  g_autoptr (YjClock) clock = yj_clock_new_fake (G_GINT64_CONSTANT (1773284400000000), 0, "boot");
  g_autofree char *today = yj_hall_format_today (hall, f->messages, "zh-CN", clock);
  g_autofree char *week = yj_hall_format_week (hall, f->messages, "zh-CN", clock);

  g_assert_cmpstr (today, ==, "");
  g_assert_cmpstr (week, ==, "");
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
  assert_no_hours (f, other);
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
  ADD ("an unverified clock says every season", test_unverified);
  return g_test_run ();
}
