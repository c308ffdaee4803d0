/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the CUPS server says of its queues, and the lifting of a stop. */
#include "drivers/printers/yj-cups-private.h"
#include "core/base/yj-error.h"
#include <string.h>

#define LONGEST_NAME 127
#define MOST_QUEUES 50

YjPrinterReasons
yj_cups_reason_from_keyword (const char *keyword)
{
  static const struct {
    const char *keyword;
    YjPrinterReasons reason;
  } table[] = {
    { "media-empty", YJ_PRINTER_MEDIA_EMPTY },   { "media-needed", YJ_PRINTER_MEDIA_EMPTY },
    { "media-low", YJ_PRINTER_MEDIA_LOW },       { "media-jam", YJ_PRINTER_MEDIA_JAM },
    { "cover-open", YJ_PRINTER_COVER_OPEN },     { "door-open", YJ_PRINTER_COVER_OPEN },
    { "interlock-open", YJ_PRINTER_COVER_OPEN }, { "offline", YJ_PRINTER_OFFLINE },
    { "shutdown", YJ_PRINTER_OFFLINE },          { "timed-out", YJ_PRINTER_OFFLINE },
    { "connecting-to-device", YJ_PRINTER_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    gsize size = strlen (table[i].keyword);
    const char *rest = keyword + size;
    if (strncmp (keyword, table[i].keyword, size) == 0
        && (*rest == '\0' || g_str_equal (rest, "-error") || g_str_equal (rest, "-warning")
            || g_str_equal (rest, "-report")))
      return table[i].reason;
  }
  return YJ_PRINTER_OK;
}

static void
add_attribute_names (ipp_t *request, const char *const *names, int n)
{
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", n, NULL, names);
}

static void
parse_queue (ipp_t *answer, YjQueueState *state)
{
  ipp_attribute_t *reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);
  ipp_attribute_t *pstate = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);
  ipp_attribute_t *accepting = ippFindAttribute (answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);

  *state = (YjQueueState){ 0 };
  for (int i = 0; i < ippGetCount (reasons); i++) {
    const char *keyword = ippGetString (reasons, i, NULL);
    state->reasons |= keyword != NULL ? yj_cups_reason_from_keyword (keyword) : YJ_PRINTER_OK;
  }
  state->busy = ippGetInteger (pstate, 0) == IPP_PSTATE_PROCESSING;
  state->stopped = ippGetInteger (pstate, 0) == IPP_PSTATE_STOPPED || (accepting != NULL && !ippGetBoolean (accepting, 0));
  if (state->stopped)
    state->reasons |= YJ_PRINTER_STOPPED;
}

gboolean
yj_cups_server_get_state (YjCupsServer *self, YjQueueState *state, GError **error)
{
  static const char *const names[] = { "printer-state", "printer-state-reasons", "printer-is-accepting-jobs" };
  ipp_t *request = yj_cups_request_new (self, IPP_OP_GET_PRINTER_ATTRIBUTES), *answer;

  add_attribute_names (request, names, G_N_ELEMENTS (names));
  answer = yj_cups_server_ask (self, request, self->resource, error);
  if (answer == NULL)
    return FALSE;
  parse_queue (answer, state);
  ippDelete (answer);
  return TRUE;
}

static gboolean
ask_admin (YjCupsServer *self, ipp_op_t operation, GError **error)
{
  ipp_t *answer = yj_cups_server_ask (self, yj_cups_request_new (self, operation), "/admin/", error);
  ippDelete (answer);
  return answer != NULL;
}

gboolean
yj_cups_server_resume (YjCupsServer *self, GError **error)
{
  return ask_admin (self, IPP_OP_RESUME_PRINTER, error)
         && ask_admin (self, IPP_OP_CUPS_ACCEPT_JOBS, error);
}

/* A name that stands in a URI and in a sentence. */
static gboolean
is_name (const char *name)
{
  return name != NULL && *name != '\0' && strlen (name) <= LONGEST_NAME && g_utf8_validate (name, -1, NULL) && strpbrk (name, " /#?'\"\\") == NULL;
}

/* Names of queues, without those that are no names. (transfer full) */
static GStrv
parse_queues (ipp_t *answer)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n = 0;

  for (ipp_attribute_t *at = ippFirstAttribute (answer); at != NULL && n < MOST_QUEUES; at = ippNextAttribute (answer)) {
    if (g_strcmp0 (ippGetName (at), "printer-name") != 0 || !is_name (ippGetString (at, 0, NULL)))
      continue;
    g_strv_builder_add (names, ippGetString (at, 0, NULL));
    n++;
  }
  return g_strv_builder_end (names);
}

GStrv
yj_cups_server_list_queues (YjCupsServer *self, GError **error)
{
  ipp_t *request = ippNewRequest (IPP_OP_CUPS_GET_PRINTERS), *answer;
  GStrv names;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", NULL, "printer-name");
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return NULL;
  names = parse_queues (answer);
  ippDelete (answer);
  return names;
}

gboolean
yj_cups_server_get_capabilities (YjCupsServer *self, YjPrinterCapabilities *capabilities, GError **error)
{
  static const char *const names[] = { "media-supported",     "media-ready", "media-default", "printer-resolution-default", "printer-resolution-supported",
                                       "finishings-supported", "device-uri", "printer-make-and-model" };
  ipp_t *request = yj_cups_request_new (self, IPP_OP_GET_PRINTER_ATTRIBUTES), *answer;

  add_attribute_names (request, names, G_N_ELEMENTS (names));
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return FALSE;
  yj_printer_capabilities_parse (capabilities, answer);
  ippDelete (answer);
  return TRUE;
}
