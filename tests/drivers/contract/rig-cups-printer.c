/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt printer behind a cupsd of its own (tests/support/print-rig), which all cells share because it takes a second to start. */
#include "core/ports/yj-receipt-printer.h"
#include "tests/drivers/contract/contract.h"
#include "tests/support/print-rig-client.h"
#include <glib/gstdio.h>

typedef struct {
  char *journal;
} Device;

static PrintRig *printer;

static void
end_printer (void)
{
  g_clear_pointer (&printer, print_rig_free);
}

static void
tell (const char *word)
{
  g_free (print_rig_tell (printer, word));
}

static gpointer
make (const char *dir, GKeyFile *settings)
{
  Device *self = g_new0 (Device, 1);

  if (printer == NULL) {
    printer = print_rig_new (NULL);
    atexit (end_printer);
  }
  self->journal = g_build_filename (dir, "journal", NULL);
  g_key_file_set_string (settings, CONTRACT_GROUP, "server", print_rig_get_server (printer));
  g_key_file_set_string (settings, CONTRACT_GROUP, "probe_seconds", "1");
  g_key_file_set_string (settings, CONTRACT_GROUP, "journal", self->journal);
  return self;
}

static gboolean
has_no_job (gpointer unused)
{
  return print_rig_count (printer, "jobs") == 0 && print_rig_count (printer, "spool") == 0;
}

static void
plug (gpointer device)
{
  tell ("PLUG");
}

static void
unplug (gpointer device)
{
  tell ("UNPLUG");
}

static void
rest (gpointer device)
{
  tell ("SPEAK");
  tell ("PAPER-IN");
  tell ("RELEASE");
}

/* What a driver left that was let go in the middle is the purge's at the next start: the journal tells it. */
static void
free_device (gpointer device)
{
  Device *self = device;

  plug (self);
  rest (self);
  g_assert_true (contract_run_until (has_no_job, NULL, NULL));
  g_unlink (self->journal);
  g_free (self->journal);
  g_free (self);
}

static gboolean
has_job_at_the_printer (gpointer unused)
{
  return print_rig_count (printer, "waiting") == 1;
}

static void
begin (Contract *c)
{
  tell ("HOLD");
  contract_begin_print (c);
  g_assert_true (contract_run_until (has_job_at_the_printer, NULL, NULL));
}

static void
ail (gpointer device)
{
  tell ("PAPER-OUT");
}

static void
mute (gpointer device)
{
  tell ("MUTE");
}

static const ContractExcuse excuses[] = {
  { "recorded*", "tests/support/print-rig plays the printer, which needs no recording" },
  { "garbage", "the print server speaks for the printer, and libcups with the server: IPP replies are fuzzed in tests/fuzz" },
  { "half a frame*", "the print server speaks for the printer, and libcups with the server" },
  { "hang-up*", "the print server speaks for the printer: unplugged while busy is that" },
  { "slow bytes", "the print server speaks for the printer, and libcups with the server" },
  { "short reads", "libcups receives by recv () and not by read ()" },
  { "interrupted*", "libcups receives by recv () and not by read (); the storm of signals interrupts it" },
  { "a directory*", "the server is reached by connect (): not there is the same refusal" },
  { "unreadable", "the server is reached by connect (): not there is the same refusal" },
  { "had by*", "a queue takes the jobs of everybody" },
  { NULL },
};

static const ContractRig rig = {
  "cups-printer", "cups-printer", .make = make, .free = free_device, .unplug = unplug, .plug = plug, .rest = rest, .feed = contract_begin_print,
  .answer = "print:printed", .begin = begin, .ail = ail, .mute = mute, .reopenings = 8, .excuses = excuses,
};

const ContractRig *const contract_rigs_cups_printer[] = { &rig, NULL };
