/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the set-up of librime and the folder it works in. */
#include "ui/keyboard/yj-rime.h"
#include "core/base/yj-error.h"
#include "ui/keyboard/yj-rime-paths.h"
#include <glib/gstdio.h>
#include <unistd.h>

#define DICTIONARY RIME_DATA_DIR "/pinyin_simp.dict.yaml"
#define FATAL_ONLY 3

static guint users;
static char *dir;

RimeApi *
yj_rime_api (void)
{
  return rime_get_api ();
}

const char *
yj_rime_get_dir (void)
{
  return dir;
}

/* Two levels: librime makes build/ and nothing deeper. */
static void
remove_tree (const char *path, int levels)
{
  g_autoptr (GDir) listing = levels > 0 ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child, levels - 1);
  }
  if (g_remove (path) != 0)
    g_message ("pinyin: a file of its private folder could not be removed");
}

static gboolean
write_resource (const char *resource, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return bytes != NULL && g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error);
}

static gboolean
make_dir (GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  const char *base = runtime != NULL && g_access (runtime, W_OK) == 0 ? runtime : g_get_tmp_dir ();

  dir = g_build_filename (base, "yijian-pinyin-XXXXXX", NULL);
  if (g_mkdtemp (dir) == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "no private folder for pinyin below %s", base);
    g_clear_pointer (&dir, g_free);
    return FALSE;
  }
  if (write_resource ("/org/yijian/keyboard/pinyin.default.yaml", "default.yaml", error) &&
      write_resource ("/org/yijian/keyboard/pinyin.schema.yaml", "yijian_pinyin.schema.yaml", error))
    return TRUE;
  remove_tree (dir, 2);
  g_clear_pointer (&dir, g_free);
  return FALSE;
}

static void
start (void)
{
  RIME_STRUCT (RimeTraits, traits);
  RimeApi *api = yj_rime_api ();
  static gboolean set_up;

  traits.shared_data_dir = RIME_DATA_DIR;
  traits.user_data_dir = dir;
  traits.distribution_name = traits.distribution_code_name = "yijian";
  traits.distribution_version = "1";
  traits.app_name = "rime.yijian";
  traits.min_log_level = FATAL_ONLY;
  traits.log_dir = ""; /* standard error, no files */
  if (!set_up)
    api->setup (&traits); /* the logging library may be set up once only */
  set_up = TRUE;
  api->initialize (&traits);
  api->start_maintenance (True);
}

gboolean
yj_rime_acquire (GError **error)
{
  if (users > 0) {
    users++;
    return TRUE;
  }
  if (!g_file_test (DICTIONARY, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the dictionary %s is not installed", DICTIONARY);
    return FALSE;
  }
  if (!make_dir (error))
    return FALSE;
  start ();
  users = 1;
  return TRUE;
}

void
yj_rime_wait (void)
{
  if (yj_rime_api ()->is_maintenance_mode ())
    yj_rime_api ()->join_maintenance_thread ();
}

void
yj_rime_release (void)
{
  g_return_if_fail (users > 0);
  if (--users > 0)
    return;
  yj_rime_wait ();
  yj_rime_api ()->finalize ();
  remove_tree (dir, 3);
  g_clear_pointer (&dir, g_free);
}
