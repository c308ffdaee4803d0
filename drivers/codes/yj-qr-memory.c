/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sums of what was seen of each module. */
#include "drivers/codes/yj-qr-memory.h"
#include "core/base/yj-secret.h"
#include "drivers/codes/yj-qr-patch.h"

#define MEMORY_USEC G_USEC_PER_SEC
/* One picture says no more of a module than this many grey values. */
#define EVIDENCE_MAX 40
/* What was seen before counts less and less. */
#define KEPT 0.8f

struct _YjQrMemory {
  guint modules; /* 0: nothing is known */
  guint format;
  float *sums; /* of each module: below 0 is dark */
  gint64 seen_usec;
};

YjQrMemory *
yj_qr_memory_new (void)
{
  return g_new0 (YjQrMemory, 1);
}

void
yj_qr_memory_clear (YjQrMemory *self)
{
  if (self->sums != NULL)
    yj_secret_wipe (self->sums, (gsize) self->modules * self->modules * sizeof *self->sums);
  g_clear_pointer (&self->sums, g_free);
  self->modules = 0;
}

void
yj_qr_memory_free (YjQrMemory *self)
{
  if (self == NULL)
    return;
  yj_qr_memory_clear (self);
  g_free (self);
}

YjGreyImage *
yj_qr_memory_add (YjQrMemory *self, const YjQrGrid *grid, guint format, const YjGreyImage *grey, double scale, gint64 now_usec)
{
  gsize count = (gsize) grid->modules * grid->modules;
  gboolean known = self->modules == grid->modules && self->format == format && now_usec - self->seen_usec <= MEMORY_USEC;
  float *seen = g_new (float, count);

  yj_qr_patch_measure (grid, grey, scale, seen);
  for (gsize i = 0; i < count; i++)
    seen[i] = CLAMP (seen[i], -EVIDENCE_MAX, EVIDENCE_MAX) + (known ? KEPT * self->sums[i] : 0);
  yj_qr_memory_clear (self);
  *self = (YjQrMemory){ grid->modules, format, seen, now_usec };
  return known ? yj_qr_patch_draw (grid->modules, seen) : NULL;
}
