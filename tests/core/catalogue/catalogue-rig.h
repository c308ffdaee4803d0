/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of assets/catalog in a private folder, to be damaged. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* (transfer full): the folder; rig_free () removes it */
char *rig_new (void);
void rig_free (char *dir);
void rig_write (const char *dir, const char *name, const char *text);
char *rig_read (const char *dir, const char *name);
/* Puts @text (JSON with ' for ") at JSON Pointer @pointer of file @name; NULL removes what stands there; "/-" at
 * the end of @pointer appends to a list. */
void rig_edit (const char *dir, const char *name, const char *pointer, const char *text);

G_END_DECLS
