/* SPDX-License-Identifier: Apache-2.0 */
/* A folder on a medium that somebody may pull out at any moment: files come whole or not at all, what is whole is not written
 * again, and every failure is a sentence that says what to do. Thread: one at a time. Errors: YJ_ERROR_STORE (pulled, broken,
 * write-protected), YJ_ERROR_STORE_FULL, YJ_ERROR_BAD_DATA. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _YjStick YjStick;

/* Makes @directory, which is named from the root, unless it is there. */
YjStick *yj_stick_open (const char *directory, GError **error);
void yj_stick_free (YjStick *stick);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjStick, yj_stick_free)

/* Is there room for @bytes in all, with what lies in the folder already counted in? */
gboolean yj_stick_check_room (YjStick *stick, guint64 bytes, GError **error);
/* A folder in it. */
gboolean yj_stick_make_folder (YjStick *stick, const char *name, GError **error);
/* @name is as it will be on the medium: letters, digits, "-", "." and "/" alone, which every file system takes. Written beside and
 * renamed, unless exactly these bytes are there. */
gboolean yj_stick_put (YjStick *stick, const char *name, GBytes *bytes, GError **error);
/* It is no failure when there is none. */
gboolean yj_stick_remove (YjStick *stick, const char *name, GError **error);
/* Waits until all that was put is on the medium, and hears of what went wrong on the way. */
gboolean yj_stick_sync (YjStick *stick, GError **error);
/* How many files were written, and how many were whole already. */
guint yj_stick_get_written (YjStick *stick);
guint yj_stick_get_kept (YjStick *stick);

G_END_DECLS
