/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the two far ends of lines: a terminal's master, and the writing end of a keyboard's pipe. */
#include "tests/drivers/contract/line-rig.h"
#include "drivers/virtual/yj-virtual-line.h"
#include "tests/drivers/contract/contract-syscalls.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/input.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUIET_MSEC "60"
/* One byte in 20 ms; nothing that has a line is slower (300 baud has one in 33). */
#define SLOW_BYTES_A_SECOND 50
#define GARBAGE_BYTES 200

struct _LineRig {
  char *path;
  YjVirtualLine *line; /* NULL: a keyboard */
  int pipe;            /* a keyboard's, -1 while unplugged */
  int occupier;
  GArray *events; /* to be typed slowly */
  guint typing;
  gboolean is_slow;
};

static LineRig *
make (const char *dir, GKeyFile *settings, const char *prefix)
{
  LineRig *self = g_new0 (LineRig, 1);
  g_autofree char *address = NULL;

  self->path = g_build_filename (dir, "line", NULL);
  self->pipe = self->occupier = -1;
  self->events = g_array_new (FALSE, TRUE, sizeof (struct input_event));
  address = g_strconcat (prefix, self->path, NULL);
  g_key_file_set_string (settings, CONTRACT_GROUP, "port", address);
  g_key_file_set_string (settings, CONTRACT_GROUP, "quiet_ms", QUIET_MSEC);
  g_key_file_set_string (settings, CONTRACT_GROUP, "settle_ms", "0"); /* it speaks as soon as it is listened to */
  return self;
}

gpointer
line_rig_make_serial (const char *dir, GKeyFile *settings)
{
  LineRig *self = make (dir, settings, "");
  self->line = yj_virtual_line_new (self->path);
  line_rig_plug (self);
  return self;
}

gpointer
line_rig_make_keyboard (const char *dir, GKeyFile *settings)
{
  LineRig *self = make (dir, settings, "hid:");
  line_rig_plug (self);
  return self;
}

void
line_rig_free (gpointer device)
{
  LineRig *self = device;

  line_rig_occupy (self, FALSE);
  line_rig_unplug (self);
  g_clear_object (&self->line);
  g_array_unref (self->events);
  g_free (self->path);
  g_free (self);
}

void
line_rig_plug (gpointer device)
{
  LineRig *self = device;
  g_autoptr (GError) error = NULL;

  if (self->line != NULL) {
    g_assert_true (yj_virtual_line_plug (self->line, &error));
    return;
  }
  if (self->pipe >= 0)
    return;
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  /* For both, so that it is there when nobody reads. */
  self->pipe = open (self->path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (self->pipe, >=, 0);
}

static void
stop_typing (LineRig *self)
{
  g_clear_handle_id (&self->typing, g_source_remove);
  g_array_set_size (self->events, 0);
}

void
line_rig_unplug (gpointer device)
{
  LineRig *self = device;

  stop_typing (self);
  if (self->line != NULL)
    yj_virtual_line_unplug (self->line);
  if (self->pipe < 0)
    return;
  g_unlink (self->path);
  close (self->pipe);
  self->pipe = -1;
}

/* What nobody read is gone with whoever had the keyboard; a pipe would keep it. */
static void
empty_pipe (LineRig *self)
{
  struct pollfd poll_fd = { self->pipe, POLLIN, 0 };
  char bytes[4096];

  while (self->pipe >= 0 && poll (&poll_fd, 1, 0) > 0)
    g_assert_cmpint (read (self->pipe, bytes, sizeof bytes), !=, 0);
}

void
line_rig_rest (gpointer device)
{
  LineRig *self = device;

  stop_typing (self);
  empty_pipe (self);
  self->is_slow = FALSE;
  if (self->line != NULL)
    yj_virtual_line_set_rate (self->line, 0);
}

void
line_rig_slow (gpointer device)
{
  LineRig *self = device;

  self->is_slow = TRUE;
  if (self->line != NULL)
    yj_virtual_line_set_rate (self->line, SLOW_BYTES_A_SECOND);
}

void
line_rig_occupy (gpointer device, gboolean occupied)
{
  LineRig *self = device;

  if (self->line == NULL) {
    contract_syscalls_set_grab (occupied ? EBUSY : 0);
  } else if (occupied) {
    self->occupier = open (self->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    g_assert_cmpint (flock (self->occupier, LOCK_EX | LOCK_NB), ==, 0);
  } else if (self->occupier >= 0) {
    close (self->occupier);
    self->occupier = -1;
  }
}

const char *
line_rig_get_node (gpointer device)
{
  return ((LineRig *) device)->path;
}

static gboolean
type_some (LineRig *self, gsize events)
{
  gsize n = MIN (events, self->events->len);

  if (n > 0 && self->pipe >= 0)
    g_assert_cmpint (TEMP_FAILURE_RETRY (write (self->pipe, self->events->data, n * sizeof (struct input_event))), >, 0);
  g_array_remove_range (self->events, 0, (guint) n);
  return self->events->len > 0;
}

static gboolean
on_typing (gpointer data)
{
  LineRig *self = data;

  if (type_some (self, 1))
    return G_SOURCE_CONTINUE;
  self->typing = 0;
  return G_SOURCE_REMOVE;
}

static void
press (LineRig *self, guint16 code, gint32 value)
{
  struct input_event key = { .type = EV_KEY, .code = code, .value = value }, end = { .type = EV_SYN, .code = SYN_REPORT };

  g_array_append_val (self->events, key);
  g_array_append_val (self->events, end);
}

static void
type (LineRig *self, char c)
{
  static const char *const rows[] = { "1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM" };
  static const guint16 first[] = { KEY_1, KEY_Q, KEY_A, KEY_Z };
  guint16 code = c == '<' ? KEY_COMMA : c == '-' ? KEY_MINUS : KEY_ENTER;
  gboolean shift = c == '<' || g_ascii_isupper (c);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *at = c != '\0' ? strchr (rows[i], g_ascii_toupper (c)) : NULL;
    if (at != NULL)
      code = (guint16) (first[i] + (at - rows[i]));
  }
  if (shift)
    press (self, KEY_LEFTSHIFT, 1);
  press (self, code, 1);
  press (self, code, 0);
  if (shift)
    press (self, KEY_LEFTSHIFT, 0);
}

void
line_rig_send (gpointer device, const char *bytes, gsize size)
{
  LineRig *self = device;

  if (self->line != NULL) {
    yj_virtual_line_send (self->line, (const guint8 *) bytes, size);
    return;
  }
  for (gsize i = 0; i < size; i++)
    type (self, bytes[i]);
  if (self->is_slow && self->typing == 0)
    self->typing = g_timeout_add (1, on_typing, self);
  else if (!self->is_slow)
    type_some (self, self->events->len);
}

/* Events of keys that are no keys, and of devices that are no keyboards. */
static void
send_senseless_events (LineRig *self, GRand *rand)
{
  for (guint i = 0; i < GARBAGE_BYTES; i++) {
    struct input_event event = { .type = (guint16) g_rand_int_range (rand, EV_KEY + 1, EV_MAX + 8),
                                 .code = (guint16) g_rand_int (rand),
                                 .value = (gint32) g_rand_int (rand) };
    g_array_append_val (self->events, event);
  }
  press (self, 0xfff0, 1);
  type_some (self, self->events->len);
}

void
line_rig_garbage (gpointer device)
{
  LineRig *self = device;
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  char bytes[GARBAGE_BYTES];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (char) g_rand_int (rand);
  if (self->line != NULL)
    yj_virtual_line_send (self->line, (const guint8 *) bytes, sizeof bytes);
  else
    send_senseless_events (self, rand);
}
