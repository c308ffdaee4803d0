/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of the PC/SC driver share: the reader on its line (yj-pcsc-reader.c) and the card in it (yj-pcsc-placement.c).
 * Private to them. */
#pragma once
#include "core/ports/yj-id-reader.h"
#include "drivers/readers/yj-social-card.h"
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

#define YJ_TYPE_PCSC_READER (yj_pcsc_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjPcscReader, yj_pcsc_reader, YJ, PCSC_READER, GObject)

/* A card from being put in to being taken out. */
typedef struct {
  gboolean placed;
  gboolean settled; /* it was read, or it was said why not */
  gboolean delivered;
  guint attempts;
  guint16 count; /* which card this is: pcscd counts changes */
  YjSocialCard *reading; /* NULL: no answer is wanted */
} YjPcscPlacement;

struct _YjPcscReader {
  GObject parent_instance;
  YjPort *port; /* NULL until configured */
  YjDeviceState state;
  gboolean running, announced;
  guint run;      /* counts stops: a handler may stop the reader between two signals */
  GSource *timer; /* (nullable) */
  YjPcscPlacement placement;
  int left; /* the count of a card that was read and lay there at the last stop; -1: none */
};

void yj_pcsc_reader_set_state (YjPcscReader *self, YjDeviceState state, const char *reason);

/* ---- The card. ---- */
/* Says nothing. A card that was read is remembered, and not read again until another one has come: whose turn it is may have changed. */
void yj_pcsc_placement_leave (YjPcscReader *self);
/* Nothing lies there any more: a reading that was under way has failed with @code. */
void yj_pcsc_placement_end (YjPcscReader *self, int code, const char *why);
/* Protocol, count and answer to reset. */
void yj_pcsc_placement_take_inserted (YjPcscReader *self, const guint8 *bytes, gsize size);
void yj_pcsc_placement_take_answer (YjPcscReader *self, const guint8 *bytes, gsize size);
/* No answer came. */
void yj_pcsc_placement_take_silence (YjPcscReader *self);
/* A card lies there that cannot be talked to. */
void yj_pcsc_placement_take_trouble (YjPcscReader *self, int code, const char *why);

G_END_DECLS
