/* SPDX-License-Identifier: Apache-2.0 */
/* The keys that sign receipts: the present one, the public parts of all before it, and a statement for each later one
 * by the key before it, so that a kiosk that trusts any of them comes to trust the present one. On disk two files of
 * serve/: receipt.json {"kid","secret"}, and receipt-keys.json [{"kid","public_key","announcement"?}], oldest first. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* Never changes once read: a receipt and the answer around it come from the same one. */
typedef struct {
  char *secret;            /* see core/seal/yj-suite.h */
  char *kid;
  json_t *keys;            /* [{"kid","public_key"}], old ones too */
  json_t *announcements;   /* [JWS], oldest first; empty while the first key signs */
} YjReceiptKeys;
void yj_receipt_keys_unref (YjReceiptKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjReceiptKeys, yj_receipt_keys_unref)

/* Makes both files in @serve, which have no key before. *@keys: what stands in receipt-keys.json. (transfer full) */
gboolean yj_receipt_keys_create (const char *serve, json_t **keys, GError **error);
/* Makes a new key that signs from now on; the secret of the one before is gone with this. Cut off anywhere, the old key
 * signs on and a repetition makes another one. *@summary: (transfer full) {"kid","receipt_keys"}. YJ_ERROR_DENIED (another
 * rotation runs), YJ_ERROR_NOT_FOUND, YJ_ERROR_BAD_DATA, YJ_ERROR_LIMIT (64 keys), YJ_ERROR_FAILED. */
gboolean yj_receipt_keys_rotate (const char *serve, json_t **summary, GError **error);

typedef struct _YjReceiptKeyWatch YjReceiptKeyWatch;
YjReceiptKeyWatch *yj_receipt_key_watch_new (const char *serve, GError **error);
void yj_receipt_key_watch_free (YjReceiptKeyWatch *self);
/* The keys as they are on disk, looked at once a second; those of before while the files cannot be read. Thread: any.
 * (transfer full) */
YjReceiptKeys *yj_receipt_key_watch_get (YjReceiptKeyWatch *self);

G_END_DECLS
