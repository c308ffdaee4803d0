/* SPDX-License-Identifier: Apache-2.0 */
/* A courier in memory: keeps what it is handed, and fails as it is told. Every call answers from the main loop, never before
 * it returns, as the bus does. */
#pragma once
#include "core/ports/yj-courier.h"

#define YJ_TYPE_FAKE_COURIER (yj_fake_courier_get_type ())
G_DECLARE_FINAL_TYPE (YjFakeCourier, yj_fake_courier, YJ, FAKE_COURIER, GObject)

struct _YjFakeCourier {
  GObject parent_instance;
  YjGates gates;             /* change it and emit "status-changed" */
  json_t *provisioning;      /* enrolled in region 000000 with two recipients made for this test */
  char *identities[2];       /* which open what is sealed to them: service, escrow */
  GPtrArray *envelopes;      /* GBytes, as submitted */
  GPtrArray *draft_headers;  /* char *, beside them */
  GPtrArray *materials;      /* GBytes */
  guint n_sessions_ended;
  char *asked_reference, *asked_secret; /* (nullable) of the last progress () */
  json_t *progress;          /* (nullable) what progress () gives; NULL: YJ_ERROR_NOT_FOUND */
  int next_error;            /* a YjError that the next call ends with; -1: none */
  gboolean store_before_error; /* submit () keeps the envelope and then fails with next_error */
  gboolean holding;          /* calls wait for yj_fake_courier_release () */
  GPtrArray *held;           /* GTask */
  GHashTable *references;    /* application id -> reference */
};

YjFakeCourier *yj_fake_courier_new (void);
/* Answers what was held, in order, and holds no longer. */
void yj_fake_courier_release (YjFakeCourier *self);
