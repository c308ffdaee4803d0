/* SPDX-License-Identifier: Apache-2.0 */
/* The trouble: the stroke stops at the thing that is missing, and only dots go on. For the out-of-service page.
 * CSS name "broken-stroke"; its side padding is the page margin, which the stroke crosses: in a page that keeps
 * that margin itself it is of class "bleed". */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

typedef enum {
  YJ_BROKEN_PAPER,   /* the printer has no paper, or it stands still in it */
  YJ_BROKEN_COVER,   /* the printer's cover is open */
  YJ_BROKEN_READER,  /* the card reader does not answer */
  YJ_BROKEN_MACHINE, /* the machine itself: no room, not enrolled, no catalogue, no printer at all */
  YJ_N_BROKEN        /* not a thing */
} YjBrokenThing;

#define YJ_TYPE_BROKEN_STROKE (yj_broken_stroke_get_type ())
G_DECLARE_FINAL_TYPE (YjBrokenStroke, yj_broken_stroke, YJ, BROKEN_STROKE, YjDrawing)

/* A floating widget. @name: what is missing, in the page's language. */
GtkWidget *yj_broken_stroke_new (YjBrokenThing thing, const char *name);
YjBrokenThing yj_broken_stroke_get_thing (YjBrokenStroke *self);

G_END_DECLS
