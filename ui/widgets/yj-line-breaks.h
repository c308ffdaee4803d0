/* SPDX-License-Identifier: Apache-2.0 */
/* Where a label's lines may not end: nothing is left alone on the last line, the name of a button in quotation marks stays whole, and a number stays
 * with its unit. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Now, and whenever @label's text changes. The attributes that @label has stay, but for those of an earlier text. Thread: main. */
void yj_line_breaks_tend (GtkLabel *label);
/* Whether a line that ends at @byte of @text ends with a part of the sentence: after a comma or a full stop of Chinese. */
gboolean yj_line_breaks_is_sense (const char *text, int byte);

G_END_DECLS
