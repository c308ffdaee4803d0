/* SPDX-License-Identifier: Apache-2.0 */
/* Picks province, city and county one after the other: three steps side by side, and the divisions of the open one
 * beneath. A level with one or no part is passed over. Thread: main.
 * Signals "changed" (): the person chose; "done" (): the last level was chosen; "opened" (gboolean open): divisions are
 * shown, or no longer. */
#pragma once
#include "core/fields/yj-divisions.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_DIVISION_PICKER (yj_division_picker_get_type ())
G_DECLARE_FINAL_TYPE (YjDivisionPicker, yj_division_picker, YJ, DIVISION_PICKER, GtkBox)

/* @label: accessible name. (transfer floating) */
YjDivisionPicker *yj_division_picker_new (YjContext *context, const char *label);
/* Chosen code of @level; NULL while there is none. */
const char *yj_division_picker_get_code (YjDivisionPicker *self, YjDivisionLevel level);
/* Emits nothing. @code is copied; NULL for none. A code the table does not know is kept and shown by its digits. */
void yj_division_picker_set_code (YjDivisionPicker *self, YjDivisionLevel level, const char *code);
/* As touching them: the step's button, and a division of the open level. */
void yj_division_picker_open (YjDivisionPicker *self, YjDivisionLevel level);
gboolean yj_division_picker_choose (YjDivisionPicker *self, const char *code);
/* Nothing is open any more. */
void yj_division_picker_close (YjDivisionPicker *self);
GtkWidget *yj_division_picker_get_step (YjDivisionPicker *self, YjDivisionLevel level);
/* The error look of the steps that are not chosen yet; TRUE when there are any. */
gboolean yj_division_picker_set_error (YjDivisionPicker *self, gboolean error);

G_END_DECLS
