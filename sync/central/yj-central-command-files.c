/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the commands that read or write files: a department's certificate, a catalogue, a kiosk's export folder. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-commands.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_FILE_BYTES (16u * 1024u * 1024u)
#define SOURCE_PREFIX "urn:yijian:kiosk:"

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  if (file == NULL || g_mapped_file_get_length (file) > MAX_FILE_BYTES) {
    g_set_error (error, YJ_ERROR, file == NULL ? YJ_ERROR_NOT_FOUND : YJ_ERROR_LIMIT, "%s cannot be read, or is larger than 16 MiB", path);
    return NULL;
  }
  return g_bytes_new (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
}

static gboolean
write_plain (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  return g_file_set_contents (path, text, -1, error);
}

static gboolean
is_department (const char *code)
{
  gsize size = strlen (code);
  return size >= 1 && size <= 64 && strspn (code, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-") == size && code[0] != '.';
}

gboolean
yj_command_department_cert (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralKeys) keys = NULL;
  g_autoptr (YjSecretText) key = NULL;
  g_autofree char *csr = NULL, *certificate = NULL, *key_name = NULL, *certificate_name = NULL;
  YjAuthority authority;

  if (options->output == NULL || !is_department (rest[0])) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a department's code and -o DIR are needed");
    return FALSE;
  }
  keys = yj_central_keys_load (options->keys, error);
  key = keys != NULL ? yj_suite_device_key_new (error) : NULL;
  csr = key != NULL ? yj_suite_device_csr_new (key, rest[0], error) : NULL;
  if (csr == NULL)
    return FALSE;
  authority = yj_central_keys_get_authority (keys);
  certificate = yj_x509_sign_client (&authority, csr, YJ_ROLE_DEPARTMENT, rest[0], error);
  if (certificate == NULL)
    return FALSE;
  key_name = g_strconcat (rest[0], ".key", NULL);
  certificate_name = g_strconcat (rest[0], ".crt", NULL);
  if (g_mkdir_with_parents (options->output, 0700) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be made: %s", options->output, g_strerror (errno));
    return FALSE;
  }
  return yj_central_write_file (options->output, key_name, key, 0600, error) &&
         write_plain (options->output, certificate_name, certificate, error) &&
         write_plain (options->output, "ca.crt", keys->ca_certificate, error);
}

/* The signature beside the bundle, or one of our own when the key is here. */
static char *
find_signature (const YjCommandOptions *options, const char *path, GBytes *bundle, GError **error)
{
  g_autofree char *signature_path = g_strconcat (path, ".minisig", NULL);
  g_autoptr (YjCentralKeys) keys = NULL;
  g_autoptr (YjSecretText) secret = NULL;
  char *signature = NULL;

  if (g_file_get_contents (signature_path, &signature, NULL, NULL))
    return signature;
  keys = yj_central_keys_load (options->keys, error);
  if (keys == NULL)
    return NULL;
  secret = yj_central_keys_read_catalogue_secret (keys);
  if (secret == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CRYPTO, "%s is not there, and catalogue/minisign.key is not below %s", signature_path, options->keys);
    return NULL;
  }
  return yj_suite_sign_catalogue (bundle, secret, "yijian catalogue", error);
}

gboolean
yj_command_publish (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  gboolean folder = g_file_test (rest[0], G_FILE_TEST_IS_DIR);
  g_autoptr (GBytes) bundle = folder ? yj_catalogue_pack_dir (rest[0], error) : read_file (rest[0], error);
  g_autofree char *signature = bundle != NULL ? find_signature (options, rest[0], bundle, error) : NULL, *text = NULL;
  g_autoptr (YjCentralLine) line = NULL;
  g_autoptr (json_t) description = NULL;

  if (signature == NULL)
    return FALSE;
  line = yj_central_line_open (options->database, options->keys, error);
  if (line == NULL)
    return FALSE;
  text = g_base64_encode (g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle));
  description = yj_central_line_ask (line, "catalogue-publish", json_pack ("{s:s, s:s}", "bundle", text, "signature", signature), error);
  if (description == NULL)
    return FALSE;
  yj_command_print (description);
  return TRUE;
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
  g_autoptr (GBytes) blob = read_file (path, error);
  g_autoptr (json_t) done = NULL;

  if (blob == NULL)
    return FALSE;
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
  return write_receipt (import, name, result, error);
}

gboolean
yj_command_import (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (GDir) list = g_dir_open (rest[0], 0, error);
  g_autoptr (YjCentralLine) line = list != NULL ? yj_central_line_open (options->database, options->keys, error) : NULL;
  g_autoptr (json_t) counts = json_object ();
  Import import = { line, rest[0], counts };
  const char *name;

  if (line == NULL)
    return FALSE;
  while ((name = g_dir_read_name (list)) != NULL)
    if (g_str_has_suffix (name, ".json") && !import_one (&import, name, error))
      return FALSE;
  yj_command_print (counts);
  return TRUE;
}
