/* SPDX-License-Identifier: Apache-2.0 */
/* Which codes lie before a scanner now, so that each is reported once. Keeps digests, not payloads. */
#pragma once
#include "core/ports/yj-code-scanner.h"

G_BEGIN_DECLS

/* A code counts as gone when it was not seen for this long. */
#define YJ_CODE_OUT_OF_SIGHT_USEC (2 * G_USEC_PER_SEC)

typedef struct _YjCodeSightings YjCodeSightings;

YjCodeSightings *yj_code_sightings_new (void);
void yj_code_sightings_free (YjCodeSightings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCodeSightings, yj_code_sightings_free)

/* Notes that @code is seen at @now_usec, which never goes back. TRUE when it came new into sight. */
gboolean yj_code_sightings_note (YjCodeSightings *self, const YjCode *code, gint64 now_usec);
void yj_code_sightings_clear (YjCodeSightings *self);

G_END_DECLS
