/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the commands about kiosks: their tokens, their list, refusing one, asking one for a new key. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-commands.h"
#include <string.h>

/* "90", "15m", "24h", "7d"; 0 when it is none of them. */
static gint64
parse_seconds (const char *text)
{
  char *end;
  gint64 number = g_ascii_strtoll (text, &end, 10);
  gint64 unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 1;

  if (end == text || number < 1 || number > 366 * 86400 || (*end != '\0' && (strchr ("smhd", *end) == NULL || end[1] != '\0')))
    return 0;
  return number * unit;
}

static void
print_token (const json_t *row)
{
  g_print ("%s\n", yj_json_string (row, "token"));
}

gboolean
yj_command_enrol_token (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralLine) line = NULL;
  g_autoptr (json_t) result = NULL;
  gint64 ttl = parse_seconds (options->ttl);

  if (ttl == 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "--ttl is a number of seconds, or one with m, h or d after it");
    return FALSE;
  }
  line = yj_central_line_open (options->database, NULL, error);
  if (line == NULL)
    return FALSE;
  result = yj_central_line_ask (line, "enrol-token", json_pack ("{s:s?, s:I}", "region", options->region, "ttl_seconds", (json_int_t) ttl), error);
  return yj_command_print_answer (options, result, print_token);
}

static void
print_kiosk (const json_t *row)
{
  const char *seen = yj_json_string (row, "seen");

  g_print ("%s\t%s\t%s\t%s\n", yj_json_string (row, "code"), yj_json_string (row, "region"),
           yj_json_int (row, "revoked", 0) != 0 ? "revoked" : "enrolled", seen != NULL ? seen : "never seen");
}

gboolean
yj_command_kiosk_list (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  g_autoptr (YjCentralLine) line = yj_central_line_open (options->database, NULL, error);
  g_autoptr (json_t) rows = line != NULL ? yj_central_line_ask (line, "kiosk-list", json_object (), error) : NULL;

  return yj_command_print_answer (options, rows, print_kiosk);
}

static gboolean
tell_of_kiosk (const YjCommandOptions *options, const char *command, const char *kiosk, GError **error)
{
  g_autoptr (YjCentralLine) line = yj_central_line_open (options->database, NULL, error);
  g_autoptr (json_t) done = line != NULL ? yj_central_line_ask (line, command, json_pack ("{s:s}", "kiosk", kiosk), error) : NULL;
  return done != NULL;
}

gboolean
yj_command_kiosk_revoke (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  return tell_of_kiosk (options, "kiosk-revoke", rest[0], error);
}

gboolean
yj_command_kiosk_rotate_key (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  return tell_of_kiosk (options, "kiosk-rotate-key", rest[0], error);
}
