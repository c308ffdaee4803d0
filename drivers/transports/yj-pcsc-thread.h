/* SPDX-License-Identifier: Apache-2.0 */
/* Threads inside libpcsclite, which takes itself down when the program exits and would crash those that are on their way out of it: the end
 * of the program waits for them a moment. Nothing else does. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* @work (data) in a thread of its own. */
void yj_pcsc_thread_start (const char *name, void (*work) (gpointer data), gpointer data);

G_END_DECLS
