/* SPDX-License-Identifier: Apache-2.0 */
/* yijian-courier: options, bus name, main loop. What the courier does stands in sync/courier. */
#include "core/ports/yj-courier-names.h"
#include "sync/courier/yj-courier-service.h"
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define DEFAULT_STATE_DIR "/var/lib/yijian-courier"

static GDBusConnection *
connect_bus (const char *bus, GError **error)
{
  if (g_str_equal (bus, "system") || g_str_equal (bus, "session"))
    return g_bus_get_sync (g_str_equal (bus, "system") ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION, NULL, error);
  return g_dbus_connection_new_for_address_sync (
      bus, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, error);
}

static gboolean
on_terminate (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

typedef struct {
  GMainLoop *loop;
  gboolean lost;
} Life;

/* Without its name nobody finds the courier: it ends with a failure, so that whoever watches it starts it anew. */
static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Life *life = user_data;
  g_printerr ("yijian-courier: the bus does not grant %s, or is gone\n", name);
  life->lost = TRUE;
  g_main_loop_quit (life->loop);
}

static int
run (const YjCourierOptions *options, const char *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjClock) clock = yj_clock_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Life life = { loop, FALSE };
  g_autoptr (YjCourierService) service = yj_courier_service_new (options, clock, &error);
  g_autoptr (GDBusConnection) connection = service != NULL ? connect_bus (bus, &error) : NULL;
  guint owner;

  if (connection == NULL || !yj_courier_service_export (service, connection, &error)) {
    g_printerr ("yijian-courier: %s\n", error->message);
    return 1;
  }
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  owner =
      g_bus_own_name_on_connection (connection, YJ_COURIER_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL, on_name_lost, &life, NULL);
  g_unix_signal_add (SIGTERM, on_terminate, loop);
  g_unix_signal_add (SIGINT, on_terminate, loop);
  yj_courier_service_start (service);
  g_main_loop_run (loop);
  g_bus_unown_name (owner);
  return life.lost ? 1 : 0;
}

/* Beside the courier where it was built, else where it is installed. (transfer full) */
static char *
find_judge (void)
{
  static const char name[] = "yijian-catalogue-judge";
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL), *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (YJ_LIBEXEC_DIR, name, NULL);
}

/* It runs for months beside the kiosk: one arena for its few threads, and what a batch took goes back at once. */
static void
stay_small (void)
{
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, 64 * 1024);
  mallopt (M_TRIM_THRESHOLD, 128 * 1024);
}

int
main (int argc, char **argv)
{
  static char *state_dir, *bus;
  static int poll_seconds = 60, max_wait_seconds = 900, timeout_seconds = 120, max_queued = 5000, max_age_days = 30, reserve_mib = 64;
  static int keep_records = 1000, keep_mib = 512, keep_days = 90, reconcile_seconds = 24 * 3600;
  const GOptionEntry entries[] = {
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &state_dir, "Folder of the outbox (" DEFAULT_STATE_DIR ")", "DIR" },
    { "bus", 0, 0, G_OPTION_ARG_STRING, &bus, "system (default), session, or a D-Bus address", "BUS" },
    { "poll-seconds", 0, 0, G_OPTION_ARG_INT, &poll_seconds, "Between rounds while central answers (60)", "N" },
    { "max-wait-seconds", 0, 0, G_OPTION_ARG_INT, &max_wait_seconds, "Longest wait after failures (900)", "N" },
    { "timeout-seconds", 0, 0, G_OPTION_ARG_INT, &timeout_seconds, "Of one exchange with central (120)", "N" },
    { "max-queued", 0, 0, G_OPTION_ARG_INT, &max_queued, "Records in the queue that close the kiosk (5000)", "N" },
    { "max-age-days", 0, 0, G_OPTION_ARG_INT, &max_age_days, "Age of the oldest that closes the kiosk (30)", "N" },
    { "reserve-mib", 0, 0, G_OPTION_ARG_INT, &reserve_mib, "Free disk space under which the kiosk closes (64)", "N" },
    { "keep-records", 0, 0, G_OPTION_ARG_INT, &keep_records, "Settled records whose sealed bodies are kept, should central lose them (1000)", "N" },
    { "keep-mib", 0, 0, G_OPTION_ARG_INT, &keep_mib, "Room that their sealed pages may take (512)", "N" },
    { "keep-days", 0, 0, G_OPTION_ARG_INT, &keep_days, "Days of running after which they go (90)", "N" },
    { "reconcile-seconds", 0, 0, G_OPTION_ARG_INT, &reconcile_seconds, "Between comparisons with central of what is settled (86400)", "N" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- keep sealed applications and send them to central");
  g_autoptr (GError) error = NULL;
  const struct rlimit no_core = { 0, 0 };

  setlocale (LC_ALL, "");
  stay_small ();
  setrlimit (RLIMIT_CORE, &no_core);
  umask (0077);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || poll_seconds < 1 || max_wait_seconds < 1 || timeout_seconds < 1) {
    g_printerr ("yijian-courier: %s\n", error != NULL ? error->message : "waits are whole numbers from 1");
    return 2;
  }
  g_autofree char *folder = g_canonicalize_filename (state_dir != NULL ? state_dir : DEFAULT_STATE_DIR, NULL);
  g_autofree char *judge = find_judge ();
  YjCourierOptions options = { folder,
                               judge,
                               (guint) poll_seconds,
                               (guint) max_wait_seconds,
                               (guint) timeout_seconds,
                               (guint) MAX (max_queued, 1),
                               (guint) MAX (max_age_days, 1),
                               (guint) MAX (reserve_mib, 0),
                               { MAX (keep_records, 0), (gint64) MAX (keep_mib, 0) << 20, (gint64) MAX (keep_days, 0) * 24 * 3600 },
                               (guint) MAX (reconcile_seconds, 0) };
  /* Others may pass through to the catalogues, which are public; everything else in it is for this account alone. */
  if (g_mkdir_with_parents (options.state_dir, 0711) != 0 || chmod (options.state_dir, 0711) != 0) {
    g_printerr ("yijian-courier: %s cannot be made\n", options.state_dir);
    return 1;
  }
  return run (&options, bus != NULL ? bus : "system");
}
