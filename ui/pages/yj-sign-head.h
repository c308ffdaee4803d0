/* SPDX-License-Identifier: Apache-2.0 */
/* What stands above a signature pad: where to sign, and the way to begin anew once something is written. Thread: main. */
#pragma once
#include "ui/drawings/yj-signature-pad.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* Of the same height with and without the button, so that nothing moves under the pen. @pad (transfer none). */
GtkWidget *yj_sign_head_new (YjContext *context, YjSignaturePad *pad);

G_END_DECLS
