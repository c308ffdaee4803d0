/* SPDX-License-Identifier: Apache-2.0 */
/* A flat picture of this machine and this act: where the card goes, how the paper lies, what is wrong with the
 * printer. One a page, never people, mascots or emblems. Drawn with the theme's colours; themes without tints
 * get lines only. CSS name "illustration". */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

typedef enum {
  YJ_ILLUSTRATION_CARD, /* lay the identity card on the reader */
  YJ_ILLUSTRATION_LIFT_CARD, /* take the card that lies there off the reader */
  YJ_ILLUSTRATION_PASSPORT, /* lay the open page of a passport on the reader */
  YJ_ILLUSTRATION_PHONE_CODE, /* hold a phone's code over the window */
  YJ_ILLUSTRATION_RECEIPT_CODE, /* hold the receipt's code over the window */
  YJ_ILLUSTRATION_PAPER, /* put the paper flat under the camera */
  YJ_ILLUSTRATION_TAKE_RECEIPT, /* the receipt comes out of the printer */
  YJ_ILLUSTRATION_PAPER_OUT, /* the printer has no paper */
  YJ_ILLUSTRATION_COVER_OPEN, /* the printer's cover is open */
  YJ_ILLUSTRATION_PORTRAIT, /* stands where a portrait would; a plate without floor */
  YJ_N_ILLUSTRATIONS /* not a picture */
} YjIllustrationKind;

#define YJ_TYPE_ILLUSTRATION (yj_illustration_get_type ())
G_DECLARE_FINAL_TYPE (YjIllustration, yj_illustration, YJ, ILLUSTRATION, YjDrawing)

/* A floating widget. @name: what the picture says, in the page's language. */
GtkWidget *yj_illustration_new (YjIllustrationKind kind, const char *name);
/* Another scene in its place; the portrait's plate keeps to itself. */
void yj_illustration_show (YjIllustration *self, YjIllustrationKind kind, const char *name);

G_END_DECLS
