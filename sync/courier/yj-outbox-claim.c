/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of records that are to leave the kiosk, by wire or by hand. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

void
yj_outbox_item_free (YjOutboxItem *item)
{
  if (item == NULL)
    return;
  g_free (item->id);
  g_free (item->kind);
  g_free (item->source);
  g_free (item->header_sha256);
  yj_outbox_item_let_go (item);
  g_free (item);
}

void
yj_outbox_item_let_go (YjOutboxItem *item)
{
  g_clear_pointer (&item->header_jws, g_free);
  g_clear_pointer (&item->envelope, g_bytes_unref);
}

gsize
yj_outbox_item_get_bytes (const YjOutboxItem *item)
{
  return item->envelope != NULL ? g_bytes_get_size (item->envelope) + strlen (item->header_jws) : 0;
}

/* A record keeps the source under which it was sealed, also when the outbox has begun a new epoch since. */
static char *
read_source (const char *header_jws)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (header_jws, NULL);
  g_autoptr (json_t) header =
      payload != NULL ? yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL) : NULL;
  const json_t *source = yj_json_object (header, "source");
  const char *kiosk = yj_json_string (source, "kiosk"), *epoch = yj_json_string (source, "epoch");

  return kiosk != NULL && epoch != NULL ? g_strdup_printf ("urn:yijian:kiosk:%s:%s", kiosk, epoch) : NULL;
}

/* SQLite's own check does not see a flipped bit in a payload, so each is compared before it is sent. */
static gboolean
is_intact (const YjOutboxItem *item, const char *header_digest, const char *envelope_digest)
{
  g_autofree char *envelope = yj_sha256_hex (item->envelope);
  return g_strcmp0 (item->header_sha256, header_digest) == 0 && g_strcmp0 (envelope, envelope_digest) == 0;
}

/* NULL: its bytes cannot be read or do not fit their digests. */
static YjOutboxItem *
read_item (YjOutbox *self, guint64 seq)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "SELECT id, kind, header_jws, envelope, header_sha256, envelope_sha256 FROM record JOIN body USING (seq) WHERE seq = ?1",
      NULL);
  YjOutboxItem *item;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  if (sqlite3_step (statement) != SQLITE_ROW)
    return NULL;
  item = g_new0 (YjOutboxItem, 1);
  item->seq = seq;
  item->id = g_strdup (yj_outbox_column (statement, 0));
  item->kind = g_strdup (yj_outbox_column (statement, 1));
  item->header_jws = g_strdup (yj_outbox_column (statement, 2));
  item->envelope = g_bytes_new (sqlite3_column_blob (statement, 3), (gsize) sqlite3_column_bytes (statement, 3));
  item->header_sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, item->header_jws, -1);
  item->source = read_source (item->header_jws);
  if (item->source != NULL && is_intact (item, yj_outbox_column (statement, 4), yj_outbox_column (statement, 5)))
    return item;
  yj_outbox_item_free (item);
  return NULL;
}

static void
bury (YjOutbox *self, GPtrArray *rotten)
{
  g_autoptr (GError) error = NULL;
  if (!yj_outbox_settle (self, rotten, &error))
    g_warning ("records with damaged bytes could not be set aside: %s", error->message);
}

static void
add_rotten (GPtrArray *rotten, guint64 seq)
{
  YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ seq, YJ_SETTLE_DEAD, NULL, g_strdup ("stored bytes do not fit their digest") };
  g_ptr_array_add (rotten, verdict);
}

/* Numbers first, then each record by itself: one that cannot be read stops no other. */
static GArray *
list_numbers (YjOutbox *self, guint64 after_seq, const char *states, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT seq FROM state WHERE state IN (%s) AND seq > ?1 ORDER BY seq", states);
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, sql, NULL);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  gboolean failed = FALSE;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, (gint64) after_seq);
  while (yj_outbox_step_row (self, statement, &failed)) {
    guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
    g_array_append_val (numbers, seq);
  }
  if (!failed)
    return g_steal_pointer (&numbers);
  yj_outbox_fail (self, error, "the outbox");
  return NULL;
}

static GPtrArray *
collect (YjOutbox *self, GArray *numbers, guint max_items, gsize max_bytes, GPtrArray *rotten)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_item_free);
  gsize total = 0;

  for (guint i = 0; i < numbers->len && items->len < max_items; i++) {
    guint64 seq = g_array_index (numbers, guint64, i);
    YjOutboxItem *item = read_item (self, seq);
    if (item == NULL) {
      add_rotten (rotten, seq);
      continue;
    }
    total += yj_outbox_item_get_bytes (item);
    if (items->len > 0 && total > max_bytes) {
      yj_outbox_item_free (item);
      break;
    }
    g_ptr_array_add (items, item);
  }
  return items;
}

GPtrArray *
yj_outbox_claim (YjOutbox *self, guint64 after_seq, guint max_items, gsize max_bytes, GError **error)
{
  g_autoptr (GArray) numbers = list_numbers (self, after_seq, "'queued'", error);
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  GPtrArray *items;

  if (numbers == NULL)
    return NULL;
  items = collect (self, numbers, max_items, max_bytes, rotten);
  if (rotten->len > 0)
    bury (self, rotten);
  return items;
}

static gboolean
is_queued (YjOutbox *self, guint64 seq, gboolean *failed)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT 1 FROM state WHERE seq = ?1 AND state = 'queued'", NULL);

  if (statement == NULL) {
    *failed = TRUE;
    return FALSE;
  }
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  return yj_outbox_step_row (self, statement, failed);
}

GPtrArray *
yj_outbox_claim_these (YjOutbox *self, GArray *seqs, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  gboolean failed = FALSE;
  GPtrArray *items;

  for (guint i = 0; i < seqs->len; i++)
    if (is_queued (self, g_array_index (seqs, guint64, i), &failed))
      g_array_append_val (numbers, g_array_index (seqs, guint64, i));
  if (failed) {
    yj_outbox_fail (self, error, "the outbox");
    return NULL;
  }
  items = collect (self, numbers, G_MAXUINT, G_MAXSIZE, rotten);
  if (rotten->len > 0)
    bury (self, rotten);
  return items;
}

GPtrArray *
yj_outbox_read_unsettled (YjOutbox *self, guint64 after_seq, guint max_items, GError **error)
{
  g_autoptr (GArray) numbers = list_numbers (self, after_seq, "'queued','held','dead'", error);
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);

  return numbers != NULL ? collect (self, numbers, max_items, G_MAXSIZE, rotten) : NULL;
}
