/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the codes in one picture after another: ZBar behind our own search. Every picture is first
 * looked at in the two ways that read most (located QR codes, rows for linear codes); the other ways
 * follow in turn while there is time, and the next picture goes on where this one stopped, so that a
 * camera gets all of them within a few frames. Payloads are bytes; nothing is opened or followed.
 * Thread: any, one at a time. */
#pragma once
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "drivers/codes/yj-symbologies.h"

G_BEGIN_DECLS

#define YJ_TYPE_CODE_READER (yj_code_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjCodeReader, yj_code_reader, YJ, CODE_READER, GObject)

/* @budget_msec: the processor's time for one picture, so that a busy machine does not read less of it; a way that has begun is
 * finished, which takes up to 8 ms for 1280 × 720. Where the first ways take all of it, one of the others is tried nevertheless, with half
 * as much again. 0: every way is tried. */
YjCodeReader *yj_code_reader_new (guint budget_msec);
/* The kinds to read; YJ_SYMBOLOGIES_DEFAULT until it is called. */
void yj_code_reader_set_symbologies (YjCodeReader *self, YjSymbologies wanted);

/* The codes in @frame, GREY or RGB, none twice; empty when nothing was read or the frame's sizes do
 * not fit its bytes. Linear codes need several lines that agree, over up to a second of pictures; of a QR code that no picture shows
 * whole, those of a second are put together.
 * (transfer full) (element-type YjCode) */
GPtrArray *yj_code_reader_scan (YjCodeReader *self, const YjFrame *frame);

/* Told before and after each way a picture is looked at, by its name ("rows", "search-8", …). On the thread of yj_code_reader_scan (). */
typedef void (*YjCodeReaderWatch) (const char *way, gboolean begins, gpointer user_data);
/* For measurements. @watch: (nullable) (scope notified) */
void yj_code_reader_set_watch (YjCodeReader *self, YjCodeReaderWatch watch, gpointer user_data);

/* The next picture has nothing to do with those before it. */
void yj_code_reader_reset (YjCodeReader *self);

G_END_DECLS
