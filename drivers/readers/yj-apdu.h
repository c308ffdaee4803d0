/* SPDX-License-Identifier: Apache-2.0 */
/* Commands to a card and its answers, ISO/IEC 7816-4, short form: what is sent next when a card says that more is there (61xx) or that
 * another length was wanted (6Cxx), until the answer is whole. Pure: sends nothing. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* CLA INS P1 P2, Lc and 255 bytes, Le. */
#define YJ_APDU_MAX_BYTES 261
/* As much as files that are read by records can be; a card that goes on is refused. */
#define YJ_APDU_ANSWER_MAX_BYTES 2048

typedef enum {
  YJ_APDU_MORE,   /* send the new command */
  YJ_APDU_WHOLE,  /* answer and status are there */
  YJ_APDU_BROKEN, /* not an answer, or one without an end */
} YjApduTurn;

typedef struct {
  guint8 command[YJ_APDU_MAX_BYTES];
  gsize command_bytes;
  gboolean has_le; /* its last byte is Le */
  guint8 answer[YJ_APDU_ANSWER_MAX_BYTES];
  gsize answer_bytes;
  guint16 status; /* SW1 SW2 of a whole answer */
  guint turns;
} YjApdu;

/* CLA 00. @data (nullable) up to 255 bytes. @le: -1 when nothing is expected, or 0 (as many as there are) to 255. Over T=0 a command
 * that carries data is sent without Le, and what it answers is fetched. */
void yj_apdu_begin (YjApdu *self, guint8 ins, guint8 p1, guint8 p2, const guint8 *data, gsize size, int le);
/* Takes what the card answered to the command. */
YjApduTurn yj_apdu_take (YjApdu *self, const guint8 *bytes, gsize size);
/* Forgets everything, also in memory. */
void yj_apdu_wipe (YjApdu *self);

G_END_DECLS
