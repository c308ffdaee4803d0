/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the commands that read or write files: a department's certificate, a catalogue. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-commands.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_FILE_BYTES (16u * 1024u * 1024u)

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
