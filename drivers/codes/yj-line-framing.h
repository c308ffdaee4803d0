/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner puts around a code on its line, and where one code ends and the next begins in a burst of several. Pure. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _YjLineFraming YjLineFraming;

/* By the name that a setting gives it: auto, cr-lf, tab, stx-etx, none. (transfer none) (nullable) for another name */
const YjLineFraming *yj_line_framing_find (const char *name);

/* Where the first code of @bytes, its framing with it, ends: from 1 to @size, which is at least 1. A payload may hold any byte, an end as
 * well, so that an end alone parts nothing. Two codes are told apart where an end is followed by what only a beginning has: STX, or with
 * @identifiers a symbology identifier of a known symbology (yj-aim-identifier.h). The same bytes said again, end for end, are
 * taken for one code that was sent twice. */
gsize yj_line_framing_measure_first (const YjLineFraming *self, gboolean identifiers, const guint8 *bytes, gsize size);

/* Moves @bytes and @size to what is between the framing; nothing of that is touched. */
void yj_line_framing_strip (const YjLineFraming *self, const guint8 **bytes, gsize *size);

G_END_DECLS
