/* SPDX-License-Identifier: Apache-2.0 */
/* A GSource that one place keeps and clears: a timer or a watch of the thread whose default main context it is in. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Destroys and releases what @source points to, and makes it NULL; nothing where it is NULL. On the thread of its context, also from its
 * own callback. */
void yj_source_clear (GSource **source);
/* Clears @source, and calls @callback in @msec on this thread's default main context. @callback returns G_SOURCE_REMOVE and clears
 * @source, or lives on as G_SOURCE_CONTINUE. */
void yj_source_set_timer (GSource **source, guint msec, GSourceFunc callback, gpointer data);

G_END_DECLS
