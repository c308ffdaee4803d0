/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the scripted queue answers to each request. */
#include "tests/drivers/printers/scripted-queue.h"
#include <cups/cups.h>

static void
add_queue (ipp_t *answer, const ScriptedQueue *self, const char *name)
{
  static const char *const sizes[] = { "custom_80x160mm_80x160mm", "custom_min_80x30mm_80x30mm", "custom_max_80x3276mm_80x3276mm" };
  gboolean lacks = self->printer == SCRIPTED_LACKS && self->state == IPP_JSTATE_PROCESSING;

  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_NAME, "printer-name", NULL, name);
  ippAddInteger (answer, IPP_TAG_PRINTER, IPP_TAG_ENUM, "printer-state",
                 self->state == IPP_JSTATE_PROCESSING ? IPP_PSTATE_PROCESSING : IPP_PSTATE_IDLE);
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", NULL, lacks ? "media-empty-error" : "none");
  ippAddBoolean (answer, IPP_TAG_PRINTER, "printer-is-accepting-jobs", 1);
  ippAddStrings (answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "media-supported", G_N_ELEMENTS (sizes), NULL, sizes);
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "media-ready", NULL, sizes[0]);
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_URI, "device-uri", NULL,
                self->driverless ? "ipps://127.0.0.1/ipp/print" : "usb://Virtual/Receipt");
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_TEXT, "printer-make-and-model", NULL,
                self->driverless ? "Virtual - IPP Everywhere" : "Virtual");
}

static void
add_job (ipp_t *answer, const ScriptedQueue *self)
{
  gboolean clings = self->printer == SCRIPTED_CLINGS && self->state == IPP_JSTATE_CANCELED;

  ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-id", self->job);
  ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_ENUM, "job-state", (int) self->state);
  ippAddString (answer, IPP_TAG_JOB, IPP_TAG_KEYWORD, "job-state-reasons", NULL, clings ? "processing-to-stop-point" : "none");
  ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-impressions-completed", self->sheets);
}

/* What asks a printer for its state feeds no paper, and is taken always. */
static void
take_document (ScriptedQueue *self, ipp_t *request)
{
  const char *format = ippGetString (ippFindAttribute (request, "document-format", IPP_TAG_MIMETYPE), 0, NULL);
  gboolean prints = self->printer == SCRIPTED_PRINTS || g_strcmp0 (format, "application/pdf") != 0;

  self->state = prints ? IPP_JSTATE_COMPLETED : IPP_JSTATE_PROCESSING;
  self->sheets = prints;
}

static void
cancel (ScriptedQueue *self)
{
  if (self->state != 0 && self->state < IPP_JSTATE_CANCELED)
    self->state = IPP_JSTATE_CANCELED;
}

static gboolean
holds_job (const ScriptedQueue *self)
{
  return self->state == IPP_JSTATE_PENDING || self->state == IPP_JSTATE_PROCESSING ||
         (self->printer == SCRIPTED_CLINGS && self->state == IPP_JSTATE_CANCELED);
}

void
scripted_queue_act (ScriptedQueue *self, ipp_t *request, ipp_t *answer)
{
  switch (ippGetOperation (request)) {
  case IPP_OP_CUPS_GET_PRINTERS:
    add_queue (answer, self, "receipt");
    if (self->spare != NULL) {
      ippAddSeparator (answer);
      add_queue (answer, self, self->spare);
    }
    break;
  case IPP_OP_GET_PRINTER_ATTRIBUTES:
    add_queue (answer, self, "receipt");
    break;
  case IPP_OP_CREATE_PRINTER_SUBSCRIPTIONS:
    ippAddInteger (answer, IPP_TAG_SUBSCRIPTION, IPP_TAG_INTEGER, "notify-subscription-id", 1);
    break;
  case IPP_OP_CREATE_JOB:
    self->job++;
    self->state = IPP_JSTATE_PENDING;
    self->sheets = 0;
    add_job (answer, self);
    break;
  case IPP_OP_SEND_DOCUMENT:
    take_document (self, request);
    add_job (answer, self);
    break;
  case IPP_OP_GET_JOB_ATTRIBUTES:
    if (self->printer == SCRIPTED_FORGETS && self->state != IPP_JSTATE_PENDING)
      ippSetStatusCode (answer, IPP_STATUS_ERROR_NOT_FOUND);
    else
      add_job (answer, self);
    break;
  case IPP_OP_CANCEL_JOB:
  case IPP_OP_CANCEL_JOBS:
  case IPP_OP_PURGE_JOBS:
    cancel (self);
    break;
  case IPP_OP_GET_JOBS:
    if (holds_job (self))
      add_job (answer, self);
    break;
  default: /* as if it were done */
    break;
  }
}

/* A job that nobody let go of is given up. */
void
scripted_queue_mend (ScriptedQueue *self)
{
  if (self->printer == SCRIPTED_CLINGS && self->state == IPP_JSTATE_CANCELED)
    self->state = IPP_JSTATE_ABORTED;
  self->printer = SCRIPTED_PRINTS;
}

gboolean
scripted_queue_has_document (const ScriptedQueue *self)
{
  return holds_job (self) && self->state != IPP_JSTATE_PENDING;
}
