/* SPDX-License-Identifier: Apache-2.0 */
/* The openssl program makes the certificate, so the header's signature is checked against a stranger. */
#include "core/base/yj-error.h"
#include "core/seal/yj-jws.h"
#include "core/seal/yj-suite.h"
#include "tests/support/seed.h"
#include <glib/gstdio.h>
#include <string.h>

static char *
make_certificate (const char *key_pem)
{
  g_autofree char *dir = g_dir_make_tmp ("suite-XXXXXX", NULL);
  g_autofree char *key_path = g_build_filename (dir, "key.pem", NULL), *out = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_file_set_contents (key_path, key_pem, -1, &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl", "req",
                              "-x509", "-new", "-key", key_path, "-days", "2", "-subj", "/CN=7K3M", NULL);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (key_path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
  return g_steal_pointer (&out);
}

static void
test_header (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = yj_suite_device_key_new (&error), *other = yj_suite_device_key_new (&error);
  g_autofree char *certificate = make_certificate (key), *other_certificate = make_certificate (other), *jws = NULL;
  g_autoptr (YjHeaderKey) public_key = yj_header_key_new (certificate, &error), other_key = yj_header_key_new (other_certificate, &error);
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"id\":1}", 8), back = NULL;

  jws = yj_suite_sign_header (payload, key, &error);
  g_assert_no_error (error);
  back = yj_suite_verify_header (jws, public_key, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, payload));
  g_assert_null (yj_suite_verify_header (jws, other_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_null (yj_header_key_new ("no certificate", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
}

/* A thread keeps the key that it verified with last; a key that is freed meanwhile leaves nothing behind for the next at its address. */
static void
test_headers_in_turns (void)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"id\":1}", 8);
  guint verified = 0, refused = 0;

  for (guint round = 0; round < 40; round++) {
    g_autofree char *key = yj_suite_device_key_new (NULL), *certificate = make_certificate (key), *jws = yj_suite_sign_header (payload, key, NULL);
    YjHeaderKey *public_key = yj_header_key_new (certificate, NULL), *same = yj_header_key_ref (public_key);
    g_autofree char *other_key = yj_suite_device_key_new (NULL), *foreign = yj_suite_sign_header (payload, other_key, NULL);
    g_autoptr (GBytes) back = yj_suite_verify_header (jws, public_key, NULL);

    verified += back != NULL;
    refused += yj_suite_verify_header (foreign, public_key, NULL) == NULL;
    yj_header_key_free (public_key);
    g_clear_pointer (&back, g_bytes_unref);
    back = yj_suite_verify_header (jws, same, NULL);
    verified += back != NULL;
    yj_header_key_free (same);
  }
  g_assert_cmpuint (verified, ==, 80);
  g_assert_cmpuint (refused, ==, 40);
}

static char *
replace_part (const char *jws, int index, const char *part)
{
  g_auto (GStrv) parts = g_strsplit (jws, ".", 3);
  g_free (parts[index]);
  parts[index] = g_strdup (part);
  return g_strjoinv (".", parts);
}

static void
test_header_tampered (void)
{
  g_autofree char *key = yj_suite_device_key_new (NULL), *certificate = make_certificate (key);
  g_autoptr (YjHeaderKey) public_key = yj_header_key_new (certificate, NULL);
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"id\":1}", 8);
  g_autofree char *jws = yj_suite_sign_header (payload, key, NULL);
  g_autofree char *none = yj_base64url_encode ("{\"alg\":\"none\"}", 14);
  g_autofree char *hmac = yj_base64url_encode ("{\"alg\":\"HS256\"}", 15);
  g_autofree char *body = yj_base64url_encode ("{\"id\":2}", 8);
  char *cases[] = { replace_part (jws, 0, none), replace_part (jws, 0, hmac), replace_part (jws, 1, body),
                               replace_part (jws, 2, ""),   g_strdup ("a.b"),             g_strdup (""),
                               g_strconcat (jws, ".x", NULL) };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_suite_verify_header (cases[i], public_key, &error));
    g_assert_true (g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED) ||
                   g_error_matches (error, YJ_ERROR, YJ_ERROR_BAD_DATA));
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_free (cases[i]);
}

static void
test_csr (void)
{
  g_autofree char *key = yj_suite_device_key_new (NULL), *csr = yj_suite_device_csr_new (key, "7K3M", NULL), *out = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL, "openssl",
                      "req", "-verify", "-noout", "-subject", NULL);
  g_subprocess_communicate_utf8 (process, csr, NULL, &out, NULL, NULL);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_nonnull (strstr (out, "7K3M"));
}

static void
test_receipt (void)
{
  g_autofree char *secret = NULL, *public_key = NULL, *kid = NULL, *other_secret = NULL, *other_public = NULL,
                  *other_kid = NULL, *jws = NULL, *forged = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"verdict\":\"accepted\"}", 22), back = NULL;
  g_autoptr (GError) error = NULL;

  yj_suite_receipt_key_new (&secret, &public_key, &kid);
  yj_suite_receipt_key_new (&other_secret, &other_public, &other_kid);
  g_hash_table_insert (keys, kid, public_key);
  jws = yj_suite_sign_receipt (payload, secret, kid, &error);
  back = yj_suite_verify_receipt (jws, keys, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, payload));
  forged = yj_suite_sign_receipt (payload, other_secret, kid, NULL);
  g_assert_null (yj_suite_verify_receipt (forged, keys, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_free (forged);
  forged = yj_suite_sign_receipt (payload, other_secret, other_kid, NULL);
  g_assert_null (yj_suite_verify_receipt (forged, keys, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
}

/* Parts of a JWS are read by another decoder than keys are: both take the same texts for the same bytes. */
static void
test_base64url (void)
{
  static const char characters[] = "AAABCDXYZabcxyz0189-_-_QgwQgw+/=. \n";
  guint taken = 0;

  for (guint i = 0; i < 20000; i++) {
    g_autofree char *text = g_malloc0 (16), *jws_text = NULL;
    g_auto (YjJws) jws = { 0 };
    g_autoptr (GBytes) bytes = NULL;
    guint size = (guint) g_test_rand_int_range (0, 15), strange = g_test_rand_bit () ? 0 : 9;
    gboolean parsed;

    for (guint k = 0; k < size; k++)
      text[k] = characters[g_test_rand_int_range (0, (gint) (sizeof characters - 10 + strange))];
    jws_text = g_strconcat ("e30.", text, ".AAAA", NULL);
    bytes = yj_base64url_decode (text, size, 100);
    parsed = yj_jws_parse (jws_text, &jws, NULL);
    g_assert_cmpint (parsed, ==, bytes != NULL);
    if (parsed)
      g_assert_true (g_bytes_equal (bytes, jws.payload));
    taken += parsed;
  }
  g_assert_cmpuint (taken, >, 1000);
  g_assert_cmpuint (taken, <, 19000);
  g_test_message ("%u of 20000 texts were base64url, for both", taken);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/seal/suite/a-header-verifies-with-its-own-certificate-only", test_header);
  g_test_add_func ("/seal/suite/each-header-is-verified-with-its-own-key-whatever-came-before", test_headers_in_turns);
  g_test_add_func ("/seal/suite/tampered-headers-and-other-algorithms-are-refused", test_header_tampered);
  g_test_add_func ("/seal/suite/openssl-verifies-the-certificate-request", test_csr);
  g_test_add_func ("/seal/suite/a-receipt-verifies-with-centrals-key-only", test_receipt);
  g_test_add_func ("/seal/suite/parts-of-a-jws-are-as-strictly-read-as-keys", test_base64url);
  return g_test_run ();
}
