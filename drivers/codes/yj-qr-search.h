/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes located, made flat, and only then given to ZBar. */
#pragma once
#include "drivers/codes/yj-pyramid.h"
#include "drivers/codes/yj-qr-memory.h"

G_BEGIN_DECLS

/* Reads the codes in @pyramid: half size first, then full, then a quarter, up to the first size in
 * which one is read. @block_px and @reach are those of yj_block_threshold (). Ends early once
 * yj_thread_time_usec () passes @deadline_usec. @memory: (nullable) takes in the first code of the picture that is not read, which may
 * be read from it. (transfer full) (element-type YjZbarSymbol) */
GPtrArray *yj_qr_search (const YjPyramid *pyramid, guint block_px, guint reach, YjQrMemory *memory, gint64 deadline_usec);
/* The same for codes of which only two finder patterns can be seen. */
GPtrArray *yj_qr_search_pairs (const YjPyramid *pyramid, gint64 deadline_usec);

G_END_DECLS
