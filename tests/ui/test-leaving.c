/* SPDX-License-Identifier: Apache-2.0 */
/* What a person typed is in no field and nowhere in this process once the visit has ended. Labels that showed it free it
 * without wiping; that glibc overwrites what is freed is asked for by the kiosk, and here by tests/ui/meson.build. */
#include "tests/support/memory-search.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

static UiRig *rig;

#define CANARY_CHARS 12
#define TAIL_CHARS 5
#define CHAR_BYTES 3

/* Memory that is freed loses its first 16 bytes to malloc's own lists: what is typed is long, and its end is looked for. */
typedef struct {
  MemoryNeedle whole, tail;
} Canary;

/* Characters nobody typed before, so that nothing else holds them in this order. */
static Canary
canary_new (void)
{
  Canary canary;
  char text[64] = "", tail[64] = "";
  gsize n = 0;

  for (guint i = 0; i < CANARY_CHARS; i++)
    n += (gsize) g_unichar_to_utf8 (0x4e00 + (gunichar) g_random_int_range (0, 0x4000), text + n);
  memcpy (tail, text + (CANARY_CHARS - TAIL_CHARS) * CHAR_BYTES, TAIL_CHARS * CHAR_BYTES);
  memory_needle_take (&canary.whole, text);
  memory_needle_take (&canary.tail, tail);
  return canary;
}

static void
type (GtkText *entry, const Canary *canary)
{
  char all[64];

  memory_needle_reveal (&canary->whole, all);
  ui_rig_type (rig, entry, all);
  explicit_bzero (all, sizeof all);
}

/* Ends the visit and looks. */
static void
end_and_search (const Canary *canary, const char *what)
{
  guint shown = memory_needle_count (&canary->tail), left;

  g_assert_cmpuint (shown, >, 0); /* the search finds what is there */
  yj_context_end_session (rig->context);
  ui_rig_wait_page (rig, "idle");
  left = memory_needle_count (&canary->tail);
  g_test_message ("%s: %u times in memory while it was there, %u after the visit", what, shown, left);
  g_assert_cmpuint (left, ==, 0);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
nothing_stays_of_what_was_typed_and_left_lying (void)
{
  Canary canary = canary_new ();
  rig = ui_rig_new_at ("form", "other-parent");
  type (ui_rig_entry (rig, 0), &canary);
  end_and_search (&canary, "typed");
}

static void
nothing_stays_of_what_was_carried_over_into_another_look (void)
{
  Canary canary = canary_new ();
  rig = ui_rig_new_at ("form", "other-parent");
  type (ui_rig_entry (rig, 0), &canary);
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  end_and_search (&canary, "carried over");
}

static void
nothing_stays_of_what_was_taken_over (void)
{
  Canary canary = canary_new ();
  rig = ui_rig_new_at ("form", "other-parent");
  type (ui_rig_entry (rig, 0), &canary);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (yj_flow_get_place (rig->context->flow)->subject, !=, "other-parent");
  end_and_search (&canary, "taken over");
}

static void
nothing_stays_of_what_was_typed_to_ask_for_progress (void)
{
  Canary canary = canary_new ();
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "progress.type"));
  type (ui_rig_entry (rig, 1), &canary);
  end_and_search (&canary, "inquiry code");
}

/* The whole way, to goodbye. The child's name is read on the page of answers, the other parent's is masked there. */
static void
nothing_stays_after_goodbye (void)
{
  static const char *const places[][2] = { { "child-name", "the child's name" }, { "other-parent", "the other parent's name" } };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    Canary canary = canary_new ();
    guint left;

    rig = ui_rig_new_at ("form", places[i][0]);
    type (ui_rig_entry (rig, 0), &canary);
    ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
    g_assert_cmpuint (memory_needle_count (&canary.tail), >, 0);
    ui_rig_go (rig, "check", NULL);
    ui_rig_settle (rig); /* the answers are drawn */
    ui_rig_go (rig, "done", NULL);
    ui_rig_settle (rig);
    left = memory_needle_count (&canary.tail);
    g_test_message ("%s: %u times in memory after goodbye", places[i][1], left);
    g_assert_cmpuint (left, ==, 0);
    ui_rig_free (rig);
    rig = NULL;
  }
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/leaving/nothing-stays-of-what-was-typed-and-left-lying", nothing_stays_of_what_was_typed_and_left_lying);
  g_test_add_func ("/ui/leaving/nothing-stays-of-what-was-carried-over-into-another-look", nothing_stays_of_what_was_carried_over_into_another_look);
  g_test_add_func ("/ui/leaving/nothing-stays-of-what-was-taken-over", nothing_stays_of_what_was_taken_over);
  g_test_add_func ("/ui/leaving/nothing-stays-of-what-was-typed-to-ask-for-progress", nothing_stays_of_what_was_typed_to_ask_for_progress);
  g_test_add_func ("/ui/leaving/nothing-stays-after-goodbye", nothing_stays_after_goodbye);
  return g_test_run ();
}
