/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the value of a still. */
#include "core/ports/yj-still.h"

G_DEFINE_BOXED_TYPE (YjStill, yj_still, yj_still_copy, yj_still_free)

YjStill *
yj_still_new (GBytes *jpeg, GBytes *whole, GBytes *thumbnail, const YjPaperSight *sight)
{
  YjStill *self = g_new (YjStill, 1);
  *self = (YjStill){ g_bytes_ref (jpeg), whole != NULL ? g_bytes_ref (whole) : NULL, g_bytes_ref (thumbnail), *sight };
  return self;
}

YjStill *
yj_still_copy (const YjStill *self)
{
  return yj_still_new (self->jpeg, self->whole, self->thumbnail, &self->sight);
}

void
yj_still_free (YjStill *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->jpeg);
  g_clear_pointer (&self->whole, g_bytes_unref);
  g_bytes_unref (self->thumbnail);
  g_free (self);
}
