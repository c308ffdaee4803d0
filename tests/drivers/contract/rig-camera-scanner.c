/* SPDX-License-Identifier: Apache-2.0 */
/* The scanner that looks through a camera: here the virtual one, which sees another code at each call. */
#include "tests/drivers/codes/code-picture.h"
#include "tests/drivers/contract/contract.h"
#include "tests/drivers/contract/words-client.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *socket, *picture;
} Device;

static gpointer
make (const char *dir, GKeyFile *settings)
{
  Device *self = g_new0 (Device, 1);

  self->socket = g_build_filename (dir, "camera", NULL);
  self->picture = g_build_filename (dir, "code.png", NULL);
  g_key_file_set_string (settings, CONTRACT_GROUP, "camera", "looked-through");
  g_key_file_set_string (settings, CONTRACT_GROUP, "budget", "1000");
  g_key_file_set_string (settings, "looked-through", "driver", "virtual-camera");
  g_key_file_set_string (settings, "looked-through", "socket", self->socket);
  g_key_file_set_string (settings, "looked-through", "width", "320");
  g_key_file_set_string (settings, "looked-through", "height", "240");
  return self;
}

static void
free_device (gpointer device)
{
  Device *self = device;

  g_unlink (self->picture);
  g_free (self->socket);
  g_free (self->picture);
  g_free (self);
}

static void
tell (gpointer device, const char *word)
{
  words_client_tell (((Device *) device)->socket, word);
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
rest (gpointer device)
{
  tell (device, "SLEEP 0");
  tell (device, "BLANK");
}

static void
mute (gpointer device)
{
  tell (device, "SLEEP 60000");
}

static void
feed (Contract *c)
{
  Device *self = c->device;
  g_autofree char *text = g_strdup_printf ("A-%u", c->asked), *word = g_strconcat ("SHOW ", self->picture, NULL);
  g_autoptr (YjGreyImage) code = code_picture_new_qr (text, strlen (text), 1);

  code_picture_save (code, self->picture, "png");
  tell (self, word);
}

static const ContractExcuse excuses[] = {
  { "recorded*", "no bytes of its own: a film of what the camera sees is played by source=file" },
  { "* while at fault", "a camera that cannot work gives no pictures, which is silence" },
  { "garbage", "no bytes of its own: frames come from the camera's port, and pictures without a code are what it sees most of the time" },
  { "half a frame*", "no bytes of its own: frames come from the camera's port" },
  { "hang-up*", "no bytes of its own: frames come from the camera's port" },
  { "slow bytes", "no bytes of its own: frames come from the camera's port" },
  { "short reads", "no bytes of its own: frames come from the camera's port" },
  { "interrupted*", "no bytes of its own: frames come from the camera's port" },
  { "a directory*", "no device of its own: it looks through the camera" },
  { "unreadable", "no device of its own: it looks through the camera" },
  { "had by*", "no device of its own: it looks through the camera" },
  { NULL },
};

/* Looking at a frame is its work: it is at it all the time. */
static const ContractRig rig = {
  "camera-scanner", "camera-scanner", .make = make, .free = free_device, .unplug = unplug, .plug = plug, .rest = rest, .mute = mute,
  .feed = feed, .answer = "read", .begin = feed, .reopenings = 50, .excuses = excuses,
};

const ContractRig *const contract_rigs_camera_scanner[] = { &rig, NULL };
