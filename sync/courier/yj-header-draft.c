/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of kinds and what the header draft of each has to say. */
#include "sync/courier/yj-header-draft.h"
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-blob-store.h"

#define KEEP_DAYS_MAX 90

typedef enum { NEVER, ALWAYS } Presence;
/* Which members a kind has; matters and materials are lists that are there always and may be filled or not. */
typedef struct {
  const char *kind;
  Presence item, secret, application, withdraws, keep_days;
  gboolean matters, materials;
} Kind;

static const Kind kinds[] = {
  { "application", ALWAYS, ALWAYS, NEVER, NEVER, NEVER, TRUE, TRUE },
  { "draft", ALWAYS, ALWAYS, NEVER, NEVER, ALWAYS, FALSE, TRUE },
  { "evaluation", ALWAYS, NEVER, ALWAYS, NEVER, NEVER, FALSE, FALSE },
  { "withdrawal", NEVER, NEVER, NEVER, ALWAYS, NEVER, FALSE, FALSE },
};

static gboolean
bad (GError **error, const char *what)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "header draft: %s", what);
  return FALSE;
}

static const Kind *
find_kind (const json_t *draft)
{
  const char *name = yj_json_string (draft, "kind");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, name) == 0)
      return &kinds[i];
  return NULL;
}

static gboolean
is_versioned (const json_t *value)
{
  return yj_json_string (value, "id") != NULL && yj_json_int (value, "version", 0) > 0;
}

static gboolean
is_digest (const json_t *value)
{
  return yj_blob_is_digest (json_string_value (value));
}

static gboolean
is_uuid (const json_t *value)
{
  return json_is_string (value) && g_uuid_string_is_valid (json_string_value (value));
}

static gboolean
is_withdrawal (const json_t *value)
{
  const char *reference = yj_json_string (value, "reference");
  g_autofree char *stored = reference != NULL ? yj_reference_normalise (reference, NULL) : NULL;
  return g_strcmp0 (stored, reference) == 0 && reference != NULL && yj_blob_is_digest (yj_json_string (value, "proof"));
}

static gboolean
is_days (const json_t *value)
{
  return json_is_integer (value) && json_integer_value (value) >= 1 && json_integer_value (value) <= KEEP_DAYS_MAX;
}

static gboolean
check_members (const Kind *kind, const json_t *draft, GError **error)
{
  const struct {
    const char *name;
    Presence presence;
    gboolean (*check) (const json_t *value);
  } members[] = {
    { "item", kind->item, is_versioned },           { "catalogue", kind->item, is_versioned },
    { "progress_secret_sha256", kind->secret, is_digest }, { "application", kind->application, is_uuid },
    { "withdraws", kind->withdraws, is_withdrawal }, { "keep_days", kind->keep_days, is_days },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    const json_t *value = json_object_get (draft, members[i].name);
    if (members[i].presence == NEVER ? value != NULL : !members[i].check (value))
      return bad (error, members[i].name);
  }
  return TRUE;
}

static gboolean
check_lists (const Kind *kind, const json_t *draft, GError **error)
{
  const json_t *matters = yj_json_array (draft, "matters"), *materials = yj_json_array (draft, "materials");

  if (matters == NULL || (json_array_size (matters) > 0) != kind->matters)
    return bad (error, "matters");
  if (materials == NULL || (json_array_size (materials) > 0 && !kind->materials))
    return bad (error, "materials");
  return json_array_size (yj_json_array (draft, "recipients")) > 0 || bad (error, "recipients");
}

static gboolean
check_envelope (const json_t *draft, GBytes *envelope, GError **error)
{
  const json_t *described = yj_json_object (draft, "envelope");
  g_autofree char *digest = yj_sha256_hex (envelope);

  return (yj_json_int (described, "bytes", -1) == (gint64) g_bytes_get_size (envelope) &&
          g_strcmp0 (yj_json_string (described, "sha256"), digest) == 0) ||
         bad (error, "the envelope is not the one described");
}

gboolean
yj_header_draft_check (const json_t *draft, GBytes *envelope, GError **error)
{
  static const char *const owned[] = { "source", "seq", "boot_id", "boottime_usec", "wall", "clock", "reference", "case_number" };
  const Kind *kind = find_kind (draft);

  if (yj_json_int (draft, "schema", 0) != 1 || !is_uuid (json_object_get (draft, "id")))
    return bad (error, "schema or id");
  if (kind == NULL)
    return bad (error, "kind");
  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    if (json_object_get (draft, owned[i]) != NULL)
      return bad (error, "it holds a member that only the courier may set");
  return check_members (kind, draft, error) && check_lists (kind, draft, error) && check_envelope (draft, envelope, error);
}

gboolean
yj_header_draft_get_withdrawal (const json_t *draft, const char **reference, const char **proof)
{
  const json_t *withdraws = yj_json_object (draft, "withdraws");

  *reference = yj_json_string (withdraws, "reference");
  *proof = yj_json_string (withdraws, "proof");
  return g_strcmp0 (yj_json_string (draft, "kind"), "withdrawal") == 0 && *reference != NULL && *proof != NULL;
}
