/* SPDX-License-Identifier: Apache-2.0 */
/* yijian-virtual-reader: a card reader without a reader. Wires the inside of one to a pseudo terminal and to a socket
 * for commands (README.md). Owns the program's options and the words it obeys. */
#include "core/base/yj-error.h"
#include "drivers/readers/yj-sdt-frame.h"
#include "drivers/virtual/yj-virtual-card-reader.h"
#include "drivers/virtual/yj-virtual-commands.h"
#include "drivers/virtual/yj-virtual-line.h"
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CARD_MAX_BYTES (400 * 1024)
#define GARBAGE_MAX_BYTES 65536
#define FINGERPRINT_MAX_BYTES 1200

typedef struct {
  YjVirtualLine *line;
  YjVirtualCardReader *reader;
  YjSdtDecoder *requests;
  GRand *rand;
  GMainLoop *loop;
} Simulator;

static void
on_line_received (YjVirtualLine *line, gconstpointer bytes, guint size, Simulator *simulator)
{
  const guint8 *body;
  gsize body_size;

  yj_sdt_decoder_push (simulator->requests, bytes, size);
  while ((body = yj_sdt_decoder_pop (simulator->requests, &body_size)) != NULL) {
    g_autoptr (GByteArray) answer = g_byte_array_new ();
    yj_virtual_card_reader_answer (simulator->reader, body, body_size, answer);
    yj_virtual_line_send (line, answer->data, answer->len);
  }
}

/* (transfer full) (nullable) */
static char *
parse_number (const char *text, int base, guint64 min, guint64 max, guint64 *number)
{
  if (g_ascii_string_to_unsigned (text, (guint) base, min, max, number, NULL))
    return NULL;
  return g_strdup_printf ("ERR a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " is needed", min, max);
}

static char *
run_insert (Simulator *simulator, const char *rest)
{
  g_autoptr (GError) error = NULL;
  json_t *card = *rest == '{' ? yj_json_parse (rest, strlen (rest), CARD_MAX_BYTES, 8, &error)
                              : yj_json_parse_file (rest, CARD_MAX_BYTES, 8, &error);
  gboolean good = card != NULL && yj_virtual_card_reader_insert (simulator->reader, card, &error);

  yj_json_wipe (card);
  return good ? g_strdup ("OK") : g_strdup_printf ("ERR %s", error->message);
}

static char *
run_remove (Simulator *simulator, const char *rest)
{
  if (!yj_virtual_card_reader_has_card (simulator->reader))
    return g_strdup ("ERR no card lies there");
  yj_virtual_card_reader_remove (simulator->reader);
  return g_strdup ("OK");
}

static char *
run_mute (Simulator *simulator, const char *rest)
{
  gboolean silent = g_ascii_strcasecmp (rest, "SILENT") == 0;

  if (*rest != '\0' && !silent)
    return g_strdup ("ERR MUTE or MUTE SILENT");
  simulator->reader->mute = TRUE;
  simulator->reader->silent = silent;
  return g_strdup ("OK");
}

static char *
run_refuse (Simulator *simulator, const char *rest)
{
  guint64 status = 0;
  char *refusal = g_ascii_strcasecmp (rest, "OFF") == 0 ? NULL : parse_number (rest, 16, 0, 255, &status);

  if (refusal == NULL)
    simulator->reader->refusal = status > 0 ? (int) status : -1;
  return refusal != NULL ? refusal : g_strdup ("OK");
}

static char *
run_fingerprint (Simulator *simulator, const char *rest)
{
  guint64 bytes = 0;
  char *refusal = parse_number (rest, 10, 0, FINGERPRINT_MAX_BYTES, &bytes);

  if (refusal == NULL)
    simulator->reader->fingerprint_bytes = (guint) bytes;
  return refusal != NULL ? refusal : g_strdup ("OK");
}

static char *
run_foreign (Simulator *simulator, const char *rest)
{
  simulator->reader->foreign = TRUE;
  return g_strdup ("OK");
}

static char *
run_pull (Simulator *simulator, const char *rest)
{
  guint64 bytes = 0;
  char *refusal = *rest != '\0' ? parse_number (rest, 10, 0, 4096, &bytes) : NULL;

  if (refusal != NULL)
    return refusal;
  simulator->reader->pull_armed = TRUE;
  simulator->reader->pull_after_bytes = *rest != '\0' ? (int) bytes : -1;
  return g_strdup ("OK");
}

/* Random bytes with many preambles in them, so that a parser is led astray. */
static char *
run_garbage (Simulator *simulator, const char *rest)
{
  static const guint8 tempting[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x05, 0x08 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint64 n = 0;
  char *refusal = parse_number (rest, 10, 1, GARBAGE_MAX_BYTES, &n);

  if (refusal != NULL)
    return refusal;
  while (bytes->len < n) {
    guint8 byte = (guint8) g_rand_int (simulator->rand);
    if (g_rand_int_range (simulator->rand, 0, 64) == 0)
      g_byte_array_append (bytes, tempting, sizeof tempting);
    g_byte_array_append (bytes, &byte, 1);
  }
  yj_virtual_line_send (simulator->line, bytes->data, (gsize) n);
  return g_strdup ("OK");
}

static char *
run_error (Simulator *simulator, const char *rest)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", 2);
  guint64 status = 0, times = 1;
  char *refusal = NULL;

  if (g_ascii_strcasecmp (rest, "OFF") == 0) {
    simulator->reader->error = -1;
    return g_strdup ("OK");
  }
  refusal = words[0] != NULL ? parse_number (words[0], 16, 0, 255, &status) : g_strdup ("ERR a status in hexadecimal is needed");
  if (refusal == NULL && words[0] != NULL && words[1] != NULL)
    refusal = parse_number (words[1], 10, 0, 1000000, &times);
  if (refusal != NULL)
    return refusal;
  simulator->reader->error = (int) status;
  simulator->reader->error_times = (guint) times;
  return g_strdup ("OK");
}

static char *
run_sleep (Simulator *simulator, const char *rest)
{
  guint64 ms = 0;
  char *refusal = parse_number (rest, 10, 0, 3600000, &ms);

  if (refusal == NULL)
    yj_virtual_line_sleep (simulator->line, (guint) ms);
  return refusal != NULL ? refusal : g_strdup ("OK");
}

static char *
run_slow (Simulator *simulator, const char *rest)
{
  guint64 rate = 0;
  char *refusal = parse_number (rest, 10, 0, 1000000, &rate);

  if (refusal == NULL)
    yj_virtual_line_set_rate (simulator->line, (guint) rate);
  return refusal != NULL ? refusal : g_strdup ("OK");
}

static void
lose_power (Simulator *simulator)
{
  yj_sdt_decoder_clear (simulator->requests);
  yj_virtual_card_reader_reset (simulator->reader);
}

static char *
run_unplug (Simulator *simulator, const char *rest)
{
  guint64 bytes = 0;
  char *refusal = *rest != '\0' ? parse_number (rest, 10, 1, 4096, &bytes) : NULL;

  if (refusal != NULL)
    return refusal;
  if (bytes > 0) {
    yj_virtual_line_unplug_after (simulator->line, (gsize) bytes);
    return g_strdup ("OK");
  }
  yj_virtual_line_unplug (simulator->line);
  lose_power (simulator);
  return g_strdup ("OK");
}

static char *
run_plug (Simulator *simulator, const char *rest)
{
  g_autoptr (GError) error = NULL;

  if (!yj_virtual_line_is_plugged (simulator->line))
    lose_power (simulator); /* it may have hung up by itself */
  return yj_virtual_line_plug (simulator->line, &error) ? g_strdup ("OK") : g_strdup_printf ("ERR %s", error->message);
}

static char *
run_state (Simulator *simulator, const char *rest)
{
  YjVirtualCardReader *reader = simulator->reader;
  const char *card = reader->kind != NULL ? reader->kind : reader->mute ? "mute" : reader->foreign ? "foreign" : NULL;
  g_autoptr (json_t) state = json_pack ("{s:b, s:s?, s:b, s:b, s:b, s:i, s:i}", "plugged", yj_virtual_line_is_plugged (simulator->line),
                                        "card", card, "mute", reader->mute, "selected", reader->selected, "read", reader->was_read,
                                        "reads", (int) reader->reads, "requests", (int) reader->requests);
  g_autofree char *text = yj_json_to_text (state);

  return g_strconcat ("OK ", text, NULL);
}

static const struct {
  const char *word;
  char *(*run) (Simulator *simulator, const char *rest);
} commands[] = {
  { "INSERT", run_insert },      { "REMOVE", run_remove },   { "MUTE", run_mute },   { "FOREIGN", run_foreign },
  { "REFUSE", run_refuse },      { "FINGERPRINT", run_fingerprint },
  { "PULL-MID-READ", run_pull }, { "GARBAGE", run_garbage }, { "ERROR", run_error }, { "SLEEP", run_sleep },
  { "SLOW", run_slow },          { "UNPLUG", run_unplug },   { "PLUG", run_plug },   { "STATE", run_state },
};

static char *
on_command (const char *word, const char *rest, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].word, word))
      return commands[i].run (data, rest);
  return g_strdup ("ERR the words are INSERT REMOVE MUTE FOREIGN PULL-MID-READ GARBAGE ERROR SLEEP SLOW UNPLUG PLUG STATE");
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static int
serve (Simulator *simulator, const char *socket_path, const char *card)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketService) service = NULL;
  g_autofree char *refusal = card != NULL ? run_insert (simulator, card) : NULL;

  if (refusal != NULL && !g_str_equal (refusal, "OK")) {
    fprintf (stderr, "%s\n", refusal);
    return 1;
  }
  service = yj_virtual_commands_listen (socket_path, on_command, simulator, &error);
  if (service == NULL || !yj_virtual_line_plug (simulator->line, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }
  puts ("ready");
  fflush (stdout);
  g_main_loop_run (simulator->loop);
  g_socket_service_stop (service);
  unlink (socket_path);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *link = NULL, *socket_path = NULL, *card = NULL, *framing = NULL;
  gboolean die_with_parent = FALSE, stx;
  const GOptionEntry entries[] = {
    { "link", 0, 0, G_OPTION_ARG_FILENAME, &link, "Where the line appears", "PATH" },
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &socket_path, "Where commands are taken", "PATH" },
    { "card", 0, 0, G_OPTION_ARG_FILENAME, &card, "A card that lies there from the start (a file or JSON)", "CARD" },
    { "framing", 0, 0, G_OPTION_ARG_STRING, &framing, "sdt (GA 450) or stx", "WORD" },
    { "die-with-parent", 0, 0, G_OPTION_ARG_NONE, &die_with_parent, "End when the starting process ends", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- a card reader without a reader");
  g_autoptr (GError) error = NULL;
  Simulator simulator = { 0 };
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || link == NULL || socket_path == NULL) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "--link PATH and --socket PATH are needed");
    return 2;
  }
  stx = g_strcmp0 (framing, "stx") == 0;
  if (framing != NULL && !stx && !g_str_equal (framing, "sdt")) {
    fprintf (stderr, "--framing sdt or --framing stx\n");
    return 2;
  }
  if (die_with_parent)
    prctl (PR_SET_PDEATHSIG, SIGTERM);
  simulator.line = yj_virtual_line_new (link);
  simulator.reader = yj_virtual_card_reader_new (stx ? YJ_SDT_FRAMING_STX : YJ_SDT_FRAMING_GA450);
  simulator.requests = yj_sdt_decoder_new (simulator.reader->framing, YJ_SDT_REQUEST);
  simulator.rand = g_rand_new_with_seed (1);
  simulator.loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (simulator.line, "received", G_CALLBACK (on_line_received), &simulator);
  g_unix_signal_add (SIGTERM, on_signal, simulator.loop);
  g_unix_signal_add (SIGINT, on_signal, simulator.loop);
  status = serve (&simulator, socket_path, card);
  g_object_unref (simulator.line);
  yj_virtual_card_reader_free (simulator.reader);
  yj_sdt_decoder_free (simulator.requests);
  g_rand_free (simulator.rand);
  g_main_loop_unref (simulator.loop);
  return status;
}
