/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs of version 7 (RFC 9562): the ids of applications and other records. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* @wall_usec: microseconds since 1970 UTC, a label only. 36 characters, lower case. (transfer full) */
char *yj_uuid7_new (gint64 wall_usec);

G_END_DECLS
