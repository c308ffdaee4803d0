/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the offsets of the four layouts; one table serves reading and writing. */
#include "core/identity/yj-id-record.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
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
      { 220, 16, DATE, M (birth) } } },
  { 'Y', YJ_ID_FOREIGNER_2023, "553",
    { { 0, 30, TEXT, M (name) }, { 30, 2, SEX, M (sex) }, { 36, 16, DATE, M (birth) }, { 52, 70, TEXT, M (latin_name) },
      { 122, 36, TEXT, M (number) }, { 188, 16, DATE, M (valid_from) }, { 204, 16, DATE, M (valid_to) },
      { 242, 6, TEXT, M (country) }, { 250, 6, TEXT, M (permit_number) } } },
};

/* The second half of a long English name in the 2023 layout. */
#define NAME_2_OFFSET 220
#define NAME_2_BYTES 22
#define NAME_1_UNITS 35

static char *
read_text (const guint8 *record, guint16 offset, guint16 bytes)
{
  g_autofree gunichar2 *units = g_malloc0 (bytes + sizeof (gunichar2));
  glong n = bytes / 2;

  for (glong i = 0; i < n; i++)
    units[i] = (gunichar2) (record[offset + 2 * i] | record[offset + 2 * i + 1] << 8);
  while (n > 0 && (units[n - 1] == 0x0020 || units[n - 1] == 0 || units[n - 1] == 0x3000))
    n--;
  char *text = g_utf16_to_utf8 (units, n, NULL, NULL, NULL);
  yj_secret_wipe (units, bytes);
  return text; /* NULL: a lone surrogate */
}

static char *
digits_to_date (const char *text)
{
  if (g_str_equal (text, "长期"))
    return g_strdup ("long-term");
  if (strlen (text) != 8)
    return g_strdup (text);
  return g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
}

static gboolean
read_field (const FieldSpan *span, const guint8 *record, YjIdCard *card)
{
  char *text = read_text (record, span->offset, span->bytes);
  gpointer member = (guint8 *) card + span->member;

  if (text == NULL)
    return FALSE;
  if (span->form == SEX)
    *(int *) member = g_ascii_isdigit (text[0]) ? text[0] - '0' : 0;
  else if (*text != '\0')
    *(char **) member = span->form == DATE ? digits_to_date (text) : g_strdup (text);
  yj_secret_text_free (text);
  return TRUE;
}

static gboolean
append_second_name (const guint8 *record, YjIdCard *card)
{
  g_autoptr (YjSecretText) second = read_text (record, NAME_2_OFFSET, NAME_2_BYTES);
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
  gboolean good = size == YJ_ID_RECORD_BYTES;

  if (!good) {
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
  if (!good || card->name == NULL || card->number == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "the text record lacks a name or a number, or is not UTF-16");
    return NULL;
  }
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

static gboolean
write_field (const FieldSpan *span, guint8 *record, const YjIdCard *card)
{
  gconstpointer member = (const guint8 *) card + span->member;
  g_autofree char *text = NULL;

  if (span->form == SEX)
    text = g_strdup_printf ("%d", *(const int *) member);
  else if (span->form == DATE)
    text = date_to_digits (*(char *const *) member);
  else if (span->member == M (latin_name) && *(char *const *) member != NULL && span->bytes == 2 * NAME_1_UNITS)
    text = g_utf8_substring (*(char *const *) member, 0, MIN (NAME_1_UNITS, g_utf8_strlen (*(char *const *) member, -1)));
  else
    text = g_strdup (*(char *const *) member);
  return write_text (record, span->offset, span->bytes, text);
}

gboolean
yj_id_record_write (const YjIdCard *card, guint8 record[YJ_ID_RECORD_BYTES], GError **error)
{
  const Layout *layout = NULL;
  gboolean good = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].kind == card->kind)
      layout = &layouts[i];
  for (int i = 0; i < YJ_ID_RECORD_BYTES; i += 2) {
    record[i] = ' ';
    record[i + 1] = 0;
  }
  for (guint i = 0; layout != NULL && good && i < G_N_ELEMENTS (layout->fields) && layout->fields[i].bytes > 0; i++)
    good = write_field (&layout->fields[i], record, card);
  if (layout != NULL && good && card->kind == YJ_ID_FOREIGNER_2023 && card->latin_name != NULL &&
      g_utf8_strlen (card->latin_name, -1) > NAME_1_UNITS)
    good = write_text (record, NAME_2_OFFSET, NAME_2_BYTES, g_utf8_offset_to_pointer (card->latin_name, NAME_1_UNITS));
  if (layout == NULL || !good) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a field does not fit into the text record");
    return FALSE;
  }
  record[FLAG_OFFSET] = (guint8) layout->flag;
  return TRUE;
}
