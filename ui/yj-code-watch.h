/* SPDX-License-Identifier: Apache-2.0 */
/* Looks for codes on behalf of a page, and knows whether any could be seen: by what the scanner says of itself, and by what the camera says
 * that it looks through. What is read comes by the scanner's own signal. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

typedef enum {
  YJ_CODE_SIGHT_CLEAR,
  YJ_CODE_SIGHT_BLACK, /* something covers the lens, or its shutter is closed */
  YJ_CODE_SIGHT_NONE,  /* the scanner went away, is at fault, or gives no pictures any more */
} YjCodeSight;

#define YJ_TYPE_CODE_WATCH (yj_code_watch_get_type ())
G_DECLARE_FINAL_TYPE (YjCodeWatch, yj_code_watch, YJ, CODE_WATCH, GObject)

/* @context's scanner is not NULL. Signal "changed" (): the sight is another one. (transfer full) */
YjCodeWatch *yj_code_watch_new (YjContext *context);
/* Starts and stops the scanner; both may be called more than once. Begins with a clear sight: the scanner says soon if it is not. */
void yj_code_watch_start (YjCodeWatch *self);
void yj_code_watch_stop (YjCodeWatch *self);
YjCodeSight yj_code_watch_get_sight (YjCodeWatch *self);
/* What to say of it. (transfer none) (nullable) when it is clear */
const char *yj_code_watch_get_words (YjCodeWatch *self);

G_END_DECLS
