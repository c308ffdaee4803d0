/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the change of a kiosk's device key: a certificate for a new one, asked for with the present one. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central.h"

#define MAX_KEYS 32

static char *
sign (YjCentral *central, const char *code, const char *csr, const char *key_sha256, GError **error)
{
  YjAuthority authority = yj_central_keys_get_authority (central->keys);
  g_autofree char *at = yj_central_now ();
  g_autofree char *certificate = yj_x509_sign_client (&authority, csr, YJ_ROLE_KIOSK, code, error);

  return certificate != NULL && yj_central_store_add_certificate (central->store, code, key_sha256, certificate, at, error)
           ? g_steal_pointer (&certificate)
           : NULL;
}

/* Inside the transaction, so that a kiosk's two connections make one certificate. */
static char *
find_or_sign (YjCentral *central, const char *code, const char *csr, const char *key_sha256, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) kiosk = yj_central_store_find_kiosk (central->store, code, &local), found = NULL;

  if (kiosk != NULL)
    found = yj_central_store_find_certificate (central->store, code, key_sha256, &local);
  else if (local == NULL)
    g_set_error_literal (&local, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the kiosk is not enrolled here");
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  /* Its first answer was lost. */
  if (found != NULL)
    return yj_central_store_confirm (central->store, error) ? g_strdup (yj_json_string (found, "pem")) : NULL;
  if (json_array_size (yj_json_array (kiosk, "certificates")) < MAX_KEYS)
    return sign (central, code, csr, key_sha256, error);
  g_set_error (error, YJ_ERROR, YJ_ERROR_REJECTED, "kiosk %s has had %d keys: enrol it again", code, MAX_KEYS);
  return NULL;
}

json_t *
yj_central_certify (YjCentral *central, const char *kiosk, const char *csr, GError **error)
{
  g_autofree char *key_sha256 = yj_x509_check_request (csr, error), *certificate = NULL;

  if (key_sha256 == NULL || !yj_central_store_begin (central->store, error))
    return NULL;
  certificate = find_or_sign (central, kiosk, csr, key_sha256, error);
  if (certificate == NULL) {
    yj_central_store_rollback (central->store);
    return NULL;
  }
  if (!yj_central_store_commit (central->store, error))
    return NULL;
  return json_pack ("{s:s, s:s}", "kiosk", kiosk, "certificate", certificate);
}
