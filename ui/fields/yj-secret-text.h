/* SPDX-License-Identifier: Apache-2.0 */
/* A GtkText for a person's data: its buffer lies in locked memory that is wiped when it shrinks or goes, there is no
 * undo, no clipboard, no selection by touch, no menu, no emoji, and no outside input method hears what is typed.
 * Thread: main. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @label: accessible name. (transfer floating) */
GtkWidget *yj_secret_text_new (const char *label, GtkInputPurpose purpose, GtkInputHints hints, int max_chars);
/* Empties it; the buffer's memory is overwritten, and so is what was laid out for drawing as far as GTK lets us. */
void yj_secret_text_wipe (GtkText *self);
/* Focus with the caret at the end and nothing selected. */
void yj_secret_text_focus (GtkText *self);

G_END_DECLS
