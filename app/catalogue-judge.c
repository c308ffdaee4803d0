/* SPDX-License-Identifier: Apache-2.0 */
/* yijian-catalogue-judge: reads a signed bundle from standard input and says on standard output what it is, or why a hall cannot use it.
 * The courier runs it, so that the process that keeps the queue neither holds a catalogue in its memory nor ends with one that is malformed. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/base/yj-json.h"
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_SECONDS 60

static GBytes *
read_all (GError **error)
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (memory, in, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static YjCatalogue *
load (const char *region, const char *public_key, const char *signature, GError **error)
{
  g_autoptr (GBytes) bundle = read_all (error);
  return bundle != NULL ? yj_catalogue_new_for_hall_from_bytes (bundle, signature, public_key, region, error) : NULL;
}

static json_t *
describe (YjCatalogue *catalogue)
{
  return json_pack ("{s:s, s:i, s:s*, s:s*}", "id", yj_catalogue_get_id (catalogue), "version", yj_catalogue_get_version (catalogue),
                    "expires", yj_catalogue_get_expires (catalogue), "refuse_after", yj_catalogue_get_refuse_after (catalogue));
}

static json_t *
describe_refusal (const GError *error)
{
  const char *nick = yj_error_nick (error->domain == YJ_ERROR ? error->code : YJ_ERROR_FAILED);
  return json_pack ("{s:{s:s, s:s}}", "error", "code", nick, "message", error->message);
}

int
main (int argc, char **argv)
{
  const struct rlimit no_core = { 0, 0 }, seconds = { MAX_SECONDS, MAX_SECONDS + 1 }; /* SIGXCPU, before SIGKILL */
  g_autoptr (YjCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = NULL;
  g_autofree char *text = NULL;

  if (argc != 4) {
    g_printerr ("usage: yijian-catalogue-judge REGION PUBLIC-KEY SIGNATURE < BUNDLE\n");
    return 2;
  }
  setrlimit (RLIMIT_CORE, &no_core);
  setrlimit (RLIMIT_CPU, &seconds);
  catalogue = load (argv[1], argv[2], argv[3], &error);
  answer = catalogue != NULL ? describe (catalogue) : describe_refusal (error);
  text = yj_json_to_text (answer);
  return puts (text) >= 0 && fflush (stdout) == 0 && catalogue != NULL ? 0 : 1;
}
