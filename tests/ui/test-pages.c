/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of every registered page, in both languages, every text size and both directions: it is made, shown, left and
 * finalized; it says what it is; nothing is clipped, too small to touch, or without a name. What the pages say for each item
 * is looked at in test-item-pages. */
#include "tests/ui/support/page-contract.h"

/* What a page beside the line is about; the places of the line know it themselves. */
static const char *
choose_subject (UiRig *rig, const char *id)
{
  g_autoptr (GPtrArray) materials = g_str_equal (id, "capture") ? yj_session_list_materials_to_capture (rig->context->session) : NULL;

  if (g_str_equal (id, "countersign"))
    return "other_parent_name"; /* no shipped form asks for a signature: any field has a label */
  return materials != NULL ? ((YjMaterial *) g_ptr_array_index (materials, 0))->id : NULL;
}

static guint
check_page (const char *id, const UiLook *look)
{
  UiRig *rig = ui_rig_new (look);
  g_autofree char *where = NULL;
  guint findings, widgets = 0;

  if (!g_str_equal (id, "idle") && !g_str_equal (id, "choose") && !g_str_equal (id, "out-of-service"))
    ui_rig_fill (rig);
  rig->courier->holding = TRUE; /* what waits for an answer stays on the screen */
  ui_rig_go (rig, id, choose_subject (rig, id));
  ui_rig_open (rig);
  g_assert_cmpstr (yj_page_get_id (yj_window_get_page (rig->window)), ==, id);
  where = page_contract_describe (rig);
  findings = page_contract_check (rig, where, &widgets);
  yj_fake_courier_release (rig->courier);
  g_test_message ("%s: %u widgets looked at, %u faults", where, widgets, findings);
  ui_rig_free (rig);
  return findings;
}

static void
test_page (gconstpointer data)
{
  static const char *const languages[] = { "zh-CN", "en" };
  static const int sizes[][2] = { { 1080, 1920 }, { 1280, 800 } };
  guint findings = 0;

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (YjTextSize t = YJ_TEXT_STANDARD; t <= YJ_TEXT_LARGEST; t++) {
        const UiLook look = { languages[l], sizes[s][0], sizes[s][1], t, YJ_THEME_PAPER };
        findings += check_page (data, &look);
      }
  if (findings > 0)
    g_test_fail_printf ("%u faults", findings);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  for (const YjPageInfo *info = yj_page_list (); info->id != NULL; info++) {
    g_autofree char *path = g_strdup_printf ("/ui/pages/%s/keeps-the-contract", info->id);
    g_test_add_data_func (path, info->id, test_page);
  }
  return g_test_run ();
}
