/* SPDX-License-Identifier: Apache-2.0 */
/* Which catalogue new sessions begin with: the newest bundle that the courier pulled and whose signature holds, or the
 * folder that the settings name while there is none, both for this hall alone. It changes on the idle page only, so that a
 * session is shown, applied for and sealed with one version; it is read in a thread of its own. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_KIOSK_CATALOGUE (yj_kiosk_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (YjKioskCatalogue, yj_kiosk_catalogue, YJ, KIOSK_CATALOGUE, GObject)

/* Follows @context's courier and flow, and sets its catalogue. @dir: (nullable) folder for before the first bundle; @region:
 * (nullable) for before enrolment. NULL with @error set when that folder is unusable. (transfer full) */
YjKioskCatalogue *yj_kiosk_catalogue_new (YjContext *context, const char *dir, const char *region, GError **error);

G_END_DECLS
