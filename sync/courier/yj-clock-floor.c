/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the file of the clock's floor. */
#include "sync/courier/yj-clock-floor.h"

#define FILE_NAME "clock.floor"
#define STEP_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

void
yj_clock_floor_load (const char *state_dir, YjClock *clock)
{
  g_autofree char *path = g_build_filename (state_dir, FILE_NAME, NULL), *text = NULL;
  guint64 seconds;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  if (g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXINT64 / G_USEC_PER_SEC, &seconds, NULL))
    yj_clock_raise_floor (clock, (gint64) seconds * G_USEC_PER_SEC);
}

void
yj_clock_floor_keep (const char *state_dir, YjClock *clock, gint64 *kept_usec)
{
  g_autofree char *path = g_build_filename (state_dir, FILE_NAME, NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 floor = yj_clock_get_floor_usec (clock);

  if (floor < *kept_usec + STEP_USEC)
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT "\n", floor / G_USEC_PER_SEC);
  if (g_file_set_contents (path, text, -1, &error))
    *kept_usec = floor;
  else
    g_warning ("the clock's floor could not be kept: %s", error->message);
}
