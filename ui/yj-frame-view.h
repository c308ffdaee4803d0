/* SPDX-License-Identifier: Apache-2.0 */
/* Places the parts of the screen: header and progress on top; question, content and aside; action bar and utility
 * bar (or keyboard) at the bottom. Portrait stacks them; landscape puts question and aside in a left pane and
 * both bars in one. It knows sizes, not pages. Thread: main. */
#pragma once
#include "ui/yj-style.h"

G_BEGIN_DECLS

typedef enum {
  YJ_SLOT_HEADER,
  YJ_SLOT_PROGRESS,
  YJ_SLOT_QUESTION,
  YJ_SLOT_CONTENT,
  YJ_SLOT_ASIDE,
  YJ_SLOT_ACTIONS,
  YJ_SLOT_UTILITY,
  YJ_SLOT_KEYBOARD, /* while visible it takes the utility bar's place */
  YJ_SLOT_DIALOG,   /* covers everything above the utility bar; while it stands nothing but it and that bar (or the keyboard)
                     * takes touches or the focus */
  YJ_N_SLOTS
} YjSlot;

#define YJ_TYPE_FRAME_VIEW (yj_frame_view_get_type ())
G_DECLARE_FINAL_TYPE (YjFrameView, yj_frame_view, YJ, FRAME_VIEW, GtkWidget)

YjFrameView *yj_frame_view_new (YjStyle *style);
/* Replaces what stands in @slot; NULL empties it. An invisible widget takes no room. The view owns the "can-target" and "can-focus"
 * of what stands in it. */
void yj_frame_view_set (YjFrameView *self, YjSlot slot, GtkWidget *widget);
GtkWidget *yj_frame_view_get (YjFrameView *self, YjSlot slot); /* (nullable) */

G_END_DECLS
