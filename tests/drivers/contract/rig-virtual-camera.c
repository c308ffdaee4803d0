/* SPDX-License-Identifier: Apache-2.0 */
/* The camera that is told on a socket what it sees (drivers/virtual/README.md). */
#include "tests/drivers/contract/contract.h"
#include "tests/drivers/contract/words-client.h"

static gpointer
make (const char *dir, GKeyFile *settings)
{
  char *socket = g_build_filename (dir, "camera", NULL);

  g_key_file_set_string (settings, CONTRACT_GROUP, "socket", socket);
  g_key_file_set_string (settings, CONTRACT_GROUP, "width", "320");
  g_key_file_set_string (settings, CONTRACT_GROUP, "height", "240");
  return socket;
}

static void
unplug (gpointer socket)
{
  words_client_tell (socket, "UNPLUG");
}

static void
plug (gpointer socket)
{
  words_client_tell (socket, "PLUG");
}

static void
rest (gpointer socket)
{
  words_client_tell (socket, "SLEEP 0");
}

static void
mute (gpointer socket)
{
  words_client_tell (socket, "SLEEP 60000");
}

/* Frames come by themselves. */
static void
feed (Contract *c)
{
  words_client_tell (c->device, "BLANK");
}

static const ContractExcuse excuses[] = {
  { "recorded*", "what it sees is told on its socket, and a picture is what would be recorded" },
  { "* while at fault", "a camera that cannot work gives no pictures, which is silence" },
  { "garbage", "no bytes of its own: it sees pictures that were decoded before" },
  { "half a frame*", "a picture is shown whole" },
  { "hang-up*", "a picture is shown whole" },
  { "slow bytes", "a picture is shown whole" },
  { "short reads", "a picture is shown whole" },
  { "interrupted*", "a picture is shown whole" },
  { "a directory*", "its socket is its own, made when it is configured" },
  { "unreadable", "its socket is its own, made when it is configured" },
  { "had by*", "its socket is its own, made when it is configured" },
  { NULL },
};

static const ContractRig rig = {
  "virtual-camera", "virtual-camera", .make = make, .free = g_free, .unplug = unplug, .plug = plug, .rest = rest, .mute = mute, .feed = feed,
  .answer = "frame", .begin = contract_begin_still, .reopenings = 50, .excuses = excuses,
};

const ContractRig *const contract_rigs_virtual_camera[] = { &rig, NULL };
