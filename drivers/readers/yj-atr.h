/* SPDX-License-Identifier: Apache-2.0 */
/* What a contact card says when it is powered: its answer to reset, ISO/IEC 7816-3 clause 8, with the historical bytes of 7816-4. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* TS and at most 32 characters after it. */
#define YJ_ATR_MAX_BYTES 33
#define YJ_ATR_HISTORICAL_MAX_BYTES 15

typedef struct {
  guint16 protocols; /* bit n: the card offers T=n; T=0 when it names none */
  guint8 protocol; /* the first offered one, or the one that the card insists on */
  gboolean is_specific; /* TA2 is there: the card talks by @protocol at once and no other way */
  guint8 historical[YJ_ATR_HISTORICAL_MAX_BYTES];
  gsize historical_bytes;
} YjAtr;

/* YJ_ERROR_BAD_DATA: it ends too early or too late, begins with neither 3B nor 3F, or its check byte TCK does not fit. */
gboolean yj_atr_parse (const guint8 *bytes, gsize size, YjAtr *atr, GError **error);
/* "offers T=0 and T=1, 8 historical bytes": not the bytes themselves, in which makers put the number of the card. (transfer full) */
char *yj_atr_describe (const YjAtr *atr);

G_END_DECLS
