/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a driver is found by its id and gets its settings; knows no driver by name. */
#include "drivers/yj-driver.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-id-reader.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"
#include <string.h>

#define UDEV_PREFIX "udev."
#define REMARK "yj-driver-remark"

/* The keys that the driver of this thread asks for while it is configured: a set of char *, NULL while none is. */
static GPrivate asked_keys;

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

/* udev's properties are asked for by their prefix, where a driver opens a node. */
static gboolean
is_known_key (const YjDriverInfo *info, GHashTable *asked, const char *key)
{
  const char *subsystem = yj_driver_info_get_ids (info)->subsystem;

  if (g_str_has_prefix (key, UDEV_PREFIX))
    return subsystem != NULL && !g_str_equal (subsystem, "usb");
  return g_str_equal (key, "driver") || g_hash_table_contains (asked, key);
}

/* A key that was misspelt is one that nobody asked for. */
static void
remark_on_keys (GObject *driver, const YjDriverInfo *info, GHashTable *asked, GKeyFile *settings, const char *group)
{
  g_auto (GStrv) keys = settings != NULL ? g_key_file_get_keys (settings, group, NULL, NULL) : NULL;
  g_autoptr (GString) unknown = g_string_new (NULL);
  char *remark;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!is_known_key (info, asked, keys[i]))
      g_string_append_printf (unknown, "%s%s", unknown->len > 0 ? ", " : "", keys[i]);
  if (unknown->len == 0)
    return;
  remark = g_strdup_printf ("[%s] %s: %s has no such key, and goes on without", group, unknown->str, info->id);
  g_message ("%s", remark);
  g_object_set_data_full (driver, REMARK, remark, g_free);
}

const char *
yj_driver_get_remark (GObject *driver)
{
  return g_object_get_data (driver, REMARK);
}

/* A driver may make another one for itself. */
static gboolean
configure (GObject *driver, const YjDriverInfo *info, GKeyFile *settings, const char *group, GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTable *outer = g_private_get (&asked_keys);
  gboolean is_configured;

  g_private_set (&asked_keys, asked);
  is_configured = YJ_DRIVER_GET_IFACE (driver)->configure (YJ_DRIVER (driver), settings, group, error);
  g_private_set (&asked_keys, outer);
  if (is_configured)
    remark_on_keys (driver, info, asked, settings, group);
  return is_configured;
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
  if (!configure (driver, info, settings, group, error))
    return NULL;
  return g_steal_pointer (&driver);
}

char *
yj_driver_settings_string (GKeyFile *settings, const char *group, const char *key, const char *fallback)
{
  g_autofree char *value = settings != NULL ? g_key_file_get_string (settings, group, key, NULL) : NULL;
  GHashTable *asked = g_private_get (&asked_keys);

  if (asked != NULL)
    g_hash_table_add (asked, g_strdup (key));
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
