/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl: finds the command and hands it its words. What a command does stands in app/ctl. */
#include "app/ctl/yj-ctl.h"
#include <locale.h>
#include <stdio.h>
#include <string.h>

typedef int (*Command) (YjCtl *ctl, int argc, char **argv);

static const struct {
  const char *name;
  Command run;
  const char *usage;
} commands[] = {
  { "catalog", yj_ctl_catalog, "catalog check DIR | pack DIR -o FILE [--key KEY] | verify FILE --pubkey KEY | status | rollback" },
  { "id", yj_ctl_id, "id check TEXT" },
  { "card", yj_ctl_card, "card read --port ADDRESS [--driver ID] [--timeout SECONDS]" },
  { "scan", yj_ctl_scan, "scan IMAGE..." },
  { "devices", yj_ctl_devices, "devices list | test GROUP [--timeout SECONDS] [--wait SECONDS] | watch | record GROUP FILE [--wait SECONDS]" },
  { "selftest", yj_ctl_selftest, "selftest [--timeout SECONDS]" },
  { "submit", yj_ctl_submit, "submit FILE.json [--catalog DIR]" },
  { "queue", yj_ctl_queue, "queue list [STATE] | show ID | retry ID | hold ID | quarantine | export DIR | import DIR" },
  { "status", yj_ctl_status, "status" },
  { "provision", yj_ctl_provision, "provision --central URL --token TOKEN --ca FILE" },
  { "sync", yj_ctl_sync, "sync now" },
};

static int
print_help (FILE *stream)
{
  fputs ("yijianctl [--json] [--bus system|session|ADDRESS] [--settings FILE] COMMAND\n\n", stream);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  %s\n", commands[i].usage);
  return stream == stdout ? YJ_CTL_OK : YJ_CTL_USAGE;
}

static void
print_usage (const char *usage)
{
  fprintf (stderr, "usage: yijianctl %s\n", usage);
}

int
yj_ctl_fail (YjCtl *ctl, const GError *error)
{
  if (ctl->json) {
    const char *code = error->domain == YJ_ERROR ? yj_error_nick (error->code) : "failed";
    g_autoptr (json_t) value = json_pack ("{s:{s:s, s:s}}", "error", "code", code, "message", error->message);
    yj_ctl_print_json (value, FALSE);
  } else {
    fprintf (stderr, "yijianctl: %s\n", error->message);
  }
  return YJ_CTL_FAILED;
}

void
yj_ctl_print_json (const json_t *value, gboolean indent)
{
  char *text = json_dumps (value, (indent ? JSON_INDENT (2) : JSON_COMPACT) | JSON_ENCODE_ANY);
  puts (text);
  free (text);
}

GDBusConnection *
yj_ctl_connect (YjCtl *ctl, GError **error)
{
  const char *bus = ctl->bus != NULL ? ctl->bus : "system";

  if (ctl->connection != NULL)
    return ctl->connection;
  if (g_str_equal (bus, "system") || g_str_equal (bus, "session"))
    ctl->connection = g_bus_get_sync (g_str_equal (bus, "system") ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION, NULL, error);
  else
    ctl->connection = g_dbus_connection_new_for_address_sync (
      bus, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, error);
  if (ctl->connection == NULL)
    g_prefix_error (error, "no message bus, so the courier cannot be asked: ");
  return ctl->connection;
}

/* The options before and after the command's name are the same; the rest stays in order. */
static int
take_common_options (YjCtl *ctl, int argc, char **argv)
{
  int kept = 1;
  for (int i = 1; i < argc; i++) {
    if (g_str_equal (argv[i], "--json"))
      ctl->json = TRUE;
    else if (g_str_equal (argv[i], "--bus") && i + 1 < argc)
      ctl->bus = argv[++i];
    else if (g_str_equal (argv[i], "--settings") && i + 1 < argc)
      ctl->settings = argv[++i];
    else
      argv[kept++] = argv[i];
  }
  argv[kept] = NULL;
  return kept;
}

int
main (int argc, char **argv)
{
  YjCtl ctl = { FALSE, g_getenv ("YIJIAN_BUS"), NULL, NULL };
  int status = -1;

  setlocale (LC_ALL, "");
  argc = take_common_options (&ctl, argc, argv);
  if (argc < 2 || g_str_equal (argv[1], "--help"))
    return print_help (argc < 2 ? stderr : stdout);
  for (guint i = 0; i < G_N_ELEMENTS (commands) && status < 0; i++)
    if (g_str_equal (commands[i].name, argv[1])) {
      status = commands[i].run (&ctl, argc - 2, argv + 2);
      if (status == YJ_CTL_USAGE)
        print_usage (commands[i].usage);
    }
  g_clear_object (&ctl.connection);
  return status < 0 ? print_help (stderr) : status;
}
