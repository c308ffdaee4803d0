/* SPDX-License-Identifier: Apache-2.0 */
/* The fields that stand on one page: puts their groups on it, takes their answers into the session, carries what was
 * typed over when the page is built anew, and wipes what the editors hold. Thread: main. */
#pragma once
#include "ui/fields/yj-field-group.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

typedef struct _YjFieldSet YjFieldSet;

/* @page outlives it. */
YjFieldSet *yj_field_set_new (YjPage *page);
/* Wipes nothing: call yj_field_set_wipe () when the page is left. */
void yj_field_set_free (YjFieldSet *self);
/* Adds a row with the field's present answer. @bare: as in yj_field_group_new (). */
void yj_field_set_add (YjFieldSet *self, const YjField *field, gboolean bare);
/* Takes every row off the page again. */
void yj_field_set_clear (YjFieldSet *self);
/* Stores every right answer; a wrong one is said at its field and added to the page's errors, and is taken back at both places as soon
 * as the person makes it right. TRUE: all right. */
gboolean yj_field_set_take (YjFieldSet *self);
void yj_field_set_wipe (YjFieldSet *self);
/* For the page's save () and restore (). (transfer full) */
json_t *yj_field_set_save (YjFieldSet *self);
void yj_field_set_restore (YjFieldSet *self, const json_t *saved);

/* The session's answer to @field as it is shown on a screen, masked where it is sensitive; NULL: none. (transfer full)
 * (nullable), to be freed with yj_secret_text_free (). */
char *yj_field_set_describe (YjContext *context, const YjField *field);

G_END_DECLS
