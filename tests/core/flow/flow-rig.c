/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a flow under test begins and ends. */
#include "tests/core/flow/flow-rig.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include "tests/core/flow/applicant.h"

static void
begin_with (FlowRig *rig, YjCatalogue *catalogue)
{
  rig->catalogue = catalogue;
  rig->session = applicant_session_new (catalogue);
  rig->flow = yj_flow_new (rig->session);
}

void
flow_rig_begin (FlowRig *rig)
{
  begin_with (rig, applicant_load_catalogue ());
}

void
flow_rig_begin_changed (FlowRig *rig, const FlowEdit *edits, guint n)
{
  g_autoptr (GError) error = NULL;
  YjCatalogue *catalogue;

  rig->dir = rig_new ();
  for (guint i = 0; i < n; i++)
    rig_edit (rig->dir, FLOW_RIG_ITEM, edits[i].pointer, edits[i].text);
  catalogue = yj_catalogue_new_from_dir (rig->dir, &error);
  g_assert_no_error (error);
  begin_with (rig, catalogue);
}

void
flow_rig_end (FlowRig *rig)
{
  g_clear_object (&rig->flow);
  g_clear_object (&rig->session);
  g_clear_object (&rig->catalogue);
  g_clear_pointer (&rig->dir, rig_free);
}

void
flow_rig_answer (FlowRig *rig, const char *id, const char *value)
{
  g_autoptr (json_t) json = json_string (value);
  yj_session_set_answer (rig->session, id, json);
}

const json_t *
flow_rig_find (const json_t *list, const char *id)
{
  size_t i;
  json_t *member;

  json_array_foreach (list, i, member)
    if (g_strcmp0 (yj_json_string (member, "id"), id) == 0)
      return member;
  return NULL;
}
