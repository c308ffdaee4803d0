/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the tests of photographing do alike. */
#include "tests/ui/support/capture-rig.h"

typedef struct {
  UiRig *rig;
  const char *name; /* of a text, or of a paper */
  guint count;
} Awaited;

UiRig *
capture_rig_open (const char *material)
{
  return ui_rig_new_at ("capture", material);
}

guint
capture_rig_count_kept (UiRig *rig, const char *material)
{
  GPtrArray *pages = yj_session_get_material_pages (rig->context->session, material);
  return pages != NULL ? pages->len : 0;
}

static gboolean
has_kept (gpointer data)
{
  const Awaited *awaited = data;
  return capture_rig_count_kept (awaited->rig, awaited->name) == awaited->count;
}

void
capture_rig_wait_kept (UiRig *rig, const char *material, guint count)
{
  Awaited awaited = { rig, material, count };
  ui_rig_wait (has_kept, &awaited);
}

gboolean
capture_rig_sees (UiRig *rig, const char *id)
{
  return ui_rig_sees (rig, ui_rig_text (rig, id));
}

void
capture_rig_touch (UiRig *rig, const char *id)
{
  ui_rig_touch (rig, ui_rig_text (rig, id));
}

gboolean
capture_rig_can_touch (UiRig *rig, const char *id)
{
  return ui_rig_find (rig, ui_rig_text (rig, id)) != NULL;
}

static gboolean
is_touchable (gpointer data)
{
  const Awaited *awaited = data;
  return capture_rig_can_touch (awaited->rig, awaited->name);
}

void
capture_rig_wait_touchable (UiRig *rig, const char *id)
{
  Awaited awaited = { rig, id, 0 };
  ui_rig_wait (is_touchable, &awaited);
}

void
capture_rig_take (UiRig *rig)
{
  capture_rig_touch (rig, "capture.primary");
  capture_rig_wait_touchable (rig, "capture.keep");
}

void
capture_rig_take_and_keep (UiRig *rig)
{
  capture_rig_take (rig);
  capture_rig_touch (rig, "capture.keep");
}
