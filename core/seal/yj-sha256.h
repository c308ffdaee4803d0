/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 as bytes; as text see yj-suite.h. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_SHA256_BYTES 32

void yj_sha256 (gconstpointer data, gsize size, guint8 digest[YJ_SHA256_BYTES]);

G_END_DECLS
