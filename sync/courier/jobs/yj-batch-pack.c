/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the bytes of a batch as they grow, record by record. */
#include "sync/courier/jobs/yj-batch-pack.h"
#include "core/base/yj-base64.h"
#include <string.h>
#include <zstd.h>

/* Sealed bytes repeat nothing: what is to be won is base64's third, which every level takes back, and the headers, of which the last
 * ones are near. More would only take memory. */
#define ZSTD_LEVEL 1
#define ZSTD_WINDOW_LOG 16
#define BASE64_PIECE_BYTES 12288u /* whole threes */

struct _YjBatchPack {
  GByteArray *bytes;
  ZSTD_CStream *stream; /* (nullable) as they are */
  guint items;
};

json_t *
yj_batch_pack_event (const YjOutboxItem *item)
{
  gsize size;
  const guchar *data = g_bytes_get_data (item->envelope, &size);
  g_autofree char *envelope = g_base64_encode (data, size), *type = g_strdup_printf ("org.yijian.%s.v1", item->kind);
  g_autofree char *sequence = g_strdup_printf ("%" G_GUINT64_FORMAT, item->seq);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "specversion", "1.0", "id", item->id, "source", item->source, "type",
                    type, "sequence", sequence, "datacontenttype", "application/json", "data", "header_jws", item->header_jws, "envelope",
                    envelope);
}

static void
pack (YjBatchPack *self, const char *text, gsize size, ZSTD_EndDirective directive)
{
  ZSTD_inBuffer in = { text, size, 0 };
  guint8 piece[16 * 1024];
  gsize left;

  if (self->stream == NULL) {
    g_byte_array_append (self->bytes, (const guint8 *) text, (guint) in.size);
    return;
  }
  do {
    ZSTD_outBuffer out = { piece, sizeof piece, 0 };
    left = ZSTD_compressStream2 (self->stream, &out, &in, directive);
    g_byte_array_append (self->bytes, piece, (guint) out.pos);
  } while (!ZSTD_isError (left) && (in.pos < in.size || (directive == ZSTD_e_end && left > 0)));
}

static void
pack_base64 (YjBatchPack *self, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  char piece[YJ_BASE64_ROOM (BASE64_PIECE_BYTES)];

  for (gsize done = 0; done < size; done += BASE64_PIECE_BYTES)
    pack (self, piece, yj_base64_encode (YJ_BASE64_STANDARD, data + done, MIN (size - done, BASE64_PIECE_BYTES), piece), ZSTD_e_continue);
}

/* Of these characters alone a text stands in JSON as it is. */
static gboolean
is_plain (const char *text)
{
  return *text != '\0' && text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:")] == '\0';
}

static void
pack_text (YjBatchPack *self, const char *text)
{
  pack (self, text, strlen (text), ZSTD_e_continue);
}

/* Every record that a courier has sealed: JSON would look at each of its characters three times. */
static void
pack_plain (YjBatchPack *self, const YjOutboxItem *item)
{
  g_autofree char *head = g_strdup_printf (
      "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"org.yijian.%s.v1\",\"sequence\":\"%" G_GUINT64_FORMAT
      "\",\"datacontenttype\":\"application/json\",\"data\":{\"header_jws\":\"",
      item->id, item->source, item->kind, item->seq);
  pack_text (self, head);
  pack_text (self, item->header_jws);
  pack_text (self, "\",\"envelope\":\"");
  pack_base64 (self, item->envelope);
  pack_text (self, "\"}}");
}

static void
pack_item (YjBatchPack *self, const YjOutboxItem *item)
{
  g_autoptr (json_t) event = NULL;
  g_autofree char *text = NULL;

  if (is_plain (item->id) && is_plain (item->source) && is_plain (item->kind) && is_plain (item->header_jws)) {
    pack_plain (self, item);
    return;
  }
  event = yj_batch_pack_event (item);
  text = event != NULL ? yj_json_to_text (event) : g_strdup ("null");
  pack_text (self, text);
}

YjBatchPack *
yj_batch_pack_new (gsize expected_bytes, gboolean zstd)
{
  YjBatchPack *self = g_new0 (YjBatchPack, 1);

  self->bytes = g_byte_array_sized_new ((guint) (zstd ? expected_bytes : expected_bytes * 3 / 2) + 1024);
  if (zstd) {
    self->stream = ZSTD_createCStream ();
    ZSTD_CCtx_setParameter (self->stream, ZSTD_c_compressionLevel, ZSTD_LEVEL);
    ZSTD_CCtx_setParameter (self->stream, ZSTD_c_windowLog, ZSTD_WINDOW_LOG);
  }
  return self;
}

void
yj_batch_pack_free (YjBatchPack *self)
{
  if (self == NULL)
    return;
  ZSTD_freeCStream (self->stream);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

void
yj_batch_pack_add (YjBatchPack *self, YjOutboxItem *item)
{
  pack (self, self->items++ == 0 ? "[" : ",", 1, ZSTD_e_continue);
  pack_item (self, item);
  yj_outbox_item_let_go (item);
}

GBytes *
yj_batch_pack_finish (YjBatchPack *self)
{
  pack (self, self->items == 0 ? "[]" : "]", self->items == 0 ? 2 : 1, ZSTD_e_end);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
}
