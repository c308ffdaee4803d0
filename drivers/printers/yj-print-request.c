/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of an answer from the worker thread to whoever asked. */
#include "drivers/printers/yj-print-request.h"

YjPrintRequest *
yj_print_request_new (YjPrintRequestKind kind, GTask *task, YjReceipt *receipt, YjMessages *messages)
{
  YjPrintRequest *request = g_new0 (YjPrintRequest, 1);

  request->kind = kind;
  request->task = task;
  request->receipt = receipt != NULL ? g_object_ref (receipt) : NULL;
  request->messages = messages != NULL ? g_object_ref (messages) : NULL;
  request->outcome = YJ_PRINT_UNKNOWN;
  return request;
}

static void
request_free (gpointer data)
{
  YjPrintRequest *request = data;

  g_clear_object (&request->task);
  g_clear_object (&request->receipt);
  g_clear_object (&request->messages);
  g_clear_error (&request->error);
  g_free (request);
}

static gboolean
on_answered (gpointer data)
{
  YjPrintRequest *request = data;

  if (request->task == NULL)
    return G_SOURCE_REMOVE;
  if (request->error != NULL)
    g_task_return_error (request->task, g_steal_pointer (&request->error));
  else if (request->kind == YJ_PRINT_REQUEST_PRINT)
    g_task_return_int (request->task, request->outcome);
  else
    g_task_return_boolean (request->task, TRUE);
  return G_SOURCE_REMOVE;
}

void
yj_print_request_answer (YjPrintRequest *request, GMainContext *context)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_answered, request, request_free);
  g_source_attach (source, context);
  g_source_unref (source);
}
