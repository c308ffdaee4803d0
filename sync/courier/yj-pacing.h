/* SPDX-License-Identifier: Apache-2.0 */
/* How much goes into a batch and when the next one may begin: from the goodput that was measured, from cuts, and from what
 * central asks for. Plain numbers; whoever owns one guards it. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* A batch is made to take about so long on its connection. */
#define YJ_PACING_TARGET_USEC (3 * G_USEC_PER_SEC)
#define YJ_PACING_FIRST_BYTES (128u * 1024u)
#define YJ_PACING_LEAST_BYTES (4u * 1024u)

typedef struct {
  double goodput; /* bytes a second of one connection, moving average; 0: nothing measured yet */
  gsize window_bytes; /* doubled by every full batch that passes, halved by every cut */
  guint most_items; /* what central allows */
  gint64 interval_usec; /* least time between the beginnings of two batches */
  gint64 taken_usec; /* boot time at which the last batch was taken; 0: none was */
  gint64 turn_usec; /* boot time at which the last batch began; 0: none did */
} YjPacing;

void yj_pacing_init (YjPacing *self);
/* Bytes of bodies that the next batch may hold. */
gsize yj_pacing_get_bytes (const YjPacing *self);
/* The same for a batch that is taken at @now_usec (boot time). One that is taken right after another, which is on its way over the other
 * connection, is half as long: else both would end together, and the line lie still until central has answered both. @turns: connections
 * send one after the other, and that cannot be. */
gsize yj_pacing_take_bytes (YjPacing *self, gint64 now_usec, gboolean turns);
/* @bytes of bodies took @usec to send and to be answered. A small batch measures the round trip, not the line: it can show that
 * the line is better than thought, never that it is worse. */
void yj_pacing_note_passed (YjPacing *self, gsize bytes, gint64 usec);
/* The line was cut below a batch of @bytes, or central was too slow for it. */
void yj_pacing_note_cut (YjPacing *self, gsize bytes);
/* @interval_msec, @items: what central asks for, within reason. */
void yj_pacing_take_wish (YjPacing *self, gint64 items, gint64 interval_msec);
/* When may a batch begin that is ready at @now_usec (boot time)? The turn is taken by asking. */
gint64 yj_pacing_take_turn (YjPacing *self, gint64 now_usec);

G_END_DECLS
