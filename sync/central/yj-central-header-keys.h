/* SPDX-License-Identifier: Apache-2.0 */
/* The public keys of certificates that were read lately: a kiosk sends batch after batch under the same one. Thread: any. */
#pragma once
#include "core/seal/yj-suite.h"

G_BEGIN_DECLS

typedef struct _YjHeaderKeys YjHeaderKeys;
YjHeaderKeys *yj_header_keys_new (void);
void yj_header_keys_free (YjHeaderKeys *keys);
/* As yj_header_key_new (). @certificate_pem: (nullable) fits nothing. (transfer full) (nullable) */
YjHeaderKey *yj_header_keys_get (YjHeaderKeys *keys, const char *certificate_pem);

G_END_DECLS
