/* SPDX-License-Identifier: Apache-2.0 */
/* What a printed receipt says, before it is drawn: a receipt of application (收件回执), or the list to
 * take away, the slip of a draft (暂存单) or of a withdrawal (撤回回执). Holds masked data only; texts are in the receipt's language. A GObject, so that the
 * printer port can keep it while it prints. Contents follow design-language section "Paper". */
#pragma once
#include "core/base/yj-clock.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *name;
  char *department;
  int working_days; /* promised; -1: not said */
} YjReceiptMatter;

typedef struct {
  char *name;
  guint pages; /* 0 for what was not photographed */
  char *how; /* "photographed here", "read from the card", … */
  char *trust_level; /* (nullable) "C" or "D" */
  char *due; /* (nullable) still due: by when, and where */
} YjReceiptMaterial;

typedef struct {
  char *name;         /* what is paid for */
  char *amount;       /* "80 yuan", "free" */
  char *basis;        /* (nullable) */
} YjReceiptFee;

#define YJ_TYPE_RECEIPT (yj_receipt_get_type ())
G_DECLARE_FINAL_TYPE (YjReceipt, yj_receipt, YJ, RECEIPT, GObject)

typedef enum {
  YJ_RECEIPT_APPLICATION,
  YJ_RECEIPT_TAKE_AWAY_LIST,
  YJ_RECEIPT_DRAFT,      /* what is kept half filled for the counter */
  YJ_RECEIPT_WITHDRAWAL, /* an application is taken back; the reference is the application's */
} YjReceiptKind;
#define YJ_RECEIPT_N_KINDS (YJ_RECEIPT_WITHDRAWAL + 1)

struct _YjReceipt {
  GObject parent_instance;
  YjReceiptKind kind;
  char *language; /* BCP 47 */
  char *hall; /* name of the hall */
  char *machine; /* kiosk code */
  char *item; /* title of the life event */
  char *reference; /* as stored, ungrouped; NULL on a list */
  char *keep_until; /* (nullable) of a draft: YYYY-MM-DD */
  char *case_number; /* (nullable) when it differs from the reference */
  char *secret; /* 12 characters, NULL on a list and on a withdrawal */
  char *qr_text; /* what the QR holds, NULL beside it: yj_reference_to_qr_text () */
  char *applicant; /* (nullable) masked name of a person, or name of an enterprise */
  char *agent; /* (nullable) masked name of who applies for an enterprise */
  char *document; /* (nullable) kind and masked number */
  char *time; /* (nullable) YYYY-MM-DD hh:mm; NULL while the clock is unverified */
  gboolean sent; /* FALSE: kept on this machine, waits for the network */
  GPtrArray *matters; /* YjReceiptMatter */
  GPtrArray *materials; /* YjReceiptMaterial */
  GPtrArray *fees; /* YjReceiptFee: on a list all, on a receipt what is to be paid */
  GPtrArray *bring; /* YjReceiptMaterial: originals to show, their names and how */
  GStrv next_steps; /* at most three sentences */
  char *delivery; /* (nullable) */
  char *counter; /* (nullable) address and hours of the counter, on a list */
  char *query_how; /* how to ask for progress */
  char *complaint_how;
  char *versions; /* small print: catalogue, consent text, program */
  guint copy; /* which copy this is; 0 means the first */
};

YjReceipt *yj_receipt_new (YjReceiptKind kind, const char *language);
/* (transfer none) texts are copied */
void yj_receipt_add_matter (YjReceipt *self, const char *name, const char *department, int working_days);
void yj_receipt_add_material (YjReceipt *self, const char *name, guint pages, const char *how, const char *trust_level, const char *due);
void yj_receipt_add_bring (YjReceipt *self, const char *name, const char *how);
void yj_receipt_add_fee (YjReceipt *self, const char *name, const char *amount, const char *basis);

/* The present minute for paper: YYYY-MM-DD hh:mm; NULL while @clock is unverified. (transfer full) (nullable) */
char *yj_receipt_format_time (YjClock *clock);

G_END_DECLS
