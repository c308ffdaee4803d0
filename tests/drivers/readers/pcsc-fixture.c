/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what lives as long as one case: the service, the reader and the card in it. */
#include "tests/drivers/readers/pcsc-fixture.h"

static const char *no_isolation; /* why not; NULL when there is */

void
pcsc_fixture_await (PcscFixture *f, const char *awaited)
{
  reader_events_await (&f->events, awaited);
}

gboolean
pcsc_fixture_is_long (void)
{
  return g_getenv ("YIJIAN_LONG") != NULL && g_strcmp0 (g_getenv ("YIJIAN_LONG"), "") != 0;
}

PcscCard
pcsc_fixture_make_card (void)
{
  return (PcscCard){ .chip = { .over_t0 = TRUE, .files = social_files_make (2, SOCIAL_NAME_GB, "") } };
}

void
pcsc_fixture_start (PcscFixture *f, const char *port)
{
  reader_events_begin (&f->events, "pcsc-reader", port);
  yj_id_reader_start (f->events.reader);
}

void
pcsc_fixture_take_out (PcscFixture *f)
{
  g_clear_pointer (&f->card, pcsc_card_remove);
}

void
pcsc_fixture_insert (PcscFixture *f, const PcscCard *card)
{
  pcsc_fixture_take_out (f);
  f->card = pcsc_card_insert (card);
}

void
pcsc_fixture_await_ready (PcscFixture *f)
{
  while (yj_id_reader_get_state (f->events.reader) != YJ_DEVICE_READY)
    g_main_context_iteration (NULL, TRUE);
  g_string_truncate (f->events.text, 0);
}

static void
run_case (PcscFixture *f, gconstpointer data)
{
  const PcscCase *one = data;

  if (no_isolation != NULL) {
    g_test_skip (no_isolation);
    return;
  }
  f->rig = pcsc_rig_new ();
  pcsc_rig_start (f->rig, TRUE);
  one->run (f);
}

static void
teardown (PcscFixture *f, gconstpointer unused)
{
  pcsc_fixture_take_out (f);
  reader_events_end (&f->events);
  g_clear_pointer (&f->rig, pcsc_rig_free);
}

int
pcsc_fixture_run (int argc, char **argv, const char *path, const PcscCase *cases, guint n)
{
  if (!pcsc_rig_isolate (&no_isolation))
    g_assert_nonnull (no_isolation);
  g_setenv ("YIJIAN_ALLOW_RECORDING", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("/readers/%s/%s", path, cases[i].name);
    g_test_add (name, PcscFixture, &cases[i], NULL, run_case, teardown);
  }
  return g_test_run ();
}
