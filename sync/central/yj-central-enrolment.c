/* SPDX-License-Identifier: Apache-2.0 */
/* Owns tokens and the signing in of kiosks. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "sync/central/yj-central.h"
#include <sodium.h>
#include <string.h>

#define CROCKFORD "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define TOKEN_CHARACTERS 32      /* 160 bits */
#define CODE_CHARACTERS 4
#define CODE_TRIES 200
#define REPEAT_SECONDS (10 * 60)
#define MAX_TOKEN_BYTES 128

static char *
random_text (guint characters)
{
  char *text = g_malloc (characters + 1);

  for (guint i = 0; i < characters; i++)
    text[i] = CROCKFORD[randombytes_uniform (32)];
  text[characters] = '\0';
  return text;
}

char *
yj_central_new_token (YjCentral *central, const char *region, gint64 ttl_seconds, GError **error)
{
  g_autoptr (YjSecretText) token = random_text (TOKEN_CHARACTERS);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  gint64 expires = g_get_real_time () / G_USEC_PER_SEC + ttl_seconds;

  if (region == NULL)
    region = central->region;
  if (!yj_is_region (region) || ttl_seconds < 1 || ttl_seconds > 366 * 24 * 60 * 60) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "a region has 1 to 16 letters or digits, a token lives 1 second to a year");
    return NULL;
  }
  return yj_central_store_add_token (central->store, digest, region, expires, error) ? g_steal_pointer (&token) : NULL;
}

/* A code that nobody has: four random characters, because codes in order would tell how many kiosks there are. */
static char *
find_code (YjCentral *central, GError **error)
{
  for (guint i = 0; i < CODE_TRIES; i++) {
    g_autofree char *code = random_text (CODE_CHARACTERS);
    g_autoptr (GError) local = NULL;
    g_autoptr (json_t) kiosk = yj_central_store_find_kiosk (central->store, code, &local);
    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
    if (kiosk == NULL)
      return g_steal_pointer (&code);
  }
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, "no kiosk code is left");
  return NULL;
}

static json_t *
make_hall (YjCentral *central, const char *region)
{
  json_t *hall = central->hall != NULL ? json_incref (central->hall) : yj_central_catalogues_get_hall (central->catalogues, region);
  return hall != NULL ? hall : json_object ();
}

static json_t *
make_answer (YjCentral *central, const char *kiosk, const char *region, const char *certificate)
{
  g_autoptr (YjReceiptKeys) receipt = yj_receipt_key_watch_get (central->keys->receipt);
  json_t *recipients = json_array ();

  for (guint i = 0; central->keys->recipients[i] != NULL; i++)
    json_array_append_new (recipients, json_string (central->keys->recipients[i]));
  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:O, s:s}", "kiosk", kiosk, "certificate", certificate, "ca",
                    central->keys->ca_certificate, "central", central->public_url, "region", region, "hall",
                    make_hall (central, region), "recipients", recipients, "receipt_keys", receipt->keys,
                    "catalogue_key", central->keys->catalogue_key);
}

static json_t *
refuse (GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DENIED, "the token is unknown, used or expired");
  return NULL;
}

/* The first answer may have been lost on its way: the same key may ask again for a short while. */
static json_t *
repeat (YjCentral *central, const json_t *token, const char *key_sha256, GError **error)
{
  gint64 age = g_get_real_time () / G_USEC_PER_SEC - yj_json_int (token, "used", 0);
  const char *code = yj_json_string (token, "kiosk");
  g_autoptr (json_t) kiosk = NULL;

  if (age < 0 || age > REPEAT_SECONDS || g_strcmp0 (yj_json_string (token, "key_sha256"), key_sha256) != 0)
    return refuse (error);
  kiosk = yj_central_store_find_kiosk (central->store, code, error);
  if (kiosk == NULL || yj_json_int (kiosk, "revoked", 0) != 0)
    return error != NULL && *error != NULL ? NULL : refuse (error);
  if (!yj_central_store_confirm (central->store, error))
    return NULL;
  return make_answer (central, code, yj_json_string (kiosk, "region"),
                      json_string_value (json_array_get (yj_json_array (kiosk, "certificates"), 0)));
}

static json_t *
sign_in (YjCentral *central, const char *token_sha256, const json_t *token, const char *csr, const char *key_sha256,
         GError **error)
{
  g_autofree char *code = find_code (central, error), *at = yj_central_now (), *certificate = NULL;
  const char *region = yj_json_string (token, "region");
  YjAuthority authority = yj_central_keys_get_authority (central->keys);

  certificate = code != NULL ? yj_x509_sign_client (&authority, csr, YJ_ROLE_KIOSK, code, error) : NULL;
  if (certificate == NULL || !yj_central_store_add_kiosk (central->store, code, region, at, error) ||
      !yj_central_store_add_certificate (central->store, code, key_sha256, certificate, at, error) ||
      !yj_central_store_use_token (central->store, token_sha256, g_get_real_time () / G_USEC_PER_SEC, code, key_sha256, error))
    return NULL;
  return make_answer (central, code, region, certificate);
}

static json_t *
enrol (YjCentral *central, const char *token_text, const char *csr, const char *key_sha256, GError **error)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token_text, -1);
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) token = NULL;

  if (yj_central_store_lock (central->store, "token", digest, &local))
    token = yj_central_store_find_token (central->store, digest, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (token == NULL)
    return refuse (error);
  if (yj_json_int (token, "used", 0) != 0)
    return repeat (central, token, key_sha256, error);
  if (yj_json_int (token, "expires", 0) < g_get_real_time () / G_USEC_PER_SEC)
    return refuse (error);
  return sign_in (central, digest, token, csr, key_sha256, error);
}

json_t *
yj_central_enrol (YjCentral *central, const char *token, const char *csr, GError **error)
{
  g_autofree char *key_sha256 = NULL;
  g_autoptr (json_t) answer = NULL;

  if (strnlen (token, MAX_TOKEN_BYTES + 1) > MAX_TOKEN_BYTES)
    return refuse (error);
  key_sha256 = yj_x509_check_request (csr, error);
  if (key_sha256 == NULL || !yj_central_store_begin (central->store, error))
    return NULL;
  answer = enrol (central, token, csr, key_sha256, error);
  if (answer == NULL) {
    yj_central_store_rollback (central->store);
    return NULL;
  }
  return yj_central_store_commit (central->store, error) ? g_steal_pointer (&answer) : NULL;
}
