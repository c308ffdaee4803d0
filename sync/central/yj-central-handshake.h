/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets through the TLS handshake of the kiosk listener: a certificate of this authority, and not too many
 * connections of one certificate. Thread: any. */
#pragma once
#include "sync/central/yj-central-connections.h"
#include "sync/central/yj-central-rates.h"
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/* Before the handshake of @session begins. What was taken of @rates is given back by yj_handshake_end (). */
void yj_handshake_require_certificate (gnutls_session_t session, YjConnection *connection, YjRates *rates);
void yj_handshake_end (YjConnection *connection);

G_END_DECLS
