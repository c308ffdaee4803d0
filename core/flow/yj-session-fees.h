/* SPDX-License-Identifier: Apache-2.0 */
/* What a session's matters and delivery cost, and how that is said. Thread: main. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

/* Fees of the chosen matters, then of the chosen delivery, or of each while none is chosen. What is free is among them.
 * (transfer container) (element-type YjFee) */
GPtrArray *yj_session_list_fees (YjSession *self);
/* Something is to be paid: a sum, or what a department works out. */
gboolean yj_fee_is_due (const YjFee *fee);
/* What it is paid for, in the session's language: a matter, a delivery, or what has no fee of its own. */
const char *yj_session_name_fee (YjSession *self, YjMessages *messages, const YjFee *fee);
/* "80 yuan", "Free", "As assessed". (transfer full) */
char *yj_session_format_fee (YjSession *self, YjMessages *messages, const YjFee *fee);

G_END_DECLS
