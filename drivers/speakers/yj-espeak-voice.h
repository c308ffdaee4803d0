/* SPDX-License-Identifier: Apache-2.0 */
/* Text to speech by eSpeak NG, which has one state for the whole process: all calls take turns. A sentence
 * takes a few milliseconds, so it is made whole. Any thread. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_ESPEAK_TEXT_MAX_CHARS 4000

typedef struct {
  int rate_wpm;       /* words a minute, 80 to 450 */
  int volume_percent; /* 0 to 100 */
} YjEspeakManner;

/* The name of the voice for @language (BCP 47), NULL when there is none. (transfer none) */
const char *yj_espeak_voice_for (const char *language);

/* @text (UTF-8) as signed 16 bit samples in the machine's order, one channel, @rate_hz a second; the memory
 * is wiped when it is freed. YJ_ERROR_NOT_FOUND: no voice for @language; YJ_ERROR_BAD_DATA: @text is not
 * UTF-8; YJ_ERROR_DEVICE_FAILED: eSpeak NG cannot work, mostly because its data is not installed.
 * (transfer full) (nullable) */
GBytes *yj_espeak_voice_speak (const char *text, const char *language, const YjEspeakManner *manner, int *rate_hz,
                               GError **error);

G_END_DECLS
