/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a catalogue in a private folder, to be damaged: of assets/catalog with one item, or of the sample. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* (transfer full): the folder; rig_free () removes it */
char *rig_new (void);
/* The same with a catalogue that stays as it is, for tests that name places in it. */
char *rig_new_sample (void);
void rig_free (char *dir);
void rig_write (const char *dir, const char *name, const char *text);
char *rig_read (const char *dir, const char *name);
/* Puts @value at JSON Pointer @pointer of file @name; NULL removes what stands there; "/-" at the end of @pointer appends to a list. */
void rig_put (const char *dir, const char *name, const char *pointer, json_t *value);
/* The same with @text (JSON with ' for "). */
void rig_edit (const char *dir, const char *name, const char *pointer, const char *text);

G_END_DECLS
