/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-base64.h"
#include "tests/support/seed.h"
#include <sodium.h>
#include <string.h>

#define SIZE_MAX_TRIED 300

static int
get_variant (YjBase64 form)
{
  return form == YJ_BASE64_STANDARD ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

/* As libsodium encodes it. */
static gsize
encode_slowly (YjBase64 form, const guint8 *data, gsize size, char *text)
{
  sodium_bin2base64 (text, sodium_base64_ENCODED_LEN (size, get_variant (form)), data, size, get_variant (form));
  return strlen (text);
}

static void
test_every_size (void)
{
  guint8 data[SIZE_MAX_TRIED], back[YJ_BASE64_BYTES (YJ_BASE64_ROOM (SIZE_MAX_TRIED))];
  char text[YJ_BASE64_ROOM (SIZE_MAX_TRIED)], slow[YJ_BASE64_ROOM (SIZE_MAX_TRIED) + 1];

  for (YjBase64 form = YJ_BASE64_STANDARD; form <= YJ_BASE64_URL; form++)
    for (gsize size = 0; size <= SIZE_MAX_TRIED; size++) {
      gsize characters;
      randombytes_buf (data, size);
      characters = yj_base64_encode (form, data, size, text);
      g_assert_cmpmem (text, characters, slow, encode_slowly (form, data, size, slow));
      g_assert_cmpint (yj_base64_decode (form, text, characters, back), ==, size);
      g_assert_cmpmem (back, size, data, size);
    }
  g_test_message ("both forms of 0 to %u bytes are libsodium's, and read back", SIZE_MAX_TRIED);
}

static void
test_pieces (void)
{
  guint8 data[SIZE_MAX_TRIED];
  char whole[YJ_BASE64_ROOM (SIZE_MAX_TRIED)], pieces[YJ_BASE64_ROOM (SIZE_MAX_TRIED)];
  gsize size, made = 0;

  randombytes_buf (data, sizeof data);
  size = yj_base64_encode (YJ_BASE64_STANDARD, data, SIZE_MAX_TRIED - 1, whole);
  for (gsize done = 0; done < SIZE_MAX_TRIED - 1; done += 33)
    made += yj_base64_encode (YJ_BASE64_STANDARD, data + done, MIN (33, SIZE_MAX_TRIED - 1 - done), pieces + made);
  g_assert_cmpmem (pieces, made, whole, size);
}

/* One character of a good text is another one. Of bytes beyond ASCII libsodium takes some; ours are tried below. */
static void
test_wounds (void)
{
  guint taken = 0, refused = 0;

  for (guint n = 0; n < 200000; n++) {
    YjBase64 form = n % 2 == 0 ? YJ_BASE64_STANDARD : YJ_BASE64_URL;
    guint8 data[24], ours[YJ_BASE64_BYTES (32)], theirs[32];
    char text[33];
    gsize size = (gsize) g_test_rand_int_range (1, 24), characters, got = 0;
    gssize found;
    const char *end = NULL;
    gboolean good;

    randombytes_buf (data, size);
    characters = encode_slowly (form, data, size, text);
    text[g_test_rand_int_range (0, (gint32) characters)] = (char) (n % 3 == 0 ? '=' : g_test_rand_int_range (1, 128));
    good =
        sodium_base642bin (theirs, sizeof theirs, text, characters, NULL, &got, &end, get_variant (form)) == 0 && end == text + characters;
    found = yj_base64_decode (form, text, characters, ours);
    g_assert_true (good == (found >= 0));
    if (good)
      g_assert_cmpmem (ours, (gsize) found, theirs, got);
    taken += good;
    refused += !good;
  }
  g_assert_cmpuint (taken, >, 10000);
  g_assert_cmpuint (refused, >, 10000);
  g_test_message ("of wounded texts %u are read as libsodium reads them, %u are refused as it refuses them", taken, refused);
}

static void
assert_bytes (YjBase64 form, const char *text, gssize bytes)
{
  guint8 data[64];
  g_assert_cmpint (yj_base64_decode (form, text, strlen (text), data), ==, bytes);
}

static void
test_strict (void)
{
  assert_bytes (YJ_BASE64_STANDARD, "", 0);
  assert_bytes (YJ_BASE64_STANDARD, "QUI=", 2);
  assert_bytes (YJ_BASE64_STANDARD, "QUJ=", -1); /* bits are left over */
  assert_bytes (YJ_BASE64_STANDARD, "QQ==", 1);
  assert_bytes (YJ_BASE64_STANDARD, "QR==", -1);
  assert_bytes (YJ_BASE64_STANDARD, "QQ", -1);
  assert_bytes (YJ_BASE64_STANDARD, "Q===", -1);
  assert_bytes (YJ_BASE64_STANDARD, "====", -1);
  assert_bytes (YJ_BASE64_STANDARD, "QQ==QUI=", -1);
  assert_bytes (YJ_BASE64_STANDARD, "QU\nI", -1);
  assert_bytes (YJ_BASE64_STANDARD, " QUI", -1);
  assert_bytes (YJ_BASE64_STANDARD, "-_-_", -1);
  assert_bytes (YJ_BASE64_STANDARD, "QU\x83I", -1);
  assert_bytes (YJ_BASE64_URL, "QU\x83I", -1);
  assert_bytes (YJ_BASE64_URL, "-_-_", 3);
  assert_bytes (YJ_BASE64_URL, "+/+/", -1);
  assert_bytes (YJ_BASE64_URL, "QUI", 2);
  assert_bytes (YJ_BASE64_URL, "QUI=", -1);
  assert_bytes (YJ_BASE64_URL, "QUJDR", -1);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/base/base64/every-size-is-what-libsodium-makes-of-it", test_every_size);
  g_test_add_func ("/base/base64/pieces-of-whole-threes-make-the-whole", test_pieces);
  g_test_add_func ("/base/base64/a-wounded-text-is-refused-as-libsodium-refuses-it", test_wounds);
  g_test_add_func ("/base/base64/one-text-for-the-same-bytes-and-nothing-between", test_strict);
  return g_test_run ();
}
