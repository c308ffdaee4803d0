/* SPDX-License-Identifier: Apache-2.0 */
/* A line that is written down as it is used, for a replay: a technician's tool for the bench, never for a
 * kiosk that serves people. */
#pragma once
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

#define YJ_TYPE_RECORD_PORT (yj_record_port_get_type ())
G_DECLARE_FINAL_TYPE (YjRecordPort, yj_record_port, YJ, RECORD_PORT, YjPort)

/* Appends to @file (mode 0600) from the first open (). @inner (transfer none). (transfer full) */
YjPort *yj_record_port_new (const char *file, YjPort *inner);

G_END_DECLS
