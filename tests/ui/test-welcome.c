/* SPDX-License-Identifier: Apache-2.0 */
/* The welcome calls the programme what the catalogue calls it. */
#include "tests/core/catalogue/catalogue-rig.h"
#include "tests/ui/support/ui-rig.h"

static YjCatalogue *
load (const char *dir)
{
  g_autoptr (GError) error = NULL;
  YjCatalogue *catalogue = yj_catalogue_new_for_hall_from_dir (dir, "000000", &error);
  g_assert_no_error (error);
  return catalogue;
}

static void
test_programme (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  char *dir = rig_new ();
  g_autoptr (YjCatalogue) renamed = NULL, unnamed = NULL;

  ui_rig_open (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "idle");
  g_assert_true (ui_rig_sees (rig, "高效办成一件事"));
  rig_edit (dir, "catalog.json", "/programme", "{'zh-CN':'青禾一次办','en':'Qinghe in one go'}");
  renamed = load (dir);
  yj_context_set_catalogue (rig->context, renamed);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, "青禾一次办"));
  g_assert_false (ui_rig_sees (rig, "高效办成一件事"));
  rig_edit (dir, "catalog.json", "/programme", NULL);
  unnamed = load (dir);
  yj_context_set_catalogue (rig->context, unnamed);
  ui_rig_settle (rig);
  g_assert_false (ui_rig_sees (rig, "青禾一次办"));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "idle.start")));
  g_test_message ("a catalogue renames the programme on the welcome, and may leave it unnamed");
  rig_free (dir);
  ui_rig_free (rig);
}

static void
test_everywhere (void)
{
  for (int look = 0; look < 4; look++) {
    UiLook as = ui_look_portrait;
    UiRig *rig;

    as.language = look < 2 ? "zh-CN" : "en";
    if (look % 2 == 1)
      as.width_px = 1280, as.height_px = 800;
    as.text_size = look == 3 ? YJ_TEXT_LARGE : YJ_TEXT_STANDARD;
    rig = ui_rig_new (&as);
    ui_rig_open (rig);
    g_assert_true (ui_rig_sees (rig, yj_context_pick (rig->context, yj_catalogue_get_programme (rig->context->catalogue))));
    ui_rig_free (rig);
  }
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/welcome/the-programme-is-data", test_programme);
  g_test_add_func ("/ui/welcome/the-programme-is-said-in-every-look", test_everywhere);
  return g_test_run ();
}
