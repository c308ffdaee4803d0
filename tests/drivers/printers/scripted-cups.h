/* SPDX-License-Identifier: Apache-2.0 */
/* A print server that says what a test wants it to say, and stops saying anything at the request that a test names. It listens on a port of
 * 127.0.0.1 that the kernel chose, has the queue "receipt" with a roll of 80 mm, and moves no paper. Any thread. */
#pragma once
#include <cups/ipp.h>
#include <glib.h>

typedef struct _ScriptedCups ScriptedCups;

typedef enum {
  SCRIPTED_PRINTS, /* a job is completed, and counted, as soon as it has its document */
  SCRIPTED_HOLDS,  /* a job stays at the printer until it is cancelled */
  SCRIPTED_LACKS,  /* the same, and the printer says that it has no paper */
  SCRIPTED_CLINGS, /* a job stays at the printer, and the backend does not let go of it when it is cancelled */
  SCRIPTED_FORGETS, /* nobody knows a job that has its document */
} ScriptedPrinter;

typedef enum {
  SCRIPTED_MUTE, /* that request and all later ones are taken and not answered */
  SCRIPTED_LOST, /* that request alone is not answered */
  SCRIPTED_GONE, /* all connections break at that request, and nobody listens any more */
  SCRIPTED_SLOW, /* every answer from that one on takes 0.8 s */
  SCRIPTED_REFUSES, /* that request alone is answered with client-error-not-found */
  SCRIPTED_DRIPS, /* the answer comes a byte every 0.1 s */
} ScriptedFault;

/* @driverless: the queue was made by IPP Everywhere, so that its printer counts sheets and is not probed. */
ScriptedCups *scripted_cups_new (ScriptedPrinter printer, gboolean driverless);
void scripted_cups_free (ScriptedCups *self);
/* "127.0.0.1:port" */
const char *scripted_cups_get_address (ScriptedCups *self);
/* A second queue with the same printer; static string. */
void scripted_cups_add_queue (ScriptedCups *self, const char *name);
/* @fault begins at the @nth (from 1) request for @operation from now. */
void scripted_cups_break_at (ScriptedCups *self, ipp_op_t operation, guint nth, ScriptedFault fault);
/* Well again, with a printer that prints. What it knew of jobs it still knows. */
void scripted_cups_mend (ScriptedCups *self);
/* How many requests for @operation were answered. */
guint scripted_cups_count (ScriptedCups *self, ipp_op_t operation);
/* Whether the fault has begun. */
gboolean scripted_cups_is_broken (ScriptedCups *self);
/* Whether a job with a document is at the printer. */
gboolean scripted_cups_has_job (ScriptedCups *self);
/* How many clients are connected. */
guint scripted_cups_count_connections (ScriptedCups *self);
