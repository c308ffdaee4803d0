/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of every registered page, in both languages, every text size and both directions: it is made, shown, left and
 * finalized; it says what it is; nothing is clipped, too small to touch, or without a name. One person in each look goes along
 * the whole line with everything filled in, and beside it. What the pages say for each item is looked at in test-item-pages. */
#include "tests/ui/support/page-contract.h"

#define MAX_MOVES 64

typedef struct {
  UiRig *rig;
  GHashTable *seen; /* ids */
  GPtrArray *pages; /* of gpointer *: each page that was looked at, until it is finalized */
  guint findings;
} Walk;

static void
look (Walk *walk)
{
  YjPage *page = yj_window_get_page (walk->rig->window);
  g_autofree char *where = page_contract_describe (walk->rig);
  gpointer *alive = g_new (gpointer, 1);
  guint findings, widgets = 0;

  g_hash_table_add (walk->seen, g_strdup (yj_page_get_id (page)));
  *alive = page;
  g_object_add_weak_pointer (G_OBJECT (page), alive);
  g_ptr_array_add (walk->pages, alive);
  ui_rig_lay_out (walk->rig);
  findings = page_contract_check (walk->rig, where, &widgets);
  g_test_message ("%s: %u widgets looked at, %u faults", where, widgets, findings);
  walk->findings += findings;
}

static void
look_beside (Walk *walk, const char *page, const char *subject)
{
  YjFlow *flow = walk->rig->context->flow;

  yj_flow_go_beside (flow, page, subject);
  g_assert_cmpstr (ui_rig_place (walk->rig), ==, page);
  ui_rig_settle (walk->rig); /* the keyboard of what was left goes with the next frame */
  look (walk);
  yj_flow_back (flow);
}

static void
look_before_a_visit (Walk *walk)
{
  look (walk);
  ui_rig_go (walk->rig, "out-of-service", NULL);
  look (walk);
  walk->rig->courier->gates = YJ_GATE_OPEN;
  yj_courier_emit_status_changed (YJ_COURIER (walk->rig->courier));
  ui_rig_go (walk->rig, "choose", NULL);
  look (walk);
}

/* What can be done from the middle of the line. */
static void
look_around (Walk *walk)
{
  static const char *const pages[] = { "help", "progress", "service-info", "hand-over" };
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    look_beside (walk, pages[i], NULL);
  look_beside (walk, "countersign", "other_parent_name"); /* no shipped form asks for a signature: any field has a label */
}

static void
look_at_place (Walk *walk)
{
  YjSession *session = walk->rig->context->session;
  const char *page = ui_rig_place (walk->rig);

  if (!g_hash_table_contains (walk->seen, page))
    look (walk);
  if (g_str_equal (page, "form") && !g_hash_table_contains (walk->seen, "help"))
    look_around (walk);
  if (g_str_equal (page, "materials") && !g_hash_table_contains (walk->seen, "capture")) {
    g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (session);
    look_beside (walk, "capture", ((YjMaterial *) g_ptr_array_index (materials, 0))->id);
  }
  if (g_str_equal (ui_rig_place (walk->rig), "submit"))
    yj_session_set_submitted (session, "7K3M00F4C", "7K3M00F4C");
}

static void
look_at_visit (Walk *walk)
{
  ui_rig_fill (walk->rig);
  for (guint moves = 0; !g_str_equal (ui_rig_place (walk->rig), "done"); moves++) {
    g_assert_cmpuint (moves, <, MAX_MOVES);
    yj_flow_next (walk->rig->context->flow);
    look_at_place (walk);
  }
}

static void
assert_complete (Walk *walk)
{
  for (const YjPageInfo *info = yj_page_list (); info->id != NULL; info++)
    if (!g_hash_table_contains (walk->seen, info->id))
      g_test_fail_printf ("nobody came to \"%s\"", info->id);
  for (guint i = 0; i < walk->pages->len; i++)
    g_assert_null (*(gpointer *) g_ptr_array_index (walk->pages, i));
  g_test_message ("%u kinds of pages, %u looked at, all finalized", g_hash_table_size (walk->seen), walk->pages->len);
}

static void
test_look (gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_free);
  Walk walk = { ui_rig_new (data), seen, pages, 0 };

  walk.rig->courier->holding = TRUE; /* what waits for an answer stays on the screen */
  ui_rig_open (walk.rig);
  look_before_a_visit (&walk);
  look_at_visit (&walk);
  ui_rig_free (walk.rig);
  assert_complete (&walk);
  if (walk.findings > 0)
    g_test_fail_printf ("%u faults", walk.findings);
}

int
main (int argc, char **argv)
{
  static const char *const languages[] = { "zh-CN", "en" };
  static const int sizes[][2] = { { 1080, 1920 }, { 1280, 800 } };

  ui_rig_init (&argc, &argv);
  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (YjTextSize t = YJ_TEXT_STANDARD; t <= YJ_TEXT_LARGEST; t++) {
        const UiLook a_look = { languages[l], sizes[s][0], sizes[s][1], t, YJ_THEME_PAPER };
        g_autofree char *path =
            g_strdup_printf ("/ui/pages/every page keeps the contract: %s, %d × %d, text %d", languages[l], sizes[s][0], sizes[s][1], t);
        g_test_add_data_func_full (path, g_memdup2 (&a_look, sizeof a_look), test_look, g_free);
      }
  return g_test_run ();
}
