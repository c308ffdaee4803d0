/* SPDX-License-Identifier: Apache-2.0 */
/* Times the three signatures that every record is promised, bare: central verifies the kiosk's under the header and signs its receipt, the
 * courier verifies that. Processor time of this one thread, which a busy machine hardly changes.
 *
 *   signature-time ROUNDS      one JSON object: microseconds, "verify_header", "sign_receipt", "verify_receipt" */
#include "core/base/yj-json.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-x509.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As large as those of an application for two matters. */
#define HEADER_BYTES 900
#define RECEIPT_BYTES 620

typedef struct {
  YjHeaderKey *header_key;
  GHashTable *receipt_keys;
  char *secret, *kid, *header, *receipt;
  GBytes *payload;
} Bench;

static gboolean
verify_header (const Bench *bench)
{
  g_autoptr (GBytes) payload = yj_suite_verify_header (bench->header, bench->header_key, NULL);
  return payload != NULL;
}

static gboolean
sign_receipt (const Bench *bench)
{
  g_autofree char *receipt = yj_suite_sign_receipt (bench->payload, bench->secret, bench->kid, NULL);
  return receipt != NULL;
}

static gboolean
verify_receipt (const Bench *bench)
{
  g_autoptr (GBytes) payload = yj_suite_verify_receipt (bench->receipt, bench->receipt_keys, NULL);
  return payload != NULL;
}

static GBytes *
new_text (gsize bytes)
{
  char *text = g_malloc (bytes);
  memset (text, 'a', bytes);
  return g_bytes_new_take (text, bytes);
}

static void
set_up (Bench *bench)
{
  g_autofree char *authority_key = NULL, *authority_certificate = NULL, *device_key = yj_suite_device_key_new (NULL), *public_key = NULL;
  g_autofree char *csr = yj_suite_device_csr_new (device_key, "7K3M", NULL), *certificate = NULL;
  g_autoptr (GBytes) header = new_text (HEADER_BYTES);

  yj_x509_new_authority (&authority_key, &authority_certificate, NULL);
  certificate = yj_x509_sign_client (&(YjAuthority){ authority_certificate, authority_key }, csr, YJ_ROLE_KIOSK, "7K3M", NULL);
  bench->header_key = yj_header_key_new (certificate, NULL);
  bench->header = yj_suite_sign_header (header, device_key, NULL);
  yj_suite_receipt_key_new (&bench->secret, &public_key, &bench->kid);
  bench->payload = new_text (RECEIPT_BYTES);
  bench->receipt = yj_suite_sign_receipt (bench->payload, bench->secret, bench->kid, NULL);
  bench->receipt_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (bench->receipt_keys, g_strdup (bench->kid), g_steal_pointer (&public_key));
}

static double
read_used_usec (void)
{
  struct timespec used;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec * 1e6 + (double) used.tv_nsec / 1e3;
}

static double
measure (const Bench *bench, gboolean (*work) (const Bench *bench), guint rounds)
{
  double began = read_used_usec ();

  for (guint i = 0; i < rounds; i++)
    if (!work (bench)) {
      fputs ("signature-time: a signature does not hold\n", stderr);
      exit (1);
    }
  return (read_used_usec () - began) / rounds;
}

int
main (int argc, char **argv)
{
  guint rounds = argc == 2 ? (guint) MAX (atoi (argv[1]), 1) : 1000;
  Bench bench = { 0 };

  set_up (&bench);
  printf ("{\"verify_header\": %.2f, \"sign_receipt\": %.2f, \"verify_receipt\": %.2f}\n", measure (&bench, verify_header, rounds),
          measure (&bench, sign_receipt, rounds), measure (&bench, verify_receipt, rounds));
  yj_header_key_free (bench.header_key);
  g_hash_table_unref (bench.receipt_keys);
  g_bytes_unref (bench.payload);
  g_free (bench.secret);
  g_free (bench.kid);
  g_free (bench.header);
  g_free (bench.receipt);
  return 0;
}
