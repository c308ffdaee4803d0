/* SPDX-License-Identifier: Apache-2.0 */
/* The three parts of a compact JWS (RFC 7515 section 7.1), and base64url without padding. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

char *yj_base64url_encode (gconstpointer data, gsize size);
/* At most @max_bytes; NULL when @text is not base64url. (transfer full) */
GBytes *yj_base64url_decode (const char *text, gsize size, gsize max_bytes);

typedef struct {
  json_t *protected_header; /* never changed: the thread keeps it for the next one */
  GBytes *payload;
  GBytes *signature;
  gsize signing_input_size; /* the first bytes of the JWS text */
} YjJws;

/* Splits and decodes; checks no signature. YJ_ERROR_BAD_DATA. */
gboolean yj_jws_parse (const char *text, YjJws *jws, GError **error);
void yj_jws_clear (YjJws *jws);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjJws, yj_jws_clear)

/* "base64url(protected).base64url(payload)": what is signed. (transfer full) */
char *yj_jws_signing_input (const char *protected_header, GBytes *payload);
/* Appends the signature. (transfer full) */
char *yj_jws_finish (const char *signing_input, gconstpointer signature, gsize size);

G_END_DECLS
