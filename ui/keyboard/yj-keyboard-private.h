/* SPDX-License-Identifier: Apache-2.0 */
/* Inside ui/keyboard: what the keyboard's two files share. */
#pragma once
#include "ui/keyboard/yj-candidate-bar.h"
#include "ui/keyboard/yj-candidate-grid.h"
#include "ui/keyboard/yj-keyboard-keys.h"
#include "ui/keyboard/yj-keyboard.h"
#include "ui/keyboard/yj-text-watch.h"

G_BEGIN_DECLS

struct _YjKeyboard {
  GtkBox parent_instance;
  YjContext *context;
  YjPinyin *pinyin;                /* (nullable): no dictionary */
  YjCandidateBar *bar;             /* child */
  GtkWidget *stack;                /* child: keys or grid */
  YjKeyboardKeys *keys;
  YjCandidateGrid *grid;
  const YjKeyboardLayout *layout;  /* (nullable) */
  const YjKeyboardLayout *letters; /* (nullable): where YJ_KEY_LETTERS goes */
  YjShift shift;
  YjTextWatch *watch;
  gboolean wanted;
  char *language;     /* of the words on its parts */
};

/* NULL while nothing is typed into. */
GtkText *yj_keyboard_get_target (YjKeyboard *self);
gboolean yj_keyboard_types_name (YjKeyboard *self);
/* The layout composes, and there is a dictionary to compose with. */
gboolean yj_keyboard_composes (YjKeyboard *self);
void yj_keyboard_show_layout (YjKeyboard *self, const char *id);
/* The keys again, in place of all candidates. */
void yj_keyboard_show_keys (YjKeyboard *self);
void yj_keyboard_set_shift (YjKeyboard *self, YjShift shift);

/* ---- yj-keyboard-press.c ---- */
void yj_keyboard_press (YjKeyboard *self, const YjKey *key);
void yj_keyboard_press_backspace (YjKeyboard *self);
/* Takes candidate @index. */
void yj_keyboard_choose (YjKeyboard *self, guint index);

G_END_DECLS
