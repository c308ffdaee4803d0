/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of widgets: a context over the real texts and the real style sheet, a window of a given size with content
 * above and a keyboard below, and pictures of it. Programs run under tests/support/with-display. */
#pragma once
#include "ui/yj-context.h"

/* A fake clock on 12 March 2026. (transfer full) */
YjContext *widget_rig_context_new (void);
/* Loads the style for a screen of that size, theme and text size stay the style's. */
void widget_rig_set_screen (YjContext *context, int width_px, int height_px);
/* Shows @content (floating) and @bottom (floating, nullable) and waits until they are drawn. (transfer none):
 * widget_rig_close () it. */
GtkWidget *widget_rig_show (YjContext *context, int width_px, int height_px, GtkWidget *content, GtkWidget *bottom);
void widget_rig_close (GtkWidget *window);
/* Runs the main loop until nothing is left to lay out or draw. */
void widget_rig_settle (GtkWidget *window);
/* Writes a PNG of the window. */
void widget_rig_save_picture (GtkWidget *window, const char *path);
/* The button below @root that can be seen and shows @words; NULL: none. (transfer none) */
GtkWidget *widget_rig_find_button (GtkWidget *root, const char *words);
/* As a finger: what a touch on @button does. */
void widget_rig_click (GtkWidget *button);
