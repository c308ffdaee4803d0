/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a driver is found by its id and gets its settings; knows no driver by name. */
#include "drivers/yj-driver.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-id-reader.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"

G_DEFINE_INTERFACE (YjDriver, yj_driver, G_TYPE_OBJECT)

static void
yj_driver_default_init (YjDriverInterface *iface)
{
}

const YjDriverInfo *
yj_driver_find (const char *id)
{
  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++)
    if (g_strcmp0 (info->id, id) == 0)
      return info;
  return NULL;
}

const char *
yj_driver_info_get_port (const YjDriverInfo *info)
{
  const struct {
    GType port;
    const char *name;
  } ports[] = {
    { YJ_TYPE_ID_READER, "id-reader" },
    { YJ_TYPE_CODE_SCANNER, "code-scanner" },
    { YJ_TYPE_CAMERA, "camera" },
    { YJ_TYPE_RECEIPT_PRINTER, "receipt-printer" },
    { YJ_TYPE_SPEAKER, "speaker" },
  };
  GType type = info->get_type ();

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    if (g_type_is_a (type, ports[i].port))
      return ports[i].name;
  return NULL;
}

const YjDeviceId *
yj_driver_info_get_ids (const YjDriverInfo *info)
{
  static const YjDeviceId none[] = { { NULL } };
  /* A class that was looked at stays: the interface and its table live as long as the program. */
  GTypeClass *klass = g_type_class_ref (info->get_type ());
  YjDriverInterface *iface = g_type_interface_peek (klass, YJ_TYPE_DRIVER);

  return iface->ids != NULL ? iface->ids : none;
}

GObject *
yj_driver_create (const char *id, GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *named = id != NULL ? g_strdup (id) : yj_driver_settings_string (settings, group, "driver", NULL);
  const YjDriverInfo *info = yj_driver_find (named);
  g_autoptr (GObject) driver = NULL;

  if (info == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "[%s] driver: there is no driver “%s”", group, named != NULL ? named : "");
    return NULL;
  }
  driver = g_object_new (info->get_type (), NULL);
  if (!YJ_DRIVER_GET_IFACE (driver)->configure (YJ_DRIVER (driver), settings, group, error))
    return NULL;
  return g_steal_pointer (&driver);
}

char *
yj_driver_settings_string (GKeyFile *settings, const char *group, const char *key, const char *fallback)
{
  g_autofree char *value = settings != NULL ? g_key_file_get_string (settings, group, key, NULL) : NULL;

  if (value == NULL || *g_strstrip (value) == '\0')
    return g_strdup (fallback);
  return g_steal_pointer (&value);
}

gboolean
yj_driver_settings_int (GKeyFile *settings, const char *group, const char *key, int fallback, int min, int max, int *value,
                        GError **error)
{
  g_autofree char *text = yj_driver_settings_string (settings, group, key, NULL);
  gint64 number = 0;

  *value = fallback;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_signed (text, 10, min, max, &number, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] %s: a whole number from %d to %d is needed", group, key, min, max);
    return FALSE;
  }
  *value = (int) number;
  return TRUE;
}
