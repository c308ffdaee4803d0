/* SPDX-License-Identifier: Apache-2.0 */
/* Which catalogue new sessions begin with: the newest bundle that the courier pulled and whose signature holds, or the
 * folder that the settings name while there is none. A session that has begun keeps the one it began with. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_KIOSK_CATALOGUE (yj_kiosk_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (YjKioskCatalogue, yj_kiosk_catalogue, YJ, KIOSK_CATALOGUE, GObject)

/* Follows @context's courier and sets its catalogue and the session's region. @dir: (nullable) folder for before the first
 * bundle. NULL with @error set when that folder is unusable. (transfer full) */
YjKioskCatalogue *yj_kiosk_catalogue_new (YjContext *context, const char *dir, GError **error);

G_END_DECLS
