/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a page: heading, hint, then what stands on it in the order it stands, then the primary action.
 * What is below a widget of the class "personal" is left out: the loudspeaker reaches the whole hall. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

/* (transfer full) */
char *yj_read_aloud_text (YjPage *page);
/* What has come up on it since it was read: its notices, and what the machine is waiting for or doing. Empty when there is nothing of the
 * kind. (transfer full) */
char *yj_read_aloud_news (YjPage *page);

G_END_DECLS
