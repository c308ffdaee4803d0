/* SPDX-License-Identifier: Apache-2.0 */
/* What every page may reach: the session, the flow, the texts, and the devices and the courier behind
 * their ports. Made once by the program; there is no singleton. Members are set before the window is
 * shown and read only afterwards, but for the catalogue, which changes between sessions. Thread: main. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/flow/yj-flow.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-courier.h"
#include "core/ports/yj-device-log.h"
#include "core/ports/yj-id-reader.h"
#include "core/ports/yj-photo-decoder.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"
#include "ui/yj-paper.h"
#include "ui/yj-style.h"

G_BEGIN_DECLS

#define YJ_GOODBYE_SECONDS 20

#define YJ_TYPE_CONTEXT (yj_context_get_type ())
G_DECLARE_FINAL_TYPE (YjContext, yj_context, YJ, CONTEXT, GObject)

struct _YjContext {
  GObject parent_instance;
  YjClock *clock;
  YjMessages *messages;
  YjSession *session;
  YjFlow *flow;
  YjStyle *style;
  YjCourier *courier;
  YjCatalogue *catalogue;    /* (nullable): the one new sessions begin with; changes with yj_context_set_catalogue () */
  YjIdReader *id_reader;     /* (nullable) */
  YjPhotoDecoder *photo_decoder; /* (nullable): photographs of cards are not shown */
  YjCodeScanner *scanner;    /* (nullable) */
  YjCamera *camera;          /* (nullable) */
  YjReceiptPrinter *printer; /* (nullable): set by yj_context_set_printer () */
  YjSpeaker *speaker;        /* (nullable) */
  YjDeviceLog *device_log;   /* what became of the devices; who makes one lets the log watch it */
  YjPaper *paper;            /* made by yj_context_set_printer () */
  gboolean paper_required;   /* printer policy: no paper, no new application */
  guint goodbye_seconds;     /* how long the last page stays when nobody touches it */
  gboolean voice;            /* pages are read aloud as they come */
  gboolean printer_closed;   /* the queue was not seen empty since the last session */
  guint purge_again;         /* the source that tries once more */
};

/* @clock and @messages (transfer none): references are taken. Session, flow, device log and style (of @style_dir) are made. */
YjContext *yj_context_new (YjClock *clock, YjMessages *messages, const char *style_dir);

/* @printer: (nullable). Called once, before the window is shown. */
void yj_context_set_printer (YjContext *self, YjReceiptPrinter *printer);

/* What the next session begins with. Emits "catalogue-changed" (). (transfer none) */
void yj_context_set_catalogue (YjContext *self, YjCatalogue *catalogue);

/* The kiosk's code as enrolled. (nullable) */
const char *yj_context_get_kiosk_code (YjContext *self);

/* Who everything is sealed to: service and escrow; empty while not enrolled. (transfer full) */
GStrv yj_context_list_recipients (YjContext *self);

/* The session's language, its text for @id, and the text with {name} placeholders replaced. */
const char *yj_context_get_language (YjContext *self);
const char *yj_context_text (YjContext *self, const char *id);
/* NULL-terminated name, value, … pairs. (transfer full) */
char *yj_context_format (YjContext *self, const char *id, ...) G_GNUC_NULL_TERMINATED;
/* A day as it is written on the screen: 2026 年 3 月 12 日, 12 March 2026; paper has 2026-03-12. (transfer full) */
char *yj_context_format_day (YjContext *self, GDateTime *day);
/* The present day and time of day, for the screen. (transfer full) */
char *yj_context_format_now (YjContext *self);
/* The sentence that tells the person what to do about @error. (transfer none) */
const char *yj_context_error_text (YjContext *self, const GError *error);
/* A catalogue's text in the session's language. */
const char *yj_context_pick (YjContext *self, const YjText *text);

/* Gates that are closed now: the courier's, the catalogue's and the printer's (when paper is required). */
YjGates yj_context_get_gates (YjContext *self);

/* The hall's texts from the catalogue: "name", "address", "counter", "complaint_phone", and "phone", which may be that of the
 * session's item; "" when unknown. */
const char *yj_context_hall (YjContext *self, const char *key);
/* Its hours today, and those of a week, for another day; "" when unknown. (transfer full) */
char *yj_context_format_hours_today (YjContext *self);
char *yj_context_format_hours_week (YjContext *self);

/* Cancels what is printing and sees it gone; until then the printer's gate is closed. Also at start. */
void yj_context_purge_printer (YjContext *self);
/* Wipes the session, and everything that devices, courier and paper hold of it; place and language stay: the last
 * page still says goodbye. */
void yj_context_wipe_session (YjContext *self);
/* Wipes the session and goes to idle with the look of a new visit: the one end of every visit. */
void yj_context_end_session (YjContext *self);

G_END_DECLS
