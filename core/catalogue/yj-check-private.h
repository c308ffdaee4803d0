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
/* Does check->item have members that no program reads? */
void yj_check_members (YjCheck *check);
/* Can these @n conditions (each nullable) hold together for some answers to the choices they depend on? TRUE also
 * where dates or numbers leave too much to try. */
gboolean yj_check_can_hold (YjItem *item, const YjCondition *const *conditions, gsize n);
/* Whatever a person answers and leaves out, does a matter remain? TRUE also where it is too much to try. */
gboolean yj_check_matter_remains (YjItem *item);

G_END_DECLS
