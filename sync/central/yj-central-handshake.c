/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the judgement inside the TLS handshake, before a byte of HTTP is read. */
#include "sync/central/yj-central-handshake.h"
#include <gnutls/x509.h>

/* Strangers end here. An expired certificate of ours goes on: it gets a problem that says so (see yj-central-peer.c), and
 * a technician can read that. Nor can one certificate take the places of all. */
static int
judge (gnutls_session_t session)
{
  YjConnection *connection = gnutls_session_get_ptr (session);
  guint status = 0, n = 0;
  const gnutls_datum_t *chain = gnutls_certificate_get_peers (session, &n);

  if (chain == NULL || n == 0 || gnutls_certificate_verify_peers2 (session, &status) != GNUTLS_E_SUCCESS || status != 0)
    return GNUTLS_E_CERTIFICATE_ERROR;
  if (connection->certificate != NULL)
    return GNUTLS_E_SUCCESS;
  connection->certificate = g_compute_checksum_for_data (G_CHECKSUM_SHA256, chain[0].data, chain[0].size);
  if (yj_rates_begin_connection (connection->rates, connection->certificate))
    return GNUTLS_E_SUCCESS;
  g_clear_pointer (&connection->certificate, g_free);
  return GNUTLS_E_CERTIFICATE_ERROR;
}

void
yj_handshake_require_certificate (gnutls_session_t session, YjConnection *connection, YjRates *rates)
{
  connection->rates = rates;
  gnutls_certificate_server_set_request (session, GNUTLS_CERT_REQUIRE);
  gnutls_session_set_ptr (session, connection);
  /* The first call keeps the flags that the second one's function is held to. */
  gnutls_session_set_verify_cert (session, NULL, GNUTLS_VERIFY_DISABLE_TIME_CHECKS);
  gnutls_session_set_verify_function (session, judge);
}

void
yj_handshake_end (YjConnection *connection)
{
  if (connection->certificate != NULL)
    yj_rates_end_connection (connection->rates, connection->certificate);
  g_clear_pointer (&connection->certificate, g_free);
}
