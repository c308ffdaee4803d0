/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl queue, status, provision, sync: asks the courier over D-Bus and prints its answer. */
#include "app/ctl/yj-ctl.h"
#include "yj-courier1.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* SyncNow and Provision wait for the network; the others for one commit. */
#define CALL_TIMEOUT_MSEC (120 * 1000)

static YjDbusCourier1Admin *
connect_admin (YjCtl *ctl, GError **error)
{
  GDBusConnection *connection = yj_ctl_connect (ctl, error);
  YjDbusCourier1Admin *admin;

  if (connection == NULL)
    return NULL;
  admin = yj_dbus_courier1_admin_proxy_new_sync (connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, "org.yijian.Courier1",
                                                 "/org/yijian/Courier1", NULL, error);
  if (admin != NULL)
    g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (admin), CALL_TIMEOUT_MSEC);
  return admin;
}

static int
fail_call (YjCtl *ctl, GError *error)
{
  g_dbus_error_strip_remote_error (error);
  return yj_ctl_fail (ctl, error);
}

/* Prints JSON text that came from the courier: as it is with --json, else indented. */
static int
print_answer (YjCtl *ctl, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) value = yj_json_parse (text, strlen (text), 0, 0, &error);

  if (value == NULL)
    return yj_ctl_fail (ctl, error);
  yj_ctl_print_json (value, !ctl->json);
  return YJ_CTL_OK;
}

static void
print_records (const json_t *records)
{
  size_t i;
  json_t *record;

  json_array_foreach (records, i, record)
    printf ("%s\t%s\t%s\t%s\n", yj_json_string (record, "reference"), yj_json_string (record, "state"),
            yj_json_string (record, "id"), yj_json_string (record, "kind"));
}

/* The next page behind @after; NULL with @error. (transfer full) */
static json_t *
fetch_page (YjDbusCourier1Admin *admin, const char *state, guint64 after, GError **error)
{
  g_autofree char *text = NULL;

  if (!yj_dbus_courier1_admin_call_list_sync (admin, state, after, &text, NULL, error))
    return NULL;
  return yj_json_parse (text, strlen (text), 0, 0, error);
}

/* A page at a time: a queue of any length passes. */
static int
list (YjCtl *ctl, YjDbusCourier1Admin *admin, const char *state)
{
  g_autoptr (json_t) all = json_array ();
  guint64 after = 0;
  size_t count = 0;

  for (;;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) page = fetch_page (admin, state, after, &error);
    if (page == NULL)
      return fail_call (ctl, error);
    if (json_array_size (page) == 0)
      break;
    count += json_array_size (page);
    after = (guint64) yj_json_int (json_array_get (page, json_array_size (page) - 1), "seq", G_MAXINT64);
    if (ctl->json)
      json_array_extend (all, page);
    else
      print_records (page);
  }
  if (ctl->json)
    yj_ctl_print_json (all, FALSE);
  else
    printf ("%zu records\n", count);
  return YJ_CTL_OK;
}

static int
show (YjCtl *ctl, YjDbusCourier1Admin *admin, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  return yj_dbus_courier1_admin_call_show_sync (admin, id, &text, NULL, &error) ? print_answer (ctl, text) : fail_call (ctl, error);
}

static int
change (YjCtl *ctl, YjDbusCourier1Admin *admin, gboolean retry, const char *id)
{
  g_autoptr (GError) error = NULL;
  gboolean done = retry ? yj_dbus_courier1_admin_call_retry_sync (admin, id, NULL, &error)
                        : yj_dbus_courier1_admin_call_hold_sync (admin, id, NULL, &error);
  return done ? YJ_CTL_OK : fail_call (ctl, error);
}

/* A folder that was meant to be a stick but is not mounted is easily taken for one: nothing would be carried away in it. */
static void
warn_of_own_disk (const char *path)
{
  GStatBuf folder, root;

  if (g_stat (path, &folder) == 0 && g_stat ("/", &root) == 0 && folder.st_dev == root.st_dev)
    fprintf (stderr, "yijianctl: %s is on this machine's own disk, not on a stick: is the stick mounted?\n", path);
}

static int
carry (YjCtl *ctl, YjDbusCourier1Admin *admin, gboolean out, const char *directory)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_canonicalize_filename (directory, NULL);
  guint count = 0;
  gboolean done;

  /* A stick takes what time it takes. */
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (admin), G_MAXINT);
  done = out ? yj_dbus_courier1_admin_call_export_sync (admin, path, &count, NULL, &error)
             : yj_dbus_courier1_admin_call_import_sync (admin, path, &count, NULL, &error);
  if (!done)
    return fail_call (ctl, error);
  if (out)
    warn_of_own_disk (path);
  if (ctl->json)
    printf ("{\"count\":%u}\n", count);
  else
    printf (out ? "%u records exported, still sealed\n" : "%u records settled\n", count);
  return YJ_CTL_OK;
}

int
yj_ctl_queue (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjDbusCourier1Admin) admin = NULL;

  if (argc < 1 || argc > 2)
    return YJ_CTL_USAGE;
  /* "list" takes a state or nothing, "quarantine" nothing, the others one word. */
  if (!g_str_equal (argv[0], "list") && (argc == 1) != g_str_equal (argv[0], "quarantine"))
    return YJ_CTL_USAGE;
  admin = connect_admin (ctl, &error);
  if (admin == NULL)
    return yj_ctl_fail (ctl, error);
  if (g_str_equal (argv[0], "list"))
    return list (ctl, admin, argc == 2 ? argv[1] : "");
  if (g_str_equal (argv[0], "quarantine"))
    return list (ctl, admin, "dead");
  if (g_str_equal (argv[0], "show"))
    return show (ctl, admin, argv[1]);
  if (g_str_equal (argv[0], "retry") || g_str_equal (argv[0], "hold"))
    return change (ctl, admin, g_str_equal (argv[0], "retry"), argv[1]);
  if (g_str_equal (argv[0], "export") || g_str_equal (argv[0], "import"))
    return carry (ctl, admin, g_str_equal (argv[0], "export"), argv[1]);
  return YJ_CTL_USAGE;
}

int
yj_ctl_status (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjDbusCourier1Admin) admin = NULL;
  g_autofree char *status = NULL;
  g_autoptr (json_t) value = NULL;

  if (argc != 0)
    return YJ_CTL_USAGE;
  admin = connect_admin (ctl, &error);
  if (admin == NULL)
    return yj_ctl_fail (ctl, error);
  if (!yj_dbus_courier1_admin_call_status_sync (admin, &status, NULL, &error))
    return fail_call (ctl, error);
  if (ctl->json)
    return print_answer (ctl, status);
  value = yj_json_parse (status, strlen (status), 0, 0, &error);
  if (value == NULL)
    return yj_ctl_fail (ctl, error);
  yj_ctl_print_status (value);
  return YJ_CTL_OK;
}

static int
print_catalogue (YjCtl *ctl, const char *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) value = yj_json_parse (status, strlen (status), 0, 0, &error);

  if (value == NULL)
    return yj_ctl_fail (ctl, error);
  yj_ctl_print_json (yj_json_object (value, "catalogue"), !ctl->json);
  return YJ_CTL_OK;
}

int
yj_ctl_catalog_in_use (YjCtl *ctl, gboolean roll_back)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjDbusCourier1Admin) admin = connect_admin (ctl, &error);
  g_autofree char *text = NULL;

  if (admin == NULL)
    return yj_ctl_fail (ctl, error);
  if (roll_back)
    return yj_dbus_courier1_admin_call_roll_back_catalogue_sync (admin, &text, NULL, &error) ? print_answer (ctl, text)
                                                                                             : fail_call (ctl, error);
  return yj_dbus_courier1_admin_call_status_sync (admin, &text, NULL, &error) ? print_catalogue (ctl, text) : fail_call (ctl, error);
}

int
yj_ctl_sync (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjDbusCourier1Admin) admin = NULL;
  g_autofree char *result = NULL;

  if (argc != 1 || !g_str_equal (argv[0], "now"))
    return YJ_CTL_USAGE;
  admin = connect_admin (ctl, &error);
  if (admin == NULL)
    return yj_ctl_fail (ctl, error);
  if (!yj_dbus_courier1_admin_call_sync_now_sync (admin, &result, NULL, &error))
    return fail_call (ctl, error);
  return print_answer (ctl, result);
}

int
yj_ctl_provision (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjDbusCourier1Admin) admin = NULL;
  g_autofree char *ca = NULL, *text = NULL, *result = NULL;
  g_autoptr (json_t) settings = NULL;
  const char *central = NULL, *token = NULL, *ca_path = NULL;

  for (int i = 0; i + 1 < argc; i += 2) {
    if (g_str_equal (argv[i], "--central"))
      central = argv[i + 1];
    else if (g_str_equal (argv[i], "--token"))
      token = argv[i + 1];
    else if (g_str_equal (argv[i], "--ca"))
      ca_path = argv[i + 1];
  }
  if (argc != 6 || central == NULL || token == NULL || ca_path == NULL)
    return YJ_CTL_USAGE;
  admin = connect_admin (ctl, &error);
  if (admin == NULL || !g_file_get_contents (ca_path, &ca, NULL, &error))
    return yj_ctl_fail (ctl, error);
  settings = json_pack ("{s:s, s:s, s:s}", "central", central, "token", token, "ca", ca);
  text = yj_json_to_text (settings);
  if (!yj_dbus_courier1_admin_call_provision_sync (admin, text, &result, NULL, &error))
    return fail_call (ctl, error);
  return print_answer (ctl, result);
}
