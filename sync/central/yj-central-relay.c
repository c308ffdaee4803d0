/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the command relay: rows of the transactional outbox go to the engine that stands behind, sealed as they are. A row is
 * done when the consumer has ended with 0, which it does after its own commit; one that was handed over and not marked (this
 * process or the database died in between) comes again, so the consumer keeps an inbox of (consumer, source, id). Any number of
 * relays may run: each takes rows that no other has. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-commands.h"
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>

#define BATCH 100
#define CONSUMER_SECONDS 45      /* less than the server lets a transaction idle */
#define REST_SECONDS 1
#define FAILURE_REST_SECONDS 10

typedef struct {
  YjCentralStore *store;
  char **words;             /* of --exec */
  GMainLoop *loop;
  GSubprocess *process;     /* while the consumer runs */
  gboolean stopping;
  gboolean well;            /* of the last hand-over */
  gint64 done, failed;      /* of the last round */
} Relay;

static gboolean
on_signal (gpointer data)
{
  Relay *relay = data;

  relay->stopping = TRUE;
  if (relay->process == NULL)
    g_main_loop_quit (relay->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_overdue (gpointer data)
{
  Relay *relay = data;

  if (relay->process != NULL)
    g_subprocess_force_exit (relay->process);
  return G_SOURCE_CONTINUE;
}

static void
on_ended (GObject *process, GAsyncResult *result, gpointer data)
{
  Relay *relay = data;

  relay->well = g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL) && g_subprocess_get_successful (G_SUBPROCESS (process));
  g_clear_object (&relay->process);
  g_main_loop_quit (relay->loop);
}

/* A consumer that does not read to the end is not one that failed: how it ends counts. */
static void
on_written (GObject *process, GAsyncResult *result, gpointer data)
{
  g_subprocess_communicate_finish (G_SUBPROCESS (process), result, NULL, NULL, NULL);
  g_subprocess_wait_async (G_SUBPROCESS (process), NULL, on_ended, data);
}

/* One line of JSON a row. */
static GBytes *
make_lines (const json_t *rows)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row) {
    g_autofree char *text = yj_json_to_text (row);
    g_string_append (lines, text);
    g_string_append_c (lines, '\n');
  }
  return g_string_free_to_bytes (g_steal_pointer (&lines));
}

static gboolean
hand_over (Relay *relay, const json_t *rows, GError **error)
{
  g_autoptr (GBytes) lines = make_lines (rows);
  guint overdue;

  relay->well = FALSE;
  relay->process = g_subprocess_newv ((const char *const *) relay->words, G_SUBPROCESS_FLAGS_STDIN_PIPE, error);
  if (relay->process == NULL)
    return FALSE;
  overdue = g_timeout_add_seconds (CONSUMER_SECONDS, on_overdue, relay);
  g_subprocess_communicate_async (relay->process, lines, NULL, on_written, relay);
  g_main_loop_run (relay->loop);
  g_source_remove (overdue);
  if (!relay->well)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_REJECTED, "the consumer did not end with 0");
  return relay->well;
}

/* What is handed over is locked until it is marked. @max 1: the row after @after, if nobody else has it. */
static gboolean
relay_some (Relay *relay, gint64 after, gint64 max, gint64 *last, gint64 *count, GError **error)
{
  g_autoptr (json_t) rows = yj_central_store_take_waiting (relay->store, after, max, error);
  g_autofree char *at = yj_central_now ();

  if (rows == NULL)
    return FALSE;
  *count = (gint64) json_array_size (rows);
  if (*count > 0)
    *last = yj_json_int (json_array_get (rows, (size_t) *count - 1), "n", 0);
  if (*count == 0 || (hand_over (relay, rows, error) && yj_central_store_mark_relayed (relay->store, rows, at, error)))
    return yj_central_store_commit (relay->store, error);
  yj_central_store_rollback (relay->store);
  return FALSE;
}

/* Of a batch that was refused each by itself: one bad row does not hold the others up. */
static gboolean
relay_singly (Relay *relay, gint64 after, gint64 last, GError **error)
{
  while (after < last && !relay->stopping) {
    g_autoptr (GError) local = NULL;
    gint64 here = last, count = 0;
    gboolean ok = relay_some (relay, after, 1, &here, &count, &local);
    if (!ok && !g_error_matches (local, YJ_ERROR, YJ_ERROR_REJECTED)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (!ok)
      g_printerr ("yijian-central: record %" G_GINT64_FORMAT ": %s; it is handed over again\n", here, local->message);
    relay->done += ok ? count : 0;
    relay->failed += ok ? 0 : 1;
    after = here;
  }
  return TRUE;
}

/* Once through everything that waits. */
static gboolean
relay_round (Relay *relay, GError **error)
{
  gint64 after = 0, last, count = 1;

  relay->done = relay->failed = 0;
  while (count > 0 && !relay->stopping) {
    g_autoptr (GError) local = NULL;
    last = after;
    if (relay_some (relay, after, BATCH, &last, &count, &local)) {
      relay->done += count;
    } else if (!g_error_matches (local, YJ_ERROR, YJ_ERROR_REJECTED)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    } else if (!relay_singly (relay, after, last, error)) {
      return FALSE;
    }
    after = last;
  }
  return TRUE;
}

static gboolean
on_rested (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
rest (Relay *relay, guint seconds)
{
  guint source = g_timeout_add_seconds (seconds, on_rested, relay->loop);

  if (!relay->stopping)
    g_main_loop_run (relay->loop);
  if (relay->stopping)
    g_source_remove (source);
}

/* A database that does not answer is waited for. */
static gboolean
run (Relay *relay, gboolean once, GError **error)
{
  gint64 total = 0;

  do {
    g_autoptr (GError) local = NULL;
    gboolean ok = relay_round (relay, &local);
    total += relay->done;
    if (!ok && once) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (!ok)
      g_printerr ("yijian-central: %s\n", local->message);
    if (!once)
      rest (relay, ok && relay->failed == 0 ? REST_SECONDS : FAILURE_REST_SECONDS);
  } while (!once && !relay->stopping);
  g_print ("{\"done\":%" G_GINT64_FORMAT ",\"failed\":%" G_GINT64_FORMAT "}\n", total, relay->failed);
  return TRUE;
}

static gboolean
check_options (const YjCommandOptions *options, GError **error)
{
  if (options->consumer != NULL && yj_is_reason (options->consumer) && *options->consumer != '\0' && options->exec != NULL)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA,
                       "--consumer NAME (lower-case letters, digits, dots, dashes) and --exec COMMAND are needed");
  return FALSE;
}

gboolean
yj_command_relay (const YjCommandOptions *options, const char *const *rest_words, GError **error)
{
  Relay relay = { 0 };
  guint sources[2];
  gboolean ok;

  if (!check_options (options, error) || !g_shell_parse_argv (options->exec, NULL, &relay.words, error))
    return FALSE;
  signal (SIGPIPE, SIG_IGN);
  relay.loop = g_main_loop_new (NULL, FALSE);
  sources[0] = g_unix_signal_add (SIGTERM, on_signal, &relay);
  sources[1] = g_unix_signal_add (SIGINT, on_signal, &relay);
  g_setenv ("YIJIAN_CONSUMER", options->consumer, TRUE);
  relay.store = yj_central_store_open (options->database, error);
  ok = relay.store != NULL && yj_central_store_claim_consumer (relay.store, options->consumer, error) && run (&relay, options->once, error);
  yj_central_store_close (relay.store);
  g_source_remove (sources[0]);
  g_source_remove (sources[1]);
  g_main_loop_unref (relay.loop);
  g_strfreev (relay.words);
  return ok;
}
