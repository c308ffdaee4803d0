/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the mapping between error codes and D-Bus error names. */
#include "core/ports/yj-courier-names.h"
#include <gio/gio.h>

static char *
to_dbus_name (int code)
{
  GString *name = g_string_new (YJ_ERROR_DBUS_PREFIX);
  gboolean upper = TRUE;
  for (const char *p = yj_error_nick (code); *p != '\0'; p++) {
    if (*p == '-')
      upper = TRUE;
    else {
      g_string_append_c (name, upper ? g_ascii_toupper (*p) : *p);
      upper = FALSE;
    }
  }
  return g_string_free (name, FALSE);
}

void
yj_error_register_dbus (void)
{
  static gsize done;
  if (!g_once_init_enter (&done))
    return;
  for (int code = 0; code < YJ_N_ERRORS; code++) {
    g_autofree char *name = to_dbus_name (code);
    g_dbus_error_register_error (YJ_ERROR, code, name);
  }
  g_once_init_leave (&done, 1);
}
