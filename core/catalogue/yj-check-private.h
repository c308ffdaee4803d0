/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: what the parts of a check share. */
#pragma once
#include "core/catalogue/yj-catalogue.h"

G_BEGIN_DECLS

typedef struct {
  GPtrArray *findings;
  const char *file;
  const json_t *catalogue;
  YjItem *item;
  GHashTable *answers; /* id -> YjQuestion or YjField pointer: everything a condition may name */
  GHashTable *order;   /* id -> position, from 1 */
} YjCheck;

void yj_check_report (YjCheck *check, gboolean is_error, const char *pointer, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Every object inside @value that has zh-CN has every language of the catalogue. */
void yj_check_languages (YjCheck *check, const json_t *value, const char *pointer);
/* Everything about check->item. */
void yj_check_item (YjCheck *check);
/* The form's sections and pages; the deliveries. @prompts: set of the questions that were read, to find one that stands twice. */
void yj_check_form (YjCheck *check, GHashTable *prompts);
void yj_check_delivery (YjCheck *check);
/* Fees: of what exists, and said for every matter. */
void yj_check_fees (YjCheck *check);
/* What conditions behind it may name. */
void yj_check_know_answer (YjCheck *check, const char *id, gconstpointer what, const char *pointer);
/* The last of @n conditions is right, and can hold together with those of what it stands in. @self: (nullable) the answer whose
 * condition it is. */
void yj_check_reach (YjCheck *check, const YjCondition *const *conditions, gsize n, const char *pointer, const char *self);
void yj_check_options (YjCheck *check, GPtrArray *options, const char *pointer, const char *self);
void yj_check_matter_codes (YjCheck *check, const char *const *codes, const char *pointer);
void yj_check_prompt (YjCheck *check, GHashTable *prompts, const YjText *prompt, const char *pointer);
/* How check->item is found, and the life stages of catalog.json. */
void yj_check_search (YjCheck *check);
void yj_check_stages (YjCheck *check, const json_t *root);
/* Does check->item have members that no program reads? */
void yj_check_members (YjCheck *check);
/* The files of regions/ among @entries (element-type YjArchiveEntry). @catalogue: (nullable) the whole one, without a hall. */
void yj_check_regions (YjCheck *check, GPtrArray *entries, YjCatalogue *catalogue);
/* Can these @n conditions (each nullable) hold together for some answers to the choices they depend on? TRUE also
 * where dates or numbers leave too much to try. */
gboolean yj_check_can_hold (YjItem *item, const YjCondition *const *conditions, gsize n);
/* Whatever a person answers and leaves out, does a matter remain? TRUE also where it is too much to try. */
gboolean yj_check_matter_remains (YjItem *item);

G_END_DECLS
