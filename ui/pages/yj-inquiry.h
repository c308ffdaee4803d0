/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody asked about with number and inquiry code, and was answered: shows the answer, and takes the application back when the
 * person wants that, after they have seen what it means. Owned by the page that asked, whose rows and actions it sets. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

#define YJ_TYPE_INQUIRY (yj_inquiry_get_type ())
G_DECLARE_FINAL_TYPE (YjInquiry, yj_inquiry, YJ, INQUIRY, GObject)

/* @page (transfer none) outlives it. @progress (transfer none): as yj_courier_progress_finish () gives it for @reference and @secret,
 * which are kept until it goes, and wiped then. */
YjInquiry *yj_inquiry_new (YjPage *page, const char *reference, const char *secret, const json_t *progress);
/* Puts what there is to see now on the page. */
void yj_inquiry_show (YjInquiry *self);

/* The page's actions. */
void yj_inquiry_primary (YjInquiry *self);
void yj_inquiry_secondary (YjInquiry *self);
void yj_inquiry_back (YjInquiry *self);

/* For a page that is built anew; what was on its way is looked up. (transfer full), to be wiped. */
json_t *yj_inquiry_save (YjInquiry *self);
/* @saved (transfer none) came from save (). */
YjInquiry *yj_inquiry_new_saved (YjPage *page, const json_t *saved);
/* The page is left. */
void yj_inquiry_stop (YjInquiry *self);

G_END_DECLS
