/* SPDX-License-Identifier: Apache-2.0 */
/* The keyboard's layouts: data only. A key is as wide as its columns; the rows of a layout have the same number of
 * columns. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YJ_KEY_TEXT,      /* inserts its text; a letter of a layout that composes goes to pinyin */
  YJ_KEY_GAP,       /* empty room */
  YJ_KEY_SPACE,     /* inserts a space, or takes the first candidate */
  YJ_KEY_BACKSPACE, /* deletes before the caret, or the last letter composed */
  YJ_KEY_SEPARATOR, /* apostrophe between syllables */
  YJ_KEY_SHIFT,     /* off, next letter, locked */
  YJ_KEY_LAYOUT,    /* shows the layout named by its text */
  YJ_KEY_LETTERS,   /* back to the letters the person came from */
  YJ_KEY_NEXT,      /* moves to the next input */
  YJ_KEY_HIDE,      /* puts the keyboard away */
} YjKeyAction;

typedef struct {
  YjKeyAction action;
  const char *text;  /* inserted, or a layout's id */
  const char *label; /* (nullable) message id; the text itself when NULL */
  const char *icon;  /* (nullable) name without -symbolic */
  int columns;       /* 0 ends a row */
  int rows;          /* 0 means 1 */
} YjKey;

#define YJ_KEYBOARD_MAX_KEYS 14
#define YJ_KEYBOARD_MAX_ROWS 6

typedef struct {
  const char *id;
  gboolean composes; /* has the candidate bar */
  gboolean letters;  /* shift applies, and YJ_KEY_LETTERS comes back here */
  YjKey rows[YJ_KEYBOARD_MAX_ROWS][YJ_KEYBOARD_MAX_KEYS];
} YjKeyboardLayout;

/* NULL when there is none. */
const YjKeyboardLayout *yj_keyboard_layout_find (const char *id);
/* Ended by one whose id is NULL. */
const YjKeyboardLayout *yj_keyboard_layout_list (void);

G_END_DECLS
