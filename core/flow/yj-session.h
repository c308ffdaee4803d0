/* SPDX-License-Identifier: Apache-2.0 */
/* One visitor: what they chose, answered, showed and signed. Everything about a person that the kiosk
 * knows is in here, and yj_session_clear () wipes it. No widget, no device, no file. Thread: main.
 *
 * Texts, cards and bytes that come in are copied, or a reference is taken. Texts, objects and parts of the item that go out are borrowed
 * (transfer none): they are good until what they say is set anew, the next yj_session_begin () or yj_session_clear (). What a list_* function
 * gives is (transfer container), never NULL, and empty while no item is begun; its elements belong to the item.
 *
 * Signal "changed" (): an answer, material or choice changed. */
#pragma once
#include "core/base/yj-clock.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/fields/yj-field-type.h"
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

#define YJ_TYPE_SESSION (yj_session_get_type ())
G_DECLARE_FINAL_TYPE (YjSession, yj_session, YJ, SESSION, GObject)

/* A reference is taken of @clock. (transfer full) */
YjSession *yj_session_new (YjClock *clock);
/* Wipes and returns to the state of a new session. The language returns to zh-CN. */
void yj_session_clear (YjSession *self);

/* ---- frame ---- */
YjClock *yj_session_get_clock (YjSession *self);
/* @language: BCP 47, one of the translations; never NULL. */
void yj_session_set_language (YjSession *self, const char *language);
const char *yj_session_get_language (YjSession *self);
/* Begins item @item_id (its id or an alias) of @catalogue, of which a reference is taken; drops every earlier answer. A new UUIDv7 and progress
 * secret. FALSE with YJ_ERROR_NOT_FOUND when the catalogue has no such item: then nothing is dropped. */
gboolean yj_session_begin (YjSession *self, YjCatalogue *catalogue, const char *item_id, GError **error);
YjCatalogue *yj_session_get_catalogue (YjSession *self); /* (nullable) */
YjItem *yj_session_get_item (YjSession *self);           /* (nullable) */
const char *yj_session_get_id (YjSession *self);         /* application id (nullable) */
const char *yj_session_get_secret (YjSession *self);     /* progress secret (nullable) */
/* The region whose hall the catalogue was loaded for. (nullable) */
const char *yj_session_get_region (YjSession *self);
/* The person only wants to know what to bring: the line ends after the notice. Set before an item is begun, taken back when the
 * person decides to apply after all; no answer is lost by it. */
void yj_session_set_guide_only (YjSession *self, gboolean guide_only);
gboolean yj_session_get_guide_only (YjSession *self);
/* Judges dates on @today instead of on the clock's day: for documents that were finished elsewhere. NULL ends it. */
void yj_session_set_today (YjSession *self, GDateTime *today);

/* ---- answers: to guide questions and to fields, one name space of ids ----
 *
 * What is not asked any more is no part of the application: it leaves the document, and conditions take it for not given, so that
 * whatever hangs on it goes too. The session keeps it until it ends. Who changes an answer and changes it back finds everything as
 * it was, and types nothing twice; it is judged anew, and the check page shows it. */
/* (nullable) (transfer none): the stored value, also when its question is hidden now. */
const json_t *yj_session_get_answer (YjSession *self, const char *id);
/* @value (transfer none), NULL removes it. Not validated here. */
void yj_session_set_answer (YjSession *self, const char *id, json_t *value);
/* Normalises @raw with the field's type, validates, and stores when right. On a problem nothing is
 * stored. (transfer full) (nullable): NULL when stored. A NULL or empty @raw on a required field is the problem
 * "field.missing"; on another it removes the answer. */
YjProblem *yj_session_answer_field (YjSession *self, const YjField *field, const json_t *raw);
/* What yj_session_answer_field () would say to @raw; stores nothing. (transfer full) (nullable): NULL when right. */
YjProblem *yj_session_check_raw (YjSession *self, const YjField *field, const json_t *raw);
/* Is @value, as it would be stored, right for @field by its type, an option that is offered now, different from the answers that its spec
 * names ("differs_from"), and no day before the one that it names ("not_before")? Answers that are hidden now do not count. While the clock
 * is unverified, a day after the floor's counts as past, up to a year. (transfer full) (nullable): NULL when right. */
YjProblem *yj_session_validate_field (YjSession *self, const YjField *field, const json_t *value);
/* Is the question, field, material … part of the application now? unknown counts as no. */
gboolean yj_session_is_visible (YjSession *self, const YjCondition *condition);

/* ---- what follows from the answers ---- */
/* Matters that apply, in order. (transfer container) (element-type YjMatter) */
GPtrArray *yj_session_list_applicable_matters (YjSession *self);
/* Those of them that the person has not left out. */
GPtrArray *yj_session_list_chosen_matters (YjSession *self);
/* By its code. Every matter is chosen until it is left out; what it needs is the caller's to choose, too. */
void yj_session_set_matter_chosen (YjSession *self, const char *code, gboolean chosen);
gboolean yj_session_is_matter_chosen (YjSession *self, const char *code);
/* Materials that apply to the chosen matters. (element-type YjMaterial) */
GPtrArray *yj_session_list_materials (YjSession *self);
/* The same, and behind them the pictures that the form asked for and got (YjMaterial.of_field). */
GPtrArray *yj_session_list_enclosures (YjSession *self);
/* Of these, the ones a person must photograph or may bring later. */
GPtrArray *yj_session_list_materials_to_capture (YjSession *self);
/* Working days of the whole: the item's limit; *@longest (out) (optional): the longest promise of a chosen matter. */
int yj_session_get_limit_days (YjSession *self, int *longest);
/* Fields that the chosen delivery asks for. (transfer container) (element-type YjField) */
GPtrArray *yj_session_list_delivery_fields (YjSession *self);
/* Questions of the guide that are visible now. (transfer container) (element-type YjQuestion) */
GPtrArray *yj_session_list_questions (YjSession *self);
/* Is there an answer, and does it name options that are visible? */
gboolean yj_session_is_question_answered (YjSession *self, const YjQuestion *question);
/* Every field that is asked now, those of the delivery last. (transfer container) (element-type YjField) */
GPtrArray *yj_session_list_asked_fields (YjSession *self);
/* Has each of @fields that must be answered an answer, and is each answer still right? */
gboolean yj_session_is_answered (YjSession *self, GPtrArray *fields);
/* Fields visible for the chosen matters on @page. (transfer container) (element-type YjField) */
GPtrArray *yj_session_list_fields (YjSession *self, const YjPageGroup *page);

/* ---- identity ---- */
void yj_session_set_card (YjSession *self, const YjIdCard *card); /* prefills fields named card.*; NULL forgets, and wipes it */
const YjIdCard *yj_session_get_card (YjSession *self);            /* (nullable) */
/* The answer to @id came from the card: it is shown and not asked. */
gboolean yj_session_is_prefilled (YjSession *self, const char *id);
/* "card", "code", "mrz" or "typed": how the person was identified. */
void yj_session_set_identified_by (YjSession *self, const char *how);
const char *yj_session_get_identified_by (YjSession *self); /* (nullable) */

/* The enterprise that applies, as it was answered, when the item is one of enterprises: then the person is its agent. NULL for a
 * person who applies, and as long as nothing was answered. @code: (out) (optional) (nullable) its unified social credit
 * code. (transfer none) */
const char *yj_session_get_enterprise (YjSession *self, const char **code);

/* ---- materials: papers, and the pictures that fields ask for. Of a picture the digest of its page is the field's answer ---- */
typedef struct {
  char *sha256; /* of the sealed page */
  gsize bytes;
  GBytes *thumbnail; /* (nullable) a small JPEG by which the person tells the pages apart: in memory only, never applied with */
} YjMaterialPage;
/* In place of page @index, counted from 0; after the last one where there is none. @thumbnail: (nullable), a reference is taken. */
void yj_session_put_material_page (YjSession *self, const char *material_id, guint index, const char *sha256, gsize bytes, GBytes *thumbnail);
/* Where there are no such pages these do nothing. */
void yj_session_remove_material_page (YjSession *self, const char *material_id, guint index);
void yj_session_move_material_page (YjSession *self, const char *material_id, guint from, guint to);
/* (nullable) (element-type YjMaterialPage) */
GPtrArray *yj_session_get_material_pages (YjSession *self, const char *material_id);
/* The person will bring it later (necessity "later" only). */
void yj_session_set_material_later (YjSession *self, const char *material_id, gboolean later);
gboolean yj_session_get_material_later (YjSession *self, const char *material_id);
/* Nothing more is needed of it now: it has a page, follows later, may be left out, or need not be given. */
gboolean yj_session_is_material_done (YjSession *self, const YjMaterial *material);

/* ---- delivery, consent, signature ---- */
/* NULL: none is chosen any more. */
void yj_session_set_delivery (YjSession *self, const char *delivery_id);
const YjDelivery *yj_session_get_delivery (YjSession *self); /* (nullable) */
/* @index: of the item's consents, under 32. */
void yj_session_set_consent (YjSession *self, guint index, gboolean given);
gboolean yj_session_get_consent (YjSession *self, guint index);
/* @png: at most 64 KiB; NULL forgets. */
void yj_session_set_signature (YjSession *self, GBytes *png);
GBytes *yj_session_get_signature (YjSession *self); /* (nullable) */

/* ---- after submission ---- */
/* As the courier gave them; NULL forgets. */
void yj_session_set_submitted (YjSession *self, const char *reference, const char *case_number);
const char *yj_session_get_reference (YjSession *self); /* (nullable) */
const char *yj_session_get_case_number (YjSession *self); /* (nullable) the reference where no official number was left */
/* When the item was begun, microseconds since 1970 UTC: a label. */
gint64 yj_session_get_started_usec (YjSession *self);

G_END_DECLS
