/* SPDX-License-Identifier: Apache-2.0 */
/* A list of choice cards: one or several of them may be chosen. Columns follow from the number and the length of the
 * titles, rows from text size and orientation; what does not fit is on the next page. Thread: main.
 * Signal "changed" (): the person chose. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

typedef struct {
  const char *id;
  const char *title;
  const char *hint; /* (nullable) */
} YjChoice;

#define YJ_TYPE_CHOICE_LIST (yj_choice_list_get_type ())
G_DECLARE_FINAL_TYPE (YjChoiceList, yj_choice_list, YJ, CHOICE_LIST, GtkBox)

/* @label: accessible name. @choices: copied. (transfer floating) */
YjChoiceList *yj_choice_list_new (YjContext *context, const char *label, gboolean multiple, const YjChoice *choices, guint n_choices);
gboolean yj_choice_list_get_chosen (YjChoiceList *self, const char *id);
/* Does not emit "changed". An id that is not in the list is ignored. */
void yj_choice_list_set_chosen (YjChoiceList *self, const char *id, gboolean chosen);
void yj_choice_list_clear (YjChoiceList *self);
guint yj_choice_list_get_n_choices (YjChoiceList *self);
const char *yj_choice_list_get_id (YjChoiceList *self, guint index);
/* The card, which is a GtkCheckButton. (transfer none) */
GtkWidget *yj_choice_list_get_card (YjChoiceList *self, guint index);

G_END_DECLS
