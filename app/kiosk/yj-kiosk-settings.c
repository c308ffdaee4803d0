/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from the settings file to devices. */
#include "app/kiosk/yj-kiosk-settings.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-joined-reader.h"
#include "core/ports/yj-joined-scanner.h"
#include "drivers/codes/yj-camera-scanner.h"
#include "drivers/photos/yj-module-photo-decoder.h"
#include "drivers/yj-device-groups.h"
#include "ui/yj-idle-watch.h"

GKeyFile *
yj_kiosk_settings_load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();

  if (path != NULL && !g_key_file_load_from_file (settings, path, G_KEY_FILE_NONE, error)) {
    g_prefix_error (error, "settings %s: ", path);
    return NULL;
  }
  return g_steal_pointer (&settings);
}

static gboolean
get_seconds (GKeyFile *settings, const char *key, guint least, guint most, guint *seconds, GError **error)
{
  g_autofree char *text = g_key_file_get_string (settings, "kiosk", key, NULL);
  guint64 value = 0;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (g_strstrip (text), 10, least, most, &value, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[kiosk] %s: %s is not a whole number of seconds from %u to %u", key, text, least, most);
    return FALSE;
  }
  *seconds = (guint) value;
  return TRUE;
}

gboolean
yj_kiosk_settings_get_times (GKeyFile *settings, YjKioskTimes *times, GError **error)
{
  *times = (YjKioskTimes){ YJ_IDLE_WARN_SECONDS, YJ_IDLE_EXTEND_SECONDS, YJ_GOODBYE_SECONDS };
  return get_seconds (settings, "warn-seconds", 5, 1800, &times->warn_seconds, error) &&
         get_seconds (settings, "extend-seconds", 10, 600, &times->extend_seconds, error) &&
         get_seconds (settings, "goodbye-seconds", 5, 600, &times->goodbye_seconds, error);
}

gboolean
yj_kiosk_settings_get_paper_required (GKeyFile *settings, gboolean *required, GError **error)
{
  g_autofree char *text = g_key_file_get_string (settings, "kiosk", "paper-required", NULL);
  g_autoptr (GError) why = NULL;

  *required = text != NULL && g_key_file_get_boolean (settings, "kiosk", "paper-required", &why);
  if (why == NULL)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[kiosk] paper-required: %s is neither true nor false", text);
  return FALSE;
}

/* Also heard by the device log. A group that cannot be used costs the hall this device and no other: people are served without it, and the
 * log says why. (transfer full) (nullable) */
static GObject *
make_device (GKeyFile *settings, const char *group, YjContext *context)
{
  g_autoptr (GError) error = NULL;
  GObject *device = yj_device_group_create (settings, group, &error);
  g_autofree char *driver = g_key_file_get_string (settings, group, "driver", NULL);

  if (device != NULL) {
    yj_device_log_watch (context->device_log, device, group, driver);
    return device;
  }
  g_message ("the kiosk does without [%s]: %s", group, error->message);
  yj_device_log_note_unmade (context->device_log, group, driver, error->message);
  return NULL;
}

/* All of @port, in the order of the file. (transfer full) (element-type GObject) */
static GPtrArray *
make_devices (GKeyFile *settings, const char *port, YjContext *context)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) groups = yj_device_groups_list (settings, port);

  for (gsize i = 0; groups[i] != NULL; i++) {
    GObject *device = make_device (settings, groups[i], context);
    if (device != NULL)
      g_ptr_array_add (devices, device);
  }
  return g_steal_pointer (&devices);
}

static void
make_reader (GKeyFile *settings, YjContext *context)
{
  g_autoptr (GPtrArray) readers = make_devices (settings, "id-reader", context);

  if (readers->len > 1)
    context->id_reader = yj_joined_reader_new (readers);
  else if (readers->len == 1)
    context->id_reader = g_object_ref (g_ptr_array_index (readers, 0));
}

/* One camera serves papers and codes: a scanner that has none of its own looks through it instead of opening it again. */
static void
make_scanner (GKeyFile *settings, YjContext *context)
{
  g_autoptr (GPtrArray) scanners = make_devices (settings, "code-scanner", context);

  for (guint i = 0; context->camera != NULL && i < scanners->len; i++)
    if (YJ_IS_CAMERA_SCANNER (g_ptr_array_index (scanners, i)))
      yj_camera_scanner_set_camera (g_ptr_array_index (scanners, i), context->camera);
  if (scanners->len > 1)
    context->scanner = yj_joined_scanner_new (scanners);
  else if (scanners->len == 1)
    context->scanner = g_object_ref (g_ptr_array_index (scanners, 0));
}

/* A device of which a kiosk has one. (transfer full) (nullable) */
static gpointer
make_single (GKeyFile *settings, const char *group, YjContext *context)
{
  return g_key_file_has_group (settings, group) ? make_device (settings, group, context) : NULL;
}

/* No device: a module of the integrator, where there is one. */
static gboolean
make_photo_decoder (GKeyFile *settings, YjContext *context, GError **error)
{
  g_autofree char *module = g_key_file_get_string (settings, "photo-decoder", "module", NULL);

  if (!g_key_file_has_group (settings, "photo-decoder"))
    return TRUE;
  if (module == NULL || !g_path_is_absolute (module)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[photo-decoder] module: the whole path of a shared object is needed");
    return FALSE;
  }
  context->photo_decoder = yj_module_photo_decoder_new (module, NULL);
  return TRUE;
}

static void
say_unknown_groups (GKeyFile *settings)
{
  g_auto (GStrv) unknown = yj_device_groups_list_unknown (settings);

  for (guint i = 0; unknown[i] != NULL; i++)
    g_message ("settings: [%s] is no group that a kiosk knows, and means nothing", unknown[i]);
}

gboolean
yj_kiosk_settings_make_devices (GKeyFile *settings, YjContext *context, GError **error)
{
  g_autoptr (GObject) printer = NULL;

  say_unknown_groups (settings);
  if (!make_photo_decoder (settings, context, error))
    return FALSE;
  context->camera = make_single (settings, "camera", context);
  context->speaker = make_single (settings, "speaker", context);
  make_reader (settings, context);
  make_scanner (settings, context); /* which looks through the camera */
  printer = make_single (settings, "printer", context);
  yj_context_set_printer (context, (YjReceiptPrinter *) printer);
  return TRUE;
}

YjDeviceReport *
yj_kiosk_settings_make_report (GKeyFile *settings, YjContext *context)
{
  g_autofree char *path = g_key_file_get_string (settings, "kiosk", "device-report", NULL);
  g_autoptr (GError) error = NULL;
  YjDeviceReport *report = yj_device_report_new (context->device_log, path != NULL ? path : YJ_DEVICE_REPORT_PATH, &error);

  if (report == NULL)
    g_message ("technicians' commands do not see the devices' states: %s", error->message);
  return report;
}
