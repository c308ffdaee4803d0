/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what an envelope holds and the manifest that binds it. */
#include "core/seal/yj-envelope.h"
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-suite.h"
#include <string.h>

#define PADDING_BYTES 512u
#define ZSTD_SKIPPABLE_MAGIC 0x184D2A50u
#define SKIPPABLE_HEADER_BYTES 8u
#define OPEN_MAX_BYTES (8u * 1024u * 1024u)
#define OPEN_MAX_ENTRIES 8u

static json_t *
describe (const char *name, GBytes *data)
{
  g_autofree char *digest = yj_sha256_hex (data);
  return json_pack ("{s:s, s:s, s:I}", "name", name, "sha256", digest, "bytes", (json_int_t) g_bytes_get_size (data));
}

/* A skippable frame (RFC 8878 section 3.1.2) hides the true length of small applications. */
static GBytes *
pad (GBytes *packed)
{
  gsize size = g_bytes_get_size (packed);
  gsize padded = (size + SKIPPABLE_HEADER_BYTES + PADDING_BYTES - 1) / PADDING_BYTES * PADDING_BYTES;
  guint8 *data = g_malloc0 (padded);
  guint32 magic = GUINT32_TO_LE (ZSTD_SKIPPABLE_MAGIC);
  guint32 length = GUINT32_TO_LE ((guint32) (padded - size - SKIPPABLE_HEADER_BYTES));

  memcpy (data, g_bytes_get_data (packed, NULL), size);
  memcpy (data + size, &magic, sizeof magic);
  memcpy (data + size + sizeof magic, &length, sizeof length);
  return yj_secret_bytes_new_take (data, padded);
}

GBytes *
yj_envelope_seal (GBytes *application_json, GBytes *signature_png, const char *const *recipients, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  g_autoptr (json_t) files = json_array ();
  g_autoptr (json_t) manifest = json_pack ("{s:i, s:O}", "schema", 1, "files", files);
  g_autoptr (GBytes) manifest_bytes = NULL, packed = NULL, padded = NULL, sealed = NULL;

  if (signature_png != NULL && g_bytes_get_size (signature_png) > YJ_SIGNATURE_MAX_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the signature is larger than %u bytes", YJ_SIGNATURE_MAX_BYTES);
    return NULL;
  }
  json_array_append_new (files, describe ("application.json", application_json));
  if (signature_png != NULL)
    json_array_append_new (files, describe ("signature.png", signature_png));
  manifest_bytes = yj_json_to_bytes (manifest);
  yj_archive_entries_add (entries, "manifest.json", manifest_bytes);
  yj_archive_entries_add (entries, "application.json", application_json);
  if (signature_png != NULL)
    yj_archive_entries_add (entries, "signature.png", signature_png);
  packed = yj_archive_pack (entries, error);
  if (packed == NULL)
    return NULL;
  padded = pad (packed);
  sealed = yj_seal_bytes (padded, recipients, error);
  if (sealed != NULL && g_bytes_get_size (sealed) > YJ_ENVELOPE_MAX_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the envelope is larger than %u bytes", YJ_ENVELOPE_MAX_BYTES);
    return NULL;
  }
  return g_steal_pointer (&sealed);
}

void
yj_envelope_free (YjEnvelope *envelope)
{
  if (envelope == NULL)
    return;
  g_clear_pointer (&envelope->manifest, g_bytes_unref);
  g_clear_pointer (&envelope->application, g_bytes_unref);
  g_clear_pointer (&envelope->signature, g_bytes_unref);
  g_free (envelope);
}

static gboolean
check_file (const json_t *described, GPtrArray *entries)
{
  const char *name = yj_json_string (described, "name"), *digest = yj_json_string (described, "sha256");
  GBytes *data = name != NULL ? yj_archive_entries_find (entries, name) : NULL;
  g_autofree char *actual = data != NULL ? yj_sha256_hex (data) : NULL;

  return actual != NULL && g_strcmp0 (actual, digest) == 0 &&
         yj_json_int (described, "bytes", -1) == (gint64) g_bytes_get_size (data);
}

/* Every file of the manifest is there as described, and no file is there that it does not describe. */
static gboolean
check_manifest (GBytes *manifest_bytes, GPtrArray *entries, GError **error)
{
  g_autoptr (json_t) manifest = yj_json_parse (g_bytes_get_data (manifest_bytes, NULL), g_bytes_get_size (manifest_bytes),
                                               0, 8, error);
  json_t *files = manifest != NULL ? yj_json_array (manifest, "files") : NULL;
  size_t i;
  json_t *described;

  if (manifest == NULL)
    return FALSE;
  gboolean good = json_array_size (files) + 1 == entries->len;
  json_array_foreach (files, i, described)
    good = good && check_file (described, entries);
  if (!good)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the envelope's files differ from its manifest");
  return good;
}

YjEnvelope *
yj_envelope_open (GBytes *sealed, const char *const *identities, GError **error)
{
  g_autoptr (GBytes) packed = yj_seal_open (sealed, identities, YJ_ENVELOPE_MAX_BYTES, error);
  g_autoptr (GPtrArray) entries = packed != NULL ? yj_archive_unpack (packed, OPEN_MAX_BYTES, OPEN_MAX_ENTRIES, error) : NULL;
  GBytes *manifest, *application, *signature;
  YjEnvelope *envelope;

  if (entries == NULL)
    return NULL;
  manifest = yj_archive_entries_find (entries, "manifest.json");
  application = yj_archive_entries_find (entries, "application.json");
  signature = yj_archive_entries_find (entries, "signature.png");
  if (manifest == NULL || application == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the envelope lacks manifest.json or application.json");
    return NULL;
  }
  if (!check_manifest (manifest, entries, error))
    return NULL;
  envelope = g_new0 (YjEnvelope, 1);
  envelope->manifest = g_bytes_ref (manifest);
  envelope->application = g_bytes_ref (application);
  envelope->signature = signature != NULL ? g_bytes_ref (signature) : NULL;
  return envelope;
}
