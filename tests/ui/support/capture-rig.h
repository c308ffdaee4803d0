/* SPDX-License-Identifier: Apache-2.0 */
/* The page that photographs a paper, open, and what a person sees and touches there; words are named by their ids. */
#pragma once
#include "tests/ui/support/ui-rig.h"

/* At the paper @material of a filled visit. (transfer full) */
UiRig *capture_rig_open (const char *material);
/* How many pages of @material the visit has. */
guint capture_rig_count_kept (UiRig *rig, const char *material);
/* Until there are @count of them. */
void capture_rig_wait_kept (UiRig *rig, const char *material, guint count);
gboolean capture_rig_sees (UiRig *rig, const char *id);
void capture_rig_touch (UiRig *rig, const char *id);
gboolean capture_rig_can_touch (UiRig *rig, const char *id);
void capture_rig_wait_touchable (UiRig *rig, const char *id);
/* Presses the shutter and waits for a picture that is as it should be. */
void capture_rig_take (UiRig *rig);
/* The same, and asks that it be kept; whether it is, is waited for by the test. */
void capture_rig_take_and_keep (UiRig *rig);
