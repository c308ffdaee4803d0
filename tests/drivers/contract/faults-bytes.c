/* SPDX-License-Identifier: Apache-2.0 */
/* The faults of what comes from a device: none, too little, too slowly, in pieces, senseless, interrupted. */
#include "tests/drivers/contract/contract-syscalls.h"
#include "tests/drivers/contract/contract.h"
#include <glib/gstdio.h>

#define STORM_MSEC 400
#define STORM_SIGNALS_MIN 21
#define RECORDED 3
#define TRIES 4
/* Longer than the slowest good answer, which is a card that is read byte by byte. */
#define LATE_USEC (8 * G_USEC_PER_SEC)

typedef struct {
  Contract *contract;
  gint64 until_usec;
} Late;

static Contract *
new_ready (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);
  contract_bring_to (c, CONTRACT_READY);
  return c;
}

/* It works after all that. */
static void
free_working (Contract *c)
{
  if (c->rig->rest != NULL)
    c->rig->rest (c->device);
  contract_forget (c);
  contract_work (c);
  contract_free (c);
}

static gboolean
is_answered (gpointer data)
{
  Contract *c = data;
  return contract_has_said (c, c->rig->answer);
}

static gboolean
is_answered_or_late (gpointer data)
{
  Late *late = data;
  return is_answered (late->contract) || g_get_monotonic_time () > late->until_usec;
}

/* On a machine that is busy a slow device may pause where silence ends a code. It is then shown once more, as a person would. */
static void
work_with_patience (Contract *c)
{
  for (guint i = 0; i < TRIES && !is_answered (c); i++) {
    Late late = { c, g_get_monotonic_time () + LATE_USEC };

    if (i > 0)
      g_test_message ("%s: shown once more", c->rig->name);
    c->asked++;
    c->rig->feed (c);
    contract_run_until (is_answered_or_late, &late, NULL);
  }
  contract_await (c, c->rig->answer);
}

static void
garbage (const ContractRig *rig)
{
  Contract *c = new_ready (rig);

  for (guint i = 0; i < 5; i++) {
    rig->garbage (c->device);
    contract_run (120);
  }
  for (guint i = c->heard; i < c->said->len; i++) {
    const char *word = g_ptr_array_index (c->said, i);
    if (g_str_equal (word, rig->answer) && (rig->says_garbage == NULL || !g_str_has_prefix (word, rig->says_garbage)))
      g_error ("%s: garbage is taken for a good answer", rig->name);
  }
  free_working (c);
}

static void
silence (const ContractRig *rig)
{
  Contract *c = new_ready (rig);

  rig->mute (c->device);
  g_test_message ("%s: said after %u ms", rig->name, contract_await (c, rig->says_mute != NULL ? rig->says_mute : "state:absent"));
  contract_forget (c);
  rig->rest (c->device);
  contract_await_ready (c);
  free_working (c);
}

static void
half_a_frame (const ContractRig *rig)
{
  Contract *c = new_ready (rig);

  rig->half (c->device);
  g_test_message ("%s: said after %u ms", rig->name, contract_await (c, rig->says_half));
  free_working (c);
}

static void
slow_bytes (const ContractRig *rig)
{
  Contract *c = new_ready (rig);

  rig->slow (c->device);
  contract_syscalls_set_read_limit (rig->unit_bytes);
  work_with_patience (c);
  contract_syscalls_reset ();
  free_working (c);
}

static void
short_reads (const ContractRig *rig)
{
  Contract *c;

  contract_syscalls_set_read_limit (rig->unit_bytes);
  c = new_ready (rig);
  work_with_patience (c);
  work_with_patience (c);
  g_assert_cmpuint (contract_syscalls_count (), >, 0);
  contract_syscalls_reset ();
  free_working (c);
}

/* What an interrupted call did not do is done at the next one, and nobody hears of it. */
static void
interrupted_calls (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);

  contract_syscalls_set_interrupting (TRUE);
  contract_start (c);
  contract_await (c, "state:");
  g_assert_cmpstr (g_ptr_array_index (c->said, 0), ==, "state:ready");
  contract_work (c);
  contract_work (c);
  g_assert_cmpuint (contract_syscalls_count (), >, 0);
  contract_syscalls_reset ();
  free_working (c);
}

static void
storm_of_signals (const ContractRig *rig)
{
  gint64 end_usec = g_get_monotonic_time () + STORM_MSEC * 1000;
  Contract *c;
  guint pieces = 0, gusts;

  contract_storm_begin ();
  c = contract_new (rig, TRUE);
  contract_bring_to (c, CONTRACT_READY);
  /* A busy machine may not let the storm blow for all of that time. */
  while (g_get_monotonic_time () < end_usec || pieces == 0 || contract_storm_count () < STORM_SIGNALS_MIN) {
    work_with_patience (c);
    pieces++;
  }
  contract_let_go (c);
  contract_make_driver (c);
  contract_forget (c);
  contract_bring_to (c, CONTRACT_READY);
  gusts = contract_storm_end ();
  g_test_message ("%s: %u pieces of work under %u signals", rig->name, pieces, gusts);
  g_assert_cmpuint (gusts, >=, STORM_SIGNALS_MIN);
  free_working (c);
}

static void
hang_up_in_a_frame (const ContractRig *rig)
{
  Contract *c = new_ready (rig);

  if (rig->hang_up != NULL) {
    rig->hang_up (c->device);
  } else {
    rig->half (c->device);
    contract_run (20);
    rig->unplug (c->device);
  }
  contract_await_absent (c);
  contract_run (300);
  if (c->kind->start != NULL && contract_has_said (c, rig->answer))
    g_error ("%s: half a frame is taken for a whole one", rig->name);
  contract_forget (c);
  contract_mend (c);
  contract_await_ready (c);
  free_working (c);
}

/* A technician records a device, and the driver is tried with the recording where no such device is. */
static void
recorded_and_replayed (const ContractRig *rig)
{
  Contract *c = contract_new (rig, TRUE);
  g_autofree char *file = g_build_filename (c->dir, "recording", NULL), *port = g_key_file_get_string (c->settings, CONTRACT_GROUP, "port", NULL);
  g_autofree char *record = g_strdup_printf ("record:%s,%s", file, port), *replay = g_strconcat ("replay:", file, NULL);

  g_setenv ("YIJIAN_ALLOW_RECORDING", "1", TRUE);
  contract_let_go (c);
  g_key_file_set_string (c->settings, CONTRACT_GROUP, "port", record);
  contract_make_driver (c);
  contract_bring_to (c, CONTRACT_READY);
  for (guint i = 0; i < RECORDED; i++)
    contract_work (c);
  contract_let_go (c);
  g_unsetenv ("YIJIAN_ALLOW_RECORDING");
  rig->unplug (c->device);
  g_key_file_set_string (c->settings, CONTRACT_GROUP, "port", replay);
  contract_make_driver (c);
  contract_forget (c);
  contract_bring_to (c, CONTRACT_READY);
  for (guint i = 0; i < RECORDED; i++)
    contract_await (c, rig->answer);
  contract_let_go (c);
  rig->plug (c->device);
  g_assert_cmpint (g_unlink (file), ==, 0);
  contract_free (c);
}

static gboolean
is_on_a_line (const ContractRig *rig)
{
  return rig->is_on_a_line;
}

static gboolean
has_garbage (const ContractRig *rig)
{
  return rig->garbage != NULL;
}

static gboolean
can_be_mute (const ContractRig *rig)
{
  return rig->mute != NULL;
}

static gboolean
has_halves (const ContractRig *rig)
{
  return rig->half != NULL;
}

static gboolean
can_be_slow (const ContractRig *rig)
{
  return rig->slow != NULL;
}

static gboolean
is_read_here (const ContractRig *rig)
{
  return rig->unit_bytes > 0;
}

const ContractFault contract_byte_faults[] = {
  { "garbage", garbage, has_garbage },
  { "silence", silence, can_be_mute },
  { "half a frame, then silence", half_a_frame, has_halves },
  { "slow bytes", slow_bytes, can_be_slow },
  { "short reads", short_reads, is_read_here },
  { "interrupted calls (EINTR)", interrupted_calls, is_read_here },
  { "a storm of signals", storm_of_signals, NULL },
  { "hang-up in the middle of a frame", hang_up_in_a_frame, has_halves },
  { "recorded, and replayed without it", recorded_and_replayed, is_on_a_line },
  { NULL },
};
