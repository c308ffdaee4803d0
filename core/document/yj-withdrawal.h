/* SPDX-License-Identifier: Apache-2.0 */
/* A person takes an application back: a record of its own (assets/schema/withdrawal.schema.json) that goes the way of every
 * other, at the kiosk where it was handed in or at any other of the region, with the network or without. Nothing is deleted by it:
 * central writes the outcome "withdrawn" to every case that is not done or refused. Thread: any.
 *
 * The kiosk hands it to the courier with yj_courier_submit_async (), looks it up after an unknown outcome as usual, and then asks
 * yj_courier_progress_async () what has become of it. The courier refuses with YJ_ERROR_NOT_FOUND what it can judge and what does
 * not hold: one answer for a reference that is not there and a secret that is wrong, counted with the questions for progress. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* Seals the withdrawal of @reference, which whoever knows @secret may ask for. Both as they were typed or scanned:
 * YJ_ERROR_BAD_DATA says which of them cannot be right. @language: of the person, BCP 47. @region: (nullable). @recipients: at
 * least two, else YJ_ERROR_CRYPTO. *@envelope and *@draft_header, whose "id" lookup takes, are (transfer full). */
gboolean yj_withdrawal_seal (const char *reference, const char *secret, const char *language, const char *region, gint64 wall_usec,
                             const char *const *recipients, GBytes **envelope, char **draft_header, GError **error);

/* Has it the form of the schema? YJ_ERROR_BAD_DATA with a JSON Pointer. */
gboolean yj_withdrawal_check_form (const json_t *withdrawal, GError **error);

/* HMAC-SHA-256 over @id, the withdrawal's own; the key is @secret_sha256 (64 hex digits) as bytes. 64 hex digits; NULL when
 * @secret_sha256 is none. (transfer full) (nullable) */
char *yj_withdrawal_proof (const char *secret_sha256, const char *id);
/* In constant time. FALSE also when anything is NULL. */
gboolean yj_withdrawal_is_proof (const char *secret_sha256, const char *id, const char *proof);

G_END_DECLS
