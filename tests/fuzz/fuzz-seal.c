/* SPDX-License-Identifier: Apache-2.0 */
/* What comes over the wire or on a stick: sealed envelopes (age), archives (tar, zstd), signed receipts (JWS), JSON. The first byte says
 * which; a plain archive is also packed again and must be the same. */
#include "core/base/yj-json.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-bech32.h"
#include "core/seal/yj-jws.h"
#include "tests/fuzz/fuzz.h"

#define MAX_BYTES (1024 * 1024)
#define MAX_ENTRIES 50

static void
take_entries (GPtrArray *entries)
{
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GPtrArray) back = NULL;

  if (entries == NULL)
    return;
  packed = yj_archive_pack_tar (entries, NULL);
  g_assert_nonnull (packed);
  back = yj_archive_unpack_tar (packed, MAX_BYTES, MAX_ENTRIES, NULL);
  g_assert_nonnull (back);
  g_assert_cmpuint (back->len, ==, entries->len);
  for (guint i = 0; i < entries->len; i++) {
    YjArchiveEntry *one = entries->pdata[i], *other = back->pdata[i];

    g_assert_cmpstr (one->name, ==, other->name);
    g_assert_true (g_bytes_equal (one->data, other->data));
  }
}

static void
take_archive (GBytes *bytes, gboolean is_packed)
{
  g_autoptr (GPtrArray) entries =
    is_packed ? yj_archive_unpack (bytes, MAX_BYTES, MAX_ENTRIES, NULL) : yj_archive_unpack_tar (bytes, MAX_BYTES, MAX_ENTRIES, NULL);

  take_entries (entries);
}

static void
take_sealed (GBytes *bytes)
{
  static char *identity, *recipient;
  const char *identities[2] = { NULL, NULL };
  g_autoptr (GBytes) plain = NULL;

  if (identity == NULL)
    yj_age_keygen (&identity, &recipient);
  identities[0] = identity;
  plain = yj_age_open (bytes, identities, MAX_BYTES, NULL);
  g_assert_null (plain); /* nobody seals to a key that was made here */
}

static void
take_text (const guint8 *bytes, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_auto (YjJws) jws = { 0 };
  guint8 key[32];

  if (yj_jws_parse (text, &jws, NULL))
    fuzz_use (g_bytes_get_data (jws.signature, NULL), g_bytes_get_size (jws.signature));
  if (yj_bech32_decode (text, "age", key, sizeof key))
    fuzz_use (key, sizeof key);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (GBytes) data = NULL;
  json_t *json;

  if (size == 0)
    return 0;
  data = g_bytes_new (bytes + 1, size - 1);
  switch (bytes[0] & 3) {
  case 0:
    take_archive (data, FALSE);
    break;
  case 1:
    take_archive (data, TRUE);
    break;
  case 2:
    take_sealed (data);
    break;
  default:
    take_text (bytes + 1, size - 1);
    json = yj_json_parse ((const char *) bytes + 1, size - 1, MAX_BYTES, 16, NULL);
    if (json != NULL)
      yj_json_wipe (json);
    break;
  }
  return 0;
}
