/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a card reader (GA 450): requests in, answers out, as the real one keeps them. It knows cards and
 * faults, but no line and no time. */
#pragma once
#include "core/base/yj-json.h"
#include "core/identity/yj-id-card.h"
#include "drivers/readers/yj-sdt-frame.h"

G_BEGIN_DECLS

typedef struct {
  YjSdtFraming framing;
  GBytes *record;      /* (nullable) no card: 256 bytes of text */
  GBytes *photo;
  GBytes *new_address; /* (nullable) 70 bytes */
  const char *kind;    /* nick */
  gboolean mute;       /* a card lies there and does not answer: the reader says so */
  gboolean silent;     /* or, with mute, says nothing either when it is to be selected */
  gboolean foreign;    /* a card of another kind lies there */
  gboolean found, selected, was_read;
  gboolean pull_armed; /* the card is taken away during the next read */
  int pull_after_bytes; /* of the answer to that read; < 0: the reader says "read failed" */
  int error;           /* < 0: none; SW3 of the next answers */
  guint error_times;
  int refusal;         /* < 0: none; SW3 of the answers to "select" while a card lies there */
  guint fingerprint_bytes; /* follow the photograph in each read; 0: no such part */
  guint reads, requests, damaged;
} YjVirtualCardReader;

YjVirtualCardReader *yj_virtual_card_reader_new (YjSdtFraming framing);
void yj_virtual_card_reader_free (YjVirtualCardReader *self);

/* Puts a card there: members of yj-id-card-json.h, and "new_address". YJ_ERROR_EXISTS: one lies there;
 * YJ_ERROR_BAD_DATA: the member. */
gboolean yj_virtual_card_reader_insert (YjVirtualCardReader *self, const json_t *card, GError **error);
gboolean yj_virtual_card_reader_has_card (YjVirtualCardReader *self);
void yj_virtual_card_reader_remove (YjVirtualCardReader *self);
/* The power went: nothing is found or selected any more. */
void yj_virtual_card_reader_reset (YjVirtualCardReader *self);

/* Appends the whole frame that answers the request @body: CMD PARA, or CA 01 xx of a reader whose framing is STX. */
void yj_virtual_card_reader_answer (YjVirtualCardReader *self, const guint8 *body, gsize size, GByteArray *out);

G_END_DECLS
