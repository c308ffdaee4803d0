/* SPDX-License-Identifier: Apache-2.0 */
/* The last day of a catalogue closes the kiosk only while a clock that can be trusted says that it is past. */
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "outbox-rig.h"
#include "service-rig.h"
#include <glib/gstdio.h>

#define USEC_A_DAY (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)
#define DAYS_UNTIL_THEN 3
/* After the build date, which is every clock's first floor. */
#define BEGIN_USEC (G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC)

/* "YYYY-MM-DD", so many days after the test begins. */
static char *
day_after (int days)
{
  g_autoptr (GDateTime) begin = g_date_time_new_from_unix_local (BEGIN_USEC / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_add_days (begin, days);
  return g_date_time_format (then, "%F");
}

/* A catalogue without items, as pulled: what counts here is its last day. */
static void
put_catalogue (ServiceRig *rig)
{
  g_autofree char *dir = g_build_filename (rig->dir, "catalogue", NULL), *file = g_build_filename (dir, "catalog.json", NULL);
  g_autofree char *path = g_build_filename (dir, "000000-9.ycat", NULL), *beside = g_strconcat (path, ".minisig", NULL);
  g_autofree char *day = day_after (DAYS_UNTIL_THEN), *signature = NULL;
  g_autofree char *text = g_strdup_printf ("{\"id\":\"x\",\"version\":9,\"refuse_after\":\"%s\"}", day);
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (dir, 0755), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  bundle = yj_catalogue_pack_dir (dir, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (file), ==, 0);
  signature = yj_suite_sign_catalogue (bundle, rig->catalogue_secret, "test", NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bundle, NULL), (gssize) g_bytes_get_size (bundle), NULL));
  g_assert_true (g_file_set_contents (beside, signature, -1, NULL));
}

static gboolean
is_closed_after_restart (ServiceRig *rig)
{
  YjGates gates;

  service_rig_stop (rig);
  service_rig_start (rig);
  gates = yj_courier_get_gates (rig->client);
  g_assert_cmpint (gates & YJ_GATE_CATALOGUE, ==, 0);
  return (gates & YJ_GATE_EXPIRED) != 0;
}

static void
test_last_day (ServiceRig *rig, gconstpointer data)
{
  put_catalogue (rig);
  yj_clock_fake_advance (rig->clock, BEGIN_USEC - RIG_WALL_USEC);
  g_assert_true (yj_clock_is_verified (rig->clock));
  g_assert_false (is_closed_after_restart (rig));
  /* Somebody sets the clock a year on: nobody trusts it, and nobody is sent away. */
  yj_clock_fake_jump (rig->clock, 365 * USEC_A_DAY);
  g_assert_false (yj_clock_is_verified (rig->clock));
  g_assert_false (is_closed_after_restart (rig));
  yj_clock_fake_jump (rig->clock, -365 * USEC_A_DAY);
  g_assert_true (yj_clock_is_verified (rig->clock));
  /* The last day itself is a day to apply. */
  yj_clock_fake_advance (rig->clock, DAYS_UNTIL_THEN * USEC_A_DAY);
  g_assert_false (is_closed_after_restart (rig));
  yj_clock_fake_advance (rig->clock, USEC_A_DAY);
  g_assert_true (is_closed_after_restart (rig));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/courier-service-catalogue/its-last-day-closes-by-a-verified-clock-only", ServiceRig, NULL, service_rig_set_up, test_last_day,
              service_rig_tear_down);
  return g_test_run ();
}
