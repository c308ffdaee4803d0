/* SPDX-License-Identifier: Apache-2.0 */
/* A page: what fills the frame at one place of the flow. A subclass stands in ui/pages/yj-<id>-page.c without
 * a header, sets the class members below, and is found by its id through the generated registry. An
 * instance is made when its place is entered and destroyed when it is left (or when language or style
 * change), so enter () builds from the session and nothing is kept in between. A page never decides what is
 * next: it stores into the session and calls yj_flow_next (). Thread: main.
 *
 * The frame shows heading and hint, then the rows that were added, paged when they do not fit (there is no
 * scrolling), the aside below them (left pane in landscape), and the action bar: back, secondary, primary. */
#pragma once
#include "ui/yj-context.h"
#include "ui/widgets/yj-pager.h"

G_BEGIN_DECLS

typedef enum {
  YJ_PAGE_STEP,  /* header with the item's title, progress, back */
  YJ_PAGE_PLAIN, /* header with hall, date and time; no progress: idle, out of service */
} YjPageKind;

#define YJ_TYPE_PAGE (yj_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (YjPage, yj_page, YJ, PAGE, GtkWidget)

struct _YjPageClass {
  GtkWidgetClass parent_class;
  const char *id;  /* equals the file's name without yj- and -page.c */
  YjPageKind kind; /* YJ_PAGE_STEP unless set */
  /* Builds the page. @subject: what the place is about (question, page group, material), NULL for none. */
  void (*enter) (YjPage *self, const char *subject);
  /* The place is left or the page is built anew: stop devices, cancel calls. Personal data that a widget
   * holds is wiped here. */
  void (*leave) (YjPage *self);
  void (*primary) (YjPage *self);
  void (*secondary) (YjPage *self);
  void (*back) (YjPage *self); /* unless set: yj_flow_back () */
  /* What was typed and is not in the session yet, carried over when the page is built anew; (transfer full)
   * (nullable), wiped by the caller. */
  json_t *(*save) (YjPage *self);
  void (*restore) (YjPage *self, const json_t *saved);
};

YjContext *yj_page_get_context (YjPage *self);
const char *yj_page_get_id (YjPage *self);
/* For calls whose answer is of no interest once the page is left: cancelled before leave (). (transfer none) */
GCancellable *yj_page_get_cancellable (YjPage *self);

/* ---- what a page sets ---- */
void yj_page_set_heading (YjPage *self, const char *text);
void yj_page_set_hint (YjPage *self, const char *text); /* NULL: none */
/* Appends a row to the content; the pager never cuts a row in two. */
void yj_page_add (YjPage *self, GtkWidget *row);
/* A title between rows, kept with the row that follows. */
void yj_page_add_title (YjPage *self, const char *text);
/* Takes every row away. */
void yj_page_clear_rows (YjPage *self);
YjPager *yj_page_get_pager (YjPage *self);
/* Shown under the content in portrait, in the left pane in landscape. NULL: none. */
void yj_page_set_aside (YjPage *self, GtkWidget *aside);
/* The label of the primary action says what happens; NULL: no primary action here. */
void yj_page_set_primary (YjPage *self, const char *label);
/* Sign after the primary's words: "yj-arrow-right" unless set; NULL for none. */
void yj_page_set_primary_icon (YjPage *self, const char *icon);
/* In the primary's place when the next act is physical: what the machine is waiting for or doing. */
void yj_page_set_status (YjPage *self, const char *text);
void yj_page_set_secondary (YjPage *self, const char *label, const char *icon);
/* NULL: 上一步. Empty: no way back here but the primary action. */
void yj_page_set_back_label (YjPage *self, const char *label);

/* ---- errors: summary on top of the page, the sentence at the field ---- */
void yj_page_clear_errors (YjPage *self);
/* @target: what a touch on the row moves to. @text: the sentence. Call yj_page_show_errors () after the last. */
void yj_page_add_error (YjPage *self, GtkWidget *target, const char *text);
/* Takes back what was said of @target, if anything was: it is right now. The summary goes with its last row. */
void yj_page_remove_error (YjPage *self, GtkWidget *target);
/* Shows the summary, moves the focus to it, and has it read aloud when voice is on. */
void yj_page_show_errors (YjPage *self);

/* ---- for the frame ---- */
const char *yj_page_get_heading (YjPage *self);
const char *yj_page_get_hint (YjPage *self);
const char *yj_page_get_primary (YjPage *self);
const char *yj_page_get_primary_icon (YjPage *self);
const char *yj_page_get_status (YjPage *self);
const char *yj_page_get_secondary (YjPage *self, const char **icon);
const char *yj_page_get_back_label (YjPage *self);
GtkWidget *yj_page_get_aside (YjPage *self);
/* Its calls are cancelled, its devices stopped; nothing is shown of it afterwards. */
void yj_page_leave (YjPage *self);
/* Signal "frame-changed" (): one of the above changed. */

/* ---- registry ---- */
typedef struct {
  const char *id;
  GType (*get_type) (void);
} YjPageInfo;
/* Ended by one whose id is NULL. */
const YjPageInfo *yj_page_list (void);
/* A floating page for @id, entered with @subject; NULL when there is no such page. */
YjPage *yj_page_create (const char *id, YjContext *context, const char *subject);

G_END_DECLS
