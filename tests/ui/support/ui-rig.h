/* SPDX-License-Identifier: Apache-2.0 */
/* A kiosk without processes: real pages, window, flow and catalogue; courier and devices in memory; a clock that
 * stands still on Friday 12 March 2027, 10:26 in Shanghai. */
#pragma once
#include "tests/ui/support/yj-fake-camera.h"
#include "tests/ui/support/yj-fake-courier.h"
#include "tests/ui/support/yj-fake-printer.h"
#include "tests/ui/support/yj-fake-reader.h"
#include "tests/ui/support/yj-fake-scanner.h"
#include "ui/yj-window.h"

typedef struct {
  const char *language;
  int width_px, height_px;
  YjTextSize text_size;
  YjTheme theme;
} UiLook;

extern const UiLook ui_look_portrait; /* zh-CN, 1080 × 1920, standard, paper */

typedef struct {
  UiLook look;
  YjContext *context;
  YjClock *clock;
  YjFakeCourier *courier;
  YjFakeCamera *camera;
  YjFakeReader *reader;
  YjFakeScanner *scanner;
  YjFakePrinter *printer;
  YjWindow *window; /* NULL before ui_rig_open () */
} UiRig;

/* For main (): GTK on the display of with-display, icons and time zone. */
void ui_rig_init (int *argc, char ***argv);
UiRig *ui_rig_new (const UiLook *look);
/* Closes the window and asserts that its page was finalized. */
void ui_rig_free (UiRig *rig);

/* A card of a person who does not exist. (transfer full) */
YjIdCard *ui_rig_make_card (void);
/* Begins "newborn" and gives every answer, the card, consents, delivery and materials of
 * tests/support/newborn-application.json. */
void ui_rig_fill (UiRig *rig);
/* Leads the flow to @page (and @subject unless NULL), step by step or beside the line; asserts that it gets there. */
void ui_rig_go (UiRig *rig, const char *page, const char *subject);

/* Opens the window at the flow's place and waits until it is drawn. */
void ui_rig_open (UiRig *rig);
/* A filled-in application, upright, that stands before @page (and @subject unless NULL), whose window is not open yet. (transfer full) */
UiRig *ui_rig_new_before (const char *page, const char *subject);
/* The same with its window open. (transfer full) */
UiRig *ui_rig_new_at (const char *page, const char *subject);
void ui_rig_settle (UiRig *rig);
/* Gives everything in the open window its place and lets what waits for that happen; what is drawn may be older. For who
 * looks at very many pages. */
void ui_rig_lay_out (UiRig *rig);
/* Runs the main context until @done (@data); asserts that this comes within a minute. */
void ui_rig_wait (gboolean (*done) (gpointer data), gpointer data);

/* What can be seen now: a mapped button or check button that shows @label, else NULL. */
GtkWidget *ui_rig_find (UiRig *rig, const char *label);
/* Touches it; asserts that it is there. */
void ui_rig_touch (UiRig *rig, const char *label);
/* What a finger on @button does. */
void ui_rig_press (GtkWidget *button);
/* A mapped label contains @text. */
gboolean ui_rig_sees (UiRig *rig, const char *text);
/* The text of the message @id in the session's language. */
const char *ui_rig_text (UiRig *rig, const char *id);
const char *ui_rig_place (UiRig *rig);
/* Waits until the page of that id is shown, or the message of that id can be read. */
void ui_rig_wait_page (UiRig *rig, const char *page);
void ui_rig_wait_text (UiRig *rig, const char *id);
/* The @n-th field to type into that can be seen, from 0; asserts that it is there. */
GtkText *ui_rig_entry (UiRig *rig, guint n);
guint ui_rig_count_entries (UiRig *rig);
/* Empties it and types @text, one character after the other, as the keyboard does. */
void ui_rig_type (UiRig *rig, GtkText *entry, const char *text);

/* Calls @callback for every mapped widget under @root, parents first. */
typedef void (*UiRigFunc) (GtkWidget *widget, gpointer data);
void ui_rig_foreach_mapped (GtkWidget *root, UiRigFunc callback, gpointer data);
/* A PNG of the window. */
void ui_rig_save (UiRig *rig, const char *path);
