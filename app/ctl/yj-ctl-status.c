/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how yijianctl status reads for a person: who, what waits, since when, why, what happens next, what to do. */
#include "app/ctl/yj-ctl.h"
#include <stdio.h>

static char *
describe_seconds (gint64 seconds)
{
  if (seconds < 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT " s", seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min", seconds / 60);
  if (seconds < 48 * 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min", seconds / 3600, seconds / 60 % 60);
  return g_strdup_printf ("%" G_GINT64_FORMAT " days", seconds / (24 * 3600));
}

static void
print_central (const json_t *status)
{
  const json_t *sync = yj_json_object (status, "sync");
  gint64 reached = yj_json_int (sync, "reached_seconds", -1);
  g_autofree char *ago = reached >= 0 ? describe_seconds (reached) : NULL, *lasts = NULL;

  if (!yj_json_bool (status, "enrolled", FALSE)) {
    printf ("kiosk      not enrolled\n");
    return;
  }
  printf ("kiosk      %s\n", yj_json_string (status, "kiosk"));
  printf ("central    %s, %s", yj_json_string (status, "central"), yj_json_bool (status, "online", FALSE) ? "reached" : "not reached");
  if (ago != NULL)
    printf (yj_json_bool (status, "online", FALSE) ? " %s ago" : ", last %s ago", ago);
  printf ("\n");
  if (yj_json_string (status, "trouble") == NULL)
    return;
  lasts = describe_seconds (yj_json_int (sync, "trouble_seconds", 0));
  printf ("trouble    for %s: %s\n", lasts, yj_json_string (status, "trouble"));
}

static void
print_waiting (const json_t *status)
{
  const json_t *waiting = yj_json_object (status, "waiting");
  gint64 count = yj_json_int (waiting, "count", 0);
  gboolean estimated = yj_json_bool (waiting, "bytes_estimated", FALSE);
  g_autofree char *size = g_format_size ((guint64) yj_json_int (waiting, "bytes", 0));
  g_autofree char *age = describe_seconds (yj_json_int (waiting, "oldest_seconds", 0));
  size_t i;
  json_t *group;

  if (count > 0)
    printf ("waiting    %" G_GINT64_FORMAT " records, %s%s%s, the oldest for %s of running time\n", count, estimated ? "about " : "", size,
            estimated ? " (an estimate by the oldest 200)" : "", age);
  else
    printf ("waiting    nothing\n");
  json_array_foreach (yj_json_array (waiting, "groups"), i, group) {
    g_autofree char *since = describe_seconds (yj_json_int (group, "since_seconds", 0));
    printf ("  %6" G_GINT64_FORMAT "   %s for %s: %s; %s\n", yj_json_int (group, "count", 0), yj_json_string (group, "state"), since,
            yj_json_string (group, "why"), yj_json_string (group, "next"));
  }
}

/* Whether central has what it signed for. */
static void
print_reconciliation (const json_t *reconciliation)
{
  g_autofree char *age = describe_seconds (yj_json_int (reconciliation, "age_seconds", 0));
  gint64 offered = yj_json_int (reconciliation, "offered", 0), lost = yj_json_int (reconciliation, "lost", 0);
  gint64 differing = yj_json_int (reconciliation, "differing", 0);

  if (reconciliation == NULL)
    return;
  printf ("reconciled %s of running time ago: ", age);
  if (!yj_json_bool (reconciliation, "answered", FALSE)) {
    printf ("this central cannot; it is of an earlier version\n");
    return;
  }
  printf ("%" G_GINT64_FORMAT " records compared", yj_json_int (reconciliation, "compared", 0));
  if (yj_json_bool (reconciliation, "matched", FALSE))
    printf (", central has them all");
  if (offered > 0)
    printf (", %" G_GINT64_FORMAT " that central lacked sent again", offered);
  if (lost > 0)
    printf (", %" G_GINT64_FORMAT " that central lacks and whose bytes are gone here", lost);
  if (differing > 0)
    printf (", %" G_GINT64_FORMAT " of which central has other content", differing);
  printf ("\n");
}

static void
print_gates (const json_t *status)
{
  json_t *gates = yj_json_array (status, "gates"), *gate;
  size_t i;

  printf ("kiosk is   %s", json_array_size (gates) == 0 ? "open" : "closed:");
  json_array_foreach (gates, i, gate)
    printf (" %s", json_string_value (gate));
  printf ("\n");
}

void
yj_ctl_print_status (const json_t *status)
{
  const json_t *catalogue = yj_json_object (status, "catalogue");

  print_central (status);
  print_gates (status);
  print_waiting (status);
  print_reconciliation (yj_json_object (status, "reconciliation"));
  printf ("catalogue  version %" G_GINT64_FORMAT "\n", yj_json_int (catalogue, "version", 0));
  if (json_object_get (status, "case_numbers") != NULL)
    printf ("numbers    %" G_GINT64_FORMAT " official case numbers left; then the reference stands for one\n",
            yj_json_int (yj_json_object (status, "case_numbers"), "left", 0));
  printf ("clock      %s\n", yj_json_string (status, "clock"));
  printf ("software   %s\n", yj_json_string (status, "version"));
  printf ("%s %s\n", yj_json_bool (status, "alarm", FALSE) ? "DO THIS:  " : "next step ", yj_json_string (status, "next_step"));
}
