/* SPDX-License-Identifier: Apache-2.0 */
/* Small parts that every page is put together from. Class names are the roles of assets/style/style.css. All
 * are floating. Texts are in the language of @context, which is set on each label, so that Han characters
 * keep their region's forms. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* A label that wraps and stands at the start. @css_classes: "body", "h2 ink-2" … */
GtkWidget *yj_label_new (YjContext *context, const char *text, const char *css_classes);

/* Changes what a GtkLabel says. Rare characters that no font has are shown as core/base/yj-stand-in.h says, here and in every label made
 * above; TRUE when there was one. @text: (nullable) */
gboolean yj_label_set_text (GtkWidget *label, const char *text);
/* A button with an optional sign before its words. @css_class: "primary", "secondary", "quiet", "utility". @icon:
 * (nullable) name without -symbolic. Its accessible name is @label. */
GtkWidget *yj_button_new (YjContext *context, const char *label, const char *icon, const char *css_class);
/* The words of a button from yj_button_new (): to keep them in one line, or to say something else. */
GtkLabel *yj_button_get_words (GtkWidget *button);
/* Puts a sign after them. */
void yj_button_add_sign (GtkWidget *button, const char *icon);
/* A smaller secondary button. */
GtkWidget *yj_small_button_new (YjContext *context, const char *label, const char *icon);
GtkWidget *yj_icon_new (const char *icon, const char *css_class);

/* A card that is chosen: radio after gtk_check_button_set_group (), else tick box. @hint: (nullable). */
GtkWidget *yj_choice_card_new (YjContext *context, const char *title, const char *hint);

/* Label at the left, value at the right; large words of long languages stand under each other. */
GtkWidget *yj_row_new (YjContext *context, const char *label, const char *value);
/* The label with the value of a row of yj_row_new (). (transfer none) */
GtkWidget *yj_row_get_value (GtkWidget *row);
/* The same as a GtkButton with 改: the whole row is the target; its accessible name says what is changed. */
GtkWidget *yj_change_row_new (YjContext *context, const char *label, const char *value);
/* A panel that holds rows. */
GtkWidget *yj_panel_new (void);

typedef enum { YJ_NOTICE_INFO, YJ_NOTICE_WARN, YJ_NOTICE_ERROR, YJ_NOTICE_DONE } YjNoticeKind;
/* @text: (nullable) what to do about it. To assistive programs it is an alert, or a status where nothing is wrong. */
GtkWidget *yj_notice_new (YjContext *context, YjNoticeKind kind, const char *title, const char *text);
/* Another sign than its kind's; @icon: name without -symbolic. */
void yj_notice_set_icon (GtkWidget *notice, const char *icon);
/* @kind: "done", "warn", "error", "info" or "neutral"; the sign says the same as the colour. */
GtkWidget *yj_tag_new (YjContext *context, const char *text, const char *kind);
/* The same with a sign of its own; @icon: (nullable). */
GtkWidget *yj_tag_new_with_icon (YjContext *context, const char *text, const char *kind, const char *icon);
/* A number that matters with its words. @before (nullable) is what it was, struck through. @now: what follows the first space
 * is the unit, in smaller letters: "7 项". */
GtkWidget *yj_figure_new (YjContext *context, const char *before, const char *now, const char *words);
/* Several side by side under a strong rule; large ones beside a page in pairs. */
GtkWidget *yj_figures_new (YjContext *context, const char *title);
void yj_figures_add (GtkWidget *figures, GtkWidget *figure);

GtkWidget *yj_box_new (GtkOrientation orientation, const char *css_classes);

G_END_DECLS
