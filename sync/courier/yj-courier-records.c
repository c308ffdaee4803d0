/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the hand-over of records over the bus, and the questions that only who has a receipt may ask: for progress, and to withdraw.
 *
 * Both are counted together, per reference and per kiosk, from their beginning: many at once are no way around the limit. What turns out
 * right is forgiven. The memory ends with the program: a secret has 60 random bits, so what is left to a guesser who pulls the plug
 * between two guesses is nothing, and writing guesses down would let one fill the disk. */
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-envelope.h"
#include "sync/courier/yj-courier-service-private.h"
#include "sync/courier/yj-header-draft.h"
#include <string.h>

#define WRONG_GUESSES_PER_REFERENCE 5
#define WRONG_GUESSES_IN_ALL 50
#define WRONG_GUESSES_WINDOW_SECONDS 600

/* The one answer for unknown, wrong, and too often. */
static void
refuse (GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_error_literal (invocation, YJ_ERROR, YJ_ERROR_NOT_FOUND, "no such receipt");
}

static gboolean
may_ask (YjCourierService *self, const char *reference)
{
  if (!yj_throttle_may_try (self->throttle, reference))
    return FALSE;
  yj_throttle_add_failure (self->throttle, reference);
  return TRUE;
}

/* ---- hand-over ---- */

static void
work_submit (YjCourierCall *call, GError **error)
{
  call->submission = yj_courier_core_submit_sync (call->self->core, call->bytes, call->text, error);
}

static void
answer_submit (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  yj_dbus_courier1_complete_submit (self->courier, call->invocation, NULL, call->submission->reference, call->submission->case_number,
                                    call->submission->header);
  yj_courier_service_refresh (self);
  /* While central is away the wait after failures goes on: a full hall must not hammer it. */
  if (self->failures == 0)
    yj_courier_service_schedule (self, 0);
}

static void
work_withdraw (YjCourierCall *call, GError **error)
{
  const char *reference, *proof;

  yj_header_draft_get_withdrawal (call->json, &reference, &proof);
  work_submit (call, error);
  call->count = yj_outbox_knows_proof (call->self->core->outbox, reference, yj_json_string (call->json, "id"), proof);
}

static void
answer_withdraw (YjCourierCall *call)
{
  const char *reference, *proof;

  yj_header_draft_get_withdrawal (call->json, &reference, &proof);
  if (call->count > 0)
    yj_throttle_forgive (call->self->throttle, reference);
  answer_submit (call);
}

/* (transfer full) (nullable): what @draft_header says when it is a withdrawal. */
static json_t *
read_withdrawal (const char *draft_header)
{
  g_autoptr (json_t) draft = yj_json_parse (draft_header, strlen (draft_header), YJ_HEADER_DRAFT_MAX_BYTES, 8, NULL);
  const char *reference, *proof;
  return draft != NULL && yj_header_draft_get_withdrawal (draft, &reference, &proof) ? g_steal_pointer (&draft) : NULL;
}

static gboolean
on_submit (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, const char *draft_header,
           YjCourierService *self)
{
  g_autoptr (GBytes) envelope = yj_courier_service_take_fd (invocation, fds, handle, YJ_ENVELOPE_MAX_BYTES);
  g_autoptr (json_t) withdrawal = envelope != NULL ? read_withdrawal (draft_header) : NULL;
  YjCourierCall *call;

  if (envelope == NULL)
    return TRUE;
  if (withdrawal != NULL && !may_ask (self, yj_json_string (yj_json_object (withdrawal, "withdraws"), "reference"))) {
    refuse (invocation);
    return TRUE;
  }
  call = yj_courier_call_new (self, invocation);
  call->bytes = g_steal_pointer (&envelope);
  call->text = g_strdup (draft_header);
  call->json = g_steal_pointer (&withdrawal);
  yj_courier_call_run (call, call->json != NULL ? work_withdraw : work_submit, call->json != NULL ? answer_withdraw : answer_submit);
  return TRUE;
}

/* ---- progress ---- */

static void
work_progress (YjCourierCall *call, GError **error)
{
  g_autofree char *digest = yj_progress_secret_sha256 (call->secret);
  call->json = yj_outbox_get_progress (call->self->core->outbox, call->text, digest);
}

static void
answer_progress (YjCourierCall *call)
{
  YjCourierService *self = call->self;
  g_autofree char *text = call->json != NULL ? yj_json_to_text (call->json) : NULL;

  if (text == NULL) {
    refuse (call->invocation);
    return;
  }
  yj_throttle_forgive (self->throttle, call->text);
  yj_dbus_courier1_complete_progress (self->courier, call->invocation, text);
}

static gboolean
on_progress (YjDbusCourier1 *object, GDBusMethodInvocation *invocation, const char *reference, const char *secret,
             YjCourierService *self)
{
  g_autofree char *number = yj_reference_normalise (reference, NULL);
  g_autoptr (YjSecretText) code = yj_progress_secret_normalise (secret, NULL);
  YjCourierCall *call;

  if (number == NULL || code == NULL || !may_ask (self, number)) {
    refuse (invocation);
    return TRUE;
  }
  call = yj_courier_call_new (self, invocation);
  call->text = g_steal_pointer (&number);
  call->secret = g_steal_pointer (&code);
  yj_courier_call_run (call, work_progress, answer_progress);
  return TRUE;
}

void
yj_courier_service_connect_records (YjCourierService *self)
{
  self->throttle = yj_throttle_new (self->clock, WRONG_GUESSES_PER_REFERENCE, WRONG_GUESSES_IN_ALL, WRONG_GUESSES_WINDOW_SECONDS);
  g_signal_connect_object (self->courier, "handle-submit", G_CALLBACK (on_submit), self, 0);
  g_signal_connect_object (self->courier, "handle-progress", G_CALLBACK (on_progress), self, 0);
}
