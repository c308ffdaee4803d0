/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the slip of a withdrawal says. */
#include "core/flow/yj-withdrawal-slip.h"

YjReceipt *
yj_withdrawal_slip_new (YjCatalogue *catalogue, YjClock *clock, YjMessages *messages, const char *language, const char *kiosk_code,
                        const char *reference)
{
  YjReceipt *slip = yj_receipt_new (YJ_RECEIPT_WITHDRAWAL, language);
  YjHall *hall = catalogue != NULL ? yj_catalogue_get_hall (catalogue) : NULL;
  const char *const steps[] = { yj_messages_get (messages, language, "receipt.withdrawal.next.answer"),
                                yj_messages_get (messages, language, "receipt.withdrawal.next.ask"),
                                yj_messages_get (messages, language, "receipt.withdrawal.next.again"), NULL };

  slip->hall = g_strdup (hall != NULL ? yj_hall_get_text (hall, "name", language) : "");
  slip->machine = g_strdup (kiosk_code != NULL ? kiosk_code : "");
  slip->reference = g_strdup (reference);
  slip->time = yj_receipt_format_time (clock);
  slip->next_steps = g_strdupv ((char **) steps);
  slip->query_how = g_strdup (yj_messages_get (messages, language, "receipt.query.how"));
  slip->complaint_how = g_strdup (hall != NULL ? yj_hall_get_text (hall, "complaint_phone", language) : "");
  return slip;
}
