/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of an inquiry know of it: yj-inquiry.c does, yj-inquiry-view.c shows. */
#pragma once
#include "core/document/yj-receipt.h"
#include "core/flow/yj-handing-over.h"
#include "ui/pages/yj-inquiry.h"

G_BEGIN_DECLS

typedef enum {
  STAGE_ANSWER, /* how far it is */
  STAGE_CONFIRM, /* what taking it back means */
  STAGE_SENDING,
  STAGE_FAILED, /* it was certainly not kept */
  STAGE_UNKNOWN, /* the answer was lost */
  STAGE_KEPT,
} YjInquiryStage;

struct _YjInquiry {
  GObject parent_instance;
  YjPage *page; /* not owned */
  YjHandingOver *handing_over; /* of the withdrawal */
  char *reference, *secret;
  json_t *progress;
  YjInquiryStage stage;
  GError *error; /* (nullable) why it failed */
  GtkWidget *paper; /* (nullable) what became of the slip; owned by the page */
  gulong paper_handler, pager_handler;
};

/* The slip of the withdrawal. (transfer full) */
YjReceipt *yj_inquiry_make_slip (YjInquiry *self);
/* The printer said something about it. */
void yj_inquiry_update_paper (YjInquiry *self);

/* Another page of the rows was turned to. */
void yj_inquiry_update_primary (YjInquiry *self);

G_END_DECLS
