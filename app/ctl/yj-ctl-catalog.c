/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl catalog: prints what core/catalogue finds, packs and verifies. */
#include "app/ctl/yj-ctl.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include <stdio.h>

static json_t *
finding_to_json (const YjCatalogueFinding *finding)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:s}", "file", finding->file, "pointer", finding->pointer, "severity",
                    finding->error ? "error" : "warning", "kind", yj_finding_kind_to_string (finding->kind), "sentence", finding->sentence);
}

static json_t *
count_items (const char *dir)
{
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_from_dir (dir, NULL);
  json_t *items = json_array ();
  GPtrArray *list = catalogue != NULL ? yj_catalogue_get_items (catalogue) : NULL;

  for (guint i = 0; list != NULL && i < list->len; i++) {
    YjItem *item = g_ptr_array_index (list, i);
    int fields = 0;
    for (guint s = 0; s < item->sections->len; s++) {
      YjSection *section = g_ptr_array_index (item->sections, s);
      for (guint p = 0; section->copy <= 1 && p < section->pages->len; p++)
        fields += ((YjPageGroup *) g_ptr_array_index (section->pages, p))->fields->len;
    }
    json_array_append_new (items, json_pack ("{s:s, s:i, s:i, s:i, s:i}", "id", item->id, "matters", (int) item->matters->len,
                                             "questions", (int) item->questions->len, "fields", fields, "materials",
                                             (int) item->materials->len));
  }
  return items;
}

static void
print_check (const char *dir, GPtrArray *findings, const json_t *items, int errors)
{
  size_t i;
  json_t *item;

  for (guint n = 0; n < findings->len; n++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, n);
    printf ("%s: %s: %s: %s [%s]\n", finding->file, finding->pointer, finding->error ? "error" : "warning", finding->sentence,
            yj_finding_kind_to_string (finding->kind));
  }
  json_array_foreach (items, i, item)
    printf ("%s: %" JSON_INTEGER_FORMAT " matters, %" JSON_INTEGER_FORMAT " questions, %" JSON_INTEGER_FORMAT
            " fields, %" JSON_INTEGER_FORMAT " materials\n",
            yj_json_string (item, "id"), (json_int_t) yj_json_int (item, "matters", 0),
            (json_int_t) yj_json_int (item, "questions", 0), (json_int_t) yj_json_int (item, "fields", 0),
            (json_int_t) yj_json_int (item, "materials", 0));
  printf ("%s: %d errors, %d warnings\n", dir, errors, (int) findings->len - errors);
}

static int
check (YjCtl *ctl, const char *dir)
{
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  g_autoptr (json_t) items = count_items (dir);
  int errors = 0;

  for (guint i = 0; i < findings->len; i++)
    errors += ((YjCatalogueFinding *) g_ptr_array_index (findings, i))->error;
  if (ctl->json) {
    g_autoptr (json_t) list = json_array ();
    g_autoptr (json_t) answer = json_pack ("{s:i, s:i, s:O, s:O}", "errors", errors, "warnings", (int) findings->len - errors, "findings", list,
                                           "items", items);
    for (guint i = 0; i < findings->len; i++)
      json_array_append_new (list, finding_to_json (g_ptr_array_index (findings, i)));
    yj_ctl_print_json (answer, FALSE);
  } else {
    print_check (dir, findings, items, errors);
  }
  return errors > 0 ? YJ_CTL_NO : YJ_CTL_OK;
}

static int
pack (YjCtl *ctl, const char *dir, const char *output, const char *key_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  g_autoptr (GBytes) bundle = NULL;
  g_autofree char *key = NULL, *signature = NULL, *signature_path = g_strconcat (output, ".minisig", NULL);

  for (guint i = 0; i < findings->len; i++)
    if (((YjCatalogueFinding *) g_ptr_array_index (findings, i))->error)
      return check (ctl, dir);
  bundle = yj_catalogue_pack_dir (dir, &error);
  if (bundle == NULL || !g_file_set_contents (output, g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), &error))
    return yj_ctl_fail (ctl, error);
  if (key_path == NULL)
    return YJ_CTL_OK;
  if (!g_file_get_contents (key_path, &key, NULL, &error))
    return yj_ctl_fail (ctl, error);
  signature = yj_suite_sign_catalogue (bundle, key, "yijian catalogue", &error);
  if (signature == NULL || !g_file_set_contents (signature_path, signature, -1, &error))
    return yj_ctl_fail (ctl, error);
  return YJ_CTL_OK;
}

static int
verify (YjCtl *ctl, const char *path, const char *public_key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *from_file = NULL;
  g_autoptr (YjCatalogue) catalogue = NULL;

  /* A key is a line "RW…", or a minisign .pub file whose second line it is. */
  if (g_file_get_contents (public_key, &from_file, NULL, NULL)) {
    g_auto (GStrv) lines = g_strsplit (g_strstrip (from_file), "\n", 0);
    guint last = g_strv_length (lines);
    g_free (from_file);
    from_file = g_strdup (last > 0 ? lines[last - 1] : "");
    public_key = from_file;
  }
  catalogue = yj_catalogue_new_from_bundle (path, public_key, &error);
  if (catalogue == NULL) {
    yj_ctl_fail (ctl, error);
    return g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED) ? YJ_CTL_NO : YJ_CTL_FAILED;
  }
  if (ctl->json) {
    g_autoptr (json_t) answer = json_pack ("{s:s, s:i}", "id", yj_catalogue_get_id (catalogue), "version",
                                           yj_catalogue_get_version (catalogue));
    yj_ctl_print_json (answer, FALSE);
  } else {
    printf ("%s: %s version %d, signature holds\n", path, yj_catalogue_get_id (catalogue),
            yj_catalogue_get_version (catalogue));
  }
  return YJ_CTL_OK;
}

static const char *
take_option (int argc, char **argv, const char *name)
{
  for (int i = 0; i + 1 < argc; i++)
    if (g_str_equal (argv[i], name))
      return argv[i + 1];
  return NULL;
}

int
yj_ctl_catalog (YjCtl *ctl, int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[0], "check"))
    return check (ctl, argv[1]);
  if (argc >= 4 && g_str_equal (argv[0], "pack") && take_option (argc, argv, "-o") != NULL)
    return pack (ctl, argv[1], take_option (argc, argv, "-o"), take_option (argc, argv, "--key"));
  if (argc == 4 && g_str_equal (argv[0], "verify") && take_option (argc, argv, "--pubkey") != NULL)
    return verify (ctl, argv[1], take_option (argc, argv, "--pubkey"));
  if (argc == 1 && (g_str_equal (argv[0], "status") || g_str_equal (argv[0], "rollback")))
    return yj_ctl_catalog_in_use (ctl, g_str_equal (argv[0], "rollback"));
  return YJ_CTL_USAGE;
}
