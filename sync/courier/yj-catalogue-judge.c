/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the run of the judge and the reading of its answer. */
#include "sync/courier/yj-catalogue-judge.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include <errno.h>
#include <gio/gunixoutputstream.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_MAX_BYTES (64u * 1024u)

/* The judge says why; its codes are those of YJ_ERROR by name. */
static void
take_refusal (const json_t *refusal, GError **error)
{
  const char *nick = yj_json_string (refusal, "code"), *message = yj_json_string (refusal, "message");
  int code = YJ_ERROR_FAILED;

  for (int i = 0; i < YJ_N_ERRORS; i++)
    if (g_strcmp0 (nick, yj_error_nick (i)) == 0)
      code = i;
  g_set_error_literal (error, YJ_ERROR, code, message != NULL ? message : "it was refused without a reason");
}

/* A judge that was killed or told to end is no reason against the bundle; one that broke off is. */
static void
take_signal (int number, GError **error)
{
  if (number == SIGKILL || number == SIGTERM || number == SIGINT || number == SIGHUP)
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "the program that reads catalogues was ended from outside (signal %d)", number);
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the program that reads it was ended by it (signal %d)", number);
}

static json_t *
read_answer (const char *out, gsize size, int status, GError **error)
{
  g_autoptr (json_t) answer = NULL;

  if (WIFSIGNALED (status)) {
    take_signal (WTERMSIG (status), error);
    return NULL;
  }
  answer = yj_json_parse (out, size, ANSWER_MAX_BYTES, 0, NULL);
  if (yj_json_string (answer, "id") != NULL && yj_json_int (answer, "version", 0) > 0)
    return g_steal_pointer (&answer);
  if (yj_json_object (answer, "error") != NULL)
    take_refusal (yj_json_object (answer, "error"), error);
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "the program that reads catalogues ended without an answer (status %d)",
                 WEXITSTATUS (status));
  return NULL;
}

/* Starts the judge and waits until it has ended: without a main context, for it is asked in many threads. */
static gboolean
run_judge (const char *const *words, int bundle, GByteArray *out, int *status, GError **error)
{
  guint8 piece[1024];
  gssize size;
  int from = -1;
  GPid judge;

  if (!g_spawn_async_with_pipes_and_fds (NULL, words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, bundle, -1, -1, NULL, NULL, 0, &judge, NULL,
                                         &from, NULL, error))
    return FALSE;
  while (((size = read (from, piece, sizeof piece)) > 0 && out->len <= ANSWER_MAX_BYTES) || (size < 0 && errno == EINTR))
    if (size > 0)
      g_byte_array_append (out, piece, (guint) size);
  close (from);
  while (waitpid (judge, status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (judge);
  return TRUE;
}

int
yj_catalogue_judge_hold (GBytes *bundle, GError **error)
{
  g_autoptr (GOutputStream) out = NULL;
  int fd = memfd_create ("yijian-catalogue", MFD_CLOEXEC);

  out = fd >= 0 ? g_unix_output_stream_new (fd, FALSE) : NULL;
  if (out != NULL && g_output_stream_write_all (out, g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), NULL, NULL, NULL) &&
      lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_FAILED, "there is no room to judge a catalogue");
  return -1;
}

json_t *
yj_catalogue_judge_ask (const char *program, int bundle, const char *signature, const char *public_key, const char *region, GError **error)
{
  /* No shell comes between: the words reach the judge as they are. */
  const char *const words[] = { program, region, public_key, signature, NULL };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) failure = NULL;
  gboolean fits = strlen (signature) <= YJ_CATALOGUE_SIGNATURE_MAX_BYTES;
  int status = 0;
  gboolean asked = fits && run_judge (words, bundle, out, &status, &failure);

  close (bundle);
  if (asked)
    return read_answer ((const char *) out->data, out->len, status, error);
  if (!fits)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "its signature is longer than any is");
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be run: %s", program, failure->message);
  return NULL;
}
