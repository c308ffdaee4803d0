/* SPDX-License-Identifier: Apache-2.0 */
/* The files of pulled catalogues of one region: <region>-<version>.ycat with .minisig and .etag beside it, and <region>.withdrawn,
 * the version that a technician has rolled back. Readable by the kiosk's account. Thread: one at a time. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _YjCatalogueFolder YjCatalogueFolder;

YjCatalogueFolder *yj_catalogue_folder_new (const char *state_dir, const char *region);
void yj_catalogue_folder_free (YjCatalogueFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCatalogueFolder, yj_catalogue_folder_free)

/* Newest first. (transfer full) (element-type int) */
GArray *yj_catalogue_folder_list (YjCatalogueFolder *self);
/* @suffix: "", ".minisig" or ".etag". (transfer full) */
char *yj_catalogue_folder_get_path (YjCatalogueFolder *self, int version, const char *suffix);
/* Durable when it returns; the bundle's own name comes last, so that what has it is whole. YJ_ERROR_STORE. */
gboolean yj_catalogue_folder_write (YjCatalogueFolder *self, int version, GBytes *bundle, const char *signature, const char *etag,
                                    GError **error);
/* Opens the bundle of @version to be read, and reads *@signature (transfer full). -1 with YJ_ERROR_NOT_FOUND: one of them cannot be read;
 * YJ_ERROR_LIMIT: it is too large. (transfer full) */
int yj_catalogue_folder_open (YjCatalogueFolder *self, int version, char **signature, GError **error);
void yj_catalogue_folder_drop (YjCatalogueFolder *self, int version);
/* 0: none is. Writing 0 forgets it. */
int yj_catalogue_folder_get_withdrawn (YjCatalogueFolder *self);
gboolean yj_catalogue_folder_set_withdrawn (YjCatalogueFolder *self, int version, GError **error);

G_END_DECLS
