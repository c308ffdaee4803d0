/* SPDX-License-Identifier: Apache-2.0 */
/* What a check of a catalogue says: a kind, a place, and a sentence on which the author of the catalogue can act. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The names of yj_finding_kind_to_string () stand behind them; they are part of the output of "yijianctl catalog check --json". */
typedef enum {
  YJ_FINDING_UNREADABLE,     /* "unreadable": no such file, no plain file, no right to read it */
  YJ_FINDING_TOO_LARGE,      /* "too-large": a file, or all of them together */
  YJ_FINDING_ENCODING,       /* "encoding": not UTF-8, or with a byte order mark */
  YJ_FINDING_SYNTAX,         /* "syntax": not JSON */
  YJ_FINDING_DUPLICATE_KEY,  /* "duplicate-key" */
  YJ_FINDING_NESTING,        /* "nesting": deeper than the program reads */
  YJ_FINDING_MISSING_MEMBER, /* "missing-member" */
  YJ_FINDING_UNKNOWN_MEMBER, /* "unknown-member": a slip of the pen */
  YJ_FINDING_WRONG_TYPE,     /* "wrong-type": a list where a text is expected … */
  YJ_FINDING_WRONG_VALUE,    /* "wrong-value": not one of the words, not of the form, out of range */
  YJ_FINDING_COUNT,          /* "count": too few or too many of something */
  YJ_FINDING_FILE_NAME,      /* "file-name": differs from the id inside, or no program reads such a file */
  YJ_FINDING_DUPLICATE_ID,   /* "duplicate-id" */
  YJ_FINDING_DUPLICATE_TEXT, /* "duplicate-text": two things that a person cannot tell apart */
  YJ_FINDING_LANGUAGE,       /* "language": a text is missing in one of the catalogue's languages */
  YJ_FINDING_DEPARTMENT,     /* "department": not in catalog.json */
  YJ_FINDING_STAGE,          /* "stage": a life stage that is not in catalog.json */
  YJ_FINDING_HOURS,          /* "hours": two rules for one day, or a day without one */
  YJ_FINDING_UNKNOWN_ITEM,   /* "unknown-item" */
  YJ_FINDING_UNKNOWN_MATTER, /* "unknown-matter" */
  YJ_FINDING_UNKNOWN_DELIVERY, /* "unknown-delivery" */
  YJ_FINDING_UNKNOWN_ANSWER, /* "unknown-answer": a condition, a proposal or a difference names what is not asked before */
  YJ_FINDING_UNKNOWN_OPTION, /* "unknown-option": a condition compares with what nobody can choose */
  YJ_FINDING_CYCLE,          /* "cycle": of needs, or of conditions */
  YJ_FINDING_NEEDS,          /* "needs": a matter that may not be left out needs one that may, or one behind it */
  YJ_FINDING_UNREACHABLE,    /* "unreachable": no answers make its condition hold */
  YJ_FINDING_NEVER_ASKED,    /* "never-asked": a field or material whose matters are never applied for when it could be asked */
  YJ_FINDING_DEAD_END,       /* "dead-end": with some answers a person cannot go on */
  YJ_FINDING_UNPROVEN,       /* "unproven" (warning): too many combinations of answers to try */
  YJ_FINDING_NO_FEE,         /* "no-fee" (warning): nothing says what a matter costs, or that it is free */
  YJ_FINDING_NOT_BROWSED,    /* "not-browsed" (warning): in no life stage */
  YJ_FINDING_NEEDLESS,       /* "needless" (warning): the program knows it without */
  YJ_FINDING_ASSUMED,        /* "assumed" (warning): facts without a source */
  YJ_N_FINDING_KINDS         /* not a kind */
} YjFindingKind;

/* A warning does not keep a catalogue from being packed. */
gboolean yj_finding_kind_is_error (YjFindingKind kind);
/* Never NULL. */
const char *yj_finding_kind_to_string (YjFindingKind kind);

typedef struct {
  YjFindingKind kind;
  gboolean error;  /* FALSE: a warning */
  char *file;      /* "items/newborn.json"; "" for the folder as a whole */
  char *pointer;   /* JSON Pointer (RFC 6901) */
  char *sentence;
} YjCatalogueFinding;

void yj_catalogue_finding_free (YjCatalogueFinding *finding);

G_END_DECLS
