/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the header of an age file: stanzas for X25519 recipients and the MAC over them. */
#include "core/seal/yj-age.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-age-stream.h"
#include "core/seal/yj-bech32.h"
#include "core/seal/yj-hkdf.h"
#include <sodium.h>
#include <string.h>

#define VERSION_LINE "age-encryption.org/v1\n"
#define WRAP_INFO "age-encryption.org/v1/X25519"
#define WRAPPED_BYTES (YJ_AGE_FILE_KEY_BYTES + crypto_aead_chacha20poly1305_ietf_ABYTES)
#define OPEN_MAX_BYTES_DEFAULT (64u * 1024u * 1024u)
#define HEADER_MAX_BYTES 16384u

static const guint8 zero_nonce[12];

/* Base64 of RFC 4648 without padding, as age wants it. */
static char *
encode64 (const guint8 *data, gsize size)
{
  gsize n = sodium_base64_ENCODED_LEN (size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  char *text = g_malloc (n);
  return sodium_bin2base64 (text, n, data, size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

static gboolean
decode64 (const char *text, gsize text_size, guint8 *data, gsize size)
{
  size_t got;
  const char *end;
  return sodium_base642bin (data, size, text, text_size, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
         got == size && end == text + text_size;
}

static gboolean
wrap_key (const guint8 *shared, const guint8 *share, const guint8 *recipient, guint8 key[32])
{
  guint8 salt[64];
  memcpy (salt, share, 32);
  memcpy (salt + 32, recipient, 32);
  yj_hkdf_sha256 (shared, 32, salt, sizeof salt, WRAP_INFO, key);
  return !sodium_is_zero (shared, 32);
}

static gboolean
append_stanza (GString *header, const char *recipient, const guint8 *file_key, GError **error)
{
  guint8 public[32], ephemeral[32], share[32], shared[32], key[32], wrapped[WRAPPED_BYTES];
  g_autofree char *share_text = NULL, *body = NULL;
  gboolean usable;

  if (!yj_bech32_decode (recipient, YJ_AGE_RECIPIENT_HRP, public, sizeof public))
    return yj_age_check_recipient (recipient, error);
  randombytes_buf (ephemeral, sizeof ephemeral);
  crypto_scalarmult_base (share, ephemeral);
  usable = crypto_scalarmult (shared, ephemeral, public) == 0 && wrap_key (shared, share, public, key);
  if (usable)
    crypto_aead_chacha20poly1305_ietf_encrypt (wrapped, NULL, file_key, YJ_AGE_FILE_KEY_BYTES, NULL, 0, NULL, zero_nonce, key);
  sodium_memzero (ephemeral, sizeof ephemeral);
  sodium_memzero (shared, sizeof shared);
  sodium_memzero (key, sizeof key);
  if (!usable) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "an age recipient is a point of low order");
    return FALSE;
  }
  share_text = encode64 (share, sizeof share);
  body = encode64 (wrapped, sizeof wrapped);
  g_string_append_printf (header, "-> X25519 %s\n%s\n", share_text, body);
  return TRUE;
}

static void
compute_mac (const guint8 *file_key, const char *header, gsize size, guint8 mac[32])
{
  guint8 key[32];
  yj_hkdf_sha256 (file_key, YJ_AGE_FILE_KEY_BYTES, NULL, 0, "header", key);
  yj_hmac_sha256 (key, sizeof key, (const guint8 *) header, size, mac);
  sodium_memzero (key, sizeof key);
}

/* Opens the payload with the file key that is still in memory: a seal that cannot be opened is found
 * before the plain text is gone. */
static gboolean
check_seal (const guint8 *file_key, const GByteArray *sealed, gsize header_size, GBytes *plain, GError **error)
{
  g_autoptr (GBytes) again = yj_age_stream_open (file_key, sealed->data + header_size, sealed->len - header_size,
                                                 g_bytes_get_size (plain) + 1, error);
  if (again == NULL)
    return FALSE;
  if (g_bytes_equal (again, plain))
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "what was sealed does not open to what was given");
  return FALSE;
}

GBytes *
yj_age_seal (GBytes *plain, const char *const *recipients, GError **error)
{
  guint8 file_key[YJ_AGE_FILE_KEY_BYTES], mac[32];
  g_autoptr (GString) header = g_string_new (VERSION_LINE);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autofree char *mac_text = NULL;
  gboolean good = recipients != NULL && recipients[0] != NULL;

  if (!good) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "there is nobody to seal to");
    return NULL;
  }
  randombytes_buf (file_key, sizeof file_key);
  for (gsize i = 0; good && recipients[i] != NULL; i++)
    good = append_stanza (header, recipients[i], file_key, error);
  if (good) {
    g_string_append (header, "---");
    compute_mac (file_key, header->str, header->len, mac);
    mac_text = encode64 (mac, sizeof mac);
    g_string_append_printf (header, " %s\n", mac_text);
    g_byte_array_append (sealed, (const guint8 *) header->str, header->len);
    yj_age_stream_seal (file_key, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), sealed);
    good = check_seal (file_key, sealed, header->len, plain, error);
  }
  sodium_memzero (file_key, sizeof file_key);
  return good ? g_byte_array_free_to_bytes (g_steal_pointer (&sealed)) : NULL;
}

/* A header as found: where the MAC's input ends, the MAC, and where the payload begins. */
typedef struct {
  const char *text;
  gsize mac_input_size;
  guint8 mac[32];
  gsize size;
} Header;

static gboolean
parse_header (const char *text, gsize size, Header *header)
{
  const char *mark = size > 0 ? g_strstr_len (text, MIN (size, HEADER_MAX_BYTES), "\n--- ") : NULL; /* no bytes may be no memory */
  const char *end = mark != NULL ? memchr (mark + 5, '\n', size - (gsize) (mark + 5 - text)) : NULL;

  if (size < strlen (VERSION_LINE) || memcmp (text, VERSION_LINE, strlen (VERSION_LINE)) != 0 || end == NULL)
    return FALSE;
  header->text = text;
  header->mac_input_size = (gsize) (mark - text) + 4;
  header->size = (gsize) (end - text) + 1;
  return decode64 (mark + 5, (gsize) (end - mark) - 5, header->mac, sizeof header->mac);
}

static gboolean
open_stanza (char **lines, const char *identity, guint8 *file_key)
{
  guint8 secret[32], public[32], share[32], shared[32], key[32], wrapped[WRAPPED_BYTES];
  gboolean opened = FALSE;

  if (!yj_bech32_decode (identity, YJ_AGE_IDENTITY_HRP, secret, sizeof secret))
    return FALSE;
  crypto_scalarmult_base (public, secret);
  for (gsize i = 0; !opened && lines[i] != NULL && lines[i + 1] != NULL; i++) {
    if (!g_str_has_prefix (lines[i], "-> X25519 "))
      continue;
    const char *share_text = lines[i] + strlen ("-> X25519 ");
    opened = decode64 (share_text, strlen (share_text), share, sizeof share) &&
             decode64 (lines[i + 1], strlen (lines[i + 1]), wrapped, sizeof wrapped) &&
             crypto_scalarmult (shared, secret, share) == 0 && wrap_key (shared, share, public, key) &&
             crypto_aead_chacha20poly1305_ietf_decrypt (file_key, NULL, NULL, wrapped, sizeof wrapped, NULL, 0, zero_nonce,
                                                        key) == 0;
  }
  sodium_memzero (secret, sizeof secret);
  sodium_memzero (shared, sizeof shared);
  sodium_memzero (key, sizeof key);
  return opened;
}

GBytes *
yj_age_open (GBytes *sealed, const char *const *identities, gsize max_bytes, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (sealed, &size);
  guint8 file_key[YJ_AGE_FILE_KEY_BYTES], mac[32];
  g_autofree char *stanzas = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GBytes) plain = NULL;
  Header header;
  gboolean found = FALSE;

  if (!parse_header (text, size, &header)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not an age v1 file");
    return NULL;
  }
  stanzas = g_strndup (text + strlen (VERSION_LINE), header.mac_input_size - strlen (VERSION_LINE));
  lines = g_strsplit (stanzas, "\n", 0);
  for (gsize i = 0; !found && identities[i] != NULL; i++)
    found = open_stanza (lines, identities[i], file_key);
  if (!found) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "none of the identities opens this age file");
    return NULL;
  }
  compute_mac (file_key, header.text, header.mac_input_size, mac);
  if (sodium_memcmp (mac, header.mac, sizeof mac) == 0)
    plain = yj_age_stream_open (file_key, (const guint8 *) text + header.size, size - header.size,
                                max_bytes > 0 ? max_bytes : OPEN_MAX_BYTES_DEFAULT, error);
  else
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the age file's header was changed");
  sodium_memzero (file_key, sizeof file_key);
  return g_steal_pointer (&plain);
}
