/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the place in a recording: what must be sent before the next bytes come. */
#include "drivers/transports/yj-replay-port.h"
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include <string.h>

#define RECORDING_MAX_BYTES (4 * 1024 * 1024)
/* Nobody waits longer for the next code of a recording. */
#define SILENCE_MAX_MSEC 6000

struct _YjReplayPort {
  YjPort parent_instance;
  char *path;
  char **lines; /* (nullable) until the first open () */
  guint next;
  GByteArray *sent; /* not yet matched */
  GSource *turn;
};

G_DEFINE_FINAL_TYPE (YjReplayPort, yj_replay_port, YJ_TYPE_PORT)

/* (transfer full) (nullable): NULL when @text is not pairs of hexadecimal digits. */
static GByteArray *
parse_hex (const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (; *text != '\0'; text += 2) {
    while (g_ascii_isspace (*text))
      text++;
    if (*text == '\0')
      break;
    if (!g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
      return NULL;
    guint8 byte = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
    g_byte_array_append (bytes, &byte, 1);
  }
  return g_steal_pointer (&bytes);
}

static void
fail (YjReplayPort *self, const char *why)
{
  g_autoptr (GError) error = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "%s:%u: %s", self->path, self->next + 1, why);
  yj_port_emit_closed (YJ_PORT (self), error);
}

static void
hang_up (YjReplayPort *self)
{
  g_autoptr (GError) error = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "%s:%u: unplugged", self->path, self->next + 1);
  self->next++;
  yj_port_emit_closed (YJ_PORT (self), error);
}

/* TRUE: the line was sent whole, so what follows may come. */
static gboolean
match_sent (YjReplayPort *self, const GByteArray *expected)
{
  gsize n = MIN (self->sent->len, expected->len);

  if (n > 0 && memcmp (self->sent->data, expected->data, n) != 0) {
    fail (self, "other bytes were sent than the recording has");
    return FALSE;
  }
  if (n < expected->len)
    return FALSE;
  g_byte_array_remove_range (self->sent, 0, (guint) n);
  self->next++;
  return TRUE;
}

static void schedule_turn (YjReplayPort *self, guint msec);

static void
keep_silence (YjReplayPort *self, const char *text)
{
  self->next++;
  schedule_turn (self, (guint) CLAMP (g_ascii_strtoll (text, NULL, 10), 0, SILENCE_MAX_MSEC));
}

/* TRUE when the next line can be looked at. */
static gboolean
play_line (YjReplayPort *self)
{
  const char *line = self->lines[self->next];
  g_autoptr (GByteArray) bytes = NULL;

  if (*line == '!') {
    hang_up (self);
    return FALSE;
  }
  if (*line == '~') {
    keep_silence (self, line + 1);
    return FALSE;
  }
  if (*line != '>' && *line != '<') {
    self->next++;
    return TRUE;
  }
  bytes = parse_hex (line + 1);
  if (bytes == NULL) {
    fail (self, "not hexadecimal");
    return FALSE;
  }
  if (*line == '>')
    return match_sent (self, bytes);
  self->next++;
  yj_port_emit_received (YJ_PORT (self), bytes->data, bytes->len);
  return TRUE;
}

static gboolean
on_turn (gpointer data)
{
  g_autoptr (YjReplayPort) self = g_object_ref (data);

  g_clear_pointer (&self->turn, g_source_unref);
  while (yj_port_is_open (YJ_PORT (self)) && self->lines[self->next] != NULL && play_line (self))
    ;
  return G_SOURCE_REMOVE;
}

/* Never from inside write (): a driver does not expect an answer before its call returns. */
static void
schedule_turn (YjReplayPort *self, guint msec)
{
  if (self->turn != NULL)
    return;
  self->turn = msec > 0 ? g_timeout_source_new (msec) : g_idle_source_new ();
  g_source_set_callback (self->turn, on_turn, self, NULL);
  g_source_attach (self->turn, g_main_context_get_thread_default ());
}

static gboolean
yj_replay_port_open (YjPort *port, GError **error)
{
  YjReplayPort *self = YJ_REPLAY_PORT (port);
  g_autofree char *text = NULL;
  gsize size = 0;

  if (self->lines == NULL) {
    if (!g_file_get_contents (self->path, &text, &size, NULL) || size > RECORDING_MAX_BYTES) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "%s: no readable recording", self->path);
      return FALSE;
    }
    self->lines = g_strsplit (text, "\n", -1);
  }
  schedule_turn (self, 0);
  return TRUE;
}

static void
yj_replay_port_close (YjPort *port)
{
  YjReplayPort *self = YJ_REPLAY_PORT (port);

  yj_source_clear (&self->turn);
  g_byte_array_set_size (self->sent, 0);
}

static gboolean
yj_replay_port_write (YjPort *port, const guint8 *bytes, gsize size, GError **error)
{
  YjReplayPort *self = YJ_REPLAY_PORT (port);

  g_byte_array_append (self->sent, bytes, (guint) size);
  schedule_turn (self, 0);
  return TRUE;
}

static void
yj_replay_port_finalize (GObject *object)
{
  YjReplayPort *self = YJ_REPLAY_PORT (object);

  yj_port_close (YJ_PORT (self));
  g_byte_array_unref (self->sent);
  g_strfreev (self->lines);
  g_free (self->path);
  G_OBJECT_CLASS (yj_replay_port_parent_class)->finalize (object);
}

static void
yj_replay_port_class_init (YjReplayPortClass *klass)
{
  YjPortClass *port_class = YJ_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yj_replay_port_finalize;
  port_class->open = yj_replay_port_open;
  port_class->close = yj_replay_port_close;
  port_class->write = yj_replay_port_write;
}

static void
yj_replay_port_init (YjReplayPort *self)
{
  self->sent = g_byte_array_new ();
}

YjPort *
yj_replay_port_new (const char *file)
{
  YjReplayPort *self = g_object_new (YJ_TYPE_REPLAY_PORT, NULL);

  self->path = g_strdup (file);
  return YJ_PORT (self);
}
