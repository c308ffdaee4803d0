/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed for a session: the receipt after it was submitted, the slip after it was handed over, and the list to take away before. Texts come
 * from assets/translations in the session's language; a person's name and number are masked here, before they
 * reach a renderer, a printer or a screen. Thread: main. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/document/yj-receipt.h"
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

/* @session was submitted (it has a reference). @kiosk_code: (nullable) as enrolled. @sent: central has signed for it.
 * (transfer full) */
YjReceipt *yj_session_receipt_new (YjSession *session, YjMessages *messages, const char *kiosk_code, gboolean sent);
/* What the person takes to the counter: @session was handed over there and has the number @reference. (transfer full) */
YjReceipt *yj_session_draft_slip_new (YjSession *session, YjMessages *messages, const char *kiosk_code, const char *reference,
                                      gboolean sent);
/* The last day on which central keeps a draft of @session that is handed over today. (transfer full) */
GDateTime *yj_session_get_draft_end (YjSession *session);
/* Matters and materials as they follow from the answers so far; nothing of a person. (transfer full) */
YjReceipt *yj_session_take_away_list_new (YjSession *session, YjMessages *messages, const char *kiosk_code);

G_END_DECLS
