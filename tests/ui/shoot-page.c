/* SPDX-License-Identifier: Apache-2.0 */
/* shoot-page: a PNG of one page in one look, after touches. Not a test: for looking at. */
#include "tests/ui/support/ui-rig.h"
#include <stdio.h>

static char *page = (char *) "idle", *subject, *language = (char *) "zh-CN", *size = (char *) "1080x1920", *out = (char *) "page.png";
static char **touches;
static int text, theme, turn, quiet;
static gboolean empty, low;

static const GOptionEntry options[] = {
  { "page", 'p', 0, G_OPTION_ARG_STRING, &page, "Id of the page", "ID" },
  { "subject", 's', 0, G_OPTION_ARG_STRING, &subject, "Question, page group or material", "ID" },
  { "language", 'l', 0, G_OPTION_ARG_STRING, &language, "zh-CN or en", "TAG" },
  { "size", 'z', 0, G_OPTION_ARG_STRING, &size, "1080x1920 or 1280x800", "WxH" },
  { "text", 't', 0, G_OPTION_ARG_INT, &text, "0 standard, 1 large, 2 largest", "N" },
  { "theme", 'c', 0, G_OPTION_ARG_INT, &theme, "0 paper, 1 high contrast, 2 black on white, 3 dark", "N" },
  { "empty", 'e', 0, G_OPTION_ARG_NONE, &empty, "Nothing is answered yet", NULL },
  { "low", 0, 0, G_OPTION_ARG_NONE, &low, "Low reach", NULL },
  { "turn", 'n', 0, G_OPTION_ARG_INT, &turn, "Turn this many pages", "N" },
  { "quiet", 'q', 0, G_OPTION_ARG_INT, &quiet, "Nobody touches anything for this many seconds", "N" },
  { "touch", 'x', 0, G_OPTION_ARG_FILENAME_ARRAY, &touches, "Touch what says this first (several)", "LABEL" },
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out, "Where to write", "PNG" },
  { NULL }
};

static void
begin (UiRig *rig)
{
  g_autoptr (GError) error = NULL;
  if (!empty)
    ui_rig_fill (rig);
  else if (!g_str_equal (page, "idle") && !g_str_equal (page, "choose"))
    g_assert_true (yj_session_begin (rig->context->session, rig->context->catalogue, "newborn", &error));
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) parser = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  UiLook look = ui_look_portrait;
  UiRig *rig;

  g_option_context_add_main_entries (parser, options, NULL);
  if (!g_option_context_parse (parser, &argc, &argv, &error) ||
      sscanf (size, "%dx%d", &look.width_px, &look.height_px) != 2) {
    fprintf (stderr, "shoot-page: %s\n", error != NULL ? error->message : "--size is WxH");
    return 2;
  }
  ui_rig_init (&argc, &argv);
  look.language = language;
  look.text_size = (YjTextSize) text;
  look.theme = (YjTheme) theme;
  rig = ui_rig_new (&look);
  yj_style_set_low_reach (rig->context->style, low);
  begin (rig);
  ui_rig_go (rig, page, subject);
  ui_rig_open (rig);
  for (guint i = 0; touches != NULL && touches[i] != NULL; i++)
    ui_rig_touch (rig, touches[i]);
  for (int i = 0; i < quiet; i++) {
    yj_clock_fake_advance (rig->clock, G_USEC_PER_SEC);
    yj_window_tick (rig->window);
  }
  yj_pager_turn (yj_page_get_pager (yj_window_get_page (rig->window)), turn);
  ui_rig_settle (rig);
  ui_rig_save (rig, out);
  ui_rig_free (rig);
  return 0;
}
