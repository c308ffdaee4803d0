/* SPDX-License-Identifier: Apache-2.0 */
/* shoot-page: a PNG of one page in one look, after touches. Not a test: for looking at. */
#include "tests/ui/support/item-walk.h"
#include "tests/ui/support/ui-rig.h"
#include "tests/ui/support/yj-fake-photo-decoder.h"
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/identity/yj-id-card-json.h"
#include "ui/drawings/yj-signature-pad.h"
#include <stdio.h>
#include <string.h>

static char *page = (char *) "idle", *subject, *item, *language = (char *) "zh-CN", *size = (char *) "1080x1920",
            *out = (char *) "page.png";
static char *card_text;
static int trouble, gates, reasons, kinds, scanner_state = -1;
static char **touches, *shown;
static int text, theme, turn, quiet, paper = -1, still = YJ_PAPER_GOOD;
static gboolean empty, low, missing, scanned, unplugged, written, black;

static const GOptionEntry options[] = {
  { "page", 'p', 0, G_OPTION_ARG_STRING, &page, "Id of the page", "ID" },
  { "item", 'i', 0, G_OPTION_ARG_STRING, &item, "Somebody applies for this item, and comes to the page", "ID" },
  { "subject", 's', 0, G_OPTION_ARG_STRING, &subject, "Question, page group or material", "ID" },
  { "language", 'l', 0, G_OPTION_ARG_STRING, &language, "zh-CN or en", "TAG" },
  { "size", 'z', 0, G_OPTION_ARG_STRING, &size, "1080x1920 or 1280x800", "WxH" },
  { "text", 't', 0, G_OPTION_ARG_INT, &text, "0 standard, 1 large, 2 largest", "N" },
  { "theme", 'c', 0, G_OPTION_ARG_INT, &theme, "0 paper, 1 high contrast, 2 black on white, 3 dark", "N" },
  { "empty", 'e', 0, G_OPTION_ARG_NONE, &empty, "Nothing is answered yet", NULL },
  { "missing", 'm', 0, G_OPTION_ARG_NONE, &missing, "Go on at once: what is missing is told", NULL },
  { "low", 0, 0, G_OPTION_ARG_NONE, &low, "Low reach", NULL },
  { "scan", 'r', 0, G_OPTION_ARG_NONE, &scanned, "A receipt is scanned, and departments have answered", NULL },
  { "code", 'd', 0, G_OPTION_ARG_STRING, &shown, "Then a QR code is shown that says this", "TEXT" },
  { "turn", 'n', 0, G_OPTION_ARG_INT, &turn, "Turn this many pages", "N" },
  { "card", 'k', 0, G_OPTION_ARG_FILENAME, &card_text, "This card is read (JSON as for the virtual reader)", "CARD" },
  { "kinds", 'K', 0, G_OPTION_ARG_INT, &kinds, "The card reader takes these besides resident cards (bits of YjIdKind)", "N" },
  { "trouble", 'f', 0, G_OPTION_ARG_INT, &trouble, "Reading a card, or printing, fails with this code (yj-error.h)", "N" },
  { "quiet", 'q', 0, G_OPTION_ARG_INT, &quiet, "Nobody touches anything for this many seconds", "N" },
  { "paper", 'P', 0, G_OPTION_ARG_INT, &paper, "A paper lies under the camera with this YjPaperVerdict", "N" },
  { "still", 'S', 0, G_OPTION_ARG_INT, &still, "A picture that is taken has this YjPaperVerdict", "N" },
  { "unplugged", 'U', 0, G_OPTION_ARG_NONE, &unplugged, "The camera goes away", NULL },
  { "gates", 'g', 0, G_OPTION_ARG_INT, &gates, "The courier's gates are closed (YjGates)", "N" },
  { "reasons", 'R', 0, G_OPTION_ARG_INT, &reasons, "The printer, without which nobody may apply, says this (YjPrinterReasons)", "N" },
  { "scanner", 'Q', 0, G_OPTION_ARG_INT, &scanner_state, "Last of all the code scanner says that it is in this YjDeviceState", "N" },
  { "black", 'B', 0, G_OPTION_ARG_NONE, &black, "Last of all the camera sees black for a while", NULL },
  { "write", 'W', 0, G_OPTION_ARG_NONE, &written, "A hand signs", NULL },
  { "touch", 'x', 0, G_OPTION_ARG_FILENAME_ARRAY, &touches, "Touch what says this first (several)", "LABEL" },
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out, "Where to write", "PNG" },
  { NULL }
};

static gboolean
is_at_page (YjFlow *flow)
{
  const YjPlace *place = yj_flow_get_place (flow);
  return g_str_equal (place->page, page) && (subject == NULL || g_strcmp0 (place->subject, subject) == 0);
}

/* A page beside the line is reached from the photographs. */
static gboolean
walk_to_page (UiRig *rig, guint32 seed)
{
  YjContext *context = rig->context;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  gboolean capture = g_str_equal (page, "capture");

  yj_flow_reset (context->flow);
  yj_session_set_language (context->session, language);
  g_assert_true (yj_session_begin (context->session, context->catalogue, item, &error));
  while (!is_at_page (context->flow) && !g_str_equal (ui_rig_place (rig), "done")) {
    if (capture && g_str_equal (ui_rig_place (rig), "materials")) {
      g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);
      for (guint i = 0; i < materials->len; i++)
        if (subject == NULL || g_str_equal (subject, ((YjMaterial *) g_ptr_array_index (materials, i))->id)) {
          yj_flow_go_beside (context->flow, "capture", ((YjMaterial *) g_ptr_array_index (materials, i))->id);
          return TRUE;
        }
    }
    applicant_do_place (context->flow, rand);
    if (g_str_equal (ui_rig_place (rig), "submit"))
      yj_session_set_submitted (context->session, "7K3M00F4C", "7K3M00F4C");
    yj_flow_next (context->flow);
  }
  if (is_at_page (context->flow) && !missing)
    applicant_do_place (context->flow, rand);
  return is_at_page (context->flow);
}

static gboolean
apply (UiRig *rig)
{
  g_autoptr (GArray) people = item_walk_choose_people (rig->context->catalogue, rig->clock, item);
  for (guint i = 0; i < people->len; i++)
    if (walk_to_page (rig, g_array_index (people, guint32, i)))
      return TRUE;
  return FALSE;
}

static void
begin (UiRig *rig)
{
  g_autoptr (GError) error = NULL;
  if (!empty)
    ui_rig_fill (rig);
  else if (!g_str_equal (page, "idle") && !g_str_equal (page, "choose"))
    g_assert_true (yj_session_begin (rig->context->session, rig->context->catalogue, "newborn", &error));
}

static void
scan_receipt (UiRig *rig)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 244), *code_text = yj_reference_to_qr_text (reference, "GYAV9JB50180");
  g_autoptr (YjCode) code = yj_code_new ("qr-code", code_text, strlen (code_text));

  rig->courier->progress =
      json_pack ("{s:s, s:s, s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}, {s:s, s:s, s:s, s:s}]}", "state", "accepted", "as_of", "2027-03-12T01:00:00Z",
                 "matters", "code", "birth-certificate", "department", "23", "status", "done", "code", "household-registration",
                 "department", "09", "status", "accepted", "code", "medical-insurance", "department", "36", "status", "returned",
                 "reason", "missing-page");
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
  ui_rig_wait_text (rig, "progress.close");
}

/* The reader of the page has read a card, or could not. */
static void
use_reader (UiRig *rig)
{
  g_autoptr (GError) error = trouble > 0 ? g_error_new_literal (YJ_ERROR, trouble, "for a picture") : NULL;
  g_autoptr (json_t) json = card_text != NULL ? yj_json_parse (card_text, strlen (card_text), 0, 0, NULL) : NULL;
  g_autoptr (YjIdCard) card = json != NULL ? yj_id_card_from_json (json, NULL) : NULL;

  rig->context->photo_decoder = YJ_PHOTO_DECODER (yj_fake_photo_decoder_new ());
  if (error != NULL)
    yj_id_reader_emit_failed (rig->context->id_reader, error);
  if (card != NULL)
    yj_id_reader_emit_read (rig->context->id_reader, card);
  ui_rig_settle (rig);
}

static void
show_code (UiRig *rig)
{
  g_autoptr (YjCode) code = yj_code_new ("qr-code", shown, strlen (shown));

  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
  ui_rig_settle (rig);
}

static void
find_pad (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_SIGNATURE_PAD (widget))
    *(GtkWidget **) data = widget;
}

/* A pen that goes down, along some points and up again, in hundredths of the pad. */
static void
write_stroke (const graphene_rect_t *pad, const char *points)
{
  g_auto (GStrv) numbers = g_strsplit (points, " ", -1);
  g_autoptr (GString) line = g_string_new ("xdotool");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; numbers[i] != NULL && numbers[i + 1] != NULL; i += 2)
    g_string_append_printf (line, " mousemove %d %d%s", (int) (pad->origin.x + pad->size.width * atof (numbers[i]) / 100),
                            (int) (pad->origin.y + pad->size.height * atof (numbers[i + 1]) / 100), i == 0 ? " mousedown 1" : " sleep 0.01");
  g_string_append (line, " mouseup 1");
  if (!g_spawn_command_line_sync (line->str, NULL, NULL, NULL, &error))
    fprintf (stderr, "shoot-page: %s\n", error->message);
}

static void
write_name (UiRig *rig)
{
  static const char *const strokes[] = { "22 18 36 17", "23 32 35 31", "20 50 38 48", "29 18 29 49", "48 16 60 15", "54 12 53 30", "47 24 62 23",
                                         "46 34 62 33 61 44", "48 42 62 40", "48 50 45 58", "52 48 54 60 63 58", "66 46 69 54" };
  graphene_rect_t bounds;
  GtkWidget *pad = NULL;

  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pad, &pad);
  if (pad == NULL || !gtk_widget_compute_bounds (pad, GTK_WIDGET (rig->window), &bounds))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (strokes); i++) {
    write_stroke (&bounds, strokes[i]);
    ui_rig_settle (rig);
  }
}

static void
use_scanner (UiRig *rig)
{
  YjPaperSight sight = { .verdict = YJ_PAPER_TOO_DARK, .quality = { .dark_share = 1 } };

  if (scanner_state >= 0) {
    rig->scanner->state = (YjDeviceState) scanner_state;
    yj_code_scanner_emit_state (YJ_CODE_SCANNER (rig->scanner), rig->scanner->state, "for a picture");
  }
  for (int i = 0; black && i < 30; i++) {
    yj_camera_emit_sight (YJ_CAMERA (rig->camera), &sight);
    yj_clock_fake_advance (rig->clock, G_USEC_PER_SEC / 5);
  }
  ui_rig_settle (rig);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) parser = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  UiLook look = ui_look_portrait;
  UiRig *rig;

  g_option_context_add_main_entries (parser, options, NULL);
  if (!g_option_context_parse (parser, &argc, &argv, &error) || sscanf (size, "%dx%d", &look.width_px, &look.height_px) != 2) {
    fprintf (stderr, "shoot-page: %s\n", error != NULL ? error->message : "--size is WxH");
    return 2;
  }
  ui_rig_init (&argc, &argv);
  g_log_set_always_fatal (G_LOG_FATAL_MASK); /* what is wrong can be seen too */
  look.language = language;
  look.text_size = (YjTextSize) text;
  look.theme = (YjTheme) theme;
  rig = ui_rig_new (&look);
  yj_style_set_low_reach (rig->context->style, low);
  rig->reader->kinds |= (guint) kinds;
  rig->courier->holding = item != NULL;
  if (item == NULL) {
    begin (rig);
    ui_rig_go (rig, page, subject);
  } else if (!apply (rig)) {
    fprintf (stderr, "shoot-page: nobody who applies for %s comes to %s %s\n", item, page, subject != NULL ? subject : "");
    return 1;
  }
  if (trouble > 0)
    rig->printer->error = trouble;
  rig->courier->gates = (YjGates) gates;
  rig->context->paper_required = reasons != 0;
  rig->printer->reasons = (YjPrinterReasons) reasons;
  ui_rig_open (rig);
  if (missing)
    YJ_PAGE_GET_CLASS (yj_window_get_page (rig->window))->primary (yj_window_get_page (rig->window));
  if (scanned)
    scan_receipt (rig);
  use_reader (rig);
  yj_fake_camera_set_still (rig->camera, (YjPaperVerdict) still, still != YJ_PAPER_CUT && still != YJ_PAPER_SEVERAL);
  if (paper >= 0)
    yj_fake_camera_show (rig->camera, (YjPaperVerdict) paper);
  if (unplugged)
    yj_fake_camera_set_state (rig->camera, YJ_DEVICE_ABSENT);
  for (guint i = 0; touches != NULL && touches[i] != NULL; i++)
    ui_rig_touch (rig, touches[i]);
  if (shown != NULL)
    show_code (rig);
  if (written)
    write_name (rig);
  use_scanner (rig);
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
