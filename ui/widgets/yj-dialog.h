/* SPDX-License-Identifier: Apache-2.0 */
/* The only dialog: asks before a visit is ended, or whether somebody is still there. Lies on an opaque shade so
 * that nobody behind the person reads the page; the utility bar stays. Signals "primary" (), "other" () and
 * "secondary" (). Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_DIALOG (yj_dialog_get_type ())
G_DECLARE_FINAL_TYPE (YjDialog, yj_dialog, YJ, DIALOG, GtkWidget)

/* @picture: (nullable) above the heading. @other: (nullable) a third way, between the two. */
YjDialog *yj_dialog_new (YjContext *context, GtkWidget *picture, const char *heading, const char *text, const char *primary,
                         const char *other, const char *secondary);
/* Changes the text, once a second for a countdown. */
void yj_dialog_set_text (YjDialog *self, const char *text);

G_END_DECLS
