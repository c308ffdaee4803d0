/* SPDX-License-Identifier: Apache-2.0 */
/* How a person's data is shown where somebody else may look: screens and paper. All (transfer full),
 * free with yj_secret_text_free (). */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* "王*慧", "王*"; one character alone: "*"; a name with a dot keeps its first part: "买买提·**"; other scripts keep
 * the first letter of each word: "S*** A***". Marks and variation selectors go with their letter. */
char *yj_mask_name (const char *name);
/* Identity and other numbers: "430***********1028"; short ones keep their last two characters. */
char *yj_mask_number (const char *number);
/* "138****5678" */
char *yj_mask_phone (const char *phone);

G_END_DECLS
