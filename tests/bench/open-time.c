/* SPDX-License-Identifier: Apache-2.0 */
/* Times the opening of an outbox and its first count; makes one where there is none.
 *
 *   open-time DIR            one JSON object: "open_usec", and "records" as the outbox counts them */
#include "core/base/yj-clock.h"
#include "sync/courier/yj-outbox.h"
#include <stdio.h>

int
main (int argc, char **argv)
{
  g_autoptr (YjClock) clock = yj_clock_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) count = NULL, all = NULL;
  g_autofree char *text = NULL;
  gint64 began = g_get_monotonic_time (), spent;
  g_autoptr (YjOutbox) outbox = argc == 2 ? yj_outbox_open (argv[1], clock, NULL, &error) : NULL;

  if (outbox == NULL) {
    fprintf (stderr, "open-time: %s\n", error != NULL ? error->message : "usage: open-time DIR");
    return 1;
  }
  count = yj_outbox_count (outbox);
  spent = g_get_monotonic_time () - began;
  all = json_pack ("{s:I, s:O}", "open_usec", (json_int_t) spent, "records", count);
  text = yj_json_to_text (all);
  puts (text);
  return 0;
}
