/* SPDX-License-Identifier: Apache-2.0 */
/* A line whose other end is a text file. Each text line is a mark and bytes in hexadecimal:
 *   > AA AA   these bytes must be sent next; anything else closes the line with YJ_ERROR_DEVICE_FAILED
 *   < AA AA   these bytes come next, as one piece
 *   !         the line hangs up
 *   # …       a comment
 * After the last line the other end is silent. Each open () goes on where the last one ended. */
#pragma once
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

#define YJ_TYPE_REPLAY_PORT (yj_replay_port_get_type ())
G_DECLARE_FINAL_TYPE (YjReplayPort, yj_replay_port, YJ, REPLAY_PORT, YjPort)

/* The file is read at the first open (). (transfer full) */
YjPort *yj_replay_port_new (const char *file);

G_END_DECLS
