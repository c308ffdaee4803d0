/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: reads sentences aloud with eSpeak NG. Owns the port's side: what is being said, and that there is
 * one "finished" for each say (), in their order. A sentence is spoken on a thread of the pool; the next one
 * begins when it has let go of the output. Settings of its group:
 *   sink      autoaudiosink, alsasink, pulsesink, filesink or fakesink (autoaudiosink)
 *   device    of alsasink and pulsesink                                (the system's choice)
 *   location  of filesink: path of a WAV file
 *   rate      words a minute, 80 to 450                                (150)
 *   volume    percent, 0 to 100                                        (100) */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/ports/yj-speaker.h"
#include "drivers/speakers/yj-espeak-voice.h"
#include "drivers/speakers/yj-sound-output.h"
#include "drivers/yj-driver.h"

#define YJ_TYPE_ESPEAK_SPEAKER (yj_espeak_speaker_get_type ())
G_DECLARE_FINAL_TYPE (YjEspeakSpeaker, yj_espeak_speaker, YJ, ESPEAK_SPEAKER, GObject)

/* How all is said; outlives the speaker while its last sentence ends. */
typedef struct {
  YjSoundOutput *output;
  YjEspeakManner manner;
} Voice;

typedef struct {
  GWeakRef speaker;
  Voice *voice;
  GCancellable *cancellable;
  char *text;
  char *language;
} Sentence;

struct _YjEspeakSpeaker {
  GObject parent_instance;
  Voice *voice; /* NULL until configured */
  GQueue queue; /* of Sentence, not begun; all but the last are cancelled */
  GCancellable *speaking; /* of the sentence that is with a thread, or NULL */
};

static void yj_espeak_speaker_init_driver (YjDriverInterface *iface);
static void yj_espeak_speaker_init_speaker (YjSpeakerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjEspeakSpeaker, yj_espeak_speaker, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_espeak_speaker_init_driver)
                                   G_IMPLEMENT_INTERFACE (YJ_TYPE_SPEAKER, yj_espeak_speaker_init_speaker))

static void
voice_clear (gpointer data)
{
  yj_sound_output_free (((Voice *) data)->output);
}

static void
voice_unref (Voice *voice)
{
  g_atomic_rc_box_release_full (voice, voice_clear);
}

static void
sentence_free (gpointer data)
{
  Sentence *sentence = data;

  g_weak_ref_clear (&sentence->speaker);
  voice_unref (sentence->voice);
  g_object_unref (sentence->cancellable);
  yj_secret_text_free (sentence->text);
  g_free (sentence->language);
  g_free (sentence);
}

/* A screen of text at most; a cut stands between two characters. */
static char *
copy_text (const char *text)
{
  const char *end = text;

  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup (text); /* refused where it would be spoken */
  for (guint n = 0; *end != '\0' && n < YJ_ESPEAK_TEXT_MAX_CHARS; n++)
    end = g_utf8_next_char (end);
  return g_strndup (text, (gsize) (end - text));
}

static gboolean
speak (const Sentence *sentence, GError **error)
{
  int rate_hz = 0;
  g_autoptr (GBytes) pcm = NULL;

  if (g_cancellable_is_cancelled (sentence->cancellable)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CANCELLED, "What was to be said is not wanted any more");
    return FALSE;
  }
  pcm = yj_espeak_voice_speak (sentence->text, sentence->language, &sentence->voice->manner, &rate_hz, error);
  return pcm != NULL
         && yj_sound_output_play (sentence->voice->output, pcm, rate_hz, sentence->cancellable, error);
}

static void
speak_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (speak (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void on_spoken (GObject *source, GAsyncResult *result, gpointer user_data);

static void
begin_next (YjEspeakSpeaker *self)
{
  Sentence *sentence = self->speaking == NULL ? g_queue_pop_head (&self->queue) : NULL;
  g_autoptr (GTask) task = NULL;

  if (sentence == NULL)
    return;
  self->speaking = g_object_ref (sentence->cancellable);
  task = g_task_new (NULL, sentence->cancellable, on_spoken, NULL);
  g_task_set_source_tag (task, begin_next);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, sentence, sentence_free);
  g_task_run_in_thread (task, speak_in_thread);
}

static void
on_spoken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sentence *sentence = g_task_get_task_data (G_TASK (result));
  g_autoptr (YjEspeakSpeaker) self = g_weak_ref_get (&sentence->speaker);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self == NULL)
    return;
  g_clear_object (&self->speaking);
  begin_next (self);
  if (error != NULL && !g_error_matches (error, YJ_ERROR, YJ_ERROR_CANCELLED))
    g_message ("speaker: %s", error->message);
  yj_speaker_emit_finished (YJ_SPEAKER (self), error);
}

static void
yj_espeak_speaker_stop (YjSpeaker *speaker)
{
  YjEspeakSpeaker *self = YJ_ESPEAK_SPEAKER (speaker);

  if (self->speaking != NULL)
    g_cancellable_cancel (self->speaking);
  for (GList *item = self->queue.head; item != NULL; item = item->next)
    g_cancellable_cancel (((Sentence *) item->data)->cancellable);
}

static void
yj_espeak_speaker_say (YjSpeaker *speaker, const char *text, const char *language)
{
  YjEspeakSpeaker *self = YJ_ESPEAK_SPEAKER (speaker);
  Sentence *sentence;

  g_return_if_fail (self->voice != NULL && text != NULL && language != NULL);
  yj_espeak_speaker_stop (speaker);
  sentence = g_new0 (Sentence, 1);
  g_weak_ref_init (&sentence->speaker, self);
  sentence->voice = g_atomic_rc_box_acquire (self->voice);
  sentence->cancellable = g_cancellable_new ();
  sentence->text = copy_text (text);
  sentence->language = g_strdup (language);
  g_queue_push_tail (&self->queue, sentence);
  begin_next (self);
}

static gboolean
yj_espeak_speaker_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  YjEspeakSpeaker *self = YJ_ESPEAK_SPEAKER (driver);
  YjEspeakManner manner;
  g_autoptr (YjSoundOutput) output = NULL;

  if (!yj_driver_settings_int (settings, group, "rate", 150, 80, 450, &manner.rate_wpm, error)
      || !yj_driver_settings_int (settings, group, "volume", 100, 0, 100, &manner.volume_percent, error))
    return FALSE;
  output = yj_sound_output_new (settings, group, error);
  if (output == NULL)
    return FALSE;
  self->voice = g_atomic_rc_box_new0 (Voice);
  self->voice->output = g_steal_pointer (&output);
  self->voice->manner = manner;
  return TRUE;
}

static void
yj_espeak_speaker_dispose (GObject *object)
{
  YjEspeakSpeaker *self = YJ_ESPEAK_SPEAKER (object);

  yj_espeak_speaker_stop (YJ_SPEAKER (self));
  g_queue_clear_full (&self->queue, sentence_free);
  g_clear_object (&self->speaking);
  g_clear_pointer (&self->voice, voice_unref);
  G_OBJECT_CLASS (yj_espeak_speaker_parent_class)->dispose (object);
}

static void
yj_espeak_speaker_init_driver (YjDriverInterface *iface)
{
  iface->configure = yj_espeak_speaker_configure;
}

static void
yj_espeak_speaker_init_speaker (YjSpeakerInterface *iface)
{
  iface->say = yj_espeak_speaker_say;
  iface->stop = yj_espeak_speaker_stop;
}

static void
yj_espeak_speaker_class_init (YjEspeakSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_espeak_speaker_dispose;
}

static void
yj_espeak_speaker_init (YjEspeakSpeaker *self)
{
  g_queue_init (&self->queue);
}
