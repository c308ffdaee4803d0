/* SPDX-License-Identifier: Apache-2.0 */
/* What the visits of a lane asked for and were told, held against the sheets that its printer counted. Thread: the lane's. */
#pragma once
#include "core/ports/yj-receipt-printer.h"
#include "tests/support/heartbeat.h"

/* What the driver promises for the receipts of these visits, which are short. */
#define LANE_PROMISE_MSEC 5000

typedef struct {
  guint visits, requests, sheets;
  guint printed, failed, unknown; /* what was said */
  guint doubled;                  /* sheets beyond the requests of their visit */
  guint late;                     /* sheets whose paper moved after the visit had ended */
  guint false_success;            /* "printed", and no sheet */
  guint closed;                   /* visits after which the gate closed for a while */
  guint switched;                 /* how often somebody switched a printer off and on */
  guint slow;                     /* answers that took longer than was promised */
  guint starved;                  /* those of them that were late by no more than two of this program's beats, one thread's after the other's */
  GArray *answer_msec;            /* gint64: from each request to its answer */
  GPtrArray *stories;             /* of visits in which something was wrong or slow; NULL in a sum */
} LaneAccount;

typedef struct {
  char *title;             /* which its sheets bear */
  guint requests, printed; /* asked for, and said to be printed */
  gint64 began_usec, ended_usec;
  GString *story;
} LaneVisit;

/* (transfer full) */
LaneAccount *lane_account_new (void);
/* Adds @account (transfer full) to @sum, and tells its stories. */
void lane_account_add (LaneAccount *sum, LaneAccount *account);

typedef struct _LaneBook LaneBook;

/* Of the visits that @account is of. @account (transfer none) outlives it. (transfer full) */
LaneBook *lane_book_new (LaneAccount *account);
void lane_book_free (LaneBook *self);
/* @title is no other visit's. (transfer none), until the book is freed */
LaneVisit *lane_book_begin_visit (LaneBook *self, const char *title);
/* The last that was begun. (transfer none) (nullable) before the first */
LaneVisit *lane_book_get_present (LaneBook *self);
/* @what, and when, into the present visit's story. */
void lane_book_note (LaneBook *self, const char *what);
/* The answer to what the present visit asked at @asked_usec; @failure: (nullable) in words. */
void lane_book_take_answer (LaneBook *self, gint64 asked_usec, Heartbeat *heartbeat, YjPrintOutcome outcome, const char *failure);
/* @sheets: "TITLE@USEC TITLE@USEC": each sheet that came out, and when its paper moved (monotonic). Every visit has ended. */
void lane_book_take_stock (LaneBook *self, const char *sheets);
