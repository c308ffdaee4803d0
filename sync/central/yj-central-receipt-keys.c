/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the files of receipt keys: making, reading, rotating, and seeing that another process has rotated them. */
#include "sync/central/yj-central-receipt-keys.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-keys.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_FILE "receipt.json"
#define PUBLIC_FILE "receipt-keys.json"
#define MAX_KEYS 64
#define LOOK_USEC G_USEC_PER_SEC

struct _YjReceiptKeyWatch {
  GMutex lock;
  char *serve;
  YjReceiptKeys *keys;
  gint64 looked_usec;
  struct stat seen;        /* of the secret's file */
};

static void
clear (gpointer data)
{
  YjReceiptKeys *keys = data;
  yj_secret_text_free (keys->secret);
  g_free (keys->kid);
  json_decref (keys->keys);
  json_decref (keys->announcements);
}

void
yj_receipt_keys_unref (YjReceiptKeys *keys)
{
  if (keys != NULL)
    g_atomic_rc_box_release_full (keys, clear);
}

/* @kid and @secret go to the secret's file, and *@entry becomes the public one's. */
static json_t *
new_pair (json_t **entry)
{
  g_autoptr (YjSecretText) secret = NULL;
  g_autofree char *public_key = NULL, *kid = NULL;

  yj_suite_receipt_key_new (&secret, &public_key, &kid);
  *entry = json_pack ("{s:s, s:s}", "kid", kid, "public_key", public_key);
  return json_pack ("{s:s, s:s}", "kid", kid, "secret", secret);
}

static gboolean
write_json (const char *serve, const char *name, const json_t *value, guint mode, GError **error)
{
  g_autoptr (YjSecretText) text = json_dumps (value, JSON_INDENT (2));
  return yj_central_write_file (serve, name, text, mode, error);
}

gboolean
yj_receipt_keys_create (const char *serve, json_t **keys, GError **error)
{
  json_t *entry, *secret = new_pair (&entry);
  g_autoptr (json_t) list = json_pack ("[o]", entry);
  gboolean ok = write_json (serve, SECRET_FILE, secret, 0600, error) && write_json (serve, PUBLIC_FILE, list, 0644, error);

  yj_json_wipe (secret);
  if (ok)
    *keys = g_steal_pointer (&list);
  return ok;
}

static json_t *
read_json (const char *serve, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (serve, name, NULL);
  return yj_json_parse_file (path, 0, 0, error);
}

/* The public parts of @list go to @keys; the present key must be among them. */
static gboolean
read_public (YjReceiptKeys *keys, const json_t *list, GError **error)
{
  gboolean found = FALSE;
  size_t i;
  json_t *entry;

  keys->keys = json_array ();
  keys->announcements = json_array ();
  json_array_foreach (list, i, entry) {
    const char *kid = yj_json_require_string (entry, "kid", error);
    const char *public_key = kid != NULL ? yj_json_require_string (entry, "public_key", error) : NULL;
    json_t *announcement = json_object_get (entry, "announcement");
    if (public_key == NULL)
      return FALSE;
    json_array_append_new (keys->keys, json_pack ("{s:s, s:s}", "kid", kid, "public_key", public_key));
    if (json_is_string (announcement))
      json_array_append (keys->announcements, announcement);
    found = found || g_str_equal (kid, keys->kid);
  }
  if (!found)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, PUBLIC_FILE " does not have the key of " SECRET_FILE);
  return found;
}

/* YJ_ERROR_NOT_FOUND, YJ_ERROR_BAD_DATA. (transfer full) */
static YjReceiptKeys *
read_keys (const char *serve, GError **error)
{
  g_autoptr (YjReceiptKeys) keys = g_atomic_rc_box_new0 (YjReceiptKeys);
  g_autoptr (json_t) list = NULL;
  json_t *private_part = read_json (serve, SECRET_FILE, error);

  if (private_part == NULL)
    return NULL;
  keys->kid = g_strdup (yj_json_require_string (private_part, "kid", error));
  keys->secret = keys->kid != NULL ? g_strdup (yj_json_require_string (private_part, "secret", error)) : NULL;
  yj_json_wipe (private_part);
  list = keys->secret != NULL ? read_json (serve, PUBLIC_FILE, error) : NULL;
  return list != NULL && read_public (keys, list, error) ? g_steal_pointer (&keys) : NULL;
}

/* Puts @value in the place of @name whole or not at all, for the same owner: a service that is not root reads it. */
static gboolean
replace_json (const char *serve, const char *name, const json_t *value, guint mode, GError **error)
{
  g_autofree char *fresh = g_strconcat (name, ".new", NULL), *path = g_build_filename (serve, name, NULL);
  g_autofree char *fresh_path = g_build_filename (serve, fresh, NULL);
  struct stat old;

  g_unlink (fresh_path);
  if (!write_json (serve, fresh, value, mode, error))
    return FALSE;
  if (stat (path, &old) == 0 && chown (fresh_path, old.st_uid, old.st_gid) == 0 && g_rename (fresh_path, path) == 0)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be replaced: %s", path, g_strerror (errno));
  g_unlink (fresh_path);
  return FALSE;
}

/* {"schema","kid","x"}, by the key before. */
static char *
announce (const json_t *entry, const YjReceiptKeys *before, GError **error)
{
  g_autoptr (json_t) payload = json_pack ("{s:i, s:s, s:s}", "schema", 1, "kid", yj_json_string (entry, "kid"), "x",
                                          yj_json_string (entry, "public_key"));
  g_autoptr (GBytes) bytes = yj_json_to_bytes (payload);
  return yj_suite_sign_receipt (bytes, before->secret, before->kid, error);
}

/* Public first: a secret without its public part would sign what nobody can verify. An entry that a cut left without its
 * secret stays: kiosks may have it, and what comes after is announced by the key that truly signs. */
static gboolean
rotate_locked (const char *serve, int dir_fd, json_t **summary, GError **error)
{
  g_autoptr (YjReceiptKeys) before = read_keys (serve, error);
  g_autoptr (json_t) list = before != NULL ? read_json (serve, PUBLIC_FILE, error) : NULL;
  g_autofree char *announcement = NULL;
  json_t *entry, *secret;
  gboolean ok;

  if (list == NULL)
    return FALSE;
  if (json_array_size (list) >= MAX_KEYS) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, PUBLIC_FILE " has 64 keys: take out the oldest, when no kiosk trusts it alone any more");
    return FALSE;
  }
  secret = new_pair (&entry);
  json_array_append_new (list, entry);
  announcement = announce (entry, before, error);
  if (announcement != NULL)
    json_object_set_new (entry, "announcement", json_string (announcement));
  ok = announcement != NULL && replace_json (serve, PUBLIC_FILE, list, 0644, error) && fsync (dir_fd) == 0 &&
       replace_json (serve, SECRET_FILE, secret, 0600, error) && fsync (dir_fd) == 0;
  yj_json_wipe (secret);
  if (ok)
    *summary = json_pack ("{s:O, s:O}", "kid", json_object_get (entry, "kid"), "receipt_keys", list);
  else if (error != NULL && *error == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s: %s", serve, g_strerror (errno));
  return ok;
}

gboolean
yj_receipt_keys_rotate (const char *serve, json_t **summary, GError **error)
{
  int fd = open (serve, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0;

  if (ok)
    ok = rotate_locked (serve, fd, summary, error);
  else
    g_set_error (error, YJ_ERROR, fd < 0 ? YJ_ERROR_NOT_FOUND : YJ_ERROR_DENIED, "%s: %s", serve,
                 fd < 0 ? g_strerror (errno) : "another rotation runs");
  if (fd >= 0)
    close (fd);
  return ok;
}

static void
look (YjReceiptKeyWatch *self)
{
  g_autofree char *path = g_build_filename (self->serve, SECRET_FILE, NULL);
  g_autoptr (GError) error = NULL;
  YjReceiptKeys *fresh;
  struct stat now;

  if (stat (path, &now) != 0 || (now.st_ino == self->seen.st_ino && now.st_ctim.tv_sec == self->seen.st_ctim.tv_sec &&
                                 now.st_ctim.tv_nsec == self->seen.st_ctim.tv_nsec))
    return;
  self->seen = now;
  fresh = read_keys (self->serve, &error);
  if (fresh == NULL) {
    g_message ("receipt keys: %s; the key of before signs on", error->message);
    return;
  }
  if (self->keys != NULL && !g_str_equal (fresh->kid, self->keys->kid))
    g_message ("receipts are signed by key %s from now on", fresh->kid);
  yj_receipt_keys_unref (self->keys);
  self->keys = fresh;
}

YjReceiptKeyWatch *
yj_receipt_key_watch_new (const char *serve, GError **error)
{
  YjReceiptKeys *keys = read_keys (serve, error);
  YjReceiptKeyWatch *self = keys != NULL ? g_new0 (YjReceiptKeyWatch, 1) : NULL;

  if (self == NULL)
    return NULL;
  g_mutex_init (&self->lock);
  self->serve = g_strdup (serve);
  self->keys = keys;
  return self;
}

void
yj_receipt_key_watch_free (YjReceiptKeyWatch *self)
{
  if (self == NULL)
    return;
  yj_receipt_keys_unref (self->keys);
  g_mutex_clear (&self->lock);
  g_free (self->serve);
  g_free (self);
}

YjReceiptKeys *
yj_receipt_key_watch_get (YjReceiptKeyWatch *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 now = g_get_monotonic_time ();

  if (now - self->looked_usec >= LOOK_USEC) {
    self->looked_usec = now;
    look (self);
  }
  return g_atomic_rc_box_acquire (self->keys);
}
