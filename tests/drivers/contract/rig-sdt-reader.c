/* SPDX-License-Identifier: Apache-2.0 */
/* A resident card reader: yijian-virtual-reader and its words. */
#include "tests/drivers/contract/contract.h"
#include "tests/support/reader-rig.h"
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct {
  ReaderRig *reader;
  int occupier;
} Device;

static gpointer
make (const char *dir, GKeyFile *settings)
{
  Device *self = g_new0 (Device, 1);

  self->reader = reader_rig_new ();
  self->occupier = -1;
  g_key_file_set_string (settings, CONTRACT_GROUP, "port", self->reader->line_path);
  g_key_file_set_string (settings, CONTRACT_GROUP, "poll_ms", "20");
  return self;
}

static void
tell (gpointer device, const char *word)
{
  reader_rig_tell (((Device *) device)->reader, word);
}

static void
occupy (gpointer device, gboolean occupied)
{
  Device *self = device;

  if (occupied) {
    self->occupier = open (self->reader->line_path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    g_assert_cmpint (flock (self->occupier, LOCK_EX | LOCK_NB), ==, 0);
  } else if (self->occupier >= 0) {
    close (self->occupier);
    self->occupier = -1;
  }
}

static void
free_device (gpointer device)
{
  Device *self = device;

  occupy (self, FALSE);
  reader_rig_free (self->reader);
  g_free (self);
}

static void
unplug (gpointer device)
{
  tell (device, "UNPLUG");
}

static void
plug (gpointer device)
{
  tell (device, "PLUG");
}

static void
take_card_away (gpointer device)
{
  g_free (reader_rig_ask (((Device *) device)->reader, "REMOVE")); /* where none lies nothing is taken */
}

static void
rest (gpointer device)
{
  take_card_away (device);
  tell (device, "SLOW 0");
  tell (device, "SLEEP 0");
  tell (device, "ERROR OFF");
}

static void
lay_card (gpointer device)
{
  g_autofree char *word = g_strconcat ("INSERT ", reader_rig_card, NULL);
  tell (device, word);
}

/* A card that was read is lifted. */
static void
feed (Contract *c)
{
  take_card_away (c->device);
  lay_card (c->device);
}

static void
begin (Contract *c)
{
  take_card_away (c->device);
  tell (c->device, "SLOW 300"); /* a read takes four seconds */
  lay_card (c->device);
}

static void
send_half (gpointer device)
{
  take_card_away (device);
  lay_card (device);
  tell (device, "PULL-MID-READ 700");
}

/* In the middle of the longest answer. */
static void
hang_up (gpointer device)
{
  take_card_away (device);
  tell (device, "UNPLUG 600");
  lay_card (device);
}

static void
ail (gpointer device)
{
  tell (device, "ERROR 66 0");
}

static void
mute (gpointer device)
{
  tell (device, "SLEEP 60000");
}

static void
send_garbage (gpointer device)
{
  tell (device, "GARBAGE 3000");
}

static void
slow (gpointer device)
{
  tell (device, "SLOW 600");
}

static const char *
get_node (gpointer device)
{
  return ((Device *) device)->reader->line_path;
}

static const ContractRig rig = {
  "sdt-reader", "sdt-reader", .make = make, .free = free_device, .unplug = unplug, .plug = plug, .feed = feed, .answer = "read",
  .begin = begin, .begun = "found", .rest = rest, .ail = ail, .mute = mute, .half = send_half, .says_half = "failed:", .hang_up = hang_up,
  .garbage = send_garbage, .slow = slow, .occupy = occupy, .get_node = get_node, .is_on_a_line = TRUE, .unit_bytes = 1, .reopenings = 200,
};

const ContractRig *const contract_rigs_sdt_reader[] = { &rig, NULL };
