/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what the id tables of all drivers say, as udev rules or as the table in docs/devices.md. Runs while Yijian is built. */
#include "drivers/yj-driver.h"
#include <stdio.h>

/* Who may open the devices: the kiosk's account, and technicians who are to try one by hand. */
#define GROUP "yijian-devices"

static const char *const rules_head =
  "# SPDX-License-Identifier: Apache-2.0\n"
  "# Made from the drivers' id tables (drivers/yj-device-id.h); a rule of a hall's own goes into a file of its own.\n"
  "#\n"
  "# Devices that a driver opens belong to the group " GROUP ". A link /dev/yijian-DRIVER is for commands by hand and stands where the\n"
  "# driver is sure of the device. ModemManager sends nothing to a serial line of ours, and the compositor takes no keys of a scanner.\n"
  "ACTION==\"remove\", GOTO=\"yijian_devices_end\"\n"
  "SUBSYSTEM!=\"tty|input|video4linux\", GOTO=\"yijian_devices_end\"\n";

static void
print_matches (const YjDeviceId *id)
{
  g_auto (GStrv) pairs = g_strsplit (id->properties != NULL ? id->properties : "", ";", -1);

  printf ("SUBSYSTEM==\"%s\"", id->subsystem);
  if (g_str_equal (id->subsystem, "input"))
    printf (", KERNEL==\"event*\"");
  if (id->vendor_id != NULL)
    printf (", ENV{ID_VENDOR_ID}==\"%s\"", id->vendor_id);
  if (id->model_id != NULL)
    printf (", ENV{ID_MODEL_ID}==\"%s\"", id->model_id);
  for (guint i = 0; pairs[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
    if (pair[0] != NULL)
      printf (", ENV{%s}==\"%s\"", pair[0], pair[1]);
  }
}

static void
print_rule (const YjDriverInfo *info, const YjDeviceId *id)
{
  if (g_str_equal (id->subsystem, "usb"))
    return; /* a service opens it, with rules of its own */
  printf ("\n# %s: %s\n", info->id, id->what);
  print_matches (id);
  printf (", GROUP=\"" GROUP "\", MODE=\"0660\"");
  if (g_str_equal (id->subsystem, "tty"))
    printf (", ENV{ID_MM_PORT_IGNORE}=\"1\"");
  if (g_str_equal (id->subsystem, "input") && !id->only_by_settings)
    printf (", ENV{LIBINPUT_IGNORE_DEVICE}=\"1\"");
  if (!id->only_by_settings)
    printf (", SYMLINK+=\"yijian-%s\"", info->id);
  printf ("\n");
}

/* A bar would end a cell. */
static char *
escape_cell (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  return g_strjoinv (" ", parts);
}

static void
print_row (const YjDriverInfo *info, const YjDeviceId *id)
{
  g_autofree char *model = escape_cell (id->model_id != NULL ? id->model_id : "any");
  g_autofree char *properties = escape_cell (id->properties != NULL ? id->properties : "–");

  printf ("| `%s` | %s | %s | %s | %s | %s | %s |\n", info->id, id->what, id->subsystem, id->vendor_id != NULL ? id->vendor_id : "any", model,
          properties, id->only_by_settings ? "by settings" : "by itself");
}

static void
print_all (void (*print) (const YjDriverInfo *info, const YjDeviceId *id))
{
  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++)
    for (const YjDeviceId *id = yj_driver_info_get_ids (info); id->subsystem != NULL; id++)
      print (info, id);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "rules")) {
    fputs (rules_head, stdout);
    print_all (print_rule);
    puts ("\nLABEL=\"yijian_devices_end\"");
    return 0;
  }
  if (argc == 2 && g_str_equal (argv[1], "table")) {
    puts ("| driver | devices | subsystem | vendor | product | udev properties | taken |\n|---|---|---|---|---|---|---|");
    print_all (print_row);
    return 0;
  }
  fprintf (stderr, "usage: list-device-ids rules | table\n");
  return 2;
}
