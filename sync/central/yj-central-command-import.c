/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the command that takes a kiosk's stick: its records through the same ingest, receipts beside them, and the kiosk's signed list,
 * which tells a whole stick from a half one and asks for official numbers. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-commands.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE_BYTES (16u * 1024u * 1024u)
#define SOURCE_PREFIX "urn:yijian:kiosk:"
#define LIST_NAME "manifest.jws"
#define NUMBERS_NAME "numbers.jws"

static GBytes *
read_file (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL && g_mapped_file_get_length (file) <= MAX_FILE_BYTES
           ? g_bytes_new (g_mapped_file_get_contents (file), g_mapped_file_get_length (file))
           : NULL;
}

static gboolean
write_plain (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  return g_file_set_contents (path, text, -1, error);
}

typedef struct {
  YjCentralLine *line;
  const char *dir;
  json_t *counts;      /* {status: n} */
} Import;

static char *
find_kiosk (const json_t *event)
{
  const char *source = yj_json_string (event, "source");
  return source != NULL && g_str_has_prefix (source, SOURCE_PREFIX) ? g_strndup (source + strlen (SOURCE_PREFIX), 4) : NULL;
}

static gboolean
put_blob (Import *import, const char *kiosk, const char *sha256, GError **error)
{
  g_autofree char *path = g_build_filename (import->dir, "blobs", sha256, NULL), *text = NULL;
  g_autoptr (GBytes) blob = read_file (path);
  g_autoptr (json_t) done = NULL;

  if (blob == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "page %s is not on the stick, or cannot be read", sha256);
    return FALSE;
  }
  text = g_base64_encode (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  done = yj_central_line_ask (import->line, "blob-put", json_pack ("{s:s, s:s, s:s}", "kiosk", kiosk, "sha256", sha256, "data", text), error);
  return done != NULL;
}

/* The one result of the one event. */
static json_t *
send_event (Import *import, const char *kiosk, json_t *event, GError **error)
{
  g_autoptr (json_t) answer =
    yj_central_line_ask (import->line, "ingest", json_pack ("{s:s, s:[O]}", "kiosk", kiosk, "events", event), error);
  json_t *result = json_array_get (yj_json_array (answer, "results"), 0);

  if (answer != NULL && result == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "central gave no result");
  return json_incref (result);
}

static json_t *
deliver (Import *import, const char *kiosk, json_t *event, GError **error)
{
  g_autoptr (json_t) result = send_event (import, kiosk, event, error);
  json_t *missing = yj_json_array (result, "missing"), *sha256;
  size_t i;

  if (missing == NULL)
    return g_steal_pointer (&result);
  json_array_foreach (missing, i, sha256)
    if (!put_blob (import, kiosk, json_string_value (sha256), error))
      return NULL;
  return send_event (import, kiosk, event, error);
}

static gboolean
write_receipt (Import *import, const char *name, const json_t *result, GError **error)
{
  const char *receipt = yj_json_string (result, "receipt");
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".json"));
  g_autofree char *file = g_strconcat (stem, ".receipt", NULL), *line = NULL;

  if (receipt == NULL)
    return TRUE;
  line = g_strconcat (receipt, "\n", NULL);
  return write_plain (import->dir, file, line, error);
}

static void
count (Import *import, const char *what)
{
  json_object_set_new (import->counts, what, json_integer (yj_json_int (import->counts, what, 0) + 1));
}

/* Whoever carries the stick is told which record central did not take, and why. */
static void
say_problem (const char *name, const json_t *result)
{
  const char *status = yj_json_string (result, "status"), *title = yj_json_string (yj_json_object (result, "problem"), "title");

  if (title != NULL)
    g_printerr ("yijian-central: %s: %s: %s\n", name, status, title);
}

/* One record that cannot be read or sent leaves the others alone; FALSE when it is the medium or central. */
static gboolean
import_one (Import *import, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (import->dir, name, NULL), *kiosk = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) event = yj_json_parse_file (path, 0, 0, &local);
  g_autoptr (json_t) result = NULL;

  kiosk = find_kiosk (event);
  result = kiosk != NULL ? deliver (import, kiosk, event, &local) : NULL;
  if (result == NULL) {
    if (g_error_matches (local, YJ_ERROR, YJ_ERROR_STORE) || g_error_matches (local, YJ_ERROR, YJ_ERROR_STORE_FULL)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_printerr ("yijian-central: %s: %s\n", name, local != NULL ? local->message : "not a record of a kiosk");
    count (import, "unreadable");
    return TRUE;
  }
  count (import, yj_json_string (result, "status"));
  say_problem (name, result);
  return write_receipt (import, name, result, error);
}

/* ---- the kiosk's list ---- */

static gboolean
is_whole (const Import *import, const char *folder, const char *name, const char *suffix, const json_t *entry)
{
  g_autofree char *file = name != NULL ? g_strconcat (name, suffix, NULL) : NULL;
  g_autofree char *path = file != NULL ? g_build_filename (import->dir, folder, file, NULL) : NULL, *digest = NULL;
  g_autoptr (GBytes) bytes = path != NULL && strchr (file, '/') == NULL ? read_file (path) : NULL;

  if (bytes == NULL || (gint64) g_bytes_get_size (bytes) != yj_json_int (entry, "bytes", -1))
    return FALSE;
  digest = yj_sha256_hex (bytes);
  return g_strcmp0 (digest, yj_json_string (entry, "sha256")) == 0;
}

static guint
count_missing (const Import *import, const json_t *list)
{
  guint missing = 0;
  size_t i;
  json_t *entry;

  json_array_foreach (yj_json_array (list, "records"), i, entry)
    missing += !is_whole (import, "", yj_json_string (entry, "id"), ".json", entry);
  json_array_foreach (yj_json_array (list, "blobs"), i, entry)
    missing += !is_whole (import, "blobs", yj_json_string (entry, "name"), "", entry);
  return missing;
}

/* The list, if the kiosk that it names has signed it. */
static json_t *
verify_list (Import *import, const char *jws, GError **error)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (jws, error);
  g_autoptr (json_t) claimed =
    payload != NULL ? yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), MAX_FILE_BYTES, 0, error) : NULL;
  const char *kiosk = yj_json_string (yj_json_object (claimed, "export"), "kiosk");
  g_autoptr (json_t) verified = NULL;

  if (kiosk == NULL) {
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "it names no kiosk");
    return NULL;
  }
  verified = yj_central_line_ask (import->line, "list-verify", json_pack ("{s:s, s:s}", "kiosk", kiosk, "jws", jws), error);
  return verified != NULL ? g_steal_pointer (&claimed) : NULL;
}

/* For a kiosk whose list is its own: what a heartbeat would bring it. */
static gboolean
write_numbers (Import *import, const json_t *list, GError **error)
{
  const json_t *export = yj_json_object (list, "export");
  g_autoptr (json_t) answer =
    yj_central_line_ask (import->line, "case-numbers",
                         json_pack ("{s:s, s:s*, s:O*}", "kiosk", yj_json_string (export, "kiosk"), "epoch", yj_json_string (export, "epoch"),
                                    "case_numbers", json_object_get (export, "case_numbers")),
                         error);
  const char *jws = yj_json_string (answer, "jws");
  g_autofree char *line = jws != NULL ? g_strconcat (jws, "\n", NULL) : NULL;

  if (line == NULL)
    return answer != NULL;
  json_object_set (import->counts, "numbers", json_object_get (answer, "numbers"));
  return write_plain (import->dir, NUMBERS_NAME, line, error);
}

/* Says what the stick is; the records on it are taken in any case. */
static gboolean
judge_list (Import *import, GError **failure)
{
  g_autofree char *path = g_build_filename (import->dir, LIST_NAME, NULL), *jws = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) list = NULL;
  guint missing;

  if (!g_file_get_contents (path, &jws, NULL, NULL)) {
    g_printerr ("yijian-central: the stick has no list: its export did not come to its end, export again at the kiosk\n");
    return TRUE;
  }
  list = verify_list (import, g_strstrip (jws), &error);
  missing = list != NULL ? count_missing (import, list) : 0;
  json_object_set_new (import->counts, "list", json_string (list == NULL ? "unverified" : missing > 0 ? "half" : "whole"));
  if (list == NULL)
    g_printerr ("yijian-central: the stick's list proves nothing: %s\n", error->message);
  if (missing > 0) {
    json_object_set_new (import->counts, "missing", json_integer (missing));
    g_printerr ("yijian-central: %u files of the list are missing or damaged: export again at the kiosk\n", missing);
  }
  return list == NULL || write_numbers (import, list, failure);
}

/* Receipts are on the medium before anybody is told so. */
static gboolean
sync_folder (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && syncfs (fd) == 0;

  if (!good)
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s: %s: import again, nothing is taken twice", dir, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return good;
}

gboolean
yj_command_import (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  const char *problem = yj_command_check_case_numbers (options);
  g_autoptr (GDir) list = problem == NULL ? g_dir_open (rest[0], 0, error) : NULL;
  g_autoptr (YjCentralLine) line = list != NULL ? yj_central_line_open (options->database, options->keys, error) : NULL;
  g_autoptr (json_t) counts = json_object ();
  Import import = { line, rest[0], counts };
  const char *name;

  if (problem != NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, problem);
  if (line == NULL)
    return FALSE;
  if (options->case_prefix != NULL)
    yj_central_line_set_case_numbers (line, options->case_prefix, options->case_count);
  while ((name = g_dir_read_name (list)) != NULL)
    if (g_str_has_suffix (name, ".json") && !import_one (&import, name, error))
      return FALSE;
  if (!judge_list (&import, error) || !sync_folder (rest[0], error))
    return FALSE;
  yj_command_print (counts);
  return TRUE;
}
