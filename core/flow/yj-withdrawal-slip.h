/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed when an application is taken back: it names the application's number and nothing of a person. Thread: main. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/document/yj-receipt.h"

G_BEGIN_DECLS

/* @catalogue: (nullable) whose hall is named. @kiosk_code: (nullable) as enrolled. @reference: of the application. The matters that are
 * taken back are added by the caller. (transfer full) */
YjReceipt *yj_withdrawal_slip_new (YjCatalogue *catalogue, YjClock *clock, YjMessages *messages, const char *language,
                                   const char *kiosk_code, const char *reference);

G_END_DECLS
