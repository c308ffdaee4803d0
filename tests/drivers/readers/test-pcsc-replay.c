/* SPDX-License-Identifier: Apache-2.0 */
/* The PC/SC driver on a recording, which needs no pcscd: every message of the port, and that exactly the recorded commands are sent. */
#include "tests/drivers/readers/reader-events.h"
#include "tests/drivers/readers/social-card-data.h"

#define READ "read:" SOCIAL_NAME ":" SOCIAL_NUMBER " "

static void
test_replay (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "drivers", "readers", "data", "social-card.txt", NULL);
  g_autofree char *port = g_strconcat ("replay:", path, NULL);
  ReaderEvents events;

  reader_events_begin (&events, "pcsc-reader", port);
  yj_id_reader_start (events.reader);
  reader_events_await (&events, "absent ready busy found ready " READ "removed "
                                "busy found ready failed:card-unreadable removed "
                                "busy found ready failed:device-busy busy ready " READ "removed "
                                "busy found ready failed:card-removed removed "
                                "busy found absent failed:device-failed removed ");
  reader_events_end (&events);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readers/pcsc-replay/what-pcscd-can-tell-is-told-on,-and-what-is-asked-is-what-was-recorded", test_replay);
  return g_test_run ();
}
