/* SPDX-License-Identifier: Apache-2.0 */
#include "app/kiosk/yj-kiosk-settings.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-joined-reader.h"
#include "core/ports/yj-joined-scanner.h"
#include <glib/gstdio.h>
#include <string.h>

static GKeyFile *
load (const char *text)
{
  GKeyFile *settings = g_key_file_new ();
  g_assert_true (g_key_file_load_from_data (settings, text, -1, G_KEY_FILE_NONE, NULL));
  return settings;
}

static YjContext *
make_context (void)
{
  g_autofree char *translations = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autofree char *style = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "style", NULL);
  g_autoptr (YjClock) clock = yj_clock_new_fake (0, 0, "boot");
  g_autoptr (GError) error = NULL;
  g_autoptr (YjMessages) messages = yj_messages_new (translations, &error);

  g_assert_no_error (error);
  return yj_context_new (clock, messages, style);
}

static void
test_defaults (void)
{
  g_autoptr (GKeyFile) settings = yj_kiosk_settings_load (NULL, NULL);
  YjKioskTimes times = { 0 };

  g_assert_true (yj_kiosk_settings_get_times (settings, &times, NULL));
  g_assert_cmpuint (times.warn_seconds, ==, 60);
  g_assert_cmpuint (times.extend_seconds, ==, 30);
  g_assert_cmpuint (times.goodbye_seconds, ==, 20);
}

static void
test_bounds (void)
{
  static const char *const texts[] = { "[kiosk]\nwarn-seconds=5\nextend-seconds=10\ngoodbye-seconds=5\n",
                                       "[kiosk]\nwarn-seconds=1800\nextend-seconds= 600 \ngoodbye-seconds=600\n" };
  static const YjKioskTimes expected[] = { { 5, 10, 5 }, { 1800, 600, 600 } };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GKeyFile) settings = load (texts[i]);
    YjKioskTimes times = { 0 };
    g_assert_true (yj_kiosk_settings_get_times (settings, &times, NULL));
    g_assert_cmpmem (&times, sizeof times, &expected[i], sizeof times);
  }
}

static void
test_refuses (void)
{
  static const char *const keys[] = { "warn-seconds", "extend-seconds", "goodbye-seconds" };
  static const char *const values[] = { "-1", "0", "4", "1801", "99999999999", "20.5", "20 s", "0x20", "", "soon" };

  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
    for (gsize v = 0; v < G_N_ELEMENTS (values); v++) {
      g_autofree char *text = g_strdup_printf ("[kiosk]\n%s=%s\n", keys[k], values[v]);
      g_autoptr (GKeyFile) settings = load (text);
      g_autoptr (GError) error = NULL;
      YjKioskTimes times;
      g_assert_false (yj_kiosk_settings_get_times (settings, &times, &error));
      g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
      g_assert_nonnull (g_strstr_len (error->message, -1, keys[k]));
    }
  g_test_message ("%u keys × %u values refused by name", (guint) G_N_ELEMENTS (keys), (guint) G_N_ELEMENTS (values));
}

/* What is no answer is not taken for "no": the hall would find out by receipts that are missing. */
static void
test_paper_required (void)
{
  static const struct {
    const char *settings;
    gboolean good, required;
  } cases[] = { { "[kiosk]\n", TRUE, FALSE },
                { "[other]\n", TRUE, FALSE },
                { "[kiosk]\npaper-required=true\n", TRUE, TRUE },
                { "[kiosk]\npaper-required=false\n", TRUE, FALSE },
                { "[kiosk]\npaper-required=yes\n", FALSE, FALSE },
                { "[kiosk]\npaper-required=\n", FALSE, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GKeyFile) settings = load (cases[i].settings);
    g_autoptr (GError) error = NULL;
    gboolean required = TRUE;
    g_assert_cmpint (yj_kiosk_settings_get_paper_required (settings, &required, &error), ==, cases[i].good);
    g_assert_cmpint (required, ==, cases[i].required);
    g_assert_true (cases[i].good ? error == NULL : g_error_matches (error, YJ_ERROR, YJ_ERROR_BAD_DATA));
    g_assert_true (error == NULL || strstr (error->message, "paper-required") != NULL);
  }
}

/* A card reader, a passport reader and two scanners: two ports, each the best of its devices, and each says what any of them says. */
static void
test_several (void)
{
  g_autoptr (GKeyFile) settings = load ("[id-reader]\ndriver=sdt-reader\nport=/nowhere/a\n[id-reader-passport]\ndriver=mrz-reader\n"
                                        "port=/nowhere/b\n[scanner]\ndriver=line-scanner\nport=/nowhere/c\n"
                                        "[scanner-slot]\ndriver=line-scanner\nport=/nowhere/d\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (YjContext) context = make_context ();

  g_assert_true (yj_kiosk_settings_make_devices (settings, context, &error));
  g_assert_no_error (error);
  g_assert_true (YJ_IS_JOINED_READER (context->id_reader));
  g_assert_true (YJ_IS_JOINED_SCANNER (context->scanner));
  g_assert_cmpint (yj_id_reader_get_state (context->id_reader), ==, YJ_DEVICE_ABSENT);
}

/* What a technician's command reads while the kiosk runs. */
static void
test_report (void)
{
  g_autofree char *dir = g_dir_make_tmp ("yijian-settings-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "report.json", NULL);
  g_autofree char *text = g_strdup_printf ("[kiosk]\ndevice-report=%s\n[id-reader]\ndriver=sdt-reader\nport=/nowhere/a\n"
                                           "[scanner-slot]\ndriver=line-scanner\n",
                                           path);
  g_autoptr (GKeyFile) settings = load (text);
  g_autoptr (YjContext) context = make_context ();
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) read = NULL;
  YjDeviceReport *report;
  json_t *devices;

  g_assert_true (yj_kiosk_settings_make_devices (settings, context, &error));
  report = yj_kiosk_settings_make_report (settings, context);
  g_assert_nonnull (report);
  yj_id_reader_emit_state (context->id_reader, YJ_DEVICE_ABSENT, "no such line");
  read = yj_device_report_read (path, &error);
  g_assert_no_error (error);
  devices = yj_json_array (read, "devices");
  g_assert_cmpuint (json_array_size (devices), ==, 2);
  g_assert_cmpstr (yj_json_string (json_array_get (devices, 0), "reason"), ==, "no such line");
  g_assert_cmpstr (yj_json_string (json_array_get (devices, 1), "group"), ==, "scanner-slot");
  yj_device_report_free (report);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

/* What the log says of @group. (transfer full) */
static char *
describe_in_log (YjContext *context, const char *group)
{
  g_autoptr (json_t) report = yj_device_log_to_json (context->device_log);
  const char *state = NULL, *reason = NULL;
  size_t i;
  json_t *device;

  json_array_foreach (yj_json_array (report, "devices"), i, device)
    if (g_strcmp0 (yj_json_string (device, "group"), group) == 0) {
      state = yj_json_string (device, "state");
      reason = yj_json_string (device, "reason");
    }
  return g_strdup_printf ("%s: %s", state != NULL ? state : "-", reason != NULL ? reason : "-");
}

/* A hall whose settings have a mistake in one group serves people with the other devices, and the log names the mistake. */
static void
test_unusable_groups (void)
{
  static const struct {
    const char *settings, *group, *reason; /* a part of it */
  } cases[] = { { "[id-reader-2]\ndriver=line-scanner\n", "id-reader-2", "is not a driver for this" },
                { "[camera]\ndriver=gst-kamera\n", "camera", "gst-kamera" },
                { "[camera]\nwidth=640\n", "camera", "driver" },
                { "[scanner]\ndriver=line-scanner\nquiet_ms=soon\n", "scanner", "quiet_ms" },
                { "[printer]\ndriver=cups-printer\nspeed_mm=0\n", "printer", "speed_mm" },
                { "[speaker]\ndriver=espeak-speaker\nsink=loud\n", "speaker", "sink" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat ("[id-reader]\ndriver=sdt-reader\nport=/nowhere/a\n", cases[i].settings, NULL);
    g_autoptr (GKeyFile) settings = load (text);
    g_autoptr (GError) error = NULL;
    g_autoptr (YjContext) context = make_context ();
    g_autofree char *said = NULL;
    g_assert_true (yj_kiosk_settings_make_devices (settings, context, &error));
    g_assert_no_error (error);
    g_assert_nonnull (context->id_reader);
    g_assert_false (YJ_IS_JOINED_READER (context->id_reader));
    g_assert_true (context->camera == NULL && context->scanner == NULL && context->speaker == NULL && context->printer == NULL);
    said = describe_in_log (context, cases[i].group);
    g_test_message ("[%s] %s", cases[i].group, said);
    g_assert_true (g_str_has_prefix (said, "fault: "));
    g_assert_nonnull (strstr (said, cases[i].reason));
  }
}

/* A scanner that looks through a camera which could not be made is absent, not half made. */
static void
test_scanner_without_camera (void)
{
  g_autoptr (GKeyFile) settings = load ("[camera]\ndriver=gst-camera\nformat=film\n[scanner]\ndriver=camera-scanner\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (YjContext) context = make_context ();

  g_assert_true (yj_kiosk_settings_make_devices (settings, context, &error));
  g_assert_null (context->camera);
  yj_code_scanner_start (context->scanner);
  g_assert_cmpint (yj_code_scanner_get_state (context->scanner), ==, YJ_DEVICE_ABSENT);
  yj_code_scanner_stop (context->scanner);
}

static void
test_photo_decoder (void)
{
  static const char *const texts[] = { "[kiosk]\n", "[photo-decoder]\nmodule=/nowhere/decoder.so\n", "[photo-decoder]\nmodule=decoder.so\n",
                                       "[photo-decoder]\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) { /* nothing is loaded before a photograph comes */
    g_autoptr (GKeyFile) settings = load (texts[i]);
    g_autoptr (YjContext) context = make_context ();
    g_autoptr (GError) error = NULL;
    g_assert_cmpint (yj_kiosk_settings_make_devices (settings, context, &error), ==, i < 2);
    g_assert_true (i < 2 ? error == NULL : g_error_matches (error, YJ_ERROR, YJ_ERROR_BAD_DATA));
    g_assert_cmpint (context->photo_decoder != NULL, ==, i == 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/kiosk-settings/times that are not set have their defaults", test_defaults);
  g_test_add_func ("/app/kiosk-settings/the ends of each range belong to it", test_bounds);
  g_test_add_func ("/app/kiosk-settings/a time out of its range is refused by name", test_refuses);
  g_test_add_func ("/app/kiosk-settings/whether paper is required is true or false", test_paper_required);
  g_test_add_func ("/app/kiosk-settings/several readers and scanners stand for one each", test_several);
  g_test_add_func ("/app/kiosk-settings/the devices' states are written for technicians", test_report);
  g_test_add_func ("/app/kiosk-settings/a group that cannot be used costs its own device and no other", test_unusable_groups);
  g_test_add_func ("/app/kiosk-settings/a scanner without its camera is absent", test_scanner_without_camera);
  g_test_add_func ("/app/kiosk-settings/a photograph decoder is a module by its whole path", test_photo_decoder);
  return g_test_run ();
}
