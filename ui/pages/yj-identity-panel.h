/* SPDX-License-Identifier: Apache-2.0 */
/* What was read of a document, as rows of a page: masked, and all of it while somebody asks for it. Which document, whether its name was
 * wholly shown, and whether it is still valid. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

typedef struct _YjIdentityPanel YjIdentityPanel;

/* Adds the rows to @page, which outlives it; the session has a card. (transfer full) */
YjIdentityPanel *yj_identity_panel_new (YjPage *page);
void yj_identity_panel_free (YjIdentityPanel *self);

/* Nothing happens when the session has no card any more. */
void yj_identity_panel_show (YjIdentityPanel *self, gboolean all);
/* Of what is personal nothing stays in the labels. */
void yj_identity_panel_wipe (YjIdentityPanel *self);

/* What was typed proves nobody; it is said wherever it is shown. */
gboolean yj_identity_panel_is_typed (YjIdentityPanel *self);
/* Both want a card in the session. */
gboolean yj_identity_panel_is_expired (YjIdentityPanel *self);

G_END_DECLS
