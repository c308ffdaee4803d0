/* SPDX-License-Identifier: Apache-2.0 */
/* Machine-readable zones: as they come, and with all check digits put right where the lines have a length of ICAO 9303. */
#include "core/identity/yj-id-check.h"
#include "core/identity/yj-mrz.h"
#include "tests/fuzz/fuzz-card.h"
#include <string.h>

/* Fields with a check digit behind them, and what the last digit covers, of the three forms (ICAO 9303 parts 4 to 6). */
typedef struct {
  guint8 start, end;
} Span;

static const struct {
  guint length;
  Span fields[4]; /* the digit stands at end */
  Span composite[4];
  guint8 composite_at;
} forms[] = {
  { 88, { { 44, 53 }, { 57, 63 }, { 65, 71 }, { 72, 86 } }, { { 44, 54 }, { 57, 64 }, { 65, 87 } }, 87 },
  { 90, { { 5, 14 }, { 30, 36 }, { 38, 44 } }, { { 5, 30 }, { 30, 37 }, { 38, 45 }, { 48, 59 } }, 59 },
  { 72, { { 36, 45 }, { 49, 55 }, { 57, 63 } }, { { 36, 46 }, { 49, 56 }, { 57, 71 } }, 71 },
};

static void
put_right (char *text, guint form)
{
  g_autoptr (GString) covered = g_string_new (NULL);

  for (guint i = 0; i < 4 && forms[form].fields[i].end > 0; i++) {
    Span field = forms[form].fields[i];
    text[field.end] = yj_mrz_compute_check (text + field.start, (gsize) (field.end - field.start));
  }
  for (guint i = 0; i < 4 && forms[form].composite[i].end > 0; i++) {
    Span part = forms[form].composite[i];
    g_string_append_len (covered, text + part.start, part.end - part.start);
  }
  text[forms[form].composite_at] = yj_mrz_compute_check (covered->str, covered->len);
}

static void
parse (const char *text, GDateTime *today)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjIdCard) card = yj_mrz_parse (text, today, &error);

  g_assert_true ((card == NULL) == (error != NULL));
  fuzz_use_card (card);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  static const char alphabet[] = "<ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<<<<<<<<<<<<<<<<<<<<<<<<<";
  g_autoptr (GDateTime) today = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
  g_autofree char *text = g_strndup ((const char *) bytes, size);

  parse (text, today);
  yj_json_wipe (yj_id_check (text));
  for (guint form = 0; form < G_N_ELEMENTS (forms); form++) {
    char zone[91] = { 0 };

    if (size != forms[form].length)
      continue;
    for (guint i = 0; i < size; i++)
      zone[i] = g_ascii_isupper (bytes[i]) || g_ascii_isdigit (bytes[i]) || bytes[i] == '<' ? (char) bytes[i] : alphabet[bytes[i] & 63];
    put_right (zone, form);
    parse (zone, today);
  }
  return 0;
}
