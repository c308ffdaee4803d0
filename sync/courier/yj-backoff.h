/* SPDX-License-Identifier: Apache-2.0 */
/* Full jitter: a random wait between nothing and a bound that doubles from 2 s to 15 min. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_BACKOFF_BASE_MSEC 2000
#define YJ_BACKOFF_CAP_MSEC (15 * 60 * 1000)

/* @failures: in a row, from 1. */
guint yj_backoff_msec (guint failures, GRand *rand);

G_END_DECLS
