/* SPDX-License-Identifier: Apache-2.0 */
/* How kiosk and central write down what is settled, so that both can compare it by a digest: see Reconciliation in sync/central/openapi.yaml.
 * Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Most numbers of one segment, of one question, and ranges of one segment. */
#define YJ_SETTLED_SEGMENT_MAX 4096
#define YJ_SETTLED_NUMBERS_MAX 16384
#define YJ_SETTLED_RANGES_MAX 64
/* Most segments of one question. */
#define YJ_SETTLED_SEGMENTS_MAX 16
/* A segment of so many numbers or fewer that does not match is answered with what central holds of it. */
#define YJ_SETTLED_LISTED_MAX 64

/* Adds the line of one record to @sum (SHA-256): its number in decimal, id, digest of its header, verdict, a space between them and a line
 * feed behind. Records come in the order of their numbers. */
void yj_settled_list_add (GChecksum *sum, gint64 seq, const char *id, const char *digest, const char *verdict);

G_END_DECLS
