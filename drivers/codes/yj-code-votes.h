/* SPDX-License-Identifier: Apache-2.0 */
/* How sure a linear code is: ZBar's single lines are often wrong, so every line that agrees is a vote,
 * over all the ways one picture is looked at and over the pictures of one second. */
#pragma once
#include "drivers/codes/yj-zbar.h"

G_BEGIN_DECLS

typedef struct _YjCodeVotes YjCodeVotes;

YjCodeVotes *yj_code_votes_new (void);
void yj_code_votes_free (YjCodeVotes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCodeVotes, yj_code_votes_free)

void yj_code_votes_add (YjCodeVotes *self, const YjZbarSymbol *symbol, gint64 now_usec);
/* Forgets what was last seen more than a second before @now_usec. */
void yj_code_votes_expire (YjCodeVotes *self, gint64 now_usec);
/* Forgets everything. */
void yj_code_votes_clear (YjCodeVotes *self);

/* The symbols seen at @now_usec or later that have votes enough; @is_last: nothing more will be tried
 * on this picture, so that the best retail code may win with fewer if it has no rival.
 * (transfer full) (element-type YjZbarSymbol) */
GPtrArray *yj_code_votes_elect (YjCodeVotes *self, gint64 since_usec, gboolean is_last);

G_END_DECLS
