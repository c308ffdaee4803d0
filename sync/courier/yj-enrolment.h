/* SPDX-License-Identifier: Apache-2.0 */
/* Who this kiosk is: device key, certificate, and what central said at enrolment. One file in the state folder,
 * enrolment.json (0600): {"device_key": PEM, "answer": the answer of POST /v1/enrolments}. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct {
  char *device_key;        /* PEM */
  json_t *answer;          /* as received */
  GHashTable *receipt_keys; /* kid -> base64url public key; never changed, only replaced */
} YjEnrolment;

/* NULL with YJ_ERROR_UNPROVISIONED when there is none; YJ_ERROR_BAD_DATA or _CRYPTO when it is unusable. */
YjEnrolment *yj_enrolment_load (const char *dir, GError **error);
/* Checks that the certificate is for @device_key, then writes both durably. @answer (transfer none).
 * YJ_ERROR_BAD_DATA, _CRYPTO, _STORE. */
YjEnrolment *yj_enrolment_store (const char *dir, const char *device_key, const json_t *answer, GError **error);
/* Without any check: what was checked before. */
YjEnrolment *yj_enrolment_new (const char *device_key, const json_t *answer);
YjEnrolment *yj_enrolment_copy (const YjEnrolment *enrolment);
void yj_enrolment_free (YjEnrolment *enrolment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjEnrolment, yj_enrolment_free)

/* Members of the answer: "kiosk", "certificate", "ca", "central", "region", "catalogue_key". Never NULL. */
const char *yj_enrolment_get (const YjEnrolment *enrolment, const char *key);
/* Adds the receipt keys of @announcements (nullable; array of JWS {"schema": 1, "kid", "x"}) that a key known before has signed, one
 * after the other; none is ever taken away. Gives how many were new. */
guint yj_enrolment_learn_receipt_keys (YjEnrolment *enrolment, const json_t *announcements);

/* The key that is to come next, file enrolment.next (0600): durable before central hears of it, so that after any cut the same key
 * is asked for again. (transfer full): PEM; free with yj_secret_text_free (). YJ_ERROR_STORE, _CRYPTO. */
char *yj_enrolment_make_next_key (const char *dir, GError **error);
gboolean yj_enrolment_has_next_key (const char *dir);
void yj_enrolment_drop_next_key (const char *dir);

/* What the kiosk may know, for the D-Bus property Provisioning. (transfer full) */
json_t *yj_enrolment_to_provisioning (const YjEnrolment *enrolment);

G_END_DECLS
