/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the alphabet and the check character of references and secrets. */
#include "core/document/yj-reference.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <sodium.h>
#include <string.h>

#define KIOSK_CODE_CHARS 4
#define SEQ_CHARS_MIN 4
#define REFERENCE_CHARS_MAX 20
#define SECRET_CHARS 12
#define QR_PREFIX "YJ1:"

/* Crockford's Base32: no I, L, O, U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/* ISO 7064 works on all 36 letters and digits. */
static const char iso_alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* ISO/IEC 7064 MOD 37,36, the hybrid system for alphanumeric strings. */
static char
compute_check (const char *text)
{
  int p = 36;
  for (; *text != '\0'; text++) {
    int s = (p + (int) (strchr (iso_alphabet, *text) - iso_alphabet)) % 36;
    p = ((s == 0 ? 36 : s) * 2) % 37;
  }
  return iso_alphabet[(37 - p) % 36];
}

char *
yj_reference_new (const char *kiosk_code, guint64 seq)
{
  char digits[16];
  int n = 0;
  GString *text = g_string_new (kiosk_code);

  for (guint64 rest = seq; rest > 0 || n < SEQ_CHARS_MIN; rest >>= 5)
    digits[n++] = alphabet[rest & 31];
  while (n > 0)
    g_string_append_c (text, digits[--n]);
  g_string_append_c (text, compute_check (text->str));
  return g_string_free (text, FALSE);
}

/* Upper case without separators, with the letters that people mistake for digits put right. The check
 * character may be any letter, so it is left as it is when @keep_last. */
static char *
clean (const char *typed, gsize max_chars, gboolean keep_last)
{
  GString *text = g_string_new (NULL);
  for (; *typed != '\0' && text->len <= max_chars; typed++)
    if (!g_ascii_isspace (*typed) && *typed != '-')
      g_string_append_c (text, g_ascii_toupper (*typed));
  for (gsize i = 0; i + (keep_last ? 1 : 0) < text->len; i++) {
    if (text->str[i] == 'O')
      text->str[i] = '0';
    else if (text->str[i] == 'I' || text->str[i] == 'L')
      text->str[i] = '1';
  }
  return g_string_free (text, FALSE);
}

static gboolean
is_base32 (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (text[i] == '\0' || strchr (alphabet, text[i]) == NULL)
      return FALSE;
  return TRUE;
}

char *
yj_reference_normalise (const char *typed, GError **error)
{
  g_autofree char *text = clean (typed, REFERENCE_CHARS_MAX, TRUE);
  gsize size = strlen (text);
  g_autofree char *body = size > 0 ? g_strndup (text, size - 1) : g_strdup ("");

  if (size < KIOSK_CODE_CHARS + SEQ_CHARS_MIN + 1 || size > REFERENCE_CHARS_MAX) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a reference has at least %d characters", KIOSK_CODE_CHARS + SEQ_CHARS_MIN + 1);
    return NULL;
  }
  if (!is_base32 (body, size - 1) || compute_check (body) != text[size - 1]) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the reference's check character does not fit");
    return NULL;
  }
  return g_steal_pointer (&text);
}

char *
yj_reference_to_display (const char *reference)
{
  GString *text = g_string_new (NULL);
  for (gsize i = 0; reference[i] != '\0'; i++) {
    if (i > 0 && i % 4 == 0)
      g_string_append_c (text, ' ');
    g_string_append_c (text, reference[i]);
  }
  return g_string_free (text, FALSE);
}

char *
yj_progress_secret_new (void)
{
  guint8 random[SECRET_CHARS];
  char *secret = g_malloc0 (SECRET_CHARS + 1);

  randombytes_buf (random, sizeof random);
  for (int i = 0; i < SECRET_CHARS; i++)
    secret[i] = alphabet[random[i] & 31];
  sodium_memzero (random, sizeof random);
  return secret;
}

char *
yj_progress_secret_normalise (const char *typed, GError **error)
{
  char *text = clean (typed, SECRET_CHARS, FALSE);

  if (strlen (text) != SECRET_CHARS || !is_base32 (text, SECRET_CHARS)) {
    yj_secret_text_free (text);
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a progress code has %d letters and digits", SECRET_CHARS);
    return NULL;
  }
  return text;
}

char *
yj_progress_secret_sha256 (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

char *
yj_reference_to_qr_text (const char *reference, const char *secret)
{
  return g_strconcat (QR_PREFIX, reference, ":", secret, NULL);
}

gboolean
yj_reference_parse_qr_text (const char *text, char **reference, char **secret, GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *number = NULL;
  char *code;

  if (!g_str_has_prefix (text, QR_PREFIX)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN, "the code is not of a receipt");
    return FALSE;
  }
  parts = g_strsplit (text + strlen (QR_PREFIX), ":", 3);
  if (g_strv_length (parts) != 2) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the receipt's code is not whole");
    return FALSE;
  }
  number = yj_reference_normalise (parts[0], error);
  code = number != NULL ? yj_progress_secret_normalise (parts[1], error) : NULL;
  if (code == NULL)
    return FALSE;
  *reference = g_steal_pointer (&number);
  *secret = code;
  return TRUE;
}
