/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a kiosk without processes is put together, filled in, led to a page and shown. */
#include "tests/ui/support/ui-rig.h"

#define NOW_USEC (G_GINT64_CONSTANT (1804818360) * G_USEC_PER_SEC)
#define PATIENCE_SECONDS 300
#define MAX_STEPS 64

const UiLook ui_look_portrait = { "zh-CN", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER };

static char *
asset (const char *name)
{
  return g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), name, NULL);
}

void
ui_rig_init (int *argc, char ***argv)
{
  g_autofree char *icons = asset ("icons");

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (argc, argv, NULL);
  g_assert_true (gtk_init_check ());
  gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), icons);
}

UiRig *
ui_rig_new (const UiLook *look)
{
  g_autofree char *texts = asset ("translations"), *style = asset ("style"), *catalogue = asset ("catalog");
  g_autoptr (YjMessages) messages = NULL;
  g_autoptr (GError) error = NULL;
  UiRig *rig = g_new0 (UiRig, 1);

  rig->look = *look;
  messages = yj_messages_new (texts, &error);
  g_assert_no_error (error);
  rig->clock = yj_clock_new_fake (NOW_USEC, 0, "boot");
  rig->context = yj_context_new (rig->clock, messages, style);
  rig->context->catalogue = yj_catalogue_new_for_hall_from_dir (catalogue, "000000", &error);
  g_assert_no_error (error);
  rig->context->courier = YJ_COURIER (rig->courier = yj_fake_courier_new ());
  rig->context->id_reader = YJ_ID_READER (rig->reader = yj_fake_reader_new ());
  rig->context->camera = YJ_CAMERA (rig->camera = yj_fake_camera_new ());
  rig->context->scanner = YJ_CODE_SCANNER (rig->scanner = yj_fake_scanner_new ());
  rig->printer = yj_fake_printer_new ();
  yj_context_set_printer (rig->context, YJ_RECEIPT_PRINTER (rig->printer));
  g_object_unref (rig->printer);
  yj_session_set_language (rig->context->session, look->language);
  yj_style_set_size (rig->context->style, look->width_px, look->height_px);
  yj_style_set_text_size (rig->context->style, look->text_size);
  yj_style_set_theme (rig->context->style, look->theme);
  g_assert_true (yj_style_attach (rig->context->style, gdk_display_get_default (), &error));
  return rig;
}

void
ui_rig_free (UiRig *rig)
{
  if (rig->window != NULL) {
    gpointer page = yj_window_get_page (rig->window);
    g_object_add_weak_pointer (page, &page);
    gtk_window_destroy (GTK_WINDOW (rig->window));
    yj_fake_courier_release (rig->courier);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_null (page);
  }
  g_object_unref (rig->context);
  g_object_unref (rig->clock);
  g_free (rig);
}

/* ---- a person ---- */

static json_t *
load_application (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests/support/newborn-application.json", NULL);
  g_autoptr (GError) error = NULL;
  json_t *application = yj_json_parse_file (path, 0, 0, &error);
  g_assert_no_error (error);
  return application;
}

YjIdCard *
ui_rig_make_card (void)
{
  g_autoptr (json_t) application = load_application ();
  const json_t *applicant = yj_json_object (application, "applicant");
  YjIdCard *card = yj_id_card_new (YJ_ID_RESIDENT);

  card->document_type = g_strdup ("111");
  card->name = g_strdup (yj_json_string (applicant, "name"));
  card->number = g_strdup (yj_json_string (applicant, "number"));
  card->sex = 2;
  card->ethnicity = g_strdup ("01");
  card->birth = g_strdup (yj_json_string (applicant, "birth"));
  card->address = g_strdup ("青禾市云亭区雀丝巷 17 号");
  card->authority = g_strdup ("青禾市公安局");
  card->valid_from = g_strdup ("2020-05-12");
  card->valid_to = g_strdup (yj_json_string (applicant, "valid_to"));
  return card;
}

static void
answer_all (YjSession *session, const json_t *answers)
{
  json_t *answer;
  size_t i;
  json_array_foreach (answers, i, answer)
    yj_session_set_answer (session, yj_json_string (answer, "id"), json_object_get (answer, "value"));
}

static void
postpone_materials (YjSession *session, const json_t *materials)
{
  json_t *material;
  size_t i;
  json_array_foreach (materials, i, material)
    if (g_strcmp0 (yj_json_string (material, "how"), "later") == 0)
      yj_session_set_material_later (session, yj_json_string (material, "id"), TRUE);
}

void
ui_rig_fill (UiRig *rig)
{
  g_autoptr (json_t) application = load_application ();
  g_autoptr (YjIdCard) card = ui_rig_make_card ();
  g_autoptr (GError) error = NULL;
  YjSession *session = rig->context->session;

  g_assert_true (yj_session_begin (session, rig->context->catalogue, "newborn", &error));
  answer_all (session, json_object_get (application, "answers"));
  yj_session_set_consent (session, 0, TRUE);
  yj_session_set_consent (session, 1, TRUE);
  yj_session_set_card (session, card);
  yj_session_set_identified_by (session, "card");
  postpone_materials (session, json_object_get (application, "materials"));
  yj_session_set_delivery (session, "post");
}

/* ---- the flow ---- */

static gboolean
is_there (YjFlow *flow, const char *page, const char *subject)
{
  const YjPlace *place = yj_flow_get_place (flow);
  return g_str_equal (place->page, page) && (subject == NULL || g_strcmp0 (place->subject, subject) == 0);
}

static gboolean
is_beside (const char *page)
{
  static const char *const pages[] = { "progress", "service-info", "help", "technician", "countersign", "hand-over", NULL };
  return g_strv_contains (pages, page);
}

void
ui_rig_go (UiRig *rig, const char *page, const char *subject)
{
  YjFlow *flow = rig->context->flow;

  if (g_str_equal (page, "out-of-service")) {
    rig->courier->gates = YJ_GATE_QUEUE_AGE;
    yj_courier_emit_status_changed (YJ_COURIER (rig->courier));
    return;
  }
  if (g_str_equal (page, "capture"))
    ui_rig_go (rig, "materials", NULL);
  if (g_str_equal (page, "capture") || is_beside (page)) {
    yj_flow_go_beside (flow, page, subject);
    return;
  }
  for (guint i = 0; i < MAX_STEPS && !is_there (flow, page, subject); i++) {
    if (is_there (flow, "submit", NULL))
      yj_session_set_submitted (rig->context->session, "7K3M00F4C", "7K3M00F4C");
    yj_flow_next (flow);
  }
  g_assert_true (is_there (flow, page, subject));
}

const char *
ui_rig_place (UiRig *rig)
{
  return yj_flow_get_place (rig->context->flow)->page;
}

/* ---- the window ---- */

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
ui_rig_wait (gboolean (*done) (gpointer data), gpointer data)
{
  gboolean over = FALSE;
  guint source = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_over, &over);
  while (!done (data) && !over)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_false (over);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *frames, gpointer user_data)
{
  guint *n = user_data;
  (*n)++;
  return *n < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
has_three (gpointer data)
{
  return *(guint *) data >= 3;
}

static gboolean
on_nothing_else (gpointer user_data)
{
  *(guint *) user_data = 3;
  return G_SOURCE_REMOVE;
}

/* Three frames: what a change asks for in one is laid out and drawn in the next. Then what waits for a quiet moment. */
void
ui_rig_settle (UiRig *rig)
{
  guint n = 0, quiet = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (rig->window), on_frame, &n, NULL);
  ui_rig_wait (has_three, &n);
  g_idle_add_full (G_PRIORITY_LOW, on_nothing_else, &quiet, NULL);
  ui_rig_wait (has_three, &quiet);
}

/* The clock's own signal, by hand: nothing is drawn, and no time is spent on waiting for the next frame. */
void
ui_rig_lay_out (UiRig *rig)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (rig->window));
  const guint paint = g_signal_lookup ("paint", GDK_TYPE_FRAME_CLOCK);

  g_signal_handlers_block_matched (clock, G_SIGNAL_MATCH_ID, paint, 0, NULL, NULL, NULL);
  for (guint i = 0; i < 2; i++) {
    g_signal_emit_by_name (clock, "layout");
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  g_signal_emit_by_name (clock, "layout");
  g_signal_handlers_unblock_matched (clock, G_SIGNAL_MATCH_ID, paint, 0, NULL, NULL, NULL);
}

static gboolean
has_its_size (gpointer data)
{
  UiRig *rig = data;
  GtkWidget *window = GTK_WIDGET (rig->window);
  return gtk_widget_get_mapped (window) && gtk_widget_get_width (window) == rig->look.width_px &&
         gtk_widget_get_height (window) == rig->look.height_px;
}

void
ui_rig_open (UiRig *rig)
{
  rig->window = yj_window_new (NULL, rig->context, 0, 0);
  gtk_window_set_default_size (GTK_WINDOW (rig->window), rig->look.width_px, rig->look.height_px);
  gtk_window_present (GTK_WINDOW (rig->window));
  ui_rig_wait (has_its_size, rig);
  ui_rig_settle (rig);
  /* What the window's size has changed is built anew and drawn. */
  ui_rig_settle (rig);
}

UiRig *
ui_rig_new_before (const char *page, const char *subject)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_fill (rig);
  ui_rig_go (rig, page, subject);
  return rig;
}

UiRig *
ui_rig_new_at (const char *page, const char *subject)
{
  UiRig *rig = ui_rig_new_before (page, subject);
  ui_rig_open (rig);
  return rig;
}
