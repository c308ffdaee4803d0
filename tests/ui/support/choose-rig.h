/* SPDX-License-Identifier: Apache-2.0 */
/* The page of choosing, open, and what a person sees and types there. */
#pragma once
#include "tests/ui/support/ui-rig.h"
#include "ui/widgets/yj-pager.h"

/* What the item @id is called in the visit's language. */
const char *choose_rig_title (UiRig *rig, const char *id);
gboolean choose_rig_shows (UiRig *rig, const char *id);
/* What a part of the page is called: people and businesses with how many. (transfer full) */
char *choose_rig_name_audience (UiRig *rig, gboolean enterprise);
/* (transfer full) */
UiRig *choose_rig_open (const UiLook *look);
/* Into what YIJIAN_TEST_PICTURES begins with, if it is set. */
void choose_rig_take_picture (UiRig *rig, const char *name);
void choose_rig_type (UiRig *rig, const char *words);
/* Which turns the pages of what can be chosen now. (transfer none) */
YjPager *choose_rig_get_pager (UiRig *rig);
