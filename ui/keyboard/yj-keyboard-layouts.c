/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of keys. */
#include "ui/keyboard/yj-keyboard-layouts.h"

/* clang-format off */
#define T(text) { YJ_KEY_TEXT, text, NULL, NULL, 2, 0 }
#define W(text, columns) { YJ_KEY_TEXT, text, NULL, NULL, columns, 0 }
#define GAP(columns) { YJ_KEY_GAP, NULL, NULL, NULL, columns, 0 }
#define F(action, text, label, icon, columns) { action, text, label, icon, columns, 0 }

#define DIGITS { T ("1"), T ("2"), T ("3"), T ("4"), T ("5"), T ("6"), T ("7"), T ("8"), T ("9"), T ("0") }
#define TOP { T ("q"), T ("w"), T ("e"), T ("r"), T ("t"), T ("y"), T ("u"), T ("i"), T ("o"), T ("p") }
#define HOME { GAP (1), T ("a"), T ("s"), T ("d"), T ("f"), T ("g"), T ("h"), T ("j"), T ("k"), T ("l"), GAP (1) }
#define LOW(first) { first, T ("z"), T ("x"), T ("c"), T ("v"), T ("b"), T ("n"), T ("m"), BACKSPACE (3) }
#define BACKSPACE(columns) F (YJ_KEY_BACKSPACE, NULL, "keyboard.backspace", "edit-clear", columns)
#define SEPARATOR F (YJ_KEY_SEPARATOR, "'", "keyboard.separator", NULL, 3)
#define SHIFT F (YJ_KEY_SHIFT, NULL, "keyboard.shift", NULL, 3)
#define SYMBOLS F (YJ_KEY_LAYOUT, "symbols", "keyboard.numbers", NULL, 3)
#define TO_LATIN F (YJ_KEY_LAYOUT, "latin", "keyboard.latin", NULL, 3)
#define TO_PINYIN F (YJ_KEY_LAYOUT, "pinyin", "keyboard.chinese", NULL, 3)
#define SPACE(columns) F (YJ_KEY_SPACE, " ", "keyboard.space", NULL, columns)
#define HIDE(columns) F (YJ_KEY_HIDE, NULL, "keyboard.hide", "input-keyboard", columns)
#define NEXT(columns) F (YJ_KEY_NEXT, NULL, "keyboard.next", NULL, columns)

/* Number pads: three columns of digits and one of functions, three grid columns each. */
#define D(text) { YJ_KEY_TEXT, text, NULL, NULL, 3, 0 }
#define PAD(left, right) \
  { { D ("1"), D ("2"), D ("3"), { YJ_KEY_BACKSPACE, NULL, "keyboard.backspace", "edit-clear", 3, 2 } }, \
    { D ("4"), D ("5"), D ("6") }, \
    { D ("7"), D ("8"), D ("9"), NEXT (3) }, \
    { left, D ("0"), right, HIDE (3) } }

static const YjKeyboardLayout layouts[] = {
  { "pinyin", TRUE, TRUE, { TOP, HOME, LOW (SEPARATOR), { SYMBOLS, TO_LATIN, SPACE (8), T ("，"), HIDE (4) } } },
  { "pinyin-name", TRUE, TRUE, { TOP, HOME, LOW (SEPARATOR), { SYMBOLS, TO_LATIN, SPACE (8), T ("·"), HIDE (4) } } },
  { "latin", FALSE, TRUE, { DIGITS, TOP, HOME, LOW (SHIFT), { SYMBOLS, TO_PINYIN, SPACE (8), T ("."), HIDE (4) } } },
  { "symbols", FALSE, FALSE, {
      DIGITS,
      { T ("，"), T ("。"), T ("、"), T ("："), T ("；"), T ("（"), T ("）"), T ("《"), T ("》"), T ("·") },
      { T ("-"), T ("/"), T ("."), T (","), T ("#"), T ("("), T (")"), T ("@"), T ("&"), T ("+") },
      { W ("'", 3), T ("“"), T ("”"), T ("？"), T ("！"), T ("_"), T (":"), T ("*"), BACKSPACE (3) },
      { F (YJ_KEY_LETTERS, NULL, "keyboard.letters", NULL, 6), SPACE (8), T ("—"), HIDE (4) } } },
  { "code", FALSE, FALSE, {
      DIGITS,
      { T ("Q"), T ("W"), T ("E"), T ("R"), T ("T"), T ("Y"), T ("U"), T ("I"), T ("O"), T ("P") },
      { GAP (1), T ("A"), T ("S"), T ("D"), T ("F"), T ("G"), T ("H"), T ("J"), T ("K"), T ("L"), GAP (1) },
      { W ("-", 3), T ("Z"), T ("X"), T ("C"), T ("V"), T ("B"), T ("N"), T ("M"), BACKSPACE (3) },
      { T ("("), T (")"), T ("/"), T ("."), NEXT (6), HIDE (6) } } },
  { "digits", FALSE, FALSE, PAD (GAP (3), GAP (3)) },
  { "digits-x", FALSE, FALSE, PAD (D ("X"), GAP (3)) },
  { "decimal", FALSE, FALSE, PAD (D ("."), GAP (3)) },
  { "phone", FALSE, FALSE, PAD (D ("-"), D ("+")) },
  { NULL },
};
/* clang-format on */

const YjKeyboardLayout *
yj_keyboard_layout_list (void)
{
  return layouts;
}

const YjKeyboardLayout *
yj_keyboard_layout_find (const char *id)
{
  for (const YjKeyboardLayout *layout = layouts; layout->id != NULL; layout++)
    if (g_strcmp0 (layout->id, id) == 0)
      return layout;
  return NULL;
}
