/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes and text that must not outlive their use: overwritten with zeros before they are freed. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* A GBytes whose memory is locked against swapping where the kernel allows it, and wiped when the
 * last reference goes. Copies @size bytes of @data. (transfer full) */
GBytes *yj_secret_bytes_new (gconstpointer data, gsize size);
/* Takes memory from g_malloc (); wiped (not locked) when the last reference goes. (transfer full) */
GBytes *yj_secret_bytes_new_take (gpointer data, gsize size);
/* Wipes and frees a NUL-terminated string; NULL is allowed. */
void yj_secret_text_free (char *text);
/* Wipes a buffer in place in a way the compiler cannot remove. */
void yj_secret_wipe (gpointer data, gsize size);

typedef char YjSecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSecretText, yj_secret_text_free)

G_END_DECLS
