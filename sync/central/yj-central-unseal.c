/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the opening of records, where a private key is: the one place at central that sees a person's data. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-commands.h"
#include "sync/central/yj-opened-folder.h"
#include <string.h>

#define MAX_PAGE_BYTES (16u * 1024u * 1024u)

typedef struct {
  YjCentralLine *line;
  const YjCommandOptions *options;
  GPtrArray *identities;    /* NULL-terminated */
  GHashTable *taken;        /* ids that have a folder */
  guint seen, failed;       /* records */
} Unseal;

static GPtrArray *
read_identities (const char *path, GError **error)
{
  g_autoptr (YjSecretText) text = NULL;
  GPtrArray *identities;

  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s cannot be read", path);
    return NULL;
  }
  identities = yj_seal_read_identities (text);
  if (identities == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_CRYPTO, "%s holds no identity: neither of age nor of SM2", path);
  return identities;
}

static GBytes *
decode (const char *base64)
{
  gsize size;
  guint8 *data = base64 != NULL ? g_base64_decode (base64, &size) : NULL;
  return data != NULL ? g_bytes_new_take (data, size) : NULL;
}

static const char *const *
get_identities (const Unseal *unseal)
{
  return (const char *const *) unseal->identities->pdata;
}

static GBytes *
open_material (const Unseal *unseal, const char *sha256, GError **error)
{
  g_autoptr (json_t) blob = yj_central_line_ask (unseal->line, "blob", json_pack ("{s:s}", "sha256", sha256), error);
  g_autoptr (GBytes) sealed = decode (yj_json_string (blob, "data"));
  g_autofree char *digest = NULL;

  if (sealed == NULL)
    return NULL;
  digest = yj_sha256_hex (sealed);
  if (!g_str_equal (digest, sha256)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "material %s is damaged", sha256);
    return NULL;
  }
  return yj_seal_open (sealed, get_identities (unseal), MAX_PAGE_BYTES, error);
}

static const char *
find_extension (GBytes *page)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (page, &size);

  if (size > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "jpg";
  if (size > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "png";
  return size > 5 && memcmp (data, "%PDF-", 5) == 0 ? "pdf" : "bin";
}

/* page-01.jpg … in the header's order. */
static gboolean
write_pages (const Unseal *unseal, const char *dir, const json_t *materials, GError **error)
{
  size_t i;
  json_t *material;

  json_array_foreach (materials, i, material) {
    g_autoptr (GBytes) page = open_material (unseal, yj_json_string (material, "sha256"), error);
    g_autofree char *name = page != NULL ? g_strdup_printf ("page-%02zu.%s", i + 1, find_extension (page)) : NULL;
    if (page == NULL || !yj_opened_write (dir, name, page, error))
      return FALSE;
  }
  return TRUE;
}

static json_t *
describe (const json_t *row)
{
  return json_pack ("{s:O, s:O, s:O, s:O, s:O}", "id", json_object_get (row, "id"), "kind", json_object_get (row, "kind"),
                    "reference", json_object_get (row, "reference"), "source", json_object_get (row, "source"), "received",
                    json_object_get (row, "received"));
}

static json_t *
parse_bytes (GBytes *bytes, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  return yj_json_parse (text, size, 0, 0, error);
}

static gboolean
print_record (const json_t *row, const YjEnvelope *envelope, const json_t *materials, GError **error)
{
  json_t *line = describe (row), *document = parse_bytes (envelope->application, error);

  if (document == NULL) {
    json_decref (line);
    return FALSE;
  }
  json_object_set_new (line, yj_json_string (row, "kind"), document);
  json_object_set_new (line, "signature_bytes",
                       json_integer (envelope->signature != NULL ? (json_int_t) g_bytes_get_size (envelope->signature) : 0));
  json_object_set (line, "materials", (json_t *) materials);
  yj_command_print (line);
  yj_json_wipe (line);
  return TRUE;
}

/* record.json: what stands outside the seal, and what departments have said since. */
static GBytes *
describe_record (const Unseal *unseal, const json_t *row, json_t *header, GError **error)
{
  g_autoptr (json_t) cases =
    yj_central_line_ask (unseal->line, "history", json_pack ("{s:O}", "n", json_object_get (row, "n")), error);
  g_autoptr (json_t) record = describe (row);

  if (cases == NULL)
    return NULL;
  json_object_set (record, "verdict", json_object_get (row, "verdict"));
  json_object_set (record, "header", header);
  json_object_set (record, "cases", cases);
  return yj_json_to_bytes (record);
}

static gboolean
fill_folder (const Unseal *unseal, const char *fresh, const json_t *row, const YjEnvelope *envelope, const json_t *materials, GBytes *record,
             GError **error)
{
  g_autofree char *name = g_strconcat (yj_json_string (row, "kind"), ".json", NULL);

  return yj_opened_write (fresh, "record.json", record, error) && yj_opened_write (fresh, name, envelope->application, error) &&
         (envelope->signature == NULL || yj_opened_write (fresh, "signature.png", envelope->signature, error)) &&
         write_pages (unseal, fresh, materials, error);
}

/* What was opened before stays as it is; what is known of its cases is brought up to date. */
static gboolean
write_record (const Unseal *unseal, const char *dir, gboolean there, const json_t *row, json_t *header, const YjEnvelope *envelope,
              const json_t *materials, GError **error)
{
  g_autoptr (GBytes) record = describe_record (unseal, row, header, error);
  g_autofree char *fresh = NULL;

  if (record == NULL)
    return FALSE;
  if (there)
    return yj_opened_replace (dir, "record.json", record, error);
  fresh = yj_opened_begin (dir, error);
  if (fresh == NULL)
    return FALSE;
  if (fill_folder (unseal, fresh, row, envelope, materials, record, error) && yj_opened_finish (fresh, dir, error))
    return TRUE;
  yj_opened_drop (fresh);
  return FALSE;
}

/* <id>, or <id>-<n> for a second record of that id: two kiosks may have made the same UUID. What was opened
 * before stays as it is. */
static char *
find_directory (const Unseal *unseal, const json_t *row, GHashTable *taken, gboolean *there)
{
  const char *id = yj_json_string (row, "id");
  g_autofree char *name = g_hash_table_contains (taken, id) ? g_strdup_printf ("%s-%" G_GINT64_FORMAT, id, yj_json_int (row, "n", 0))
                                                            : g_strdup (id);
  char *path = g_build_filename (unseal->options->output, name, NULL);

  g_hash_table_add (taken, g_strdup (id));
  *there = g_file_test (path, G_FILE_TEST_EXISTS);
  return path;
}

/* What the header named when the kiosk signed it. The seal says nobody changed the envelope; this says nobody changed
 * which envelope it is. */
static gboolean
is_what_was_signed (const json_t *row, const json_t *header, GBytes *sealed, const YjEnvelope *envelope, GError **error)
{
  json_t *document = parse_bytes (envelope->application, error);
  g_autofree char *digest = yj_sha256_hex (sealed);
  const char *id = yj_json_string (row, "id");
  gboolean same;

  if (document == NULL)
    return FALSE;
  same = g_strcmp0 (yj_json_string (yj_json_object (header, "envelope"), "sha256"), digest) == 0 &&
         g_strcmp0 (yj_json_string (header, "id"), id) == 0 && g_strcmp0 (yj_json_string (document, "id"), id) == 0;
  yj_json_wipe (document);
  if (!same)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the stored envelope is not the one that its header was signed for");
  return same;
}

static json_t *
read_header (const json_t *body, GError **error)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (yj_json_string (body, "header_jws"), error);
  return payload != NULL ? parse_bytes (payload, error) : NULL;
}

/* A line for the technician: where it is, or that its days are over. */
static void
print_place (const json_t *row, const char *key, const char *value)
{
  g_autoptr (json_t) line = describe (row);
  json_object_set_new (line, key, json_string (value));
  yj_command_print (line);
}

static gboolean
open_body (const Unseal *unseal, const json_t *row, const json_t *body, GError **error)
{
  g_autoptr (GBytes) sealed = decode (yj_json_string (body, "envelope"));
  g_autoptr (json_t) header = sealed != NULL ? read_header (body, error) : NULL;
  g_autoptr (YjEnvelope) envelope = header != NULL ? yj_envelope_open (sealed, get_identities (unseal), error) : NULL;
  const json_t *materials = yj_json_array (body, "materials");
  g_autofree char *dir = NULL;
  gboolean there = FALSE;

  if (envelope == NULL || !is_what_was_signed (row, header, sealed, envelope, error))
    return FALSE;
  if (unseal->options->output != NULL) {
    dir = find_directory (unseal, row, unseal->taken, &there);
    if (!write_record (unseal, dir, there, row, header, envelope, materials, error))
      return FALSE;
  }
  if (unseal->options->json || unseal->options->output == NULL)
    return print_record (row, envelope, materials, error);
  print_place (row, "directory", dir);
  return TRUE;
}

static gboolean
open_record (const Unseal *unseal, const json_t *row, GError **error)
{
  g_autoptr (json_t) body = yj_central_line_ask (unseal->line, "body", json_pack ("{s:O}", "n", json_object_get (row, "n")), error);
  const char *purged = yj_json_string (body, "purged");

  if (purged != NULL)
    print_place (row, "purged", purged);
  else if (body == NULL || !open_body (unseal, row, body, error)) {
    g_prefix_error (error, "%s: ", yj_json_string (row, "id"));
    return FALSE;
  }
  return TRUE;
}

/* One that cannot be opened is told and leaves the others alone. */
static void
open_or_tell (Unseal *unseal, const json_t *row)
{
  g_autoptr (GError) error = NULL;

  unseal->seen++;
  if (open_record (unseal, row, &error))
    return;
  unseal->failed++;
  g_printerr ("yijian-central: %s\n", error->message);
}

static gboolean
open_all (Unseal *unseal, GError **error)
{
  json_int_t after = 0;

  for (;;) {
    g_autoptr (json_t) rows =
      yj_central_line_ask (unseal->line, "submissions", json_pack ("{s:s*, s:I}", "id", unseal->options->id, "after", after), error);
    size_t i;
    json_t *row;

    if (rows == NULL)
      return FALSE;
    if (json_array_size (rows) == 0)
      return TRUE;
    json_array_foreach (rows, i, row) {
      after = yj_json_int (row, "n", after);
      open_or_tell (unseal, row);
    }
  }
}

static gboolean
check_count (const Unseal *unseal, GError **error)
{
  if (unseal->seen == 0 && unseal->options->id != NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no record %s", unseal->options->id);
  else if (unseal->failed > 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "%u of %u records could not be opened", unseal->failed, unseal->seen);
  else
    return TRUE;
  return FALSE;
}

gboolean
yj_command_unseal (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (GPtrArray) identities = NULL;
  g_autoptr (YjCentralLine) line = NULL;
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Unseal unseal = { .options = options, .taken = taken };

  if (options->identity == NULL || (options->all && options->id != NULL)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "--identity KEY is needed, and one of --id UUID and --all at most");
    return FALSE;
  }
  identities = read_identities (options->identity, error);
  line = identities != NULL ? yj_central_line_open (options->database, NULL, error) : NULL;
  if (line == NULL)
    return FALSE;
  unseal.line = line;
  unseal.identities = identities;
  return open_all (&unseal, error) && check_count (&unseal, error);
}
