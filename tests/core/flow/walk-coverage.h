/* SPDX-License-Identifier: Apache-2.0 */
/* What random people have met of an item: every question, option, matter, page, field, material and delivery, and of every condition both that
 * it held and that it did not. */
#pragma once
#include "core/flow/yj-flow.h"

G_BEGIN_DECLS

typedef struct _WalkCoverage WalkCoverage;

WalkCoverage *walk_coverage_new (YjItem *item);
void walk_coverage_free (WalkCoverage *self);
/* The flow stands at @place. */
void walk_coverage_note_place (WalkCoverage *self, const YjPlace *place);
/* Somebody has submitted @document. */
void walk_coverage_note_document (WalkCoverage *self, const json_t *document, YjSession *session);
/* An option of @field that nobody has submitted yet. (nullable) */
const char *walk_coverage_find_rare (WalkCoverage *self, const YjField *field);
/* Was everything met? */
gboolean walk_coverage_is_whole (WalkCoverage *self);
/* A line of a table: met and expected by kind; and a line for each that was never met. */
void walk_coverage_tell (WalkCoverage *self, guint people, guint64 moves, guint hidden);
void walk_coverage_tell_heading (void);

G_END_DECLS
