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

void
yj_command_print (const json_t *value)
{
  g_autofree char *text = yj_json_to_text (value);
  g_print ("%s\n", text);
}

gboolean
yj_command_print_answer (const YjCommandOptions *options, const json_t *answer, void (*print) (const json_t *row))
{
  size_t i;
  json_t *row;

  if (answer == NULL)
    return FALSE;
  if (options->json)
    yj_command_print (answer);
  else if (json_is_array (answer))
    json_array_foreach (answer, i, row)
      print (row);
  else
    print (answer);
  return TRUE;
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
  gboolean finds;         /* is about what is in a database, and so makes none */
} commands[] = {
  { "serve", "", "Receives from kiosks until SIGTERM", 0, yj_command_serve },
  { "keys init", "DIR", "Makes all keys of a new central, once", 1, init_keys },
  { "keys rotate-receipt", "DIR", "Makes a new key for receipts; serving centrals take it up by themselves", 1, rotate_receipt },
  { "enrol-token", "", "Prints a one-time token for a kiosk", 0, yj_command_enrol_token },
  { "department-cert", "CODE", "Makes a department's key and certificate", 1, yj_command_department_cert },
  { "unseal", "", "Opens records where the private key is", 0, yj_command_unseal, TRUE },
  { "export", "DIR", "Writes what unseal -o DIR opened as other systems read it", 1, yj_command_export },
  { "import", "DIR", "Takes records from a kiosk's export folder, and writes receipts back", 1, yj_command_import, TRUE },
  { "backup", "DIR", "Copies records and materials, sealed as they are, while central serves", 1, yj_command_backup, TRUE },
  { "relay", "", "Hands records over to what stands behind, until SIGTERM (PostgreSQL)", 0, yj_command_relay },
  { "catalog publish", "FILE", "Publishes a signed bundle, or a folder", 1, yj_command_publish },
  { "case list", "", "Lists cases", 0, yj_command_case_list, TRUE },
  { "case set", "CASE", "Writes what has become of a case", 1, yj_command_case_set, TRUE },
  { "kiosk list", "", "Lists kiosks", 0, yj_command_kiosk_list, TRUE },
  { "kiosk revoke", "CODE", "Refuses a kiosk from now on", 1, yj_command_kiosk_revoke, TRUE },
  { "kiosk rotate-key", "CODE", "Asks a kiosk for a new key at its next contact", 1, yj_command_kiosk_rotate_key, TRUE },
  { "database restored", "", "After every restore: kiosks offer again what the copy lacks", 0, renew_epoch, TRUE },
};

/* A line a command. (transfer full) */
static char *
describe_commands (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %s%s%-*s %s\n", commands[i].words, *commands[i].arguments != '\0' ? " " : "",
                            (int) (24 - strlen (commands[i].words) - (*commands[i].arguments != '\0')), commands[i].arguments,
                            commands[i].summary);
  return g_string_free (text, FALSE);
}

static void
print_usage (void)
{
  g_autofree char *list = describe_commands ();
  g_printerr ("yijian-central COMMAND [OPTIONS]\n\n%s\nyijian-central --help shows the options.\n", list);
}

static gboolean
parse (YjCommandOptions *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database, "Where records are kept (" DEFAULT_DATABASE ")", "sqlite:PATH|postgresql://…" },
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
  g_autofree char *list = describe_commands (), *summary = g_strconcat ("Yijian's reference receiver.\n\nCommands:\n", list, NULL);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, "Exit codes:\n"
                                             "  0  it is done\n"
                                             "  1  it failed; the reason is on standard error\n"
                                             "  2  no such command or option, or a word too many or too few\n");
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

/* A database of a wrong name would be made anew, and be empty: whoever looks for a case in it, or copies it, would be told that all is well. */
static gboolean
find_database (const char *uri, GError **error)
{
  g_autofree char *path = NULL;

  if (!yj_central_store_parse_uri (uri, &path, error))
    return FALSE;
  if (path == NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s: there is no database; name the one of yijian-central serve by --database", path);
  return FALSE;
}

/* "list or set": the second words that go with @first. (transfer full) NULL: none. */
static char *
list_second_words (const char *first)
{
  g_autoptr (GString) list = g_string_new (NULL);
  gsize size = strlen (first);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_has_prefix (commands[i].words, first) && commands[i].words[size] == ' ') {
      gboolean last = i + 1 == G_N_ELEMENTS (commands) || strncmp (commands[i + 1].words, first, size) != 0;
      g_string_append_printf (list, "%s%s", list->len == 0 ? "" : last ? " or " : ", ", commands[i].words + size + 1);
    }
  return list->len > 0 ? g_strdup (list->str) : NULL;
}

/* How many words of @argv are those of the command; 0: it is another. */
static guint
match (guint command, int argc, char **argv)
{
  g_auto (GStrv) words = g_strsplit (commands[command].words, " ", 2);
  guint n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    if (argc < (int) i + 2 || !g_str_equal (argv[1 + i], words[i]))
      return 0;
  return n;
}

static int
complain (const char *format, const char *words, const char *more)
{
  g_autofree char *sentence = g_strdup_printf (format, words, more);
  g_printerr ("yijian-central: %s; see yijian-central --help\n", sentence);
  return 2;
}

static int
run_command (guint command, const YjCommandOptions *options, guint n, int argc, char **argv)
{
  guint given = (guint) argc - 1 - n, wanted = commands[command].n_arguments;
  g_autoptr (GError) error = NULL;

  if (given < wanted)
    return complain ("%s needs %s", commands[command].words, commands[command].arguments);
  if (given > wanted)
    return complain (wanted > 0 ? "%s takes %s alone" : "%s takes no further word%s", commands[command].words, commands[command].arguments);
  if ((!commands[command].finds || find_database (options->database, &error)) &&
      commands[command].run (options, (const char *const *) argv + 1 + n, &error))
    return 0;
  g_printerr ("yijian-central: %s\n", error->message);
  return 1;
}

static int
run (const YjCommandOptions *options, int argc, char **argv)
{
  g_autofree char *second = NULL;

  if (argc < 2) {
    print_usage ();
    return 2;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    guint n = match (i, argc, argv);
    if (n > 0)
      return run_command (i, options, n, argc, argv);
  }
  second = list_second_words (argv[1]);
  return second != NULL ? complain ("%s needs %s", argv[1], second) : complain ("there is no command %s%s", argv[1], "");
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
    complain ("%s%s", error->message, "");
  }
  clear (&options);
  return code;
}
