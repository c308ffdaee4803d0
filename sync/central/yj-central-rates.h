/* SPDX-License-Identifier: Apache-2.0 */
/* How many requests each certificate may make, and how many connections it may hold, in this process. One that goes
 * past them slows nobody but itself. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _YjRates YjRates;

/* @per_second: requests of one certificate, 0 for no limit; twice as many may come at once.
 * @connections: of one certificate at once, 0 for no limit. */
YjRates *yj_rates_new (guint per_second, guint connections);
void yj_rates_free (YjRates *self);

/* Whether a request of @name may be served now; otherwise *@wait_seconds says when the next one may. */
gboolean yj_rates_take_request (YjRates *self, const char *name, guint *wait_seconds);
/* Whether @name may hold one more connection; TRUE is to be given back by yj_rates_end_connection (). */
gboolean yj_rates_begin_connection (YjRates *self, const char *name);
void yj_rates_end_connection (YjRates *self, const char *name);

G_END_DECLS
