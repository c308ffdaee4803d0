/* SPDX-License-Identifier: Apache-2.0 */
/* Tells a virtual device its words, whether it lives in another program or on this program's main loop. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Sends @line to the socket @path and runs the main loop until the answer is there, which must be OK. @path may be a device that is
 * not there: FALSE then. */
gboolean words_client_tell (const char *path, const char *line);

G_END_DECLS
