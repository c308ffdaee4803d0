/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner typed: key events of a USB HID keyboard (Linux input event codes, US layout, as scanners are shipped) turned back into
 * bytes. A scanner that cannot type a byte sends it as Alt and its decimal number on the keypad; in "GBK" mode one number stands for
 * the two bytes of a character. A control character may come as Ctrl and a letter. Pure: knows no device. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gboolean shift, alt, control, caps;
  guint32 number; /* typed while Alt is held */
  guint digits;
} YjHidKeys;

#define YJ_HID_KEYS_MAX_BYTES 2

/* One event of type EV_KEY: @code is a KEY_… number, @value 0 released, 1 pressed, 2 repeated. Gives the number of bytes in @out. */
gsize yj_hid_keys_take (YjHidKeys *self, guint code, int value, guint8 out[YJ_HID_KEYS_MAX_BYTES]);

G_END_DECLS
