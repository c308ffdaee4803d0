/* SPDX-License-Identifier: Apache-2.0 */
/* A serial line or a pseudo terminal: raw, 8N1, without modem lines, exclusively ours. */
#pragma once
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

#define YJ_TYPE_SERIAL_PORT (yj_serial_port_get_type ())
G_DECLARE_FINAL_TYPE (YjSerialPort, yj_serial_port, YJ, SERIAL_PORT, YjPort)

/* YJ_ERROR_BAD_DATA: a rate that is not in yj-port.h. (transfer full) (nullable) */
YjPort *yj_serial_port_new (const char *path, int rate_baud, GError **error);

G_END_DECLS
