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

/* Remembers what source the member of a header says, and in which words. */
static void
note_source (YjOutbox *self, const json_t *member)
{
  const char *kiosk = yj_json_string (member, "kiosk"), *epoch = yj_json_string (member, "epoch");
  g_autofree char *text = kiosk != NULL && epoch != NULL ? yj_json_to_text (member) : NULL;

  g_clear_pointer (&self->source_words, g_free);
  g_clear_pointer (&self->source, g_free);
  if (text == NULL)
    return;
  self->source_words = g_strconcat ("\"source\":", text, NULL);
  self->source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", kiosk, epoch);
}

/* A record keeps the source under which it was sealed, also when the outbox has begun a new epoch since. Nearly always it is that of the
 * record before, in the same words: bare quotation marks stand in no text of a header, so they are the member itself. */
static char *
read_source (YjOutbox *self, const char *header_jws)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (header_jws, NULL);
  g_autoptr (json_t) header = NULL;
  gsize size = 0;
  const char *text = payload != NULL ? g_bytes_get_data (payload, &size) : NULL;

  if (text == NULL)
    return NULL;
  if (self->source_words == NULL || memmem (text, size, self->source_words, strlen (self->source_words)) == NULL) {
    header = yj_json_parse (text, size, 0, 0, NULL);
    note_source (self, yj_json_object (header, "source"));
  }
  return g_strdup (self->source);
}

/* SQLite's own check does not see a flipped bit in a payload, so each is compared before it is sent. */
gboolean
yj_outbox_is_intact (GBytes *envelope, const char *header_sha256, YjStatement *row, int column)
{
  g_autofree char *envelope_sha256 = yj_sha256_hex (envelope);
  return g_strcmp0 (header_sha256, yj_outbox_column (row, column)) == 0 &&
         g_strcmp0 (envelope_sha256, yj_outbox_column (row, column + 1)) == 0;
}

/* NULL: its bytes cannot be read or do not fit their digests. */
static YjOutboxItem *
read_item (YjOutbox *self, guint64 seq)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "SELECT id, kind, header_jws, envelope, header_sha256, envelope_sha256 FROM record JOIN body USING (seq) WHERE seq = ?1",
      NULL);
  g_autoptr (GBytes) jws = NULL;
  gboolean failed = FALSE;
  YjOutboxItem *item;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  if (!yj_outbox_step_row (self, statement, &failed))
    return NULL;
  item = g_new0 (YjOutboxItem, 1);
  item->seq = seq;
  item->id = g_strdup (yj_outbox_column (statement, 0));
  item->kind = g_strdup (yj_outbox_column (statement, 1));
  item->header_jws = g_strdup (yj_outbox_column (statement, 2));
  item->envelope = g_bytes_new (sqlite3_column_blob (statement, 3), (gsize) sqlite3_column_bytes (statement, 3));
  jws = g_bytes_new_static (item->header_jws, strlen (item->header_jws));
  item->header_sha256 = yj_sha256_hex (jws);
  item->source = read_source (self, item->header_jws);
  if (item->source != NULL && yj_outbox_is_intact (item->envelope, item->header_sha256, statement, 4))
    return item;
  yj_outbox_item_free (item);
  return NULL;
}

void
yj_outbox_bury (YjOutbox *self, GPtrArray *rotten)
{
  g_autoptr (GError) error = NULL;
  if (!yj_outbox_settle (self, rotten, &error))
    g_warning ("records with damaged bytes could not be set aside: %s", error->message);
}

void
yj_outbox_add_rotten (GPtrArray *rotten, guint64 seq)
{
  YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ seq, YJ_SETTLE_DEAD, NULL, g_strdup ("stored bytes do not fit their digest") };
  g_ptr_array_add (rotten, verdict);
}

#define QUEUED "SELECT seq FROM state WHERE state = 'queued' AND seq > ?1"
#define WITHHELD "SELECT seq FROM state WHERE state IN ('held','dead') AND seq > ?1"
#define PAGE " ORDER BY seq LIMIT ?2"

/* Numbers first, then each record by itself: one that cannot be read stops no other. At most @max of them, by their index. */
static GArray *
list_numbers (YjOutbox *self, const char *sql, guint64 after_seq, guint max, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, sql, NULL);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  gboolean failed = FALSE;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, (gint64) after_seq);
  sqlite3_bind_int64 (statement, 2, max);
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
      yj_outbox_add_rotten (rotten, seq);
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

/* Goes on to the next page of numbers while a whole page of them could not be read. */
static GPtrArray *
collect_pages (YjOutbox *self, const char *sql, guint64 after_seq, guint max_items, gsize max_bytes, GPtrArray *rotten, GError **error)
{
  for (;;) {
    g_autoptr (GArray) numbers = list_numbers (self, sql, after_seq, max_items, error);
    g_autoptr (GPtrArray) items = numbers != NULL ? collect (self, numbers, max_items, max_bytes, rotten) : NULL;

    if (items == NULL || self->damaged || self->distrusted) {
      if (items != NULL)
        yj_outbox_fail (self, error, "the outbox cannot be read");
      return NULL;
    }
    if (items->len > 0 || numbers->len < max_items)
      return g_steal_pointer (&items);
    after_seq = g_array_index (numbers, guint64, numbers->len - 1);
  }
}

GPtrArray *
yj_outbox_claim (YjOutbox *self, guint64 after_seq, guint max_items, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  GPtrArray *items = collect_pages (self, QUEUED PAGE, after_seq, max_items, max_bytes, rotten, error);

  if (items != NULL && rotten->len > 0)
    yj_outbox_bury (self, rotten);
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
  g_autoptr (GPtrArray) items = NULL;
  gboolean failed = FALSE;

  for (guint i = 0; i < seqs->len; i++)
    if (is_queued (self, g_array_index (seqs, guint64, i), &failed))
      g_array_append_val (numbers, g_array_index (seqs, guint64, i));
  items = failed ? NULL : collect (self, numbers, G_MAXUINT, G_MAXSIZE, rotten);
  if (failed || self->damaged || self->distrusted) {
    yj_outbox_fail (self, error, "the outbox cannot be read");
    return NULL;
  }
  if (rotten->len > 0)
    yj_outbox_bury (self, rotten);
  return g_steal_pointer (&items);
}

GPtrArray *
yj_outbox_read_unsettled (YjOutbox *self, guint64 after_seq, guint max_items, GError **error)
{
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  return collect_pages (self, QUEUED " UNION ALL " WITHHELD PAGE, after_seq, max_items, G_MAXSIZE, rotten, error);
}
