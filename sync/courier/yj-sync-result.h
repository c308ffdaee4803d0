/* SPDX-License-Identifier: Apache-2.0 */
/* What a round of sync came to, and what a technician does about it. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  YJ_TROUBLE_NONE,
  YJ_TROUBLE_UNENROLLED,
  YJ_TROUBLE_OFFLINE,     /* nobody answers, or the line is cut */
  YJ_TROUBLE_BUSY,        /* central asks to wait, or answers 5xx */
  YJ_TROUBLE_RECORD,      /* central has trouble with single records; the others pass */
  YJ_TROUBLE_CERTIFICATE, /* TLS does not verify, or central does not let this kiosk in */
  YJ_TROUBLE_FOREIGN,     /* what answers is not central: a portal, a proxy, a wrong server */
  YJ_TROUBLE_VERSION,     /* central wants newer software */
  YJ_TROUBLE_CATALOGUE,   /* central's catalogue does not verify */
  YJ_TROUBLE_STORE,       /* the outbox cannot be read or written */
  YJ_TROUBLE_KEY,         /* the device key could not be changed; the present one goes on */
} YjTrouble;

typedef struct {
  gboolean reached;        /* central answered something that only central can say */
  YjTrouble kind;
  char *trouble;           /* (nullable) for a technician */
  guint accepted, rejected, dead, unsent;
  gint64 due_msec;         /* when the first record that was put off may be sent; -1: none was */
  gint64 wait_msec;        /* what central asked to wait, at most an hour; -1: nothing said */
  gboolean catalogue_changed;
  guint spread_msec;       /* over which central wants first contacts after an outage to be spread */
  gboolean offered_again;  /* records that were settled are queued again */
} YjSyncResult;
void yj_sync_result_clear (YjSyncResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjSyncResult, yj_sync_result_clear)

/* Notes trouble; the first of a round is kept, unless a later one needs a person and the first did not. */
void yj_sync_result_trouble (YjSyncResult *result, YjTrouble kind, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* It turned out to be less: what follows is noted afresh. */
void yj_sync_result_forget_trouble (YjSyncResult *result);
/* Notes why an exchange failed: the codes of yj_uplink_exchange (). */
void yj_sync_result_take_error (YjSyncResult *result, const GError *error);
/* Does a person have to look? Offline and busy pass by themselves. */
gboolean yj_trouble_is_alarm (YjTrouble kind);
/* "certificate" (static) */
const char *yj_trouble_nick (YjTrouble kind);
/* One sentence: what a technician does next. (static) */
const char *yj_trouble_next_step (YjTrouble kind);

G_END_DECLS
