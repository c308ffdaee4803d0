/* SPDX-License-Identifier: Apache-2.0 */
/* What the capture page says and offers in each of its states: hint, what stands beside, and the buttons of the action bar. */
#pragma once
#include "core/catalogue/yj-item.h"
#include "core/ports/yj-still.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

typedef struct {
  const YjText *what; /* (nullable) which pages or which side of it; a sentence */
  gboolean is_listing; /* the kept pages are shown, not the camera */
  gboolean is_anew; /* a page that there is already is photographed */
  gboolean is_busy; /* a picture is being taken or kept */
  gboolean can_see; /* the camera works */
  gboolean is_uncut; /* all of the still is to be kept */
  guint number; /* of the page, counted from 1 */
  guint count; /* pages that are kept */
  guint max; /* how many there may be */
  const YjStill *still; /* (nullable) taken, not kept yet */
  GCallback on_uncut; /* (YjPage *): cut it, or not */
  GCallback on_list; /* (YjPage *): look at the kept pages */
} YjCaptureState;

void yj_capture_words_show (YjPage *page, const YjCaptureState *state);

G_END_DECLS
