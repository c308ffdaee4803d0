/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of commands and their options, and the short ones. */
#include "sync/central/yj-central-commands.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-seal.h"
#include <locale.h>
#include <sodium.h>
#include <string.h>

#define DEFAULT_DATABASE "sqlite:/var/lib/yijian-central/central.db"
#define DEFAULT_KEYS "/etc/yijian-central"
#define DEFAULT_TTL "24h"
#define DEFAULT_DEADLINE_SECONDS 20
#define DEFAULT_SPREAD_SECONDS 60
#define DEFAULT_KIOSK_RATE 500
#define DEFAULT_KIOSK_CONNECTIONS 16
#define DEFAULT_CASE_COUNT 500
#define PAGE_ROWS 500

void
yj_command_print (const json_t *value)
{
  g_autofree char *text = yj_json_to_text (value);
  g_print ("%s\n", text);
}

static gboolean
init_keys (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (json_t) summary = NULL;

  if (!yj_central_keys_init (rest[0], (const char *const *) options->names, options->suite, &summary, error))
    return FALSE;
  yj_command_print (summary);
  return TRUE;
}

static gboolean
rotate_receipt (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (json_t) summary = NULL;

  if (!yj_central_keys_rotate_receipt (rest[0], &summary, error))
    return FALSE;
  yj_command_print (summary);
  return TRUE;
}

static void
print_case (const json_t *row)
{
  g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", yj_json_string (row, "case"), yj_json_string (row, "status"), yj_json_string (row, "reason"),
           yj_json_string (row, "department"), yj_json_string (row, "matter"), yj_json_string (row, "since"));
}

/* The rows of every page. */
static json_t *
list_all (YjCentralLine *line, const char *command, const json_t *filter, GError **error)
{
  g_autoptr (json_t) all = json_array ();
  json_int_t after = 0;

  for (;;) {
    json_t *arguments = json_deep_copy (filter);
    g_autoptr (json_t) page = NULL;
    json_object_set_new (arguments, "after", json_integer (after));
    page = yj_central_line_ask (line, command, arguments, error);
    if (page == NULL)
      return NULL;
    json_array_extend (all, page);
    if (json_array_size (page) < PAGE_ROWS)
      return g_steal_pointer (&all);
    after = yj_json_int (json_array_get (page, json_array_size (page) - 1), "n", 0);
  }
}

/* All, or those of what a person has in hand: the number that was printed. */
static json_t *
ask_for_cases (YjCentralLine *line, const YjCommandOptions *options, GError **error)
{
  json_t *filter = json_pack ("{s:s*, s:s*, s:s*}", "status", options->status, "department", options->department, "number", options->number);
  g_autoptr (json_t) owned = NULL;

  if (options->number != NULL)
    return yj_central_line_ask (line, "case-find", filter, error);
  owned = filter;
  return list_all (line, "case-list", filter, error);
}

static gboolean
list_cases (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralLine) line = yj_central_line_open (options->database, NULL, error);
  g_autoptr (json_t) rows = line != NULL ? ask_for_cases (line, options, error) : NULL;
  size_t i;
  json_t *row;

  if (rows == NULL)
    return FALSE;
  if (options->json) {
    yj_command_print (rows);
    return TRUE;
  }
  json_array_foreach (rows, i, row)
    print_case (row);
  return TRUE;
}

static gboolean
set_case (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralLine) line = yj_central_line_open (options->database, NULL, error);
  g_autoptr (json_t) outcome = NULL;

  if (line == NULL)
    return FALSE;
  outcome = yj_central_line_ask (line, "case-set", json_pack ("{s:s, s:s*, s:s*}", "case", rest[0], "status", options->status, "reason",
                                                              options->reason), error);
  if (outcome == NULL)
    return FALSE;
  if (options->json)
    yj_command_print (outcome);
  else
    print_case (outcome);
  return TRUE;
}

/* Opens the store itself: nobody may serve with the old name meanwhile. */
static gboolean
renew_epoch (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralStore) store = yj_central_store_open (options->database, error);
  g_autoptr (json_t) result = NULL;

  if (store == NULL || !yj_central_store_renew_epoch (store, error))
    return FALSE;
  result = json_pack ("{s:s}", "central_epoch", yj_central_store_get_epoch (store));
  yj_command_print (result);
  return TRUE;
}

static const struct {
  const char *words;      /* one or two */
  const char *arguments;
  const char *summary;
  guint n_arguments;
  YjCommandFunc run;
} commands[] = {
  { "serve", "", "Receives from kiosks until SIGTERM", 0, yj_command_serve },
  { "keys init", "DIR", "Makes all keys of a new central, once", 1, init_keys },
  { "keys rotate-receipt", "DIR", "Makes a new key for receipts; serving centrals take it up by themselves", 1, rotate_receipt },
  { "enrol-token", "", "Prints a one-time token for a kiosk", 0, yj_command_enrol_token },
  { "department-cert", "CODE", "Makes a department's key and certificate", 1, yj_command_department_cert },
  { "unseal", "", "Opens records where the private key is", 0, yj_command_unseal },
  { "export", "DIR", "Writes what unseal -o DIR opened as other systems read it", 1, yj_command_export },
  { "import", "DIR", "Takes records from a kiosk's export folder, and writes receipts back", 1, yj_command_import },
  { "backup", "DIR", "Copies records and materials, sealed as they are, while central serves", 1, yj_command_backup },
  { "relay", "", "Hands records over to what stands behind, until SIGTERM (PostgreSQL)", 0, yj_command_relay },
  { "catalog publish", "FILE", "Publishes a signed bundle, or a folder", 1, yj_command_publish },
  { "case list", "", "Lists cases", 0, list_cases },
  { "case set", "CASE", "Writes what has become of a case", 1, set_case },
  { "kiosk list", "", "Lists kiosks", 0, yj_command_kiosk_list },
  { "kiosk revoke", "CODE", "Refuses a kiosk from now on", 1, yj_command_kiosk_revoke },
  { "kiosk rotate-key", "CODE", "Asks a kiosk for a new key at its next contact", 1, yj_command_kiosk_rotate_key },
  { "database restored", "", "After every restore: kiosks offer again what the copy lacks", 0, renew_epoch },
};

static void
print_usage (void)
{
  g_printerr ("yijian-central COMMAND [OPTIONS]\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_printerr ("  %s%s%-*s %s\n", commands[i].words, *commands[i].arguments != '\0' ? " " : "",
                (int) (24 - strlen (commands[i].words) - (*commands[i].arguments != '\0')), commands[i].arguments, commands[i].summary);
  g_printerr ("\nyijian-central --help shows the options.\n");
}

static gboolean
parse (YjCommandOptions *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database, "Where records are kept (" DEFAULT_DATABASE ")", "sqlite:PATH" },
    { "keys", 0, 0, G_OPTION_ARG_FILENAME, &options->keys, "Folder of keys (" DEFAULT_KEYS ")", "DIR" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen, "serve: for kiosks", "ADDRESS:PORT" },
    { "admin-listen", 0, 0, G_OPTION_ARG_STRING, &options->admin_listen, "serve: for enrolment, departments, monitors", "ADDRESS:PORT" },
    { "behind-proxy", 0, 0, G_OPTION_ARG_STRING, &options->behind_proxy, "serve: for a proxy that sends Client-Cert", "unix:PATH" },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &options->public_url, "serve: how kiosks reach --listen", "https://HOST:PORT" },
    { "catalogue", 0, 0, G_OPTION_ARG_FILENAME, &options->catalogue, "serve: publishes what is in the folder; export: names from there", "DIR" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, "export: gbt39046 (data sets), evaluation (national interface)", "FORMAT" },
    { "hall", 0, 0, G_OPTION_ARG_FILENAME, &options->hall, "serve: names, address, hours and phones given at enrolment", "FILE" },
    { "request-deadline", 0, 0, G_OPTION_ARG_INT, &options->request_deadline, "serve: base of a request's deadline (20)", "SECONDS" },
    { "case-prefix", 0, 0, G_OPTION_ARG_STRING, &options->case_prefix, "serve, import: official case numbers for kiosks, beginning so (none)", "TEXT" },
    { "case-count", 0, 0, G_OPTION_ARG_INT, &options->case_count, "serve, import: case numbers that a kiosk gets at once (500)", "NUMBER" },
    { "spread", 0, 0, G_OPTION_ARG_INT, &options->spread, "serve: window for first contacts after an outage (60)", "SECONDS" },
    { "kiosk-rate", 0, 0, G_OPTION_ARG_INT, &options->kiosk_rate, "serve: requests a second of one kiosk (500; 0: any)", "NUMBER" },
    { "kiosk-connections", 0, 0, G_OPTION_ARG_INT, &options->kiosk_connections, "serve: connections of one certificate (16; 0: any)", "NUMBER" },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options->region, "serve, enrol-token: the hall's code", "CODE" },
    { "ttl", 0, 0, G_OPTION_ARG_STRING, &options->ttl, "enrol-token: how long it is valid (24h)", "TIME" },
    { "name", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->names, "keys init: a further name of the server", "HOST" },
    { "suite", 0, 0, G_OPTION_ARG_STRING, &options->suite, "keys init: intl-1 (age; as it is without this) or gm-1 (SM2, SM4, SM3)", "SUITE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "department-cert, unseal, export: where to write; unseal prints JSON without it", "DIR" },
    { "identity", 0, 0, G_OPTION_ARG_FILENAME, &options->identity, "unseal: file with an age identity", "KEY" },
    { "id", 0, 0, G_OPTION_ARG_STRING, &options->id, "unseal: one record", "UUID" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options->all, "unseal: every record (so without --id, too)", NULL },
    { "status", 0, 0, G_OPTION_ARG_STRING, &options->status, "case: waiting, accepted, returned, done, refused; list: withdrawn, too", "STATUS" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, "case set: a symbol", "CODE" },
    { "department", 0, 0, G_OPTION_ARG_STRING, &options->department, "case list: of one department", "CODE" },
    { "number", 0, 0, G_OPTION_ARG_STRING, &options->number, "case list: of the application that has this printed number", "NUMBER" },
    { "consumer", 0, 0, G_OPTION_ARG_STRING, &options->consumer, "relay: the name of what stands behind", "NAME" },
    { "exec", 0, 0, G_OPTION_ARG_STRING, &options->exec, "relay: gets lines of JSON, and ends with 0 after its own commit", "COMMAND" },
    { "once", 0, 0, G_OPTION_ARG_NONE, &options->once, "relay: ends when nothing waits", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Prints JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND");

  g_option_context_set_summary (context, "Yijian's reference receiver.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static void
set_default (char **option, const char *value)
{
  if (*option == NULL)
    *option = g_strdup (value);
}

static void
clear (YjCommandOptions *options)
{
  char **texts[] = { &options->database, &options->keys, &options->output, &options->region, &options->status, &options->reason,
                     &options->department, &options->number, &options->identity, &options->id, &options->listen, &options->admin_listen,
                     &options->behind_proxy, &options->catalogue, &options->hall, &options->public_url, &options->ttl, &options->suite, &options->format,
                     &options->case_prefix, &options->consumer, &options->exec };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&options->names, g_strfreev);
}

static int
run (const YjCommandOptions *options, int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_auto (GStrv) words = g_strsplit (commands[i].words, " ", 2);
    guint n = g_strv_length (words);
    g_autoptr (GError) error = NULL;

    if (argc - 1 != (int) (n + commands[i].n_arguments) || !g_str_equal (argv[1], words[0]) ||
        (n == 2 && !g_str_equal (argv[2], words[1])))
      continue;
    if (commands[i].run (options, (const char *const *) argv + 1 + n, &error))
      return 0;
    g_printerr ("yijian-central: %s\n", error->message);
    return 1;
  }
  print_usage ();
  return 2;
}

int
yj_central_main (int argc, char **argv)
{
  YjCommandOptions options = { .case_count = DEFAULT_CASE_COUNT, .request_deadline = DEFAULT_DEADLINE_SECONDS,
                               .spread = DEFAULT_SPREAD_SECONDS,
                               .kiosk_rate = DEFAULT_KIOSK_RATE,
                               .kiosk_connections = DEFAULT_KIOSK_CONNECTIONS };
  g_autoptr (GError) error = NULL;
  int code = 2;

  setlocale (LC_ALL, "");
  if (sodium_init () < 0) {
    g_printerr ("yijian-central: libsodium cannot be used\n");
    return 1;
  }
  if (parse (&options, &argc, &argv, &error)) {
    set_default (&options.database, DEFAULT_DATABASE);
    set_default (&options.keys, DEFAULT_KEYS);
    set_default (&options.ttl, DEFAULT_TTL);
    set_default (&options.suite, YJ_SUITE_INTL_1);
    code = run (&options, argc, argv);
  } else {
    g_printerr ("yijian-central: %s\n", error->message);
  }
  clear (&options);
  return code;
}
