/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the votes and the rules of acceptance for each symbology. */
#include "drivers/codes/yj-code-votes.h"
#include <string.h>

#define MEMORY_USEC G_USEC_PER_SEC
#define RETAIL_SURE_LINES 12
#define RETAIL_LAST_LINES 4

struct _YjCodeVotes {
  GPtrArray *symbols; /* of Vote */
};

typedef struct {
  YjSymbologies symbology;
  GBytes *payload;
  guint lines;
  gint64 seen_usec;
} Vote;

static void
vote_free (gpointer data)
{
  Vote *vote = data;
  g_bytes_unref (vote->payload);
  g_free (vote);
}

YjCodeVotes *
yj_code_votes_new (void)
{
  YjCodeVotes *self = g_new (YjCodeVotes, 1);
  self->symbols = g_ptr_array_new_with_free_func (vote_free);
  return self;
}

void
yj_code_votes_free (YjCodeVotes *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->symbols);
  g_free (self);
}

void
yj_code_votes_add (YjCodeVotes *self, const YjZbarSymbol *symbol, gint64 now_usec)
{
  for (guint i = 0; i < self->symbols->len; i++) {
    Vote *vote = g_ptr_array_index (self->symbols, i);
    if (vote->symbology != symbol->symbology || !g_bytes_equal (vote->payload, symbol->payload))
      continue;
    vote->lines += symbol->lines;
    vote->seen_usec = now_usec;
    return;
  }
  Vote *vote = g_new (Vote, 1);
  *vote = (Vote){ symbol->symbology, g_bytes_ref (symbol->payload), symbol->lines, now_usec };
  g_ptr_array_add (self->symbols, vote);
}

void
yj_code_votes_expire (YjCodeVotes *self, gint64 now_usec)
{
  for (guint i = self->symbols->len; i > 0; i--) {
    const Vote *vote = g_ptr_array_index (self->symbols, i - 1);
    if (now_usec - vote->seen_usec > MEMORY_USEC)
      g_ptr_array_remove_index_fast (self->symbols, i - 1);
  }
}

void
yj_code_votes_clear (YjCodeVotes *self)
{
  g_ptr_array_set_size (self->symbols, 0);
}

static gboolean
has_no_rival (const YjCodeVotes *self, const Vote *best)
{
  for (guint i = 0; i < self->symbols->len; i++) {
    const Vote *other = g_ptr_array_index (self->symbols, i);
    if (other != best && (other->symbology & YJ_SYMBOLOGIES_RETAIL) != 0 && other->lines * 3 >= best->lines)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_accepted (const YjCodeVotes *self, const Vote *vote, gboolean is_last)
{
  switch (vote->symbology) {
  case YJ_SYMBOLOGY_QR_CODE: /* its error correction vouches for it */
    return TRUE;
  case YJ_SYMBOLOGY_CODE_128:
  case YJ_SYMBOLOGY_CODE_93:
    return vote->lines >= 2;
  case YJ_SYMBOLOGY_CODE_39: /* no check digit */
  case YJ_SYMBOLOGY_ITF:
  case YJ_SYMBOLOGY_CODABAR:
    return vote->lines >= 4 && g_bytes_get_size (vote->payload) >= 3;
  default:
    if (!has_no_rival (self, vote))
      return FALSE;
    return vote->lines >= (is_last ? RETAIL_LAST_LINES : RETAIL_SURE_LINES);
  }
}

GPtrArray *
yj_code_votes_elect (YjCodeVotes *self, gint64 since_usec, gboolean is_last)
{
  GPtrArray *elected = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_zbar_symbol_free);

  for (guint i = 0; i < self->symbols->len; i++) {
    const Vote *vote = g_ptr_array_index (self->symbols, i);
    if (vote->seen_usec < since_usec || !is_accepted (self, vote, is_last))
      continue;
    YjZbarSymbol *symbol = g_new (YjZbarSymbol, 1);
    *symbol = (YjZbarSymbol){ vote->symbology, g_bytes_ref (vote->payload), vote->lines };
    g_ptr_array_add (elected, symbol);
  }
  return elected;
}
