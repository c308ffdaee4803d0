/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the one eSpeak NG of the process and which voice reads which language. */
#include "drivers/speakers/yj-espeak-voice.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <espeak-ng/speak_lib.h>
#include <string.h>

static GMutex lock; /* over all of eSpeak NG */
static int sample_rate_hz;

/* The voice "cmn" of eSpeak NG 1.51 spells out the pinyin of its own dictionary as if it were English
 * ("king three" for 请); the voice for pinyin has the same dictionary and says the words. */
static const struct {
  const char *language, *voice;
} voices[] = {
  { "zh", "cmn-latn-pinyin" }, { "cmn", "cmn-latn-pinyin" }, { "yue", "yue" }, { "en", "en" }, { "ug", "ug" }, { "kk", "kk" },
  { "ko", "ko" },
};

const char *
yj_espeak_voice_for (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (voices); i++) {
    gsize size = strlen (voices[i].language);
    if (g_ascii_strncasecmp (language, voices[i].language, size) == 0 && (language[size] == '\0' || language[size] == '-'))
      return voices[i].voice;
  }
  return NULL;
}

static int
on_samples (short *samples, int n, espeak_EVENT *events)
{
  GByteArray *pcm = events->user_data;

  if (samples != NULL && n > 0)
    g_byte_array_append (pcm, (const guint8 *) samples, (guint) n * sizeof *samples);
  return 0; /* go on */
}

/* Under the lock. */
static gboolean
ensure_espeak (GError **error)
{
  if (sample_rate_hz > 0)
    return TRUE;
  sample_rate_hz = espeak_Initialize (AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
  if (sample_rate_hz > 0) {
    espeak_SetSynthCallback (on_samples);
    return TRUE;
  }
  g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "eSpeak NG cannot start: is espeak-ng-data installed?");
  return FALSE;
}

/* Under the lock. */
static gboolean
synthesise (const char *text, const char *voice, const YjEspeakManner *manner, GByteArray *pcm, GError **error)
{
  if (!ensure_espeak (error))
    return FALSE;
  if (espeak_SetVoiceByName (voice) == EE_OK && espeak_SetParameter (espeakRATE, manner->rate_wpm, 0) == EE_OK
      && espeak_SetParameter (espeakVOLUME, manner->volume_percent, 0) == EE_OK
      && espeak_Synth (text, strlen (text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, pcm) == EE_OK
      && espeak_Synchronize () == EE_OK)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "eSpeak NG cannot speak with its voice “%s”", voice);
  return FALSE;
}

GBytes *
yj_espeak_voice_speak (const char *text, const char *language, const YjEspeakManner *manner, int *rate_hz, GError **error)
{
  const char *voice = yj_espeak_voice_for (language);
  GByteArray *pcm;
  gboolean ok;
  gsize size;

  if (voice == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "There is no voice for the language “%s”", language);
    return NULL;
  }
  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "What is to be said is not UTF-8");
    return NULL;
  }
  pcm = g_byte_array_new ();
  g_mutex_lock (&lock);
  ok = synthesise (text, voice, manner, pcm, error);
  *rate_hz = sample_rate_hz;
  g_mutex_unlock (&lock);
  size = pcm->len;
  if (ok)
    return yj_secret_bytes_new_take (g_byte_array_free (pcm, FALSE), size);
  g_byte_array_unref (pcm);
  return NULL;
}
