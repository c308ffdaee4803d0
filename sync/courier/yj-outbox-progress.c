/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a person with reference and secret is told, and whether a withdrawal comes from such a person. */
#include "core/document/yj-withdrawal.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

/* The newest outcome of each matter. */
static json_t *
list_matters (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL,
    "SELECT matter, case_id, status, reason, department, at FROM outcome WHERE n IN (SELECT max (n) FROM outcome"
    " WHERE reference = ?1 AND secret_sha256 = ?2 GROUP BY matter) ORDER BY (SELECT min (n) FROM outcome AS first"
    " WHERE first.reference = ?1 AND first.matter = outcome.matter)",
    reference, secret_sha256, NULL);
  static const char *const keys[] = { "code", "case", "status", "reason", "department", "at" };
  json_t *list = json_array ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW) {
    json_t *matter = json_object ();
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      yj_outbox_set_column (matter, keys[i], statement, (int) i);
    json_array_append_new (list, matter);
  }
  return list;
}

static gboolean
has_matter (const json_t *matters, const char *code)
{
  size_t i;
  json_t *matter;
  json_array_foreach (matters, i, matter)
    if (g_strcmp0 (yj_json_string (matter, "code"), code) == 0)
      return TRUE;
  return FALSE;
}

/* Of what was handed in here every matter is named, also those of which central has said nothing yet. */
static void
add_waiting (json_t *matters, const json_t *record)
{
  const char *text = yj_json_string (record, "header");
  g_autoptr (json_t) header = yj_json_parse (text, strlen (text), 0, 0, NULL);
  size_t i;
  json_t *code;

  json_array_foreach (yj_json_array (header, "matters"), i, code)
    if (json_is_string (code) && !has_matter (matters, json_string_value (code)))
      json_array_append_new (matters, json_pack ("{s:O, s:s}", "code", code, "status", "waiting"));
}

/* Every secret that goes with @reference: of the record here, and of what central told of others. */
#define SECRETS_OF                                                                                                            \
  "SELECT secret_sha256 FROM record WHERE reference = ?1 AND secret_sha256 IS NOT NULL"                                       \
  " UNION SELECT secret_sha256 FROM outcome WHERE reference = ?1 AND secret_sha256 IS NOT NULL"

gboolean
yj_outbox_knows_proof (YjOutbox *self, const char *reference, const char *id, const char *proof)
{
  g_autoptr (YjStatement) secrets = yj_outbox_prepare (self, NULL, SECRETS_OF, reference, NULL);
  gboolean known = FALSE;

  while (secrets != NULL && sqlite3_step (secrets) == SQLITE_ROW)
    known |= yj_withdrawal_is_proof (yj_outbox_column (secrets, 0), id, proof);
  return known;
}

/* The state of the withdrawal that was asked for here with the same secret; NULL for none. (transfer full) (nullable) */
static char *
find_withdrawal (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (YjStatement) rows = yj_outbox_prepare (
    self, NULL,
    "SELECT id, state, header_json FROM record JOIN state USING (seq) JOIN body USING (seq)"
    " WHERE about_reference = ?1 AND kind = 'withdrawal' ORDER BY seq DESC",
    reference, NULL);

  while (rows != NULL && sqlite3_step (rows) == SQLITE_ROW) {
    const char *text = yj_outbox_column (rows, 2);
    g_autoptr (json_t) header = yj_json_parse (text, strlen (text), 0, 0, NULL);
    if (yj_withdrawal_is_proof (secret_sha256, yj_outbox_column (rows, 0), yj_json_string (yj_json_object (header, "withdraws"), "proof")))
      return g_strdup (yj_outbox_column (rows, 1));
  }
  return NULL;
}

/* What has become of the wish, read from the cases: NULL when there is none. */
static const char *
judge_withdrawal (const json_t *matters, gboolean asked)
{
  guint withdrawn = 0, ended = 0, open = json_array_size (matters) == 0;
  size_t i;
  json_t *matter;

  json_array_foreach (matters, i, matter) {
    const char *status = yj_json_string (matter, "status");
    if (g_strcmp0 (status, "withdrawn") == 0)
      withdrawn++;
    else if (g_strcmp0 (status, "done") == 0 || g_strcmp0 (status, "refused") == 0)
      ended++;
    else
      open++;
  }
  if (withdrawn == 0 && !asked)
    return NULL;
  return open > 0 ? "asked" : withdrawn == 0 ? "too-late" : ended > 0 ? "partly" : "withdrawn";
}

static json_t *
describe_progress (YjOutbox *self, const char *state, json_t *matters, const char *withdrawal)
{
  g_autofree char *now = yj_outbox_wall_label (self);
  return json_pack ("{s:s, s:O, s:s*, s:s}", "state", g_str_equal (state, "purged") ? "accepted" : state, "matters", matters, "withdrawal",
                    withdrawal, "as_of", now);
}

/* What only the machine that has the record can say. */
static void
add_own (json_t *progress, const json_t *record)
{
  const char *text = yj_json_string (record, "header");
  g_autoptr (json_t) header = yj_json_parse (text, strlen (text), 0, 0, NULL);
  json_t *days = json_object_get (header, "keep_days");

  json_object_set (progress, "submitted", json_object_get (record, "wall"));
  json_object_set (progress, "kind", json_object_get (record, "kind"));
  if (days != NULL)
    json_object_set (progress, "keep_days", days);
}

json_t *
yj_outbox_get_progress (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (json_t) record = yj_outbox_lookup (self, reference, NULL);
  g_autoptr (json_t) matters = list_matters (self, reference, secret_sha256);
  g_autofree char *asked = find_withdrawal (self, reference, secret_sha256);
  gboolean own = record != NULL && g_strcmp0 (yj_json_string (record, "secret_sha256"), secret_sha256) == 0;
  gboolean told = json_array_size (matters) > 0;
  json_t *progress;

  if (own)
    add_waiting (matters, record);
  else if (!told && asked == NULL)
    return NULL;
  progress = describe_progress (self, own ? yj_json_string (record, "state") : told ? "accepted" : asked, matters,
                                judge_withdrawal (matters, asked != NULL));
  if (own)
    add_own (progress, record);
  return progress;
}
