/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the second offer: records that central has signed for and may have lost since, because it was restored from a backup. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

/* A number that central goes on to miss is not sent to it without end. */
#define OFFER_PAUSE_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

#define OFFER                                                                                                                              \
  "UPDATE state SET state = 'queued', attempts = 0, reason = NULL, settled = NULL, receipt = NULL, changed_usec = ?1"                      \
  " WHERE state IN ('accepted','rejected') AND EXISTS (SELECT 1 FROM body WHERE body.seq = state.seq)"

static char *
read_meta (YjOutbox *self, const char *key, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, "SELECT value FROM meta WHERE key = ?1", key, NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return NULL;
  if (yj_outbox_step_row (self, statement, &failed))
    return g_strdup (yj_outbox_column (statement, 0));
  yj_outbox_fail (self, error, "the outbox");
  return NULL;
}

/* A file of version 1 knows the epoch from the newest receipt alone. */
static char *
read_epoch_of_receipts (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "SELECT receipt FROM state WHERE state IN ('accepted','rejected') ORDER BY changed_usec DESC, seq DESC LIMIT 1", NULL);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (json_t) receipt = NULL;

  if (statement == NULL || sqlite3_step (statement) != SQLITE_ROW)
    return NULL;
  payload = yj_suite_peek_payload (yj_outbox_column (statement, 0), NULL);
  receipt = payload != NULL ? yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL) : NULL;
  return g_strdup (yj_json_string (receipt, "central_epoch"));
}

static gboolean
offer_all (YjOutbox *self, guint *count, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, OFFER, NULL);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, yj_outbox_get_running_usec (self));
  if (!yj_outbox_step_done (self, statement, error))
    return FALSE;
  *count = (guint) sqlite3_changes (self->db);
  return TRUE;
}

/* Settled, and of this epoch: a number that a record brought from a damaged file is not what central misses under this one. */
static gboolean
can_be_offered (YjOutbox *self, guint64 seq)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "SELECT header_json FROM state JOIN body USING (seq) WHERE seq = ?1 AND state IN ('accepted','rejected')", NULL);
  g_autoptr (json_t) header = NULL;
  const char *text;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  if (sqlite3_step (statement) != SQLITE_ROW)
    return FALSE;
  text = yj_outbox_column (statement, 0);
  header = yj_json_parse (text, strlen (text), 0, 0, NULL);
  return g_strcmp0 (yj_json_string (yj_json_object (header, "source"), "epoch"), self->epoch) == 0;
}

static gboolean
offer_one (YjOutbox *self, guint64 seq, guint *count, GError **error)
{
  g_autoptr (YjStatement) statement = NULL;
  gint64 now = yj_outbox_get_running_usec (self);

  if (!can_be_offered (self, seq))
    return TRUE;
  statement = yj_outbox_prepare (
      self, error, OFFER " AND seq = ?2 AND NOT EXISTS (SELECT 1 FROM receipt_history WHERE seq = ?2 AND offered_usec > ?3)", NULL);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, now);
  sqlite3_bind_int64 (statement, 2, (gint64) seq);
  sqlite3_bind_int64 (statement, 3, now - OFFER_PAUSE_USEC);
  if (!yj_outbox_step_done (self, statement, error))
    return FALSE;
  if (sqlite3_changes (self->db) == 0)
    return TRUE;
  *count += 1;
  return yj_outbox_add_event (self, seq, "offered again", error);
}

static gboolean
offer (YjOutbox *self, const guint64 *seqs, gsize n_seqs, guint *count, GError **error)
{
  gboolean good = TRUE;

  if (seqs == NULL)
    return offer_all (self, count, error) &&
           (*count == 0 || yj_outbox_add_event (self, 0, "all that central signed for is offered again", error));
  for (gsize i = 0; good && i < n_seqs; i++)
    good = offer_one (self, seqs[i], count, error);
  return good;
}

gboolean
yj_outbox_offer_again (YjOutbox *self, const guint64 *seqs, gsize n_seqs, guint *count, GError **error)
{
  guint offered = 0;

  if (!yj_outbox_begin (self, error) || !yj_outbox_end (self, offer (self, seqs, n_seqs, &offered, error), error))
    return FALSE;
  if (count != NULL)
    *count = offered;
  return TRUE;
}

/* A central of another epoch numbers its outcomes anew: what is known by the old numbers would hide what it says. */
static gboolean
forget_outcomes (YjOutbox *self, GError **error)
{
  return yj_outbox_exec (self, "DELETE FROM outcome; UPDATE meta SET value = '0' WHERE key = 'outcome_cursor'", error);
}

static gboolean
store_central_epoch (YjOutbox *self, const char *epoch, gboolean offers, GError **error)
{
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error, "UPDATE meta SET value = ?1 WHERE key = 'central_epoch'", epoch, NULL);
  guint offered = 0;

  if (statement == NULL || !yj_outbox_step_done (self, statement, error))
    return FALSE;
  return !offers || (yj_outbox_give_up_case_ranges (self, error) && forget_outcomes (self, error) && offer (self, NULL, 0, &offered, error));
}

char *
yj_outbox_get_central_epoch (YjOutbox *self)
{
  g_autofree char *stored = read_meta (self, "central_epoch", NULL);
  return stored == NULL || *stored == '\0' ? read_epoch_of_receipts (self) : g_steal_pointer (&stored);
}

gboolean
yj_outbox_adopt_central_epoch (YjOutbox *self, const char *epoch, gboolean *changed, GError **error)
{
  g_autofree char *stored = read_meta (self, "central_epoch", error), *known = NULL;
  gboolean is_other;

  if (stored == NULL)
    return FALSE;
  known = *stored != '\0' ? g_strdup (stored) : read_epoch_of_receipts (self);
  is_other = known != NULL && g_strcmp0 (known, epoch) != 0;
  if (changed != NULL)
    *changed = is_other;
  if (g_str_equal (stored, epoch))
    return TRUE;
  return yj_outbox_begin (self, error) && yj_outbox_end (self, store_central_epoch (self, epoch, is_other, error), error);
}

gboolean
yj_outbox_is_receipt_superseded (YjOutbox *self, guint64 seq, const char *receipt)
{
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, NULL, "SELECT 1 FROM receipt_history WHERE receipt = ?1 AND seq = ?2", receipt, NULL);
  g_autofree char *epoch = read_meta (self, "central_epoch", NULL);
  g_autoptr (GBytes) payload = yj_suite_peek_payload (receipt, NULL);
  g_autoptr (json_t) told =
      payload != NULL ? yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL) : NULL;

  if (statement == NULL || g_strcmp0 (yj_json_string (told, "central_epoch"), epoch) == 0)
    return FALSE;
  sqlite3_bind_int64 (statement, 2, (gint64) seq);
  return sqlite3_step (statement) == SQLITE_ROW;
}
