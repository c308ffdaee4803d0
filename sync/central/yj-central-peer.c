/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the question who is asking: from the TLS session, or from a proxy's Client-Cert field (RFC 9440). */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-request.h"
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <string.h>

#define MAX_DER_BYTES 8192
/* The other connection of a courier may still be the old key's. */
#define RETIRE_SECONDS (15 * 60)

static GBytes *
read_tls (YjRequest *request)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (request->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  const gnutls_datum_t *chain;
  guint n = 0;

  if (info == NULL || info->tls_session == NULL)
    return NULL;
  chain = gnutls_certificate_get_peers (info->tls_session, &n);
  return chain != NULL && n > 0 ? g_bytes_new (chain[0].data, chain[0].size) : NULL;
}

/* A structured field of type byte sequence (RFC 8941 section 3.3.5): base64 between colons. */
static GBytes *
read_field (YjRequest *request)
{
  const char *field = yj_request_get_field (request, "Client-Cert");
  gsize size = field != NULL ? strlen (field) : 0, got = 0;
  guint8 der[MAX_DER_BYTES];

  if (size < 2 || field[0] != ':' || field[size - 1] != ':' ||
      sodium_base642bin (der, sizeof der, field + 1, size - 2, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
    return NULL;
  return g_bytes_new (der, got);
}

static const YjIdentity *
identify_proxied (YjRequest *request, char **refusal)
{
  g_autoptr (GBytes) der = read_field (request);
  g_autoptr (GError) error = NULL;

  if (der == NULL)
    return NULL;
  request->proxied = yj_x509_identify (request->central->keys->ca_certificate, der, &error);
  if (request->proxied == NULL)
    *refusal = g_strdup (error->message);
  return request->proxied;
}

/* Verified once a connection. */
static const YjIdentity *
identify_tls (YjRequest *request, char **refusal)
{
  YjConnection *connection = request->connection;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;

  if (connection->identity == NULL && connection->refusal == NULL && (der = read_tls (request)) != NULL) {
    connection->identity = yj_x509_identify (request->central->keys->ca_certificate, der, &error);
    if (connection->identity == NULL)
      connection->refusal = g_strdup (error->message);
  }
  *refusal = g_strdup (connection->refusal);
  return connection->identity;
}

typedef struct {
  const char *name;
  guint n;
} FieldCount;

static enum MHD_Result
count_field (void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
  FieldCount *count = data;
  count->n += g_ascii_strcasecmp (name, count->name) == 0;
  return MHD_YES;
}

/* A proxy sets one; a second one came from the caller, and nobody knows which is which. */
static guint
count_certificates (YjRequest *request)
{
  FieldCount count = { "Client-Cert", 0 };
  MHD_get_connection_values (request->mhd, MHD_HEADER_KIND, count_field, &count);
  return count.n;
}

static gboolean
refuse (YjRequest *request, guint status, const char *name, const char *detail)
{
  yj_request_refuse (request, status, name, detail);
  return FALSE;
}

/* The certificate alone is not enough: its key must be one that was enrolled here. */
static gboolean
is_enrolled_key (const json_t *kiosk, const YjIdentity *identity)
{
  size_t i;
  json_t *key;

  json_array_foreach (json_object_get (kiosk, "keys"), i, key)
    if (g_strcmp0 (json_string_value (key), identity->key_sha256) == 0)
      return TRUE;
  return FALSE;
}

/* A kiosk that speaks with its newest key has it for good, and needs none of the older ones any more. */
static void
retire_older_keys (YjRequest *request)
{
  const char *newest = json_string_value (json_array_get (yj_json_array (request->kiosk, "keys"), 0));
  g_autoptr (GError) error = NULL;

  if (yj_json_int (request->kiosk, "older", 0) == 0 || g_strcmp0 (newest, request->identity->key_sha256) != 0)
    return;
  if (!yj_central_store_retire_keys (request->central->store, request->identity->code, newest,
                                     g_get_real_time () / G_USEC_PER_SEC + RETIRE_SECONDS, &error))
    g_message ("older keys of %s were not retired: %s", request->identity->code, error->message);
}

static gboolean
find_kiosk (YjRequest *request)
{
  g_autoptr (GError) error = NULL;

  request->kiosk = yj_central_store_find_kiosk (request->central->store, request->identity->code, &error);
  if (error != NULL) {
    yj_request_refuse_error (request, error);
    return FALSE;
  }
  if (request->kiosk == NULL || yj_json_int (request->kiosk, "revoked", 0) != 0 || !is_enrolled_key (request->kiosk, request->identity))
    return refuse (request, MHD_HTTP_FORBIDDEN, "certificate-refused", "the kiosk is not enrolled here, or was revoked, or has a newer key");
  retire_older_keys (request);
  return TRUE;
}

gboolean
yj_request_identify (YjRequest *request)
{
  g_autofree char *refusal = NULL;
  YjRole role = request->route->need == YJ_NEED_KIOSK ? YJ_ROLE_KIOSK : YJ_ROLE_DEPARTMENT;

  /* Only a proxy on our own Unix socket may say who somebody is. */
  if (count_certificates (request) > (request->listener->behind_proxy ? 1 : 0))
    return refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "Client-Cert is accepted once, and only from a proxy");
  if (request->route->need == YJ_NEED_NOBODY)
    return TRUE;
  request->identity =
    request->listener->behind_proxy ? identify_proxied (request, &refusal) : identify_tls (request, &refusal);
  if (request->identity == NULL && refusal == NULL)
    return refuse (request, MHD_HTTP_UNAUTHORIZED, "certificate-required", NULL);
  if (request->identity == NULL)
    return refuse (request, MHD_HTTP_FORBIDDEN, "certificate-refused", refusal);
  if (request->identity->role != role)
    return refuse (request, MHD_HTTP_FORBIDDEN, "certificate-refused", "the certificate is for another role");
  return role == YJ_ROLE_DEPARTMENT || find_kiosk (request);
}
