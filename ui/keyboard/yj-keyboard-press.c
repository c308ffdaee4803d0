/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what each key does: to the text, to what is being composed, and to the keyboard itself. */
#include "core/base/yj-secret.h"
#include "ui/keyboard/yj-keyboard-private.h"
#include "ui/keyboard/yj-text-target.h"

static void
type_text (YjKeyboard *self, const char *text)
{
  yj_text_target_insert (yj_keyboard_get_target (self), text);
}

void
yj_keyboard_choose (YjKeyboard *self, guint index)
{
  g_autoptr (YjSecretText) text = yj_pinyin_choose (self->pinyin, index);

  if (text == NULL)
    return;
  type_text (self, text);
  yj_keyboard_show_keys (self);
}

static void
press_text (YjKeyboard *self, const char *text)
{
  char letter[2] = { g_ascii_toupper (text[0]), '\0' };

  if (yj_keyboard_composes (self) && g_ascii_islower (text[0])) {
    if (!yj_pinyin_is_composing (self->pinyin))
      yj_pinyin_set_name_part (self->pinyin, yj_text_target_name_part (yj_keyboard_get_target (self)));
    yj_pinyin_press (self->pinyin, text[0]);
    return;
  }
  /* A sign after syllables takes what is offered first, as everywhere. */
  if (yj_keyboard_composes (self) && yj_pinyin_get_n_candidates (self->pinyin) > 0)
    yj_keyboard_choose (self, 0);
  type_text (self, self->shift != YJ_SHIFT_OFF && g_ascii_islower (text[0]) ? letter : text);
  if (self->shift == YJ_SHIFT_ONCE)
    yj_keyboard_set_shift (self, YJ_SHIFT_OFF);
}

static void
press_space (YjKeyboard *self)
{
  if (yj_keyboard_composes (self) && yj_pinyin_is_composing (self->pinyin)) {
    if (yj_pinyin_get_n_candidates (self->pinyin) > 0)
      yj_keyboard_choose (self, 0);
    return;
  }
  type_text (self, " ");
  /* Words of a name begin with a capital. */
  if (self->shift == YJ_SHIFT_OFF && g_str_equal (self->layout->id, "latin") && yj_keyboard_types_name (self))
    yj_keyboard_set_shift (self, YJ_SHIFT_ONCE);
}

void
yj_keyboard_press_backspace (YjKeyboard *self)
{
  if (yj_keyboard_composes (self) && yj_pinyin_backspace (self->pinyin)) {
    if (!yj_pinyin_is_composing (self->pinyin))
      yj_keyboard_show_keys (self);
    return;
  }
  yj_text_target_backspace (yj_keyboard_get_target (self));
}

void
yj_keyboard_press (YjKeyboard *self, const YjKey *key)
{
  if (yj_keyboard_get_target (self) == NULL)
    return;
  switch (key->action) {
  case YJ_KEY_TEXT:
    press_text (self, key->text);
    break;
  case YJ_KEY_SPACE:
    press_space (self);
    break;
  case YJ_KEY_BACKSPACE:
    yj_keyboard_press_backspace (self);
    break;
  case YJ_KEY_SEPARATOR:
    if (yj_keyboard_composes (self))
      yj_pinyin_press (self->pinyin, key->text[0]);
    break;
  case YJ_KEY_SHIFT:
    yj_keyboard_set_shift (self, (self->shift + 1) % (YJ_SHIFT_LOCKED + 1));
    break;
  case YJ_KEY_LAYOUT:
    yj_keyboard_show_layout (self, key->text);
    break;
  case YJ_KEY_LETTERS:
    yj_keyboard_show_layout (self, self->letters != NULL ? self->letters->id : "latin");
    break;
  case YJ_KEY_NEXT:
    yj_text_target_next (yj_keyboard_get_target (self));
    break;
  case YJ_KEY_HIDE:
    yj_keyboard_hide (self);
    break;
  case YJ_KEY_GAP:
    break;
  }
}
