/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps one picture: seals it to central before it leaves this program, hands it to the courier, and notes it in the
 * session. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* @picture: JPEG or PNG as it was made here. @thumbnail: (nullable) the same small, which stays in memory. @material_id: the paper, or the
 * field that is a picture, of which it is a page; @index: in place of that page, or after the last where there is none such. @callback is
 * never called before this returns. */
void yj_keep_picture_async (YjContext *context, GBytes *picture, GBytes *thumbnail, const char *material_id, guint index,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* TRUE: it is durable, and the session has the page. YJ_ERROR_UNPROVISIONED while there is nobody to seal to, YJ_ERROR_LIMIT when it
 * is larger than a material's page may be, else as yj_courier_put_material_finish (); a cancelled one changes no session. */
gboolean yj_keep_picture_finish (GAsyncResult *result, GError **error);

G_END_DECLS
