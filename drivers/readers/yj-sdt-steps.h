/* SPDX-License-Identifier: Apache-2.0 */
/* The requests a card reader is asked, what counts as an answer to each, how long to wait, and what its
 * status bytes mean (GA 450). Pure tables and functions. */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

typedef enum {
  YJ_SDT_STEP_STATUS,  /* are you there? */
  YJ_SDT_STEP_FIND,    /* does a card lie there? */
  YJ_SDT_STEP_SELECT,
  YJ_SDT_STEP_READ,    /* text and photograph */
  YJ_SDT_STEP_ADDRESS, /* the newest address, which a card may hold besides the printed one */
  YJ_SDT_STEP_WATCH,   /* the same request, asked to learn when the card is lifted */
} YjSdtStep;

typedef struct {
  const char *name; /* for the log */
  guint8 command, parameter;
  guint first_ms; /* until the first byte of the answer */
  guint total_ms; /* until its last byte */
} YjSdtRequest;

const YjSdtRequest *yj_sdt_step_get_request (YjSdtStep step);
/* FALSE for an answer that cannot belong to the request: a late one to an earlier request. @body is SW1 SW2
 * SW3 DATA, @size ≥ 3. */
gboolean yj_sdt_step_accepts (YjSdtStep step, const guint8 *body, gsize size);

/* SW3 of GA 450. */
enum {
  YJ_SDT_CHECKSUM = 0x10,
  YJ_SDT_LENGTH = 0x11,
  YJ_SDT_WRONG_CARD = 0x40,
  YJ_SDT_READ_FAILED = 0x41,
  YJ_SDT_SELF_TEST_FAILED = 0x60,
  YJ_SDT_UNAUTHORISED = 0x66,
  YJ_SDT_NO_CARD = 0x80,
  YJ_SDT_SELECT_FAILED = 0x81,
  YJ_SDT_OK = 0x90,
  YJ_SDT_NO_SUCH_ITEM = 0x91,
  YJ_SDT_CARD_FOUND = 0x9F,
};

typedef enum {
  YJ_SDT_MEANS_OK,       /* 90, 91, 9F */
  YJ_SDT_MEANS_NO_CARD,  /* 80 */
  YJ_SDT_MEANS_CARD,     /* the card could not be talked to: try again or lift it */
  YJ_SDT_MEANS_FOREIGN,  /* a card of another kind */
  YJ_SDT_MEANS_GARBLED,  /* our request arrived damaged */
  YJ_SDT_MEANS_FAULT,    /* the reader cannot work */
  YJ_SDT_MEANS_REFUSED,  /* the reader does not know or allow the request */
  YJ_SDT_MEANS_UNNAMED,  /* not in GA 450 */
} YjSdtMeaning;
YjSdtMeaning yj_sdt_status_get_meaning (guint8 status);
/* The status, what it means and what a person does about it: "81: the card does not answer: lift it and lay it flat again". For logs,
 * error messages and technicians; a citizen reads the sentence of the error's code. (transfer none) */
const char *yj_sdt_status_describe (guint8 status);

/* The body of an answer to READ; fingerprints behind the photograph are stepped over. YJ_ERROR_CARD_UNREADABLE or _CARD_FOREIGN. (transfer full) (nullable) */
YjIdCard *yj_sdt_read_parse (const guint8 *body, gsize size, GError **error);
/* Puts the newest address of an answer to ADDRESS, if it holds one, in place of the printed one. */
void yj_sdt_address_apply (const guint8 *body, gsize size, YjIdCard *card);

G_END_DECLS
