/* SPDX-License-Identifier: Apache-2.0 */
/* Who this kiosk is: device key, certificate, and what central said at enrolment. One file in the state folder,
 * enrolment.json (0600): {"device_key": PEM, "answer": the answer of POST /v1/enrolments}. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct {
  char *device_key;        /* PEM */
  json_t *answer;          /* as received */
  GHashTable *receipt_keys; /* kid -> base64url public key */
} YjEnrolment;

/* NULL with YJ_ERROR_UNPROVISIONED when there is none; YJ_ERROR_BAD_DATA or _CRYPTO when it is unusable. */
YjEnrolment *yj_enrolment_load (const char *dir, GError **error);
/* Checks that the certificate is for @device_key, then writes both durably. @answer (transfer none).
 * YJ_ERROR_BAD_DATA, _CRYPTO, _STORE. */
YjEnrolment *yj_enrolment_store (const char *dir, const char *device_key, const json_t *answer, GError **error);
YjEnrolment *yj_enrolment_copy (const YjEnrolment *enrolment);
void yj_enrolment_free (YjEnrolment *enrolment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjEnrolment, yj_enrolment_free)

/* Members of the answer: "kiosk", "certificate", "ca", "central", "region", "catalogue_key". Never NULL. */
const char *yj_enrolment_get (const YjEnrolment *enrolment, const char *key);
/* What the kiosk may know, for the D-Bus property Provisioning. (transfer full) */
json_t *yj_enrolment_to_provisioning (const YjEnrolment *enrolment);

G_END_DECLS
