/* SPDX-License-Identifier: Apache-2.0 */
/* Sets digits in groups while they are typed: 138 0000 0000. The spaces are shown only; core's normalise drops them.
 * The caret stays behind the same digit, and deleting a space deletes the digit before it. Thread: main. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @groups: sizes as digits, "344"; the last one repeats. Static. */
void yj_digit_groups_attach (GtkText *text, const char *groups);
/* Characters that @chars take with their spaces. */
int yj_digit_groups_length (const char *groups, int chars);

G_END_DECLS
