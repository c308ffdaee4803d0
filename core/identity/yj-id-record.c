/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the offsets of the four layouts; one table serves reading and writing. */
#include "core/identity/yj-id-record.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include <stddef.h>
#include <string.h>

#define FLAG_OFFSET 248

typedef enum { TEXT, DATE, SEX } FieldForm;

typedef struct {
  guint16 offset, bytes;
  FieldForm form;
  gsize member; /* offset in YjIdCard of a char *, or of sex */
} FieldSpan;

typedef struct {
  char flag;
  YjIdKind kind;
  const char *document_type;
  FieldSpan fields[12];
} Layout;

#define M(name) offsetof (YjIdCard, name)

static const Layout layouts[] = {
  { ' ', YJ_ID_RESIDENT, "111",
    { { 0, 30, TEXT, M (name) }, { 30, 2, SEX, M (sex) }, { 32, 4, TEXT, M (ethnicity) }, { 36, 16, DATE, M (birth) },
      { 52, 70, TEXT, M (address) }, { 122, 36, TEXT, M (number) }, { 158, 30, TEXT, M (authority) },
      { 188, 16, DATE, M (valid_from) }, { 204, 16, DATE, M (valid_to) } } },
  { 'J', YJ_ID_HMT_RESIDENCE, "990",
    { { 0, 30, TEXT, M (name) }, { 30, 2, SEX, M (sex) }, { 36, 16, DATE, M (birth) }, { 52, 70, TEXT, M (address) },
      { 122, 36, TEXT, M (number) }, { 158, 30, TEXT, M (authority) }, { 188, 16, DATE, M (valid_from) },
      { 204, 16, DATE, M (valid_to) }, { 220, 18, TEXT, M (permit_number) } } },
  { 'I', YJ_ID_FOREIGNER_2017, "553",
    { { 0, 120, TEXT, M (latin_name) }, { 120, 2, SEX, M (sex) }, { 122, 30, TEXT, M (number) }, { 152, 6, TEXT, M (country) },
      { 158, 30, TEXT, M (name) }, { 188, 16, DATE, M (valid_from) }, { 204, 16, DATE, M (valid_to) },
      { 220, 16, DATE, M (birth) }, { 240, 8, TEXT, M (authority) } } },
  { 'Y', YJ_ID_FOREIGNER_2023, "553",
    { { 0, 30, TEXT, M (name) }, { 30, 2, SEX, M (sex) }, { 36, 16, DATE, M (birth) }, { 52, 70, TEXT, M (latin_name) },
      { 122, 36, TEXT, M (number) }, { 188, 16, DATE, M (valid_from) }, { 204, 16, DATE, M (valid_to) },
      { 242, 6, TEXT, M (country) }, { 250, 6, TEXT, M (permit_number) } } },
};

/* The second half of a long English name in the 2023 layout. */
#define NAME_2_OFFSET 220
#define NAME_2_BYTES 22
#define NAME_1_UNITS 35

/* Controls would survive into forms and paper; as spaces they do no harm. */
static void
blank_controls (gunichar2 *units, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (units[i] < 0x20 || (units[i] >= 0x7f && units[i] <= 0x9f))
      units[i] = ' ';
}

/* An address that was cut in the middle of a rare character is still an address. */
static void
mend_surrogates (gunichar2 *units, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    gboolean high = (units[i] & 0xfc00) == 0xd800, low = (units[i] & 0xfc00) == 0xdc00;
    if (high && i + 1 < n && (units[i + 1] & 0xfc00) == 0xdc00)
      i++;
    else if (high || low)
      units[i] = 0xfffd;
  }
}

static char *
read_text (const guint8 *bytes, gsize size, gboolean mend)
{
  gsize n = size / 2;
  g_autofree gunichar2 *units = g_new0 (gunichar2, n + 1);
  char *text;

  for (gsize i = 0; i < n; i++)
    units[i] = (gunichar2) (bytes[2 * i] | bytes[2 * i + 1] << 8);
  blank_controls (units, n);
  if (mend)
    mend_surrogates (units, n);
  while (n > 0 && (units[n - 1] == 0x0020 || units[n - 1] == 0x3000))
    n--;
  text = g_utf16_to_utf8 (units, (glong) n, NULL, NULL, NULL);
  yj_secret_wipe (units, n * sizeof *units);
  return text; /* NULL: a lone surrogate */
}

char *
yj_id_record_read_text (const guint8 *bytes, gsize size)
{
  return read_text (bytes, size, TRUE);
}

/* Of these each character counts: they are handed on as they are on the chip, or not at all. */
static gboolean
is_identifying (gsize member)
{
  return member == M (name) || member == M (latin_name) || member == M (number);
}

/* (transfer full) (nullable): NULL when @text is no day. */
static char *
digits_to_date (const char *text)
{
  g_autofree char *date = strlen (text) == 8 ? g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6) : NULL;

  if (g_str_equal (text, "长期"))
    return g_strdup ("long-term");
  return date != NULL && yj_date_is_real (date) ? g_steal_pointer (&date) : NULL;
}

static gboolean
read_field (const FieldSpan *span, const guint8 *record, YjIdCard *card)
{
  g_autoptr (YjSecretText) text = read_text (record + span->offset, span->bytes, !is_identifying (span->member));
  gpointer member = (guint8 *) card + span->member;

  if (text == NULL)
    return FALSE;
  if (span->form == SEX)
    *(int *) member = g_ascii_isdigit (text[0]) ? text[0] - '0' : 0;
  else if (*text != '\0')
    *(char **) member = span->form == DATE ? digits_to_date (text) : g_strdup (text);
  return TRUE;
}

static gboolean
append_second_name (const guint8 *record, YjIdCard *card)
{
  g_autoptr (YjSecretText) second = read_text (record + NAME_2_OFFSET, NAME_2_BYTES, FALSE);
  char *whole;

  if (second == NULL)
    return FALSE;
  if (*second == '\0' || card->latin_name == NULL)
    return TRUE;
  /* A name that was cut at a space lost it when the padding was stripped. */
  whole = g_utf8_strlen (card->latin_name, -1) < NAME_1_UNITS ? g_strdup_printf ("%s %s", card->latin_name, second)
                                                              : g_strconcat (card->latin_name, second, NULL);
  yj_secret_text_free (card->latin_name);
  card->latin_name = whole;
  return TRUE;
}

/* Some readers write 57 and 58 for the 97 and 98 of GB 3304. */
static void
correct_ethnicity (YjIdCard *card)
{
  if (g_strcmp0 (card->ethnicity, "57") == 0 || g_strcmp0 (card->ethnicity, "58") == 0)
    card->ethnicity[0] = '9';
}

static const Layout *
find_layout (gunichar2 flag)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if ((gunichar2) layouts[i].flag == flag)
      return &layouts[i];
  return NULL;
}

YjIdCard *
yj_id_record_parse (const guint8 *record, gsize size, GError **error)
{
  g_autoptr (YjIdCard) card = NULL;
  const Layout *layout;
  gboolean good = TRUE;

  if (size != YJ_ID_RECORD_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "the text record has %" G_GSIZE_FORMAT " bytes, not 256", size);
    return NULL;
  }
  layout = find_layout ((gunichar2) (record[FLAG_OFFSET] | record[FLAG_OFFSET + 1] << 8));
  if (layout == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN, "the text record has an unknown type flag");
    return NULL;
  }
  card = yj_id_card_new (layout->kind);
  card->document_type = g_strdup (layout->document_type);
  for (guint i = 0; good && i < G_N_ELEMENTS (layout->fields) && layout->fields[i].bytes > 0; i++)
    good = read_field (&layout->fields[i], record, card);
  if (good && layout->kind == YJ_ID_FOREIGNER_2023)
    good = append_second_name (record, card);
  if (good && card->name == NULL)
    card->name = g_strdup (card->latin_name);
  if (!good || card->name == NULL || card->number == NULL || card->birth == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE,
                         "the text record lacks a name, a number or a real day of birth, or is not UTF-16");
    return NULL;
  }
  correct_ethnicity (card);
  return g_steal_pointer (&card);
}

static gboolean
write_text (guint8 *record, guint16 offset, guint16 bytes, const char *text)
{
  glong n = 0;
  g_autofree gunichar2 *units = text != NULL ? g_utf8_to_utf16 (text, -1, NULL, &n, NULL) : NULL;

  if (n * 2 > bytes || (text != NULL && units == NULL))
    return FALSE;
  for (glong i = 0; i < n; i++) {
    record[offset + 2 * i] = units[i] & 0xff;
    record[offset + 2 * i + 1] = units[i] >> 8;
  }
  return TRUE;
}

static char *
date_to_digits (const char *date)
{
  g_auto (GStrv) parts = NULL;
  if (date == NULL)
    return NULL;
  if (g_str_equal (date, "long-term"))
    return g_strdup ("长期");
  parts = g_strsplit (date, "-", 0);
  return g_strjoinv ("", parts);
}

/* What is written for a text member. Where there was no Chinese name, the reader of a record put the Latin one in
 * its place; the record has it once. */
static char *
text_to_write (const FieldSpan *span, const YjIdCard *card)
{
  const char *text = *(char *const *) (gconstpointer) ((const guint8 *) card + span->member);

  if (text == NULL || (span->member == M (name) && g_strcmp0 (text, card->latin_name) == 0))
    return NULL;
  if (span->member == M (latin_name) && span->bytes == 2 * NAME_1_UNITS)
    return g_utf8_substring (text, 0, MIN (NAME_1_UNITS, g_utf8_strlen (text, -1)));
  return g_strdup (text);
}

static gboolean
write_field (const FieldSpan *span, guint8 *record, const YjIdCard *card)
{
  g_autoptr (YjSecretText) text = NULL;

  if (span->form == SEX)
    text = g_strdup_printf ("%d", card->sex);
  else if (span->form == DATE)
    text = date_to_digits (*(char *const *) (gconstpointer) ((const guint8 *) card + span->member));
  else
    text = text_to_write (span, card);
  return write_text (record, span->offset, span->bytes, text);
}

static const Layout *
find_layout_of_kind (YjIdKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].kind == kind)
      return &layouts[i];
  return NULL;
}

gboolean
yj_id_record_write (const YjIdCard *card, guint8 record[YJ_ID_RECORD_BYTES], GError **error)
{
  const Layout *layout = find_layout_of_kind (card->kind);
  gboolean good = layout != NULL && card->number != NULL && (card->name != NULL || card->latin_name != NULL);

  for (int i = 0; i < YJ_ID_RECORD_BYTES; i += 2) {
    record[i] = ' ';
    record[i + 1] = 0;
  }
  for (guint i = 0; good && i < G_N_ELEMENTS (layout->fields) && layout->fields[i].bytes > 0; i++)
    good = write_field (&layout->fields[i], record, card);
  if (good && card->kind == YJ_ID_FOREIGNER_2023 && card->latin_name != NULL && g_utf8_strlen (card->latin_name, -1) > NAME_1_UNITS)
    good = write_text (record, NAME_2_OFFSET, NAME_2_BYTES, g_utf8_offset_to_pointer (card->latin_name, NAME_1_UNITS));
  if (!good) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the name or number is missing, or a field does not fit into the text record");
    return FALSE;
  }
  record[FLAG_OFFSET] = (guint8) layout->flag;
  return TRUE;
}
