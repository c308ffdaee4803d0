/* SPDX-License-Identifier: Apache-2.0 */
/* One picture of a paper as a camera hands it over, or whatever else brings pages: only in memory, without metadata, wiped with
 * its last reference. Immutable. Thread: any. */
#pragma once
#include <glib-object.h>
#include "core/ports/yj-paper-sight.h"

G_BEGIN_DECLS

typedef struct {
  GBytes *jpeg;      /* the sheet, cut out and straight; all of the picture where no whole sheet was found */
  GBytes *whole;     /* (nullable) all of the picture, where @jpeg is a part of it */
  GBytes *thumbnail; /* @jpeg small, no side longer than YJ_STILL_THUMBNAIL_PX */
  YjPaperSight sight;
} YjStill;

#define YJ_STILL_THUMBNAIL_PX 240

#define YJ_TYPE_STILL (yj_still_get_type ())
GType yj_still_get_type (void);
/* References are taken of the bytes, which should be secret ones. (transfer full) */
YjStill *yj_still_new (GBytes *jpeg, GBytes *whole, GBytes *thumbnail, const YjPaperSight *sight);
YjStill *yj_still_copy (const YjStill *self);
void yj_still_free (YjStill *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjStill, yj_still_free)

G_END_DECLS
