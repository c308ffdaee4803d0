/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from the settings file to devices. */
#include "app/kiosk/yj-kiosk-settings.h"
#include "core/base/yj-error.h"
#include "drivers/codes/yj-camera-scanner.h"
#include "drivers/yj-driver.h"
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

/* NULL without an error: there is no such group. */
static gpointer
make_device (GKeyFile *settings, const char *group, GType port, GError **error)
{
  g_autoptr (GObject) device = NULL;

  if (!g_key_file_has_group (settings, group))
    return NULL;
  device = yj_driver_create (NULL, settings, group, error);
  if (device == NULL)
    return NULL;
  if (!G_TYPE_CHECK_INSTANCE_TYPE (device, port)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] driver: %s is not a driver for this", group, G_OBJECT_TYPE_NAME (device));
    return NULL;
  }
  return g_steal_pointer (&device);
}

gboolean
yj_kiosk_settings_make_devices (GKeyFile *settings, YjContext *context, GError **error)
{
  gpointer printer = NULL;
  const struct {
    const char *group;
    GType port;
    gpointer *place;
  } devices[] = {
    { "id-reader", YJ_TYPE_ID_READER, (gpointer *) &context->id_reader },
    { "camera", YJ_TYPE_CAMERA, (gpointer *) &context->camera },
    { "scanner", YJ_TYPE_CODE_SCANNER, (gpointer *) &context->scanner },
    { "printer", YJ_TYPE_RECEIPT_PRINTER, &printer },
    { "speaker", YJ_TYPE_SPEAKER, (gpointer *) &context->speaker },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++) {
    GError *problem = NULL;
    *devices[i].place = make_device (settings, devices[i].group, devices[i].port, &problem);
    if (problem != NULL) {
      g_propagate_error (error, problem);
      return FALSE;
    }
  }
  yj_context_set_printer (context, printer);
  g_clear_object (&printer);
  /* One camera serves papers and codes: the scanner looks through it instead of opening it again. */
  if (context->camera != NULL && YJ_IS_CAMERA_SCANNER (context->scanner))
    yj_camera_scanner_set_camera (YJ_CAMERA_SCANNER (context->scanner), context->camera);
  return TRUE;
}
