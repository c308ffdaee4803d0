/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the command serve: from options to running listeners, and a clean end. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-commands.h"
#include "sync/central/yj-central-server.h"
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include <signal.h>
#include <string.h>

#define START_WAIT_SECONDS 10
#define PAUSE_USEC 50000
#define STOP_SECONDS 10
#define TIDY_SECONDS 60

static gboolean
is_prefix (const char *text)
{
  gsize size = strlen (text);
  return size >= 1 && size <= 24 && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS) == size;
}

const char *
yj_command_check_case_numbers (const YjCommandOptions *options)
{
  if (options->case_prefix != NULL && !is_prefix (options->case_prefix))
    return "--case-prefix has 1 to 24 letters or digits";
  return options->case_count < 2 || options->case_count > 100000 ? "--case-count is 2 to 100000" : NULL;
}

static gboolean
check_options (const YjCommandOptions *options, GError **error)
{
  const char *problem = yj_command_check_case_numbers (options);

  if (problem == NULL && options->listen == NULL && options->behind_proxy == NULL)
    problem = "--listen ADDRESS:PORT or --behind-proxy unix:PATH is needed";
  else if (options->admin_listen != NULL && options->public_url == NULL &&
           (options->listen == NULL || g_str_has_prefix (options->listen, "0.0.0.0:") || g_str_has_prefix (options->listen, "[::]:")))
    problem = "--public-url is needed: kiosks that enrol cannot tell from --listen where to send";
  else if (options->public_url != NULL && !g_str_has_prefix (options->public_url, "https://"))
    problem = "--public-url must begin with https://";
  else if (options->region != NULL && !yj_is_region (options->region))
    problem = "--region has 1 to 16 letters or digits";
  else if (options->spread < 0 || options->spread > 900)
    problem = "--spread is 0 to 900 seconds";
  else if (options->kiosk_rate < 0 || options->kiosk_connections < 0)
    problem = "--kiosk-rate and --kiosk-connections are 0 (no limit) or more";
  else if (options->request_deadline < 1 || options->request_deadline > 3600)
    problem = "--request-deadline is 1 to 3600 seconds";
  if (problem != NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, problem);
  return problem == NULL;
}

/* Another command may have the database open for a moment. */
static YjCentral *
open_central (const YjCommandOptions *options, GError **error)
{
  gint64 limit = g_get_monotonic_time () + START_WAIT_SECONDS * G_USEC_PER_SEC;

  for (;;) {
    g_autoptr (GError) local = NULL;
    YjCentralKeys *keys = yj_central_keys_load (options->keys, error);
    YjCentral *central = keys != NULL ? yj_central_new (options->database, keys, &local) : NULL;
    if (keys == NULL || central != NULL)
      return central;
    if (!g_error_matches (local, YJ_ERROR, YJ_ERROR_DENIED) || g_get_monotonic_time () > limit) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
    g_usleep (PAUSE_USEC);
  }
}

/* keys init makes all keys in one place; the private identities are to be carried away before kiosks enrol. */
static void
warn_of_identities (const YjCentral *central)
{
  static const char *const folders[] = { "unseal", "escrow" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (central->keys->dir, folders[i], NULL);
    if (g_access (path, R_OK) == 0)
      g_printerr ("yijian-central: %s can be read here: move it to where applications are opened, this host shall not be able to\n", path);
  }
}

static gboolean
configure (YjCentral *central, const YjCommandOptions *options, GError **error)
{
  if (options->region != NULL) {
    g_free (central->region);
    central->region = g_strdup (options->region);
  }
  central->public_url = g_strdup (options->public_url);
  central->case_prefix = g_strdup (options->case_prefix);
  central->case_count = options->case_count;
  yj_load_set_spread (central->load, (guint) options->spread);
  if (options->hall != NULL && !json_is_object (central->hall = yj_json_parse_file (options->hall, 0, 0, error))) {
    if (error != NULL && *error == NULL)
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s is not a JSON object", options->hall);
    return FALSE;
  }
  return options->catalogue == NULL || yj_central_catalogues_publish_dir (central->catalogues, options->catalogue, error);
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static void
announce (YjCentralServer *server, const YjCommandOptions *options)
{
  g_autoptr (json_t) line = json_pack ("{s:s*, s:s*, s:s*}", "listen", yj_central_server_get_url (server), "admin",
                                       yj_central_server_get_admin_url (server), "proxy", options->behind_proxy);
  yj_command_print (line);
}

/* Listens for signals before anybody is told that central is ready: one that comes earlier waits for the loop. */
static GMainLoop *
new_loop (guint sources[2])
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  sources[0] = g_unix_signal_add (SIGTERM, on_signal, loop);
  sources[1] = g_unix_signal_add (SIGINT, on_signal, loop);
  return loop;
}

static gboolean
on_tidy (gpointer central)
{
  yj_central_tidy (central);
  return G_SOURCE_CONTINUE;
}

static gboolean
serve (const YjCommandOptions *options, const YjCentralServerOptions *listeners, GMainLoop *loop, GError **error)
{
  g_autoptr (YjCentral) central = open_central (options, error);
  g_autoptr (YjCentralServer) server = NULL;
  guint tidying;

  if (central == NULL || !configure (central, options, error))
    return FALSE;
  yj_central_tidy (central);
  server = yj_central_server_new (central, listeners, error);
  if (server == NULL)
    return FALSE;
  warn_of_identities (central);
  announce (server, options);
  tidying = g_timeout_add_seconds (TIDY_SECONDS, on_tidy, central);
  g_main_loop_run (loop);
  g_source_remove (tidying);
  yj_central_server_stop (server, STOP_SECONDS);
  return TRUE;
}

gboolean
yj_command_serve (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autofree char *control = NULL;
  YjCentralServerOptions listeners = { options->listen, options->admin_listen, options->behind_proxy, NULL,
                                       (guint) options->request_deadline, (guint) options->kiosk_rate,
                                       (guint) options->kiosk_connections };
  g_autoptr (GMainLoop) loop = NULL;
  guint sources[2];
  gboolean ok;

  if (!yj_central_control_path (options->database, &control, error) || !check_options (options, error))
    return FALSE;
  listeners.control = control;
  /* Both become errors of write (): a caller that went away, and a limit on the size of files. */
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
  loop = new_loop (sources);
  ok = serve (options, &listeners, loop, error);
  g_source_remove (sources[0]);
  g_source_remove (sources[1]);
  return ok;
}
