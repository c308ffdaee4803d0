/* SPDX-License-Identifier: Apache-2.0 */
/* One record on its way to the courier: it is asked first whether the record is there already, then the record is handed over, once,
 * and after a lost answer it is asked again before anything is said. Thread: the main one. */
#pragma once
#include "core/ports/yj-courier.h"

G_BEGIN_DECLS

#define YJ_TYPE_HANDING_OVER (yj_handing_over_get_type ())
G_DECLARE_FINAL_TYPE (YjHandingOver, yj_handing_over, YJ, HANDING_OVER, GObject)

/* Seals what is handed over, as yj_application_document_seal () does; FALSE with @error ends it. */
typedef gboolean (*YjHandingOverSeal) (gpointer owner, GBytes **envelope, char **draft_header, GError **error);

/* Signals, later than the call that led to them; none after yj_handing_over_stop ():
 * "sending" ()                 the record is sealed and goes to the courier
 * "kept"    (YjSubmission *)   it is durable; a pointer, gone with the handler
 * "failed"  (GError *error)    (nullable) it is not, or nobody knows: see _is_unknown (); NULL after _look (): it certainly is not there.
 *                              YJ_ERROR_TIMEOUT: no answer came, and it was not kept */

/* @courier: a reference is taken; @owner (transfer none) is alive until _stop (). (transfer full) */
YjHandingOver *yj_handing_over_new (YjCourier *courier, YjHandingOverSeal seal, gpointer owner);

/* Which record is looked for; without one it is handed over unasked, and the id is what the draft header says. @unknown: it was handed
 * over before and the answer is lost. */
void yj_handing_over_set_id (YjHandingOver *self, const char *id, gboolean unknown);
/* (nullable) */
const char *yj_handing_over_get_id (YjHandingOver *self);

/* Only finds out. An id is set. */
void yj_handing_over_look (YjHandingOver *self);
/* The person wants it: finds out, and hands over what is not there. Does nothing while it is on its way. */
void yj_handing_over_start (YjHandingOver *self);
/* The owner goes; what is at the courier goes on. */
void yj_handing_over_stop (YjHandingOver *self);

/* The last answer of the courier is lost: it may or may not be kept. */
gboolean yj_handing_over_is_unknown (YjHandingOver *self);

G_END_DECLS
