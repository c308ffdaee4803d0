/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: what the parts of a check share. */
#pragma once
#include "core/catalogue/yj-catalogue.h"

G_BEGIN_DECLS

/* An answer as the item asks for it: one of @question and @field. */
typedef struct {
  const char *id;
  const YjQuestion *question; /* (nullable) */
  const YjField *field;       /* (nullable) */
  const YjCondition *conditions[3]; /* of the question; of section or delivery, page, field. Each nullable */
  guint position;             /* from 1: questions, form, deliveries */
} YjCheckAnswer;

typedef struct {
  GPtrArray *findings;
  const char *file;
  const json_t *catalogue; /* (nullable) while there is none to compare with */
  YjItem *item;
  GDateTime *today;        /* the day for which conditions on days are tried */
  GHashTable *answers;     /* id -> YjCheckAnswer: everything that a condition may name */
  guint form_end;          /* position of the first answer that only a delivery asks for */
  GHashTable *leavable;    /* YjMatters that a person may leave out, themselves or with what they need */
  GHashTable *wrong;       /* YjConditions that name what they may not */
} YjCheck;

void yj_check_report (YjCheck *check, YjFindingKind kind, const char *pointer, const char *format, ...) G_GNUC_PRINTF (4, 5);

/* ---- one file ---- */

/* Reads @file of the folder @dir: size, encoding, JSON, nothing twice, and right by the schema @schema. NULL when nothing more can be
 * said about it; what else is wrong with it has been reported. (transfer full) (nullable) */
json_t *yj_check_read (YjCheck *check, const char *dir, const char *file, const char *schema);
/* Where @text, which is no JSON that the program takes, holds a key twice or is nested deeper than @max_depth: a JSON Pointer.
 * (transfer full) (nullable) */
char *yj_check_find_fault (const char *text, gsize size, guint max_depth, YjFindingKind *kind);

/* ---- texts ---- */

/* Every object inside @value that has zh-CN has every language of the catalogue. */
void yj_check_languages (YjCheck *check, const json_t *value, const char *pointer);
/* @seen: a set of texts that stand side by side; @what names them in the sentence. @text may be NULL. */
void yj_check_distinct (YjCheck *check, GHashTable *seen, const YjText *text, const char *pointer, const char *what);
/* (transfer full) */
GHashTable *yj_check_texts_new (void);

/* ---- catalog.json and regions ---- */

/* The life stages of check->catalogue. */
void yj_check_stages (YjCheck *check);
/* The files @names (element-type utf8) of the folder @dir. @catalogue: (nullable) the whole one, without a hall. */
void yj_check_regions (YjCheck *check, const char *dir, GPtrArray *names, YjCatalogue *catalogue);

/* ---- one item ---- */

/* What yj_check_item () needs beside check->item; yj_check_end_item () lets go of it. */
void yj_check_begin_item (YjCheck *check, YjItem *item);
void yj_check_end_item (YjCheck *check);
/* How check->item is found. */
void yj_check_search (YjCheck *check);

/* Everything about check->item. */
void yj_check_item (YjCheck *check);
/* The form's sections and pages; the deliveries. @prompts: the questions that were read before. */
void yj_check_form (YjCheck *check, GHashTable *prompts);
void yj_check_delivery (YjCheck *check);
/* Fees: of what exists, and said for every matter. */
void yj_check_fees (YjCheck *check);
void yj_check_options (YjCheck *check, const YjCheckAnswer *answer, GPtrArray *options, const char *pointer);
void yj_check_matter_codes (YjCheck *check, const char *const *codes, const char *pointer);

/* ---- answers and conditions ---- */

/* (nullable) */
const YjCheckAnswer *yj_check_get_answer (YjCheck *check, const char *id);
/* Reports an id that somebody else has; gives the answer of that id. */
const YjCheckAnswer *yj_check_own_answer (YjCheck *check, const char *id, gconstpointer question_or_field, const char *pointer);
/* The last of @n conditions is right and names only what is asked before @position (G_MAXUINT: anything), it can hold together with those of
 * what it stands in, and while it does one of @matters (nullable, or empty: always) is applied for. @self: (nullable) the answer whose
 * condition it is. */
void yj_check_reach (YjCheck *check, const YjCondition *const *conditions, gsize n, const char *const *matters, const char *pointer,
                     guint position, const char *self);

/* What is looked for among all that people may answer. */
typedef struct {
  const YjCondition *const *holds; /* these hold (each nullable) … */
  gsize n_holds;
  const YjCondition *const *fails; /* … none of these does … */
  gsize n_fails;
  const char *const *matters;      /* … and one of these matters is applied for. NULL or empty: any or none */
} YjCheckGoal;

typedef enum {
  YJ_PROOF_NEVER,    /* no answers do that */
  YJ_PROOF_FOUND,    /* some do */
  YJ_PROOF_TOO_MUCH, /* there are too many combinations to try */
} YjProof;

YjProof yj_check_find_answers (YjCheck *check, const YjCheckGoal *goal);
/* Answers to @answer of which at least one stands for each that a person can give, as far as @conditions tell them apart. NULL when there are
 * too many. (transfer full) (nullable) (element-type json_t) */
GPtrArray *yj_check_list_candidates (YjCheck *check, const YjCheckAnswer *answer, GPtrArray *conditions);
/* (nullable) (element-type YjOption) */
GPtrArray *yj_check_get_options (const YjCheckAnswer *answer);

G_END_DECLS
