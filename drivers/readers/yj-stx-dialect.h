/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of the STX framing as one that speaks GA 450. It knows one request, CA 01 00, which finds, selects and reads a card at once and
 * answers 90 00 and what GA 450's "read" has after the status, or another status word for anything else: which one means what is not
 * published, so a mute card cannot be told from none. Here each step of GA 450 gets its answer from the last such reading.
 *
 * A card that was handed on is not found again until the reader has answered once that there is none, as with the security module of
 * GA 450 readers; it is known by a keyed digest, which is all that stays of it. Thread: the exchange's. */
#pragma once
#include "drivers/readers/yj-sdt-steps.h"

G_BEGIN_DECLS

typedef struct _YjStxDialect YjStxDialect;

YjStxDialect *yj_stx_dialect_new (void);
void yj_stx_dialect_free (YjStxDialect *self);

/* The body that the reader is asked for @step; NULL when what it said last answers it. (nullable) */
const guint8 *yj_stx_dialect_get_request (YjStxDialect *self, YjSdtStep step, gsize *size);
/* Takes the reader's answer, SW1 SW2 DATA. */
void yj_stx_dialect_take (YjStxDialect *self, const guint8 *body, gsize size);
/* The answer to @step in the form of GA 450; valid until the next call. */
const guint8 *yj_stx_dialect_answer (YjStxDialect *self, YjSdtStep step, gsize *size);
/* What was read is wiped; the digest stays. */
void yj_stx_dialect_forget (YjStxDialect *self);

G_END_DECLS
