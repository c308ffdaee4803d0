/* SPDX-License-Identifier: Apache-2.0 */
/* The courier port over D-Bus. Links neither SQLite nor curl. Thread: the one that made it, in its
 * thread-default main context. */
#pragma once
#include "core/ports/yj-courier.h"

G_BEGIN_DECLS

#define YJ_TYPE_COURIER_CLIENT (yj_courier_client_get_type ())
G_DECLARE_FINAL_TYPE (YjCourierClient, yj_courier_client, YJ, COURIER_CLIENT, GObject)

/* @connection (transfer none). The courier need not be there: until it is, the gate "courier" is closed.
 * NULL with @error set when the bus cannot be used. (transfer full) */
YjCourier *yj_courier_client_new_sync (GDBusConnection *connection, GError **error);

G_END_DECLS
