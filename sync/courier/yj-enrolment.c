/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the device key and the answer of central at enrolment: one file, because one without the other is worth
 * nothing and a power cut must not leave the old key with the new certificate. */
#include "sync/courier/yj-enrolment.h"
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-suite.h"
#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#define FILE_NAME "enrolment.json"
#define NEXT_KEY_NAME "enrolment.next"

#define RECIPIENTS_MIN 2

static const char *const required[] = { "kiosk", "certificate", "ca", "central", "region", "catalogue_key" };

void
yj_enrolment_free (YjEnrolment *enrolment)
{
  if (enrolment == NULL)
    return;
  yj_secret_text_free (enrolment->device_key);
  g_clear_pointer (&enrolment->answer, json_decref);
  g_clear_pointer (&enrolment->receipt_keys, g_hash_table_unref);
  g_free (enrolment);
}

const char *
yj_enrolment_get (const YjEnrolment *enrolment, const char *key)
{
  const char *value = yj_json_string (enrolment->answer, key);
  return value != NULL ? value : "";
}

static gboolean
check_recipients (const json_t *answer, GError **error)
{
  json_t *list = yj_json_array (answer, "recipients"), *recipient;
  size_t i;

  if (json_array_size (list) < RECIPIENTS_MIN) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "central named fewer than two recipients");
    return FALSE;
  }
  json_array_foreach (list, i, recipient)
    if (!yj_seal_check_recipient (json_string_value (recipient), error))
      return FALSE;
  return TRUE;
}

static gboolean
check_answer (const json_t *answer, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    if (yj_json_require_string (answer, required[i], error) == NULL)
      return FALSE;
  if (!g_str_has_prefix (yj_json_string (answer, "central"), "https://")) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "central's address is not https");
    return FALSE;
  }
  if (json_array_size (yj_json_array (answer, "receipt_keys")) == 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "central named no receipt key");
    return FALSE;
  }
  return check_recipients (answer, error);
}

/* A certificate for another key would sign this kiosk out at the first handshake, after the old one is gone. */
static gboolean
check_key (const char *device_key, const json_t *answer, GError **error)
{
  const char *certificate = yj_json_string (answer, "certificate");
  BIO *key_bio = BIO_new_mem_buf (device_key, -1), *certificate_bio = BIO_new_mem_buf (certificate, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (key_bio, NULL, NULL, NULL);
  X509 *x509 = PEM_read_bio_X509 (certificate_bio, NULL, NULL, NULL);
  gboolean fits = key != NULL && x509 != NULL && X509_check_private_key (x509, key) == 1;

  X509_free (x509);
  EVP_PKEY_free (key);
  BIO_free (key_bio);
  BIO_free (certificate_bio);
  if (!fits)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "the certificate is not one for this kiosk's key");
  return fits;
}

YjEnrolment *
yj_enrolment_new (const char *device_key, const json_t *answer)
{
  YjEnrolment *self = g_new0 (YjEnrolment, 1);
  json_t *key;
  size_t i;

  self->device_key = g_strdup (device_key);
  self->answer = json_deep_copy (answer);
  self->receipt_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_array_foreach (yj_json_array (answer, "receipt_keys"), i, key) {
    const char *kid = yj_json_string (key, "kid"), *public_key = yj_json_string (key, "public_key");
    if (kid != NULL && public_key != NULL)
      g_hash_table_insert (self->receipt_keys, g_strdup (kid), g_strdup (public_key));
  }
  return self;
}

YjEnrolment *
yj_enrolment_copy (const YjEnrolment *enrolment)
{
  return yj_enrolment_new (enrolment->device_key, enrolment->answer);
}

YjEnrolment *
yj_enrolment_load (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, FILE_NAME, NULL);
  YjEnrolment *enrolment = NULL;
  const char *key;
  json_t *root, *answer;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled: run yijianctl provision");
    return NULL;
  }
  root = yj_json_parse_file (path, 0, 0, error);
  key = root != NULL ? yj_json_require_string (root, "device_key", error) : NULL;
  answer = yj_json_object (root, "answer");
  if (key != NULL && check_answer (answer, error) && check_key (key, answer, error))
    enrolment = yj_enrolment_new (key, answer);
  yj_json_wipe (root);
  return enrolment;
}

YjEnrolment *
yj_enrolment_store (const char *dir, const char *device_key, const json_t *answer, GError **error)
{
  g_autofree char *path = g_build_filename (dir, FILE_NAME, NULL);
  g_autoptr (YjSecretText) text = NULL;
  json_t *root;

  if (!check_answer (answer, error) || !check_key (device_key, answer, error))
    return NULL;
  root = json_pack ("{s:s, s:o}", "device_key", device_key, "answer", json_deep_copy (answer));
  text = yj_json_to_text (root);
  yj_json_wipe (root);
  if (!yj_durable_file_write (path, text, strlen (text), 0600, error))
    return NULL;
  return yj_enrolment_new (device_key, answer);
}

/* {"kid", "public_key"} of an announcement that a key known before has signed; else NULL. A receipt is signed alike and is none. */
static json_t *
read_announcement (const YjEnrolment *self, const char *jws)
{
  g_autoptr (GBytes) payload = jws != NULL ? yj_suite_verify_receipt (jws, self->receipt_keys, NULL) : NULL;
  g_autoptr (json_t) told =
    payload != NULL ? yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL) : NULL;
  const char *kid = yj_json_string (told, "kid"), *x = yj_json_string (told, "x");

  if (yj_json_int (told, "schema", 0) != 1 || kid == NULL || x == NULL || json_object_size (told) != 3)
    return NULL;
  return json_pack ("{s:s, s:s}", "kid", kid, "public_key", x);
}

/* In a new table: whoever holds the present one goes on reading it. */
static void
add_receipt_key (YjEnrolment *self, const char *kid, const char *public_key)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->receipt_keys);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (table, g_strdup (key), g_strdup (value));
  g_hash_table_insert (table, g_strdup (kid), g_strdup (public_key));
  g_hash_table_unref (self->receipt_keys);
  self->receipt_keys = table;
}

guint
yj_enrolment_learn_receipt_keys (YjEnrolment *self, const json_t *announcements)
{
  guint added = 0;
  size_t i;
  json_t *jws;

  json_array_foreach (announcements, i, jws) {
    g_autoptr (json_t) key = read_announcement (self, json_string_value (jws));
    const char *kid = yj_json_string (key, "kid");
    if (kid == NULL || g_hash_table_contains (self->receipt_keys, kid))
      continue;
    add_receipt_key (self, kid, yj_json_string (key, "public_key"));
    json_array_append (yj_json_array (self->answer, "receipt_keys"), key);
    added++;
  }
  return added;
}

char *
yj_enrolment_make_next_key (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, NEXT_KEY_NAME, NULL);
  g_autoptr (YjSecretText) key = NULL;

  if (g_file_get_contents (path, &key, NULL, NULL))
    return g_steal_pointer (&key);
  key = yj_suite_device_key_new (error);
  return key != NULL && yj_durable_file_write (path, key, strlen (key), 0600, error) ? g_steal_pointer (&key) : NULL;
}

gboolean
yj_enrolment_has_next_key (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, NEXT_KEY_NAME, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
yj_enrolment_drop_next_key (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, NEXT_KEY_NAME, NULL);
  g_unlink (path);
}

json_t *
yj_enrolment_to_provisioning (const YjEnrolment *enrolment)
{
  json_t *value = json_pack ("{s:s, s:s, s:O, s:s}", "kiosk", yj_enrolment_get (enrolment, "kiosk"), "region",
                             yj_enrolment_get (enrolment, "region"), "recipients", yj_json_array (enrolment->answer, "recipients"),
                             "catalogue_key", yj_enrolment_get (enrolment, "catalogue_key"));
  if (yj_json_object (enrolment->answer, "hall") != NULL)
    json_object_set (value, "hall", yj_json_object (enrolment->answer, "hall"));
  return value;
}
