/* SPDX-License-Identifier: Apache-2.0 */
/* Port: a reader that a person lays an identity document on. One physical reader each. The reader
 * polls only between start () and stop (). Every signal comes on the thread that called start ()
 * (the main context it was called in). What was read is handed over once and not kept. */
#pragma once
#include <gio/gio.h>
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

/* What a device is doing, for every port. */
typedef enum {
  YJ_DEVICE_ABSENT,  /* not plugged in, or not answering; recovery is tried by itself */
  YJ_DEVICE_READY,   /* there, idle or waiting for a person */
  YJ_DEVICE_BUSY,    /* in the middle of an operation */
  YJ_DEVICE_FAULT,   /* there, and says that it cannot work */
} YjDeviceState;

#define YJ_TYPE_DEVICE_STATE (yj_device_state_get_type ())
GType yj_device_state_get_type (void);
/* "absent", "ready", "busy", "fault". */
const char *yj_device_state_nick (YjDeviceState state);

#define YJ_TYPE_ID_READER (yj_id_reader_get_type ())
G_DECLARE_INTERFACE (YjIdReader, yj_id_reader, YJ, ID_READER, GObject)

struct _YjIdReaderInterface {
  GTypeInterface parent_iface;
  void (*start) (YjIdReader *self);
  void (*stop) (YjIdReader *self);
  YjDeviceState (*get_state) (YjIdReader *self);
  guint (*get_kinds) (YjIdReader *self);
};

/* Signals (emitted with the helpers below):
 * "card-found"   ()                   a card lies there; reading begins
 * "card-read"    (YjIdCard *card)     boxed, the handler copies what it keeps
 * "card-failed"  (GError *error)      YJ_ERROR_CARD_UNREADABLE, _CARD_REMOVED, _CARD_FOREIGN, _CARD_LEFT,
 *                                     _DEVICE_FAILED, _TIMEOUT; reading goes on. A card that lies there and does not
 *                                     answer is said to be so within a second, and may be read all the same afterwards
 * "card-removed" ()
 * "state-changed" (YjDeviceState state, const char *reason)  reason is for the log, no data */
void yj_id_reader_start (YjIdReader *self);
void yj_id_reader_stop (YjIdReader *self);
YjDeviceState yj_id_reader_get_state (YjIdReader *self);
/* What a person may lay on it, also while it is absent: bits 1 << YjIdKind. It never changes. */
guint yj_id_reader_get_kinds (YjIdReader *self);

/* For drivers, on the thread of start (). @card, @error and @reason stay the driver's. */
void yj_id_reader_emit_found (YjIdReader *self);
void yj_id_reader_emit_read (YjIdReader *self, YjIdCard *card);
void yj_id_reader_emit_failed (YjIdReader *self, const GError *error);
void yj_id_reader_emit_removed (YjIdReader *self);
void yj_id_reader_emit_state (YjIdReader *self, YjDeviceState state, const char *reason);

G_END_DECLS
