/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the udev keys of a group of settings, and the search for the one device that they mean. */
#include "drivers/yj-device-binding.h"
#include "core/base/yj-error.h"
#include <string.h>

#define KEY_PREFIX "udev."

struct _YjDeviceBinding {
  char *group;
  const YjDeviceId *ids;
  GStrv names, patterns; /* of the properties that the settings give, as many of each */
};

static gboolean
is_property_name (const char *name)
{
  return g_regex_match_simple ("^[A-Z][A-Z0-9_]*$", name, 0, 0);
}

static gboolean
take_key (GKeyFile *settings, const char *group, const char *key, GPtrArray *names, GPtrArray *patterns, GError **error)
{
  g_autofree char *value = g_key_file_get_string (settings, group, key, NULL);
  const char *name = key + strlen (KEY_PREFIX);

  if (value == NULL || *g_strstrip (value) == '\0' || !is_property_name (name)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] %s: a property of udev and its value are needed, as in udev.ID_VENDOR_ID=1a86",
                 group, key);
    return FALSE;
  }
  g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_add (patterns, g_steal_pointer (&value));
  return TRUE;
}

static GStrv
end_list (GPtrArray *list)
{
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_steal (list, NULL);
}

YjDeviceBinding *
yj_device_binding_new (GKeyFile *settings, const char *group, const YjDeviceId *ids, GError **error)
{
  g_auto (GStrv) keys = settings != NULL ? g_key_file_get_keys (settings, group, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) patterns = g_ptr_array_new_with_free_func (g_free);
  YjDeviceBinding *self;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], KEY_PREFIX) && !take_key (settings, group, keys[i], names, patterns, error))
      return NULL;
  self = g_new0 (YjDeviceBinding, 1);
  self->group = g_strdup (group);
  self->ids = ids;
  self->names = end_list (names);
  self->patterns = end_list (patterns);
  return self;
}

YjDeviceBinding *
yj_device_binding_copy (const YjDeviceBinding *self)
{
  YjDeviceBinding *copy = g_new0 (YjDeviceBinding, 1);

  copy->group = g_strdup (self->group);
  copy->ids = self->ids;
  copy->names = g_strdupv (self->names);
  copy->patterns = g_strdupv (self->patterns);
  return copy;
}

void
yj_device_binding_free (YjDeviceBinding *self)
{
  if (self == NULL)
    return;
  g_free (self->group);
  g_strfreev (self->names);
  g_strfreev (self->patterns);
  g_free (self);
}

gboolean
yj_device_binding_is_by_settings (const YjDeviceBinding *self)
{
  return self->names[0] != NULL;
}

/* A scanner has more input devices than the one that types. */
static gboolean
is_usable_node (GUdevDevice *device)
{
  return g_strcmp0 (g_udev_device_get_subsystem (device), "input") != 0 ||
         (g_str_has_prefix (g_udev_device_get_name (device), "event") && g_udev_device_get_property_as_boolean (device, "ID_INPUT_KEYBOARD"));
}

static gboolean
fits_settings (const YjDeviceBinding *self, GUdevDevice *device)
{
  gboolean fits = FALSE;

  for (const YjDeviceId *id = self->ids; id->subsystem != NULL; id++)
    fits |= g_strcmp0 (id->subsystem, g_udev_device_get_subsystem (device)) == 0;
  for (guint i = 0; fits && self->names[i] != NULL; i++)
    fits = yj_device_pattern_fits (self->patterns[i], g_udev_device_get_property (device, self->names[i]));
  return fits;
}

static gboolean
fits_table (const YjDeviceBinding *self, GUdevDevice *device)
{
  for (const YjDeviceId *id = self->ids; id->subsystem != NULL; id++)
    if (!id->only_by_settings && yj_device_id_fits (id, device))
      return TRUE;
  return FALSE;
}

gboolean
yj_device_binding_fits (const YjDeviceBinding *self, GUdevDevice *device)
{
  if (g_udev_device_get_device_file (device) == NULL || !is_usable_node (device))
    return FALSE;
  return yj_device_binding_is_by_settings (self) ? fits_settings (self, device) : fits_table (self, device);
}

static void
add_fitting (const YjDeviceBinding *self, YjUdevClient *client, const char *subsystem, GPtrArray *found)
{
  g_autoptr (GPtrArray) all = yj_udev_client_list (client, subsystem);

  for (guint i = 0; i < all->len; i++)
    if (yj_device_binding_fits (self, g_ptr_array_index (all, i)))
      g_ptr_array_add (found, g_object_ref (g_ptr_array_index (all, i)));
}

/* All that fit now. (transfer full) (element-type GUdevDevice) */
static GPtrArray *
list_fitting (const YjDeviceBinding *self, YjUdevClient *client)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; yj_udev_subsystems[i] != NULL; i++)
    add_fitting (self, client, yj_udev_subsystems[i], found);
  return found;
}

static void
set_none (const YjDeviceBinding *self, GError **error)
{
  g_autoptr (GString) wanted = g_string_new (NULL);

  for (guint i = 0; self->names[i] != NULL; i++)
    g_string_append_printf (wanted, "%s%s=%s", i > 0 ? ", " : "", self->names[i], self->patterns[i]);
  if (wanted->len > 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "[%s]: no device with %s is plugged in", self->group, wanted->str);
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT,
                 "[%s]: no device that this driver knows by itself is plugged in; “yijianctl devices list” shows the others, and the settings "
                 "may name one by its udev properties",
                 self->group);
}

static void
set_several (const YjDeviceBinding *self, GPtrArray *found, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++) {
    GUdevDevice *device = g_ptr_array_index (found, i);
    const char *path = g_udev_device_get_property (device, "ID_PATH");
    g_string_append_printf (list, "%s%s (udev.ID_PATH=%s)", i > 0 ? ", " : "", g_udev_device_get_device_file (device),
                            path != NULL ? path : "unknown");
  }
  g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "[%s]: %u devices fit, and the settings must say which: %s", self->group, found->len,
               list->str);
}

GUdevDevice *
yj_device_binding_find (const YjDeviceBinding *self, YjUdevClient *client, GError **error)
{
  g_autoptr (GPtrArray) found = list_fitting (self, client);

  if (found->len == 1)
    return g_object_ref (g_ptr_array_index (found, 0));
  if (found->len == 0)
    set_none (self, error);
  else
    set_several (self, found, error);
  return NULL;
}
