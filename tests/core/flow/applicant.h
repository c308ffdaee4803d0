/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody who applies: answers what a place asks, at random or always the same. Nobody real: area 000000. */
#pragma once
#include "core/flow/yj-flow.h"

G_BEGIN_DECLS

#define APPLICANT_NOW_USEC G_GINT64_CONSTANT (4000000000000000) /* 2 October 2096, above any build date */
#define APPLICANT_NUMBER "000000199305120240"
#define APPLICANT_OTHER_NUMBER "000000199011030573"

/* What is shipped in assets/catalog. (transfer full) */
YjCatalogue *applicant_load_catalogue (void);
/* The words of it, from assets/translations. (transfer full) */
YjMessages *applicant_load_messages (void);
/* A session that has begun "newborn" on a clock that stands still. (transfer full) */
YjSession *applicant_session_new (YjCatalogue *catalogue);
/* The same with another item. (transfer full) */
YjSession *applicant_session_new_for (YjCatalogue *catalogue, const char *item_id);
YjIdCard *applicant_card_new (void);
/* A picture of a signature: a PNG's first bytes. */
GBytes *applicant_signature_new (void);

/* @rand NULL: always the first option, the example, "later". Else at random, and optional fields are sometimes left
 * empty. Only right answers. */
void applicant_answer_question (YjSession *session, const YjQuestion *question, GRand *rand);
/* Does what the page at the present place asks; does not move on. */
void applicant_do_place (YjFlow *flow, GRand *rand);
/* Goes on with applicant_do_place () until the flow stands on @page; gives up after 500 moves. */
gboolean applicant_walk_to (YjFlow *flow, const char *page, GRand *rand);

G_END_DECLS
