/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include <string.h>

typedef struct {
  char *dir, *secret, *public_key;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->dir = rig_new ();
  yj_suite_catalogue_key_new (&f->secret, &f->public_key);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  rig_free (f->dir);
  g_free (f->secret);
  g_free (f->public_key);
}

static void
test_shipped (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_from_dir (f->dir, &error);
  YjItem *item;

  g_assert_no_error (error);
  item = yj_catalogue_get_item (catalogue, "newborn");
  g_assert_nonnull (item);
  g_assert_true (yj_catalogue_get_item (catalogue, "birth") == item);
  g_assert_null (yj_catalogue_get_item (catalogue, "wedding"));
  g_assert_cmpuint (item->matters->len, ==, 7);
  g_assert_cmpint (item->limit_days, ==, 5);
  g_assert_cmpstr (item->days.before, ==, "72");
  g_assert_cmpstr (item->visits.after, ==, "0");
  g_assert_cmpint (yj_item_get_matter (item, "social-card")->working_days, ==, 30);
  g_assert_cmpstr (yj_item_get_matter (item, "social-card")->needs[0], ==, "household-registration");
  g_assert_cmpuint (item->notices->len, ==, 3);
  g_assert_cmpstr (yj_catalogue_get_department (catalogue, "09", "en"), ==, "Police");
  g_assert_cmpstr (yj_catalogue_get_department (catalogue, "09", "fr"), ==, "公安");
  g_assert_cmpstr (yj_catalogue_get_department (catalogue, "77", "en"), ==, "77");
  g_assert_null (yj_catalogue_get_hall (catalogue));
  g_assert_null (yj_catalogue_get_region (catalogue));
}

static char *
nest (const char *text, guint depth)
{
  GString *deep = g_string_new (text);
  for (guint i = 0; i < depth; i++) {
    g_string_prepend_c (deep, '[');
    g_string_append_c (deep, ']');
  }
  return g_string_free (deep, FALSE);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *deep = nest ("", 40), *good = rig_read (f->dir, "items/newborn.json");
  struct {
    const char *text;
    int code;
    const char *sentence;
  } cases[] = {
    { "{\"id\": \"newborn\", ", YJ_ERROR_BAD_DATA, "line 1" },
    { "{\"id\":\"newborn\",\"id\":\"newborn\"}", YJ_ERROR_BAD_DATA, "twice" },
    { deep, YJ_ERROR_LIMIT, "deeper than 32" },
    { "{}", YJ_ERROR_BAD_DATA, "items/newborn.json/id: " },
    { "[]", YJ_ERROR_BAD_DATA, "items/newborn.json/id: " },
    { "\xff\xfe", YJ_ERROR_BAD_DATA, "UTF-16" },
    { "\xef\xbb\xbf{}", YJ_ERROR_BAD_DATA, "byte order mark" },
    { "{\"id\":\"\xd0\xc2\xc9\xfa\xb6\xf9\"}", YJ_ERROR_BAD_DATA, "GB 18030 (GBK): save it as UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    rig_write (f->dir, "items/newborn.json", cases[i].text);
    g_assert_null (yj_catalogue_new_from_dir (f->dir, &error));
    g_assert_error (error, YJ_ERROR, cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].sentence));
  }
  rig_write (f->dir, "items/newborn.json", good);
}

/* Every string, list and text of an item, one at a time, becomes something else: an error with its pointer. */
static const struct {
  const char *pointer, *text, *says;
} edits[] = {
  { "/version", "0", "\"version\"" },
  { "/title/zh-CN", NULL, "/title: the text in zh-CN is missing" },
  { "/title/zh-CN", "''", "/title: the text in zh-CN is missing" },
  { "/title", "'Birth'", "/title: texts by language" },
  { "/title/en", "7", "/title: texts by language" },
  { "/keywords/1", "{'en':'baby'}", "/keywords/1: the text in zh-CN" },
  { "/declarations/2", "'true'", "/declarations/2: texts" },
  { "/consents/0/zh-CN", NULL, "/consents/0: the text in zh-CN" },
  { "/privacy/3/text", NULL, "/privacy/3/text: " },
  { "/notices", "{}", "/notices: a list" },
  { "/matters/2/code", NULL, "/matters/2/code: a string" },
  { "/matters/2", "'police'", "/matters/2: an object" },
  { "/matters/3/needs", "'household-registration'", "/matters/3/needs: a list of strings" },
  { "/matters/0/when", "{'answer':'birth_place','was':'home'}", "/matters/0/when: not a condition" },
  { "/questions/1/options/3/label", NULL, "/questions/1/options/3/label: texts" },
  { "/sections/0/pages/1/fields/0/type", "'day'", "/sections/0/pages/1/fields/0/type: there is no such field type" },
  { "/sections/2/pages/0/fields/1/label/zh-CN", NULL, "/sections/2/pages/0/fields/1/label: the text" },
  { "/sections/2/pages/2/when", "{'all':[{'not':7}]}", "/sections/2/pages/2/when/all/0/not: " },
  { "/materials/2/necessity", "'maybe'", "/materials/2/necessity: not one of the allowed words" },
  { "/materials/0/exemption", "'waived'", "/materials/0/exemption: not one of the allowed words" },
  { "/delivery/1/fields/2/id", "7", "/delivery/1/fields/2/id: a string" },
  { "/fees/0/amount", "'80 yuan'", "/fees/0/amount: yuan like" },
  { "/fees/0/amount", "'0'", "/fees/0/amount: yuan like" },
  { "/fees/1/amount", "20", "/fees/1/amount: a string" },
  { "/fees/1/basis", NULL, "/fees/1/basis: texts" },
  { "/id", "'birth'", "/id: differs from the file's name" },
};

static void
test_pointers (Fixture *f, gconstpointer data)
{
  g_autofree char *good = rig_read (f->dir, "items/newborn.json");

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_autoptr (GError) error = NULL;
    rig_write (f->dir, "items/newborn.json", good);
    rig_edit (f->dir, "items/newborn.json", edits[i].pointer, edits[i].text);
    if (yj_catalogue_new_from_dir (f->dir, &error) != NULL) {
      g_test_fail_printf ("%s was taken", edits[i].pointer);
      continue;
    }
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    if (strstr (error->message, edits[i].says) == NULL)
      g_test_fail_printf ("%s: \"%s\" does not say \"%s\"", edits[i].pointer, error->message, edits[i].says);
  }
  g_test_message ("%zu damaged members, each named by its JSON Pointer", G_N_ELEMENTS (edits));
}

static void
test_frame (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *text;
    int code;
  } cases[] = {
    { "{\"id\":\"x\",\"version\":1,\"items\":{}}", YJ_ERROR_BAD_DATA },
    { "{\"id\":\"x\",\"version\":0,\"items\":[]}", YJ_ERROR_BAD_DATA },
    { "{\"version\":1,\"items\":[]}", YJ_ERROR_BAD_DATA },
    { "{\"id\":\"x\",\"version\":1,\"items\":[7]}", YJ_ERROR_BAD_DATA },
    { "{\"id\":\"x\",\"version\":1,\"items\":[\"absent\"]}", YJ_ERROR_NOT_FOUND },
    { "{\"id\":\"x\",\"version\":1,\"items\":[\"../catalog\"]}", YJ_ERROR_NOT_FOUND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    rig_write (f->dir, "catalog.json", cases[i].text);
    g_assert_null (yj_catalogue_new_from_dir (f->dir, &error));
    g_assert_error (error, YJ_ERROR, cases[i].code);
  }
}

static void
test_bundle (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bundle = yj_catalogue_pack_dir (f->dir, &error), again = yj_catalogue_pack_dir (f->dir, NULL);
  g_autofree char *signature = NULL;
  g_autoptr (YjCatalogue) catalogue = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bundle, again));
  signature = yj_suite_sign_catalogue (bundle, f->secret, "test", &error);
  catalogue = yj_catalogue_new_from_bytes (bundle, signature, f->public_key, &error);
  g_assert_no_error (error);
  g_assert_nonnull (yj_catalogue_get_item (catalogue, "newborn"));
}

/* The bundle's inside is so broken that any parsing would say BAD_DATA: the signature speaks first. */
static void
test_unverified (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) good = yj_catalogue_pack_dir (f->dir, NULL), garbage = g_bytes_new_static ("no bundle", 9);
  g_autofree char *signature = yj_suite_sign_catalogue (good, f->secret, "test", NULL), *other_secret = NULL, *other_key = NULL;
  GBytes *const bundles[] = { garbage, good };
  g_autoptr (GError) error = NULL;

  g_assert_null (yj_catalogue_new_from_bytes (garbage, signature, f->public_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  yj_suite_catalogue_key_new (&other_secret, &other_key);
  for (guint i = 0; i < G_N_ELEMENTS (bundles); i++) {
    g_autofree char *foreign = yj_suite_sign_catalogue (bundles[i], other_secret, "test", NULL);
    g_clear_error (&error);
    g_assert_null (yj_catalogue_new_from_bytes (bundles[i], foreign, f->public_key, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  }
}

/* A bundle that was signed and then cut anywhere, or in which one bit turned, never loads. */
static void
test_damaged_bundle (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) good = yj_catalogue_pack_dir (f->dir, NULL);
  g_autofree char *signature = yj_suite_sign_catalogue (good, f->secret, "test", NULL);
  gsize size = g_bytes_get_size (good);
  guint refused = 0;

  for (gsize at = 0; at < size; at += MAX (size / 50, 1)) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, at), turned = NULL;
    guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), size);
    GError *errors[2] = { NULL, NULL };

    copy[at] ^= 1;
    turned = g_bytes_new_take (copy, size);
    g_assert_null (yj_catalogue_new_from_bytes (cut, signature, f->public_key, &errors[0]));
    g_assert_null (yj_catalogue_new_from_bytes (turned, signature, f->public_key, &errors[1]));
    for (int i = 0; i < 2; i++) {
      g_assert_error (errors[i], YJ_ERROR, YJ_ERROR_UNVERIFIED);
      g_clear_error (&errors[i]);
      refused++;
    }
  }
  g_test_message ("%u damaged bundles refused before anything was parsed", refused);
}

/* The signer itself packed a cut bundle: the signature holds and the inside does not. */
static void
test_truncated_then_signed (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) good = yj_catalogue_pack_dir (f->dir, NULL);
  gsize size = g_bytes_get_size (good);

  for (gsize at = 0; at + 1 < size; at += MAX (size / 40, 1)) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, at);
    g_autofree char *signature = yj_suite_sign_catalogue (cut, f->secret, "test", NULL);
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_catalogue_new_from_bytes (cut, signature, f->public_key, &error));
    g_assert_nonnull (error);
    g_assert_true (error->code == YJ_ERROR_BAD_DATA || error->code == YJ_ERROR_NOT_FOUND);
  }
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bundle = yj_catalogue_pack_dir (f->dir, NULL);
  g_autofree char *signature = yj_suite_sign_catalogue (bundle, f->secret, "test", NULL);
  g_autofree char *path = g_build_filename (f->dir, "a.ycat", NULL), *beside = g_strconcat (path, ".minisig", NULL);
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (yj_catalogue_new_from_bundle (path, f->public_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_file_set_contents (path, g_bytes_get_data (bundle, NULL), (gssize) g_bytes_get_size (bundle), NULL);
  g_assert_null (yj_catalogue_new_from_bundle (path, f->public_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_file_set_contents (beside, signature, -1, NULL);
  catalogue = yj_catalogue_new_from_bundle (path, f->public_key, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/catalogue/" name, Fixture, NULL, setup, function, teardown)
  ADD ("what is shipped loads and says what the guide says", test_shipped);
  ADD ("a damaged item is refused with its place", test_damaged);
  ADD ("each damaged member is named by its JSON Pointer", test_pointers);
  ADD ("a catalog.json without its members is refused", test_frame);
  ADD ("a signed bundle loads, and packs to the same bytes", test_bundle);
  ADD ("a wrong signature is said before anything is parsed", test_unverified);
  ADD ("a bundle that was cut or changed is refused", test_damaged_bundle);
  ADD ("a cut bundle that is signed is refused", test_truncated_then_signed);
  ADD ("a bundle lies beside its signature", test_files);
  return g_test_run ();
}
