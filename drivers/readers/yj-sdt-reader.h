/* SPDX-License-Identifier: Apache-2.0 */
/* Inside drivers/readers: what the two halves of the reader, the device and the card on it, know of each other. Thread: the main
 * context in which the reader was started. */
#pragma once
#include "core/ports/yj-id-reader.h"
#include "drivers/readers/yj-sdt-exchange.h"

G_BEGIN_DECLS

#define YJ_TYPE_SDT_READER (yj_sdt_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjSdtReader, yj_sdt_reader, YJ, SDT_READER, GObject)

typedef struct {
  gboolean placed;    /* a card lies there, as far as we know */
  gboolean delivered; /* and was read */
  gboolean reported;  /* or was said to fail */
  gboolean selected;  /* it answered once */
  guint left_watches; /* how often a card that was left there is still watched; 0: none was left */
  guint attempts;
  GSource *patience; /* (nullable) until a card that does not answer is said not to */
  gboolean patience_over;
  GError *trouble; /* why the last attempt failed */
  YjIdCard *card;  /* read, and about to be delivered */
} YjSdtPlacement;

struct _YjSdtReader {
  GObject parent_instance;
  YjSdtExchange *exchange; /* NULL until configured */
  int poll_ms;
  gboolean running;
  guint run; /* changes when a handler stops or restarts us */
  YjDeviceState state;
  gboolean announced;

  GSource *timer; /* until the next step or the next opening */
  YjSdtStep next_step;
  guint unanswered;

  YjSdtPlacement placement; /* the functions named after it alone write it */
};

/* ---- the device ---- */

/* Asks now, or after @ms; either takes the place of what was to be asked. */
void yj_sdt_reader_ask (YjSdtReader *self, YjSdtStep step);
void yj_sdt_reader_schedule (YjSdtReader *self, YjSdtStep step, guint ms);
/* Says the state unless it is the same; a handler may stop the reader, which @run shows. */
void yj_sdt_reader_set_state (YjSdtReader *self, YjDeviceState state, const char *reason);
/* The device says that it cannot work: it is asked how it is every two seconds, and what lay there is over. */
void yj_sdt_reader_fault (YjSdtReader *self, const char *reason);

/* ---- the card ---- */

/* Without a word. */
void yj_sdt_placement_forget (YjSdtReader *self);
/* The card is gone: says so, and before it that a read was interrupted, if one was, with @code (YjError) and @why. */
void yj_sdt_placement_end (YjSdtReader *self, int code, const char *why);
/* @trouble (transfer full). Whether the card was taken away or cannot be read, the next look tells. */
void yj_sdt_placement_fail_attempt (YjSdtReader *self, GError *trouble);
/* The line was opened: a card may lie there that was read before, and which no look finds. */
void yj_sdt_placement_begin (YjSdtReader *self);
/* Hands the card over that was read, and forgets it. */
void yj_sdt_placement_deliver (YjSdtReader *self);
/* The answers to FIND, and to SELECT, READ, ADDRESS and WATCH: sets the next step and says what they tell. */
void yj_sdt_placement_take_find (YjSdtReader *self, guint8 status, YjSdtMeaning meaning);
void yj_sdt_placement_take_card (YjSdtReader *self, YjSdtStep step, const guint8 *body, gsize size, YjSdtMeaning meaning);

G_END_DECLS
