/* SPDX-License-Identifier: Apache-2.0 */
/* A speaker that is heard through a file, which can be away, and one whose output keeps time but makes no sound. */
#include "core/ports/yj-speaker.h"
#include "tests/drivers/contract/contract.h"
#include <glib/gstdio.h>

static void
say (Contract *c, const char *text)
{
  c->unanswered++;
  yj_speaker_say (YJ_SPEAKER (c->driver), text, "zh-CN");
}

static void
feed (Contract *c)
{
  say (c, "好");
}

/* Two minutes. */
static void
begin (Contract *c)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 30; i++)
    g_string_append (text, "请把身份证放在读卡器上。");
  say (c, text->str);
}

/* ---- a file in a folder that comes and goes ---- */

typedef struct {
  char *folder, *file;
} Device;

static void
plug (gpointer device)
{
  Device *self = device;
  g_mkdir (self->folder, 0700);
}

static void
unplug (gpointer device)
{
  Device *self = device;

  g_unlink (self->file);
  g_rmdir (self->folder);
}

static gpointer
make_file (const char *dir, GKeyFile *settings)
{
  Device *self = g_new0 (Device, 1);

  self->folder = g_build_filename (dir, "output", NULL);
  self->file = g_build_filename (self->folder, "said.wav", NULL);
  g_key_file_set_string (settings, CONTRACT_GROUP, "sink", "filesink");
  g_key_file_set_string (settings, CONTRACT_GROUP, "location", self->file);
  plug (self);
  return self;
}

static void
free_file (gpointer device)
{
  Device *self = device;

  unplug (self);
  g_free (self->folder);
  g_free (self->file);
  g_free (self);
}

static const ContractExcuse file_excuses[] = {
  { "recorded*", "an output says nothing" },
  { "* while busy", "a file takes all there is to say at once; the rig that keeps time speaks for as long as it says" },
  { "* while at fault", "an output that cannot work is not there" },
  { "garbage", "an output says nothing" },
  { "silence", "an output says nothing; one that takes no sound is given up 10 s after the length of the text" },
  { "half a frame*", "an output says nothing" },
  { "hang-up*", "an output says nothing" },
  { "slow bytes", "an output says nothing" },
  { "short reads", "an output says nothing" },
  { "interrupted*", "an output says nothing; the storm of signals interrupts what is written" },
  { "a directory*", "the folder that is not there is the same refusal" },
  { "unreadable", "the folder that is not there is the same refusal" },
  { "had by*", "a file is had by whoever wants it" },
  { NULL },
};

static const ContractRig file = {
  "espeak-speaker (file)", "espeak-speaker", .make = make_file, .free = free_file, .unplug = unplug, .plug = plug, .feed = feed,
  .answer = "finished:to-the-end", .says_absent = "finished:device-absent", .reopenings = 20, .excuses = file_excuses,
};

/* ---- an output that keeps time ---- */

static gpointer
make_clock (const char *dir, GKeyFile *settings)
{
  g_key_file_set_string (settings, CONTRACT_GROUP, "sink", "fakesink");
  g_key_file_set_string (settings, CONTRACT_GROUP, "rate", "450");
  return g_strdup ("");
}

static void
do_nothing (gpointer device)
{
}

static const ContractExcuse clock_excuses[] = {
  { "recorded*", "an output says nothing" },
  { "* absent", "it cannot be taken away; the rig with a file can" },
  { "plugged*", "it cannot be taken away; the rig with a file can" },
  { "unplugged*", "it cannot be taken away; the rig with a file can" },
  { "flickering", "it cannot be taken away; the rig with a file can" },
  { "* while at fault", "an output that cannot work is not there" },
  { "garbage", "an output says nothing" },
  { "silence", "an output says nothing; one that takes no sound is given up 10 s after the length of the text" },
  { "half a frame*", "an output says nothing" },
  { "hang-up*", "an output says nothing" },
  { "slow bytes", "an output says nothing" },
  { "short reads", "an output says nothing" },
  { "interrupted*", "an output says nothing" },
  { "a directory*", "it has no path" },
  { "unreadable", "it has no path" },
  { "had by*", "it is had by whoever wants it" },
  { NULL },
};

static const ContractRig clocked = {
  "espeak-speaker (clock)", "espeak-speaker", .make = make_clock, .free = g_free, .plug = do_nothing, .feed = feed,
  .answer = "finished:to-the-end", .begin = begin, .reopenings = 5, .excuses = clock_excuses,
};

const ContractRig *const contract_rigs_espeak_speaker[] = { &file, &clocked, NULL };
