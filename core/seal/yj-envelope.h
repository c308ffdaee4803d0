/* SPDX-License-Identifier: Apache-2.0 */
/* The envelope: a pax tar of manifest.json, application.json and signature.png, zstd, padded to 512
 * bytes with a zstd skippable frame, sealed to public keys (core/seal/yj-seal.h). At most 256 KiB sealed. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_ENVELOPE_MAX_BYTES (256u * 1024u)
#define YJ_MATERIAL_MAX_BYTES (4u * 1024u * 1024u)
#define YJ_SIGNATURE_MAX_BYTES (64u * 1024u)

/* @signature_png: (nullable). YJ_ERROR_LIMIT, YJ_ERROR_CRYPTO. (transfer full) */
GBytes *yj_envelope_seal (GBytes *application_json, GBytes *signature_png, const char *const *recipients, GError **error);

typedef struct {
  GBytes *manifest;
  GBytes *application;
  GBytes *signature; /* (nullable) */
} YjEnvelope;
void yj_envelope_free (YjEnvelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjEnvelope, yj_envelope_free)

/* Opens, unpacks with hard limits, checks every digest of the manifest. YJ_ERROR_UNVERIFIED,
 * _BAD_DATA, _LIMIT, _CRYPTO. */
YjEnvelope *yj_envelope_open (GBytes *sealed, const char *const *identities, GError **error);

G_END_DECLS
