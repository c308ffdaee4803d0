/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the folder of keys: making it once, and reading the part that serving needs. */
#include "sync/central/yj-central-keys.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-suite.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = { "serve", "unseal", "escrow", "catalogue" };

gboolean
yj_central_write_file (const char *dir, const char *name, const char *text, guint mode, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  gsize size = strlen (text), done = 0;
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

  if (fd < 0) {
    g_set_error (error, YJ_ERROR, errno == EEXIST ? YJ_ERROR_EXISTS : YJ_ERROR_FAILED, "%s cannot be written: %s", path,
                 g_strerror (errno));
    return FALSE;
  }
  while (done < size) {
    gssize n = write (fd, text + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      break;
    done += (gsize) n;
  }
  if (done < size || fsync (fd) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be written: %s", path, g_strerror (errno));
    close (fd);
    return FALSE;
  }
  close (fd);
  return TRUE;
}

static gboolean
write_authority (const char *dir, const char *const *names, GError **error)
{
  g_autoptr (YjSecretText) ca_key = NULL;
  g_autoptr (YjSecretText) server_key = NULL;
  g_autofree char *ca = NULL, *server = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  YjAuthority authority;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) names[i]);
  g_ptr_array_add (all, (gpointer) "localhost");
  g_ptr_array_add (all, (gpointer) "127.0.0.1");
  g_ptr_array_add (all, NULL);
  if (!yj_x509_new_authority (&ca_key, &ca, error))
    return FALSE;
  authority = (YjAuthority){ ca, ca_key };
  return yj_x509_new_server (&authority, (const char *const *) all->pdata, &server_key, &server, error) &&
         yj_central_write_file (dir, "ca.key", ca_key, 0600, error) && yj_central_write_file (dir, "ca.crt", ca, 0644, error) &&
         yj_central_write_file (dir, "server.key", server_key, 0600, error) && yj_central_write_file (dir, "server.crt", server, 0644, error);
}

static gboolean
write_json (const char *dir, const char *name, const json_t *value, mode_t mode, GError **error)
{
  g_autoptr (YjSecretText) text = json_dumps (value, JSON_INDENT (2));
  return yj_central_write_file (dir, name, text, mode, error);
}

static gboolean
write_receipt_key (const char *serve, json_t *summary, GError **error)
{
  json_t *keys;

  if (!yj_receipt_keys_create (serve, &keys, error))
    return FALSE;
  json_object_set_new (summary, "receipt_keys", keys);
  return TRUE;
}

static char *
write_identity (const char *root, const char *folder, const char *name, const char *suite, GError **error)
{
  g_autofree char *dir = g_build_filename (root, folder, NULL);
  g_autofree char *recipient = NULL;
  g_autoptr (YjSecretText) identity = NULL;
  g_autoptr (YjSecretText) text = NULL;

  if (!yj_seal_keygen (suite, &identity, &recipient, error))
    return NULL;
  text = g_strdup_printf ("# public key: %s\n%s\n", recipient, identity);
  return yj_central_write_file (dir, name, text, 0600, error) ? g_steal_pointer (&recipient) : NULL;
}

static gboolean
write_recipients (const char *root, const char *serve, const char *suite, json_t *summary, GError **error)
{
  g_autofree char *service = write_identity (root, "unseal", "service.key", suite, error);
  g_autofree char *escrow = service != NULL ? write_identity (root, "escrow", "escrow.key", suite, error) : NULL;
  g_autoptr (json_t) list = NULL;

  if (escrow == NULL)
    return FALSE;
  list = json_pack ("[{s:s, s:s}, {s:s, s:s}]", "use", "service", "recipient", service, "use", "escrow", "recipient", escrow);
  json_object_set_new (summary, "recipients", json_pack ("[s, s]", service, escrow));
  return write_json (serve, "recipients.json", list, 0644, error);
}

static gboolean
write_catalogue_pair (const char *root, const char *serve, json_t *summary, GError **error)
{
  g_autofree char *dir = g_build_filename (root, "catalogue", NULL);
  g_autofree char *public_key = NULL, *public_file = NULL, *line = NULL;
  g_autoptr (YjSecretText) secret = NULL;

  yj_suite_catalogue_key_new (&secret, &public_key);
  public_file = g_strdup_printf ("untrusted comment: minisign public key\n%s\n", public_key);
  line = g_strconcat (public_key, "\n", NULL);
  json_object_set_new (summary, "catalogue_key", json_string (public_key));
  return yj_central_write_file (dir, "minisign.key", secret, 0600, error) && yj_central_write_file (dir, "minisign.pub", public_file, 0644, error) &&
         yj_central_write_file (serve, "catalogue.pub", line, 0644, error);
}

/* Everything is made beside its place and moved there in the end, so that a cut leaves no half set. */
static gboolean
write_all (const char *root, const char *const *names, const char *suite, json_t *summary, GError **error)
{
  g_autofree char *serve = g_build_filename (root, "serve", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (root, folders[i], NULL);
    if (g_mkdir (folder, 0700) != 0) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be made: %s", folder, g_strerror (errno));
      return FALSE;
    }
  }
  return write_authority (serve, names, error) && write_receipt_key (serve, summary, error) &&
         write_recipients (root, serve, suite, summary, error) && write_catalogue_pair (root, serve, summary, error);
}

static gboolean
check_free (const char *dir, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (dir, folders[i], NULL);
    if (!g_file_test (folder, G_FILE_TEST_EXISTS))
      continue;
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "%s exists already: nothing was changed", folder);
    return FALSE;
  }
  return TRUE;
}

static void
remove_new (const char *root)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (root, folders[i], NULL);
    g_autoptr (GDir) list = g_dir_open (folder, 0, NULL);
    const char *name;
    while (list != NULL && (name = g_dir_read_name (list)) != NULL) {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
    g_rmdir (folder);
  }
  g_rmdir (root);
}

static gboolean
move_new (const char *from, const char *to, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *old_path = g_build_filename (from, folders[i], NULL);
    g_autofree char *new_path = g_build_filename (to, folders[i], NULL);
    if (g_rename (old_path, new_path) != 0) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be made: %s", new_path, g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yj_central_keys_init (const char *dir, const char *const *names, const char *suite, json_t **summary, GError **error)
{
  g_autofree char *fresh = g_build_filename (dir, ".new-XXXXXX", NULL);
  g_autoptr (json_t) found = json_pack ("{s:s}", "keys", dir);
  gboolean ok;

  if (!check_free (dir, error))
    return FALSE;
  if (g_mkdir_with_parents (dir, 0700) != 0 || g_mkdtemp_full (fresh, 0700) == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be written: %s", dir, g_strerror (errno));
    return FALSE;
  }
  ok = write_all (fresh, names, suite, found, error) && move_new (fresh, dir, error);
  remove_new (fresh);
  if (ok)
    *summary = g_steal_pointer (&found);
  return ok;
}

void
yj_central_keys_free (YjCentralKeys *keys)
{
  if (keys == NULL)
    return;
  g_free (keys->dir);
  g_free (keys->ca_certificate);
  yj_secret_text_free (keys->ca_key);
  g_free (keys->server_certificate);
  yj_secret_text_free (keys->server_key);
  yj_receipt_key_watch_free (keys->receipt);
  g_strfreev (keys->recipients);
  json_decref (keys->recipient_ids);
  g_free (keys->catalogue_key);
  g_free (keys);
}

static char *
read_text (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s cannot be read: run yijian-central keys init", path);
  return text;
}

static json_t *
read_json (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  return yj_json_parse_file (path, 0, 0, error);
}

/* recipients.json: "retired": true keeps an old key known without handing it out any more. */
static gboolean
read_recipients (YjCentralKeys *keys, const char *serve, GError **error)
{
  g_autoptr (json_t) list = read_json (serve, "recipients.json", error);
  g_autoptr (GStrvBuilder) current = g_strv_builder_new ();
  size_t i;
  json_t *entry;

  if (list == NULL)
    return FALSE;
  keys->recipient_ids = json_object ();
  json_array_foreach (list, i, entry) {
    const char *use = yj_json_require_string (entry, "use", error);
    const char *recipient = use != NULL ? yj_json_require_string (entry, "recipient", error) : NULL;
    g_autofree char *id = NULL;
    if (recipient == NULL || !yj_seal_check_recipient (recipient, error)) {
      g_prefix_error (error, "%s/recipients.json: ", serve);
      return FALSE;
    }
    id = yj_seal_recipient_key_id (recipient);
    json_object_set_new (keys->recipient_ids, id, json_string (use));
    if (!yj_json_bool (entry, "retired", FALSE))
      g_strv_builder_add (current, recipient);
  }
  keys->recipients = g_strv_builder_end (current);
  return TRUE;
}

/* @dir holds serve/, or is it. */
static char *
find_serve (const char *dir)
{
  g_autofree char *serve = g_build_filename (dir, "serve", NULL);
  return g_strdup (g_file_test (serve, G_FILE_TEST_IS_DIR) ? serve : dir);
}

gboolean
yj_central_keys_rotate_receipt (const char *dir, json_t **summary, GError **error)
{
  g_autofree char *serve = find_serve (dir);
  return yj_receipt_keys_rotate (serve, summary, error);
}

YjCentralKeys *
yj_central_keys_load (const char *dir, GError **error)
{
  g_autoptr (YjCentralKeys) keys = g_new0 (YjCentralKeys, 1);
  g_autofree char *serve = find_serve (dir);

  keys->dir = g_str_equal (serve, dir) ? g_path_get_dirname (dir) : g_strdup (dir);
  if ((keys->ca_certificate = read_text (serve, "ca.crt", error)) == NULL ||
      (keys->ca_key = read_text (serve, "ca.key", error)) == NULL ||
      (keys->server_certificate = read_text (serve, "server.crt", error)) == NULL ||
      (keys->server_key = read_text (serve, "server.key", error)) == NULL ||
      (keys->catalogue_key = read_text (serve, "catalogue.pub", error)) == NULL ||
      (keys->receipt = yj_receipt_key_watch_new (serve, error)) == NULL || !read_recipients (keys, serve, error))
    return NULL;
  g_strstrip (keys->catalogue_key);
  return g_steal_pointer (&keys);
}

YjAuthority
yj_central_keys_get_authority (const YjCentralKeys *keys)
{
  return (YjAuthority){ keys->ca_certificate, keys->ca_key };
}

char *
yj_central_keys_read_catalogue_secret (const YjCentralKeys *keys)
{
  g_autofree char *dir = g_build_filename (keys->dir, "catalogue", NULL);
  return read_text (dir, "minisign.key", NULL);
}
