/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of yj-seal.h share. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* FALSE, with YJ_ERROR_CRYPTO that names the suites. */
gboolean yj_seal_refuse_suite (GError **error);

G_END_DECLS
