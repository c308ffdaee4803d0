/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the layout of the keys and the state of the modifiers. */
#include "drivers/transports/yj-hid-keys.h"
#include <linux/input-event-codes.h>

#define NUMBER_DIGITS_MAX 5

static const struct {
  guint8 plain, shifted;
} layout[] = {
  [KEY_1] = { '1', '!' },          [KEY_2] = { '2', '@' },         [KEY_3] = { '3', '#' },          [KEY_4] = { '4', '$' },
  [KEY_5] = { '5', '%' },          [KEY_6] = { '6', '^' },         [KEY_7] = { '7', '&' },          [KEY_8] = { '8', '*' },
  [KEY_9] = { '9', '(' },          [KEY_0] = { '0', ')' },         [KEY_MINUS] = { '-', '_' },      [KEY_EQUAL] = { '=', '+' },
  [KEY_TAB] = { '\t', '\t' },      [KEY_Q] = { 'q', 'Q' },         [KEY_W] = { 'w', 'W' },          [KEY_E] = { 'e', 'E' },
  [KEY_R] = { 'r', 'R' },          [KEY_T] = { 't', 'T' },         [KEY_Y] = { 'y', 'Y' },          [KEY_U] = { 'u', 'U' },
  [KEY_I] = { 'i', 'I' },          [KEY_O] = { 'o', 'O' },         [KEY_P] = { 'p', 'P' },          [KEY_LEFTBRACE] = { '[', '{' },
  [KEY_RIGHTBRACE] = { ']', '}' }, [KEY_ENTER] = { '\r', '\r' },   [KEY_A] = { 'a', 'A' },          [KEY_S] = { 's', 'S' },
  [KEY_D] = { 'd', 'D' },          [KEY_F] = { 'f', 'F' },         [KEY_G] = { 'g', 'G' },          [KEY_H] = { 'h', 'H' },
  [KEY_J] = { 'j', 'J' },          [KEY_K] = { 'k', 'K' },         [KEY_L] = { 'l', 'L' },          [KEY_SEMICOLON] = { ';', ':' },
  [KEY_APOSTROPHE] = { '\'', '"' }, [KEY_GRAVE] = { '`', '~' },    [KEY_BACKSLASH] = { '\\', '|' }, [KEY_Z] = { 'z', 'Z' },
  [KEY_X] = { 'x', 'X' },          [KEY_C] = { 'c', 'C' },         [KEY_V] = { 'v', 'V' },          [KEY_B] = { 'b', 'B' },
  [KEY_N] = { 'n', 'N' },          [KEY_M] = { 'm', 'M' },         [KEY_COMMA] = { ',', '<' },      [KEY_DOT] = { '.', '>' },
  [KEY_SLASH] = { '/', '?' },      [KEY_KPASTERISK] = { '*', '*' }, [KEY_SPACE] = { ' ', ' ' },     [KEY_KP7] = { '7', '7' },
  [KEY_KP8] = { '8', '8' },        [KEY_KP9] = { '9', '9' },       [KEY_KPMINUS] = { '-', '-' },    [KEY_KP4] = { '4', '4' },
  [KEY_KP5] = { '5', '5' },        [KEY_KP6] = { '6', '6' },       [KEY_KPPLUS] = { '+', '+' },     [KEY_KP1] = { '1', '1' },
  [KEY_KP2] = { '2', '2' },        [KEY_KP3] = { '3', '3' },       [KEY_KP0] = { '0', '0' },        [KEY_KPDOT] = { '.', '.' },
  [KEY_KPENTER] = { '\r', '\r' },  [KEY_KPSLASH] = { '/', '/' },
};

/* What was typed while Alt was held: one byte, or the two of a GBK character. */
static gsize
end_number (YjHidKeys *self, guint8 out[YJ_HID_KEYS_MAX_BYTES])
{
  guint32 number = self->number;
  guint digits = self->digits;

  self->number = self->digits = 0;
  if (digits == 0 || number > 0xffff)
    return 0;
  if (number > 0xff)
    out[0] = (guint8) (number >> 8);
  out[number > 0xff ? 1 : 0] = (guint8) number;
  return number > 0xff ? 2 : 1;
}

static void
take_digit (YjHidKeys *self, guint8 digit)
{
  if (!g_ascii_isdigit (digit) || self->digits >= NUMBER_DIGITS_MAX)
    return;
  self->number = self->number * 10 + (guint32) (digit - '0');
  self->digits++;
}

/* With Ctrl held a scanner means the control character of the letter's column (ECMA-48): Ctrl and M is a carriage return, Ctrl and ] the
 * separator of GS1. FALSE: there is none. */
static gboolean
make_control (guint8 *byte)
{
  guint8 letter = (guint8) g_ascii_toupper (*byte);

  if (letter < '@' || letter > '_')
    return FALSE;
  *byte = letter & 0x1f;
  return TRUE;
}

gsize
yj_hid_keys_take (YjHidKeys *self, guint code, int value, guint8 out[YJ_HID_KEYS_MAX_BYTES])
{
  gboolean pressed = value != 0, upper;

  switch (code) {
  case KEY_LEFTSHIFT:
  case KEY_RIGHTSHIFT:
    self->shift = pressed;
    return 0;
  case KEY_LEFTCTRL:
  case KEY_RIGHTCTRL:
    self->control = pressed;
    return 0;
  case KEY_CAPSLOCK:
    self->caps ^= value == 1;
    return 0;
  case KEY_LEFTALT:
  case KEY_RIGHTALT:
    self->alt = pressed;
    return pressed ? 0 : end_number (self, out);
  default:
    break;
  }
  if (!pressed || code >= G_N_ELEMENTS (layout) || layout[code].plain == 0)
    return 0;
  if (self->alt) {
    take_digit (self, layout[code].plain);
    return 0;
  }
  upper = self->shift ^ (self->caps && g_ascii_isalpha (layout[code].plain));
  out[0] = upper ? layout[code].shifted : layout[code].plain;
  return self->control && !make_control (out) ? 0 : 1;
}
