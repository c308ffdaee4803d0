/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are on the disk once the call has returned, whole, and otherwise as they were before.
 *
 * GLib's G_FILE_SET_CONTENTS_DURABLE does not wait for the disk on btrfs, and does not say so when the folder could not
 * be synced. Any thread, but one writer a path. Errors: YJ_ERROR_STORE, YJ_ERROR_STORE_FULL. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Takes the place of @path with exactly the permissions @mode. "<path>.part" is written first; one that an earlier process left
 * behind is overwritten. On failure @path is as before, or, if it was the folder that could not be synced and there was
 * a file before, new for as long as the power stays. */
gboolean yj_durable_file_write (const char *path, gconstpointer data, gsize size, int mode, GError **error);

/* Makes the folder unless it is there, below a parent that exists, and in either case waits until the parent knows it; one whose parent
 * cannot be synced is taken away again. */
gboolean yj_durable_folder_make (const char *path, int mode, GError **error);

G_END_DECLS
