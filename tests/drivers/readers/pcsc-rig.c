/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the private /run and network, the process pcscd, and the wire between its virtual reader and a card: frames of a length (2 bytes,
 * big-endian) and as many bytes; a frame of one byte is about power (0 off, 1 on, 2 reset, 4: what is the answer to reset?). */
#include "tests/drivers/readers/pcsc-rig.h"
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PORT 35963
#define CONNECT_AGAIN_MSEC 20
#define READERS_DIR "/run/readers"
#define DRIVER "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

static gboolean
write_file (const char *path, const char *text)
{
  FILE *file = fopen (path, "w");
  gboolean good = file != NULL && fputs (text, file) >= 0;

  return file != NULL && fclose (file) == 0 && good;
}

static gboolean
raise_loopback (void)
{
  struct ifreq request = { .ifr_name = "lo" };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean good;

  request.ifr_flags = IFF_UP | IFF_RUNNING;
  good = ioctl (fd, SIOCSIFFLAGS, &request) == 0;
  close (fd);
  return good;
}

gboolean
pcsc_rig_isolate (const char **why)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", geteuid ()), *gids = g_strdup_printf ("0 %u 1", getegid ());
  int kinds = CLONE_NEWNS | CLONE_NEWNET | (geteuid () != 0 ? CLONE_NEWUSER : 0);

  if (unshare (kinds) != 0) {
    *why = "no mount namespace";
    return FALSE;
  }
  if ((kinds & CLONE_NEWUSER) != 0 && (!write_file ("/proc/self/setgroups", "deny") || !write_file ("/proc/self/uid_map", uids) ||
                                       !write_file ("/proc/self/gid_map", gids))) {
    *why = "no mount namespace: the maps of accounts cannot be written";
    return FALSE;
  }
  if (mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount ("tmpfs", "/run", "tmpfs", 0, "mode=755") != 0 ||
      mkdir (READERS_DIR, 0755) != 0 || !raise_loopback ()) {
    *why = "no mount namespace: /run or the loopback cannot be made";
    return FALSE;
  }
  return TRUE;
}

static void
write_readers (gboolean with_reader)
{
  g_autofree char *text = with_reader ? g_strdup_printf ("FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x%X\nLIBPATH %s\nCHANNELID 0x%X\n",
                                                         PORT, DRIVER, PORT)
                                      : g_strdup ("# no reader\n");

  g_assert_true (g_file_set_contents (READERS_DIR "/vpcd", text, -1, NULL));
}

PcscRig *
pcsc_rig_new (void)
{
  return g_new0 (PcscRig, 1);
}

void
pcsc_rig_free (PcscRig *rig)
{
  if (rig->service != NULL)
    pcsc_rig_kill (rig);
  g_free (rig);
}

static void
die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
pcsc_rig_start (PcscRig *rig, gboolean with_reader)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;

  write_readers (with_reader);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  rig->service = g_subprocess_launcher_spawn (launcher, &error, "/usr/sbin/pcscd", "--foreground", "--critical", "--config", READERS_DIR, NULL);
  g_assert_no_error (error);
}

void
pcsc_rig_kill (PcscRig *rig)
{
  g_subprocess_force_exit (rig->service);
  g_assert_true (g_subprocess_wait (rig->service, NULL, NULL));
  g_clear_object (&rig->service);
}

void
pcsc_rig_signal (PcscRig *rig, int number)
{
  g_subprocess_send_signal (rig->service, number);
}

/* ---- the card ---- */

static void connect_card (PcscCard *card);
static void read_frame (PcscCard *card);

static void
disconnect (PcscCard *card)
{
  g_cancellable_cancel (card->cancellable);
  g_clear_object (&card->cancellable);
  card->cancellable = g_cancellable_new ();
  if (card->connection != NULL)
    g_socket_close (g_socket_connection_get_socket (card->connection), NULL);
  g_clear_object (&card->connection);
  g_clear_handle_id (&card->timer, g_source_remove);
}

static void
send_frame (PcscCard *card, const guint8 *bytes, gsize size)
{
  guint8 frame[2 + 300] = { (guint8) (size >> 8), (guint8) size };

  memcpy (frame + 2, bytes, size);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (card->connection)), frame, size + 2, NULL, NULL, NULL);
  read_frame (card);
}

static void
answer_command (PcscCard *card)
{
  guint8 answer[300];
  gsize size = (gsize) card->frame[0] << 8 | card->frame[1];

  send_frame (card, answer, chip_answer (&card->chip, card->frame + 2, size, answer));
}

static gboolean
on_answer_due (gpointer data)
{
  PcscCard *card = data;

  card->timer = 0;
  answer_command (card);
  return G_SOURCE_REMOVE;
}

static void
on_command (PcscCard *card)
{
  card->commands++;
  if (card->commands == card->tear_after)
    disconnect (card);
  else if (card->slow_msec > 0)
    card->timer = g_timeout_add (card->slow_msec, on_answer_due, card);
  else
    answer_command (card);
}

/* vpcd sends a frame in two parts and waits for the first to be acknowledged. */
static void
acknowledge_at_once (PcscCard *card)
{
  g_socket_set_option (g_socket_connection_get_socket (card->connection), IPPROTO_TCP, TCP_QUICKACK, 1, NULL);
}

static void
on_power (PcscCard *card, guint8 what)
{
  guint8 atr[33];

  if (what == 4 && !card->mute) {
    send_frame (card, atr, chip_get_atr (&card->chip, atr));
    return;
  }
  if (what == 4) {
    send_frame (card, (const guint8 *) "\0", 1); /* vpcd takes nothing at all for no card */
    return;
  }
  if (what == 1)
    card->powered++;
  chip_reset (&card->chip);
  read_frame (card);
}

static gboolean
has_read (GObject *stream, GAsyncResult *result, gsize wanted)
{
  gsize n = 0;

  return g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &n, NULL) && n == wanted;
}

static void
on_frame (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data; /* holds the cancellable: a card that was taken out is gone */
  PcscCard *card = g_task_get_task_data (task);
  gsize size;

  if (g_task_return_error_if_cancelled (task))
    return;
  size = (gsize) card->frame[0] << 8 | card->frame[1];
  if (!has_read (stream, result, size)) {
    disconnect (card);
    connect_card (card);
  } else if (size == 1) {
    on_power (card, card->frame[2]);
  } else {
    on_command (card);
  }
}

static void
on_length (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PcscCard *card = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!has_read (stream, result, 2)) {
    disconnect (card); /* pcscd has gone */
    connect_card (card);
    return;
  }
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), card->frame + 2, (gsize) card->frame[0] << 8 | card->frame[1], G_PRIORITY_DEFAULT,
                                 card->cancellable, on_frame, g_steal_pointer (&task));
}

static void
read_frame (PcscCard *card)
{
  GTask *task = g_task_new (NULL, card->cancellable, NULL, NULL);

  acknowledge_at_once (card);
  g_task_set_task_data (task, card, NULL);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (card->connection)), card->frame, 2, G_PRIORITY_DEFAULT,
                                 card->cancellable, on_length, task);
}

static gboolean
on_connect_due (gpointer data)
{
  PcscCard *card = data;

  card->timer = 0;
  connect_card (card);
  return G_SOURCE_REMOVE;
}

static void
connect_card (PcscCard *card)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", PORT + card->slot);

  g_socket_client_set_enable_proxy (client, FALSE);
  card->connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  if (card->connection != NULL)
    read_frame (card);
  else
    card->timer = g_timeout_add (CONNECT_AGAIN_MSEC, on_connect_due, card);
}

PcscCard *
pcsc_card_insert (const PcscCard *setup)
{
  PcscCard *card = g_new0 (PcscCard, 1);

  card->chip = setup->chip;
  card->slot = setup->slot;
  card->mute = setup->mute;
  card->slow_msec = setup->slow_msec;
  card->tear_after = setup->tear_after;
  card->cancellable = g_cancellable_new ();
  connect_card (card);
  return card;
}

void
pcsc_card_remove (PcscCard *card)
{
  disconnect (card);
  g_object_unref (card->cancellable);
  g_free (card);
}
