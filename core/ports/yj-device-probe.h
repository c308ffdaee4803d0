/* SPDX-License-Identifier: Apache-2.0 */
/* Drives one device through its port and says whether it works, and if not, what a technician does next: what a self-test is made of.
 * Nothing that is on a card or in a code is kept or told. A printer is asked, and feeds no paper. Thread: the device's. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  gboolean passed;
  char *state;     /* "absent", "ready", "busy" or "fault", as it said last; NULL: it said nothing */
  char *reason;    /* why it passed or not, for a technician */
  char *next_step; /* NULL when it passed */
} YjDeviceVerdict;

void yj_device_verdict_free (YjDeviceVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjDeviceVerdict, yj_device_verdict_free)

/* @device implements a port of core/ports and is not started; it is stopped afterwards. @patience_msec: how long it has to show that it works,
 * 0 for what its kind needs. @presentation_msec: how long a person then has to lay a card on a reader or hold a code before a scanner, which
 * must be read; 0: none is asked for. */
void yj_device_probe_async (GObject *device, guint patience_msec, guint presentation_msec, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full), never NULL */
YjDeviceVerdict *yj_device_probe_finish (GAsyncResult *result);

/* What a technician does about a device of @port (yj_driver_info_get_port ()) in @state that did not pass; @detail
 * (nullable): its reason, of a printer its reasons. (transfer none) */
const char *yj_device_next_step (const char *port, const char *state, const char *detail);

G_END_DECLS
