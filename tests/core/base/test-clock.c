/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-clock.h"

static const gint64 DAY = G_TIME_SPAN_DAY;
static const gint64 NOW = G_GINT64_CONSTANT (4000000000000000); /* 2096, above any build date */

static void
test_verified (void)
{
  g_autoptr (YjClock) clock = yj_clock_new_fake (NOW, 0, "boot");
  g_assert_true (yj_clock_is_verified (clock));
  yj_clock_fake_advance (clock, 90 * DAY);
  g_assert_true (yj_clock_is_verified (clock));
  g_test_message ("90 days of running do not count as a jump");
}

static void
test_jump (void)
{
  g_autoptr (YjClock) clock = yj_clock_new_fake (NOW, 0, "boot");
  yj_clock_fake_jump (clock, DAY);
  g_assert_false (yj_clock_is_verified (clock));
  yj_clock_raise_floor (clock, NOW + DAY);
  g_assert_true (yj_clock_is_verified (clock));
}

static void
test_floor (void)
{
  g_autoptr (YjClock) clock = yj_clock_new_fake (0, 0, "boot");
  g_autoptr (GDateTime) today = NULL;
  g_assert_false (yj_clock_is_verified (clock));
  yj_clock_raise_floor (clock, NOW);
  yj_clock_raise_floor (clock, NOW - DAY);
  g_assert_cmpint (yj_clock_get_floor_usec (clock), ==, NOW);
  today = yj_clock_get_today (clock);
  g_assert_cmpint (g_date_time_get_year (today), ==, 2096);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/runs-for-months-and-stays-verified", test_verified);
  g_test_add_func ("/base/clock/a-jump-unverifies-it-until-a-signed-time-agrees", test_jump);
  g_test_add_func ("/base/clock/a-1970-clock-counts-days-from-the-floor", test_floor);
  return g_test_run ();
}
