/* SPDX-License-Identifier: Apache-2.0 */
/* A flow that has begun "newborn" on a clock that stands still, by what is shipped or by a changed copy of it. */
#pragma once
#include "core/flow/yj-flow.h"

G_BEGIN_DECLS

typedef struct {
  char *dir; /* the changed copy; NULL: what is shipped */
  YjCatalogue *catalogue;
  YjSession *session;
  YjFlow *flow;
} FlowRig;

/* One value to put into the item, as rig_edit () does. */
typedef struct {
  const char *pointer, *text;
} FlowEdit;

/* The item's file in the copy. */
#define FLOW_RIG_ITEM "items/newborn.json"

void flow_rig_begin (FlowRig *rig);
void flow_rig_begin_changed (FlowRig *rig, const FlowEdit *edits, guint n);
void flow_rig_end (FlowRig *rig);

/* Gives @value as the answer to the question or field @id. */
void flow_rig_answer (FlowRig *rig, const char *id, const char *value);
/* The member of @list whose "id" is @id. (transfer none) (nullable) */
const json_t *flow_rig_find (const json_t *list, const char *id);

G_END_DECLS
