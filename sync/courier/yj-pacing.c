/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sizes of batches and the pauses between them. */
#include "sync/courier/yj-pacing.h"
#include "sync/courier/jobs/yj-batch-job.h"

#define INTERVAL_USEC_MAX (60 * G_USEC_PER_SEC)
/* Weight of the newest measurement. */
#define NEWEST 0.5

void
yj_pacing_init (YjPacing *self)
{
  *self = (YjPacing){ .window_bytes = YJ_PACING_FIRST_BYTES, .most_items = YJ_BATCH_MAX_ITEMS };
}

gsize
yj_pacing_get_bytes (const YjPacing *self)
{
  double fitting = self->goodput > 0 ? self->goodput * ((double) YJ_PACING_TARGET_USEC / G_USEC_PER_SEC) : YJ_PACING_FIRST_BYTES;
  return (gsize) CLAMP (MIN (fitting, (double) self->window_bytes), YJ_PACING_LEAST_BYTES, YJ_BATCH_MAX_BYTES);
}

gsize
yj_pacing_take_bytes (YjPacing *self, gint64 now_usec, gboolean turns)
{
  gsize bytes = yj_pacing_get_bytes (self);
  double expected_usec = self->goodput > 0 ? (double) bytes / self->goodput * G_USEC_PER_SEC : 0;
  gboolean close_behind = self->taken_usec > 0 && (double) (now_usec - self->taken_usec) < expected_usec / 4;

  self->taken_usec = now_usec;
  return close_behind && !turns ? MAX (bytes / 2, YJ_PACING_LEAST_BYTES) : bytes;
}

void
yj_pacing_note_passed (YjPacing *self, gsize bytes, gint64 usec)
{
  double measured = (double) bytes * G_USEC_PER_SEC / (double) MAX (usec, 1);
  gboolean full = bytes >= yj_pacing_get_bytes (self) / 2;

  if (self->goodput == 0)
    self->goodput = measured;
  else if (full || measured > self->goodput)
    self->goodput = NEWEST * measured + (1 - NEWEST) * self->goodput;
  if (full)
    self->window_bytes = MIN (self->window_bytes * 2, YJ_BATCH_MAX_BYTES);
}

void
yj_pacing_note_cut (YjPacing *self, gsize bytes)
{
  /* One far below what may be sent, because no more was waiting, says nothing of sizes. */
  if (bytes >= yj_pacing_get_bytes (self) / 4)
    self->window_bytes = MAX (MIN (bytes, self->window_bytes) / 2, YJ_PACING_LEAST_BYTES);
}

void
yj_pacing_take_wish (YjPacing *self, gint64 items, gint64 interval_msec)
{
  self->most_items = (guint) CLAMP (items, 1, YJ_BATCH_MAX_ITEMS);
  self->interval_usec = CLAMP (interval_msec, 0, INTERVAL_USEC_MAX / 1000) * 1000;
}

gint64
yj_pacing_take_turn (YjPacing *self, gint64 now_usec)
{
  self->turn_usec = self->turn_usec == 0 ? now_usec : MAX (now_usec, self->turn_usec + self->interval_usec);
  return self->turn_usec;
}
