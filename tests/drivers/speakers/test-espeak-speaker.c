/* SPDX-License-Identifier: Apache-2.0 */
/* The speaker, heard through WAV files and an output that keeps time but makes no sound. */
#include "core/base/yj-error.h"
#include "core/ports/yj-speaker.h"
#include "drivers/speakers/yj-espeak-voice.h"
#include "drivers/yj-driver.h"
#include <espeak-ng/speak_lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_SECONDS 60
#define WAV_HEADER_BYTES 44
#define CHINESE "请把身份证放在读卡器上。"
#define ENGLISH "Please put your identity card on the reader."

typedef struct {
  YjSpeaker *speaker;
  char *path;
  guint finished;
  int codes[8]; /* of YJ_ERROR, or -1: said to the end */
} Fixture;

static void
on_finished (YjSpeaker *speaker, const GError *error, Fixture *fixture)
{
  g_assert_true (error == NULL || error->domain == YJ_ERROR);
  g_assert_cmpuint (fixture->finished, <, G_N_ELEMENTS (fixture->codes));
  fixture->codes[fixture->finished++] = error != NULL ? error->code : -1;
}

static gboolean
on_patience_lost (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
await_finished (Fixture *fixture, guint n)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_lost, &over);

  while (fixture->finished < n && !over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (over);
  g_source_remove (timer);
}

static void
set_up (Fixture *fixture, gconstpointer sink)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  fixture->path = g_build_filename (g_get_user_runtime_dir (), "said.wav", NULL);
  g_key_file_set_string (settings, "speaker", "sink", sink);
  if (g_str_equal (sink, "filesink"))
    g_key_file_set_string (settings, "speaker", "location", fixture->path);
  fixture->speaker = YJ_SPEAKER (yj_driver_create ("espeak-speaker", settings, "speaker", &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->speaker, "finished", G_CALLBACK (on_finished), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer sink)
{
  g_assert_finalize_object (fixture->speaker);
  g_unlink (fixture->path);
  g_free (fixture->path);
}

static guint32
little_endian (const char *at)
{
  const guint8 *bytes = (const guint8 *) at;
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (guint32) bytes[3] << 24;
}

/* How long the file sounds, after asserting that it is no silence. */
static double
listen_to (const char *path)
{
  g_autofree char *contents = NULL;
  gsize size;
  guint loud = 0, n;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_cmpuint (size, >, WAV_HEADER_BYTES);
  g_assert_cmpint (memcmp (contents, "RIFF", 4), ==, 0);
  n = (guint) (size - WAV_HEADER_BYTES) / 2;
  for (guint i = 0; i < n; i++) {
    gint16 sample;
    memcpy (&sample, contents + WAV_HEADER_BYTES + i * 2, sizeof sample);
    loud += ABS ((int) GINT16_FROM_LE (sample)) > 300;
  }
  g_assert_cmpuint (loud, >, n / 5);
  return n / (double) little_endian (contents + 24);
}

static double
say_and_listen (Fixture *fixture, const char *text, const char *language)
{
  double seconds;
  guint before = fixture->finished;

  yj_speaker_say (fixture->speaker, text, language);
  g_assert_cmpuint (fixture->finished, ==, before);
  await_finished (fixture, before + 1);
  g_assert_cmpint (fixture->codes[before], ==, -1);
  seconds = listen_to (fixture->path);
  g_test_message ("%s: %.2f s", language, seconds);
  return seconds;
}

static void
test_says (Fixture *fixture, gconstpointer sink)
{
  double chinese = say_and_listen (fixture, CHINESE, "zh-CN");
  double english = say_and_listen (fixture, ENGLISH, "en");

  g_assert_cmpfloat (chinese, >, 1.5); /* 11 syllables */
  g_assert_cmpfloat (chinese, <, 6);
  g_assert_cmpfloat (english, >, 1.5);
  g_assert_cmpfloat (english, <, 6);
  g_assert_cmpfloat (say_and_listen (fixture, CHINESE CHINESE CHINESE, "zh-CN"), >, 2.5 * chinese);
}

static void
test_says_nothing (Fixture *fixture, gconstpointer sink)
{
  yj_speaker_say (fixture->speaker, "", "zh-CN");
  await_finished (fixture, 1);
  yj_speaker_say (fixture->speaker, " \n ", "en");
  await_finished (fixture, 2);
  g_assert_cmpint (fixture->codes[0], ==, -1);
  g_assert_cmpint (fixture->codes[1], ==, -1);
}

/* A Chinese sentence is no English in between: what the voice "cmn" makes of it in this version. */
static void
test_chinese_is_chinese (void)
{
  g_autoptr (GBytes) pcm = NULL;
  YjEspeakManner manner = { 150, 100 };
  const void *text = CHINESE;
  const char *phonemes;
  int rate_hz;

  pcm = yj_espeak_voice_speak (CHINESE, "zh-CN", &manner, &rate_hz, NULL);
  g_assert_nonnull (pcm);
  g_assert_cmpint (rate_hz, >=, 8000);
  phonemes = espeak_TextToPhonemes (&text, espeakCHARS_UTF8, 2);
  g_test_message ("%s", phonemes);
  g_assert_null (strstr (phonemes, "(en)"));
  g_assert_nonnull (strstr (phonemes, "s.\xcb\x88\xc9\x99")); /* shen, of 身份证 */
}

static void
test_languages (void)
{
  static const struct {
    const char *language, *voice;
  } cases[] = { { "zh-CN", "cmn-latn-pinyin" }, { "zh", "cmn-latn-pinyin" }, { "zh-Hans-CN", "cmn-latn-pinyin" },
                { "EN-gb", "en" },              { "yue", "yue" },            { "ug", "ug" },
                { "bo", NULL },                 { "english", NULL },         { "", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (yj_espeak_voice_for (cases[i].language), ==, cases[i].voice);
}

static char *
long_text (void)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; i < 200; i++)
    g_string_append (text, CHINESE);
  return g_string_free (text, FALSE);
}

static gboolean
on_moment (gpointer speaker)
{
  yj_speaker_stop (speaker);
  return G_SOURCE_REMOVE;
}

/* At once, and in the middle: either way long before the ten minutes of the text. */
static void
test_stops (Fixture *fixture, gconstpointer sink)
{
  g_autofree char *text = long_text ();

  yj_speaker_stop (fixture->speaker);
  yj_speaker_say (fixture->speaker, text, "zh-CN");
  yj_speaker_stop (fixture->speaker);
  await_finished (fixture, 1);
  yj_speaker_say (fixture->speaker, text, "zh-CN");
  g_timeout_add (1000, on_moment, fixture->speaker);
  await_finished (fixture, 2);
  g_assert_cmpint (fixture->codes[0], ==, YJ_ERROR_CANCELLED);
  g_assert_cmpint (fixture->codes[1], ==, YJ_ERROR_CANCELLED);
}

static void
test_replaces (Fixture *fixture, gconstpointer sink)
{
  g_autofree char *text = long_text ();

  yj_speaker_say (fixture->speaker, text, "zh-CN");
  yj_speaker_say (fixture->speaker, text, "en");
  yj_speaker_say (fixture->speaker, "好", "zh-CN");
  await_finished (fixture, 3);
  g_assert_cmpint (fixture->codes[0], ==, YJ_ERROR_CANCELLED);
  g_assert_cmpint (fixture->codes[1], ==, YJ_ERROR_CANCELLED);
  g_assert_cmpint (fixture->codes[2], ==, -1);
}

/* The speaker goes while it speaks; tear_down asserts that nothing keeps it. */
static void
test_goes_while_speaking (Fixture *fixture, gconstpointer sink)
{
  g_autofree char *text = long_text ();

  yj_speaker_say (fixture->speaker, text, "zh-CN");
  g_signal_handlers_disconnect_by_data (fixture->speaker, fixture);
}

static void
test_refuses (Fixture *fixture, gconstpointer sink)
{
  yj_speaker_say (fixture->speaker, "བོད་སྐད", "bo");
  await_finished (fixture, 1);
  yj_speaker_say (fixture->speaker, "\xff\xfe", "en");
  await_finished (fixture, 2);
  g_assert_cmpint (fixture->codes[0], ==, YJ_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture->codes[1], ==, YJ_ERROR_BAD_DATA);
}

static void
test_no_output (Fixture *fixture, gconstpointer sink)
{
  yj_speaker_say (fixture->speaker, ENGLISH, "en");
  await_finished (fixture, 1);
  g_assert_cmpint (fixture->codes[0], ==, YJ_ERROR_DEVICE_ABSENT);
}

static void
test_settings (void)
{
  static const struct {
    const char *text, *word;
  } cases[] = { { "[s]\nsink=osssink\n", "sink" },
                { "[s]\nsink=filesink\n", "location" },
                { "[s]\nsink=fakesink ! filesink\n", "sink" },
                { "[s]\nsink=filesink\nlocation=said.wav\n", "location" },
                { "[s]\ndevice=headset\n", "device" },
                { "[s]\nrate=60\n", "rate" },
                { "[s]\nvolume=101\n", "volume" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GKeyFile) settings = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_assert_true (g_key_file_load_from_data (settings, cases[i].text, (gsize) -1, G_KEY_FILE_NONE, NULL));
    g_assert_null (yj_driver_create ("espeak-speaker", settings, "s", &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, cases[i].word));
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("PULSE_SERVER", "unix:/nonexistent/pulse", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, sink, function) g_test_add ("/speakers/espeak-speaker/" name, Fixture, sink, set_up, function, tear_down)
  ADD ("says-chinese-and-english", "filesink", test_says);
  ADD ("has-nothing-to-say-about-nothing", "filesink", test_says_nothing);
  ADD ("falls-silent-when-stopped", "fakesink", test_stops);
  ADD ("says-the-last-of-several", "fakesink", test_replaces);
  ADD ("goes-while-it-speaks", "fakesink", test_goes_while_speaking);
  ADD ("refuses-what-it-has-no-voice-for", "fakesink", test_refuses);
  ADD ("says-that-there-is-no-output", "pulsesink", test_no_output);
  g_test_add_func ("/speakers/espeak-speaker/reads-chinese-as-chinese", test_chinese_is_chinese);
  g_test_add_func ("/speakers/espeak-speaker/chooses-the-voice-by-language", test_languages);
  g_test_add_func ("/speakers/espeak-speaker/a-bad-setting-is-named", test_settings);
  return g_test_run ();
}
