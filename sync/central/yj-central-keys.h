/* SPDX-License-Identifier: Apache-2.0 */
/* Central's keys on disk, one folder for each place they belong to:
 *   serve/      ca.crt ca.key server.crt server.key receipt.json receipt-keys.json recipients.json catalogue.pub
 *   unseal/     service.key        age identity: only where applications are opened
 *   escrow/     escrow.key         age identity: in a safe
 *   catalogue/  minisign.key minisign.pub   where catalogues are published
 * Secret files have mode 0600. A serving central reads serve/ alone, and catalogue/ only to sign a folder. */
#pragma once
#include "sync/central/yj-central-receipt-keys.h"
#include "sync/central/yj-central-x509.h"

G_BEGIN_DECLS

typedef struct {
  char *dir;               /* the folder that holds serve/ */
  char *ca_certificate;    /* PEM */
  char *ca_key;
  char *server_certificate;
  char *server_key;
  YjReceiptKeyWatch *receipt;
  GStrv recipients;        /* see core/seal/yj-seal.h: service, escrow */
  json_t *recipient_ids;   /* {key id: "service"|"escrow"}, old ones too */
  char *catalogue_key;     /* "RW…" */
} YjCentralKeys;
void yj_central_keys_free (YjCentralKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralKeys, yj_central_keys_free)

/* Makes all of them below @dir. @names: further names of the server. @suite: of the recipients, core/seal/yj-seal.h. YJ_ERROR_EXISTS when any is there:
 * nothing is changed then. *@summary: (transfer full), public parts only. */
gboolean yj_central_keys_init (const char *dir, const char *const *names, const char *suite, json_t **summary, GError **error);
/* @dir holds serve/, or is it. YJ_ERROR_NOT_FOUND, YJ_ERROR_BAD_DATA. */
YjCentralKeys *yj_central_keys_load (const char *dir, GError **error);
YjAuthority yj_central_keys_get_authority (const YjCentralKeys *keys);
/* The text of catalogue/minisign.key, or NULL when it is elsewhere. Free with yj_secret_text_free (). */
char *yj_central_keys_read_catalogue_secret (const YjCentralKeys *keys);
/* A new key for receipts; see yj_receipt_keys_rotate (). @dir holds serve/, or is it. */
gboolean yj_central_keys_rotate_receipt (const char *dir, json_t **summary, GError **error);
/* Writes @text to a new file with @mode, on disk when this returns TRUE; never over another. YJ_ERROR_EXISTS, _FAILED. */
gboolean yj_central_write_file (const char *dir, const char *name, const char *text, guint mode, GError **error);

G_END_DECLS
