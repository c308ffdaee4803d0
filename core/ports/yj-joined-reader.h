/* SPDX-License-Identifier: Apache-2.0 */
/* Several identity readers as one: a card reader and a passport reader beside it. What any of them says is said by all, its state is
 * the best of theirs. Thread: as for YjIdReader. */
#pragma once
#include "core/ports/yj-id-reader.h"

G_BEGIN_DECLS

#define YJ_TYPE_JOINED_READER (yj_joined_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjJoinedReader, yj_joined_reader, YJ, JOINED_READER, GObject)

/* @readers: (element-type YjIdReader), references are taken. (transfer full) */
YjIdReader *yj_joined_reader_new (GPtrArray *readers);

G_END_DECLS
