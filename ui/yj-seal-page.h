/* SPDX-License-Identifier: Apache-2.0 */
/* Seals one picture to central before it leaves this program. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* @picture: JPEG or PNG as it was made here. YJ_ERROR_UNPROVISIONED while there is nobody to seal to, YJ_ERROR_LIMIT when it is larger
 * than a material's page may be. (transfer full) (nullable) */
GBytes *yj_seal_page (YjContext *context, GBytes *picture, GError **error);

G_END_DECLS
