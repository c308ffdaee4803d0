/* SPDX-License-Identifier: Apache-2.0 */
/* A person without a card, typed by hand: two fields on a page, name and resident number, that belong to no item and whose labels
 * come from the program's texts. Thread: main. */
#pragma once
#include "core/identity/yj-id-card.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

typedef struct _YjTypedPerson YjTypedPerson;

/* @page outlives it; no field stands on it yet. */
YjTypedPerson *yj_typed_person_new (YjPage *page);
/* After the page's rows are gone: they know the fields. */
void yj_typed_person_free (YjTypedPerson *self);
/* Adds both fields to the page, empty. */
void yj_typed_person_show (YjTypedPerson *self);
/* Wipes what was typed and forgets the rows; the page takes them away. */
void yj_typed_person_hide (YjTypedPerson *self);
/* Types the number for the person. Only while shown. */
void yj_typed_person_set_number (YjTypedPerson *self, const char *number);
/* A resident card with what was typed, when both are right; else NULL, and each sentence stands at its field and among the page's
 * errors. Only while shown. (transfer full) (nullable) */
YjIdCard *yj_typed_person_take (YjTypedPerson *self);
/* Puts what was typed into @saved, for the page's save (), and gives it back from there; nothing while hidden. */
void yj_typed_person_save (YjTypedPerson *self, json_t *saved);
void yj_typed_person_restore (YjTypedPerson *self, const json_t *saved);

G_END_DECLS
