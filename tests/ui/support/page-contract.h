/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of whatever a citizen can see: it says what it is; nothing is clipped, cut, outside of the screen, too small to
 * touch or without a name; one primary action at most, and it does something. */
#pragma once
#include "tests/ui/support/ui-rig.h"

/* Looks at the page that @rig's window shows, at every page of its pager. Each fault is printed with @where; returns how many
 * there are. @n_widgets: (nullable) (inout) the widgets looked at are added. */
guint page_contract_check (UiRig *rig, const char *where, guint *n_widgets);
/* Page, subject and look of the rig. (transfer full) */
char *page_contract_describe (UiRig *rig);
