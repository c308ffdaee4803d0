/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the names of the groups that devices have in a settings file. */
#include "drivers/yj-device-groups.h"
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"
#include <string.h>

static const struct {
  const char *name, *port;
  gboolean is_several;
} kinds[] = {
  { "id-reader", "id-reader", TRUE }, { "scanner", "code-scanner", TRUE },      { "camera", "camera", FALSE },
  { "speaker", "speaker", FALSE },    { "printer", "receipt-printer", FALSE },
};

static gboolean
belongs_to (const char *group, guint kind)
{
  gsize size = strlen (kinds[kind].name);

  return strncmp (group, kinds[kind].name, size) == 0 && (group[size] == '\0' || (kinds[kind].is_several && group[size] == '-'));
}

const char *
yj_device_group_get_port (const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (belongs_to (group, i))
      return kinds[i].port;
  return NULL;
}

GStrv
yj_device_groups_list (GKeyFile *settings, const char *port)
{
  g_auto (GStrv) all = g_key_file_get_groups (settings, NULL);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++) {
    const char *its_port = yj_device_group_get_port (all[i]);
    if (its_port != NULL && (port == NULL || g_str_equal (port, its_port)))
      g_strv_builder_add (found, all[i]);
  }
  return g_strv_builder_end (found);
}

/* What a scanner looks through. */
static gboolean
is_named_camera (GKeyFile *settings, GStrv scanners, const char *group)
{
  for (guint i = 0; scanners[i] != NULL; i++) {
    g_autofree char *camera = yj_driver_settings_string (settings, scanners[i], "camera", NULL);
    if (g_strcmp0 (camera, group) == 0)
      return TRUE;
  }
  return FALSE;
}

GStrv
yj_device_groups_list_unknown (GKeyFile *settings)
{
  static const char *const others[] = { "kiosk", "photo-decoder", NULL };
  g_auto (GStrv) all = g_key_file_get_groups (settings, NULL);
  g_auto (GStrv) scanners = yj_device_groups_list (settings, "code-scanner");
  g_autoptr (GStrvBuilder) unknown = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    if (yj_device_group_get_port (all[i]) == NULL && !g_strv_contains (others, all[i]) && !is_named_camera (settings, scanners, all[i]))
      g_strv_builder_add (unknown, all[i]);
  return g_strv_builder_end (unknown);
}

GObject *
yj_device_group_create (GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *id = yj_driver_settings_string (settings, group, "driver", NULL);
  const YjDriverInfo *info = yj_driver_find (id);

  if (info != NULL && g_strcmp0 (yj_driver_info_get_port (info), yj_device_group_get_port (group)) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] driver: %s is not a driver for this", group, id);
    return NULL;
  }
  return yj_driver_create (NULL, settings, group, error);
}
