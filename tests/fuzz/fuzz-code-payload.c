/* SPDX-License-Identifier: Apache-2.0 */
/* What a code says: where one ends in a burst, symbology identifier, text of the bytes, what kind it is, and our own receipt's code, whose
 * check character is put right so that what is behind it is reached. The first byte chooses the symbology. */
#include "core/document/yj-code-kind.h"
#include "core/document/yj-reference.h"
#include "core/identity/yj-id-check.h"
#include "core/identity/yj-resident-id.h"
#include "core/ports/yj-code-scanner.h"
#include "drivers/codes/yj-aim-identifier.h"
#include "drivers/codes/yj-line-framing.h"
#include "tests/fuzz/fuzz.h"
#include "core/base/yj-secret.h"

static const char *const framings[] = { "auto", "cr-lf", "tab", "stx-etx", "none" };
static const char *const symbologies[] = { "qr-code", "ean-13", "ean-8", "upc-a", "code-128", "pdf417", "other", "itf" };

static void
take_receipt (const char *text)
{
  g_autofree char *reference = NULL;
  g_autoptr (YjSecretText) secret = NULL;
  g_autofree char *back = NULL, *display = NULL;

  if (!yj_reference_parse_qr_text (text, &reference, &secret, NULL))
    return;
  back = yj_reference_to_qr_text (reference, secret);
  display = yj_reference_to_display (reference);
  fuzz_use_text (back);
  fuzz_use_text (display);
}

/* A receipt of ours with these bytes as number: it is read back as it was written. */
static void
make_receipt (const guint8 *bytes, gsize size)
{
  guint64 seq = 1;
  g_autofree char *reference = NULL, *text = NULL, *found = NULL;
  g_autoptr (YjSecretText) secret = yj_progress_secret_new (), found_secret = NULL;

  for (gsize i = 0; i < MIN (size, 5); i++)
    seq = seq << 8 | bytes[i];
  reference = yj_reference_new ("7K3M", seq);
  text = yj_reference_to_qr_text (reference, secret);
  g_assert_true (yj_reference_parse_qr_text (text, &found, &found_secret, NULL));
  g_assert_cmpstr (found, ==, reference);
  g_assert_cmpstr (found_secret, ==, secret);
  g_assert_cmpint (yj_code_kind_classify ("qr-code", text), ==, YJ_CODE_KIND_RECEIPT);
}

/* Whatever comes, each code has a byte at least and none is in two. */
static void
part_burst (const guint8 *bytes, gsize size, const char *name, gboolean identifiers)
{
  const YjLineFraming *framing = yj_line_framing_find (name);

  while (size > 0) {
    gsize one = yj_line_framing_measure_first (framing, identifiers, bytes, size), inside = one;
    const guint8 *at = bytes;
    g_assert_true (one >= 1 && one <= size);
    yj_line_framing_strip (framing, &at, &inside);
    g_assert_true (at >= bytes && at + inside <= bytes + one);
    bytes += one;
    size -= one;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  const char *symbology;
  g_autoptr (YjCode) code = NULL, copy = NULL;
  g_autoptr (YjSecretText) number = NULL;
  YjCodeKind kind;

  if (size == 0)
    return 0;
  symbology = symbologies[bytes[0] % G_N_ELEMENTS (symbologies)];
  fuzz_use_text (yj_aim_identifier_get_symbology (bytes + 1, size - 1));
  for (gsize i = 0; i < G_N_ELEMENTS (framings); i++) {
    part_burst (bytes + 1, size - 1, framings[i], FALSE);
    part_burst (bytes + 1, size - 1, framings[i], TRUE);
  }
  code = yj_code_new (symbology, bytes + 1, size - 1);
  copy = yj_code_copy (code);
  g_assert_cmpuint (g_bytes_get_size (copy->payload), ==, size - 1);
  g_assert_cmpstr (copy->text, ==, code->text);
  kind = yj_code_kind_classify (symbology, code->text);
  fuzz_use_text (yj_code_kind_nick (kind));
  make_receipt (bytes, size);
  if (code->text == NULL) {
    g_assert_cmpint (kind, !=, YJ_CODE_KIND_TEXT);
    return 0;
  }
  g_assert_true (g_utf8_validate (code->text, -1, NULL));
  take_receipt (code->text);
  number = yj_resident_id_normalise (code->text);
  if (number != NULL && yj_resident_id_check (number, NULL) == YJ_RESIDENT_ID_VALID) {
    g_autofree char *birth = yj_resident_id_get_birth (number);
    g_assert_true (yj_date_is_real (birth));
    fuzz_use_text (yj_area_kind_nick (yj_resident_id_get_area_kind (number)));
  }
  yj_json_wipe (yj_id_check (code->text));
  return 0;
}
