/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of every place of every item: people who together meet everything walk from the first question to the end,
 * and each page is looked at when it shows something that was not seen in that look. Every place is seen in every
 * language, every size of text and both directions; which go together depends on the item, and with YIJIAN_LONG all do. */
#include "tests/ui/support/item-walk.h"
#include "tests/ui/support/page-contract.h"
#include "tests/ui/support/yj-fake-speaker.h"

#define MAX_MOVES 500

static const char *const languages[] = { "zh-CN", "en" };
static const int screens[][2] = { { 1080, 1920 }, { 1280, 800 } };

typedef struct {
  UiRig *rig;
  const char *item;
  GHashTable *seen; /* parts */
  guint pages, findings, widgets;
} Walk;

static void
look (Walk *walk)
{
  g_autofree char *place = page_contract_describe (walk->rig), *where = g_strdup_printf ("%s: %s", walk->item, place);

  ui_rig_lay_out (walk->rig);
  walk->findings += page_contract_check (walk->rig, where, &walk->widgets);
  walk->pages++;
}

/* Does the place show anything that was not seen? */
static gboolean
is_new (Walk *walk)
{
  g_autoptr (GPtrArray) parts = item_walk_list_parts (walk->rig->context->flow);
  gboolean new = FALSE;

  for (guint i = 0; i < parts->len; i++)
    new = g_hash_table_add (walk->seen, g_strdup (g_ptr_array_index (parts, i))) || new;
  return new;
}

static void
build_anew (Walk *walk)
{
  yj_flow_go_beside (walk->rig->context->flow, "help", NULL);
  yj_flow_back (walk->rig->context->flow);
}

/* Going on with nothing filled in: every sentence that tells what is missing stands at its field. */
static void
ask_for_what_is_missing (Walk *walk)
{
  YjFlow *flow = walk->rig->context->flow;
  YjPage *page = yj_window_get_page (walk->rig->window);
  g_autofree char *subject = g_strdup (yj_flow_get_place (flow)->subject);

  YJ_PAGE_GET_CLASS (page)->primary (page);
  if (g_strcmp0 (yj_flow_get_place (flow)->subject, subject) != 0)
    yj_flow_back (flow);
}

static void
look_at_photographs (Walk *walk)
{
  YjContext *context = walk->rig->context;
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);

  for (guint i = 0; i < materials->len; i++) {
    const char *id = ((YjMaterial *) g_ptr_array_index (materials, i))->id;
    if (!g_hash_table_add (walk->seen, g_strconcat ("capture ", id, NULL)))
      continue;
    yj_flow_go_beside (context->flow, "capture", id);
    look (walk);
    yj_flow_back (context->flow);
  }
}

/* A page is looked at when it shows most: what was chosen has more to say, and so has a form with nothing in it. */
static void
visit (Walk *walk, GRand *rand)
{
  YjFlow *flow = walk->rig->context->flow;
  g_autofree char *page = g_strdup (yj_flow_get_place (flow)->page);
  gboolean new = is_new (walk), materials = g_str_equal (page, "materials");
  gboolean filled = materials || g_str_equal (page, "guide-question") || g_str_equal (page, "delivery") || g_str_equal (page, "privacy");

  if (new &&g_str_equal (page, "form"))
    ask_for_what_is_missing (walk);
  if (new && (!filled || materials))
    look (walk);
  if (materials)
    look_at_photographs (walk);
  applicant_do_place (flow, rand);
  if (g_str_equal (page, "delivery")) {
    g_autofree char *part = g_strconcat ("delivery ", yj_session_get_delivery (walk->rig->context->session)->id, NULL);
    new = g_hash_table_add (walk->seen, g_steal_pointer (&part));
  }
  if (new &&filled) {
    build_anew (walk);
    look (walk);
  }
}

static void
walk_once (Walk *walk, guint32 seed)
{
  YjContext *context = walk->rig->context;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;

  yj_session_set_language (context->session, walk->rig->look.language);
  g_assert_true (yj_session_begin (context->session, context->catalogue, walk->item, &error));
  for (guint moves = 0; !g_str_equal (ui_rig_place (walk->rig), "done"); moves++) {
    g_assert_cmpuint (moves, <, MAX_MOVES);
    visit (walk, rand);
    if (g_str_equal (ui_rig_place (walk->rig), "submit"))
      yj_session_set_submitted (context->session, "7K3M00F4C", "7K3M00F4C");
    yj_flow_next (context->flow);
  }
  visit (walk, rand);
  yj_flow_next (context->flow);
}

static guint
walk_in (const char *item, const GArray *people, const UiLook *a_look)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { ui_rig_new (a_look), item, seen, 0, 0, 0 };

  walk.rig->context->speaker = YJ_SPEAKER (yj_fake_speaker_new ()); /* every button of the utility bar is there */
  walk.rig->courier->holding = TRUE; /* the page that sends stays on the screen */
  ui_rig_open (walk.rig);
  for (guint i = 0; i < people->len; i++)
    walk_once (&walk, g_array_index (people, guint32, i));
  g_test_message ("%s, %s, %d × %d, text %d: %u people, %u parts, %u pages, %u widgets looked at, %u faults", item, a_look->language,
                  a_look->width_px, a_look->height_px, a_look->text_size, people->len, g_hash_table_size (seen), walk.pages, walk.widgets,
                  walk.findings);
  ui_rig_free (walk.rig);
  return walk.findings;
}

/* Three looks see every language, every size of text and both directions; the next item has others. The first, whose life
 * event has the most to say, is seen in all. */
static gboolean
is_sampled (guint item, guint language, guint screen, guint text)
{
  return g_getenv ("YIJIAN_LONG") != NULL || item == 0 || (language == (item + text) % 2 && screen == (item / 2 + (text > 0)) % 2);
}

/* The same in every look. */
static GArray *
choose_people (const char *item)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  GArray *people = item_walk_choose_people (rig->context->catalogue, rig->clock, item);
  ui_rig_free (rig);
  return people;
}

typedef struct {
  guint index;
  char *id;
} Subject;

static void
test_item (gconstpointer data)
{
  const Subject *subject = data;
  g_autoptr (GArray) people = choose_people (subject->id);
  guint findings = 0;

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    for (guint s = 0; s < G_N_ELEMENTS (screens); s++)
      for (guint t = YJ_TEXT_STANDARD; t <= YJ_TEXT_LARGEST; t++) {
        const UiLook a_look = { languages[l], screens[s][0], screens[s][1], (YjTextSize) t, YJ_THEME_PAPER };
        if (is_sampled (subject->index, l, s, t))
          findings += walk_in (subject->id, people, &a_look);
      }
  if (findings > 0)
    g_test_fail_printf ("%u faults", findings);
}

static void
free_subject (gpointer data)
{
  g_free (((Subject *) data)->id);
  g_free (data);
}

int
main (int argc, char **argv)
{
  g_autoptr (YjCatalogue) catalogue = NULL;
  GPtrArray *items;

  ui_rig_init (&argc, &argv);
  catalogue = applicant_load_catalogue ();
  items = yj_catalogue_get_items (catalogue);
  for (guint i = 0; i < items->len; i++) {
    Subject *subject = g_new (Subject, 1);
    g_autofree char *path = NULL;
    *subject = (Subject){ i, g_strdup (((YjItem *) g_ptr_array_index (items, i))->id) };
    path = g_strdup_printf ("/ui/item-pages/%s/every page keeps the contract", subject->id);
    g_test_add_data_func_full (path, subject, test_item, free_subject);
  }
  return g_test_run ();
}
