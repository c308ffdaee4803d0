/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the five ports have in common: how each is started and stopped, and its signals as words. */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"
#include "tests/drivers/contract/contract.h"
#include "tests/drivers/printers/sample-receipt.h"
#include <string.h>

static void
on_state_changed (GObject *driver, YjDeviceState state, const char *reason, Contract *contract)
{
  const char *name = contract->rig->name;

  if (reason == NULL || *reason == '\0')
    g_error ("%s: a state is said without a reason", name);
  if (!g_utf8_validate (reason, -1, NULL))
    g_error ("%s: a reason is no text", name);
  if (contract->kind->get_state (driver) != state)
    g_error ("%s: %s is said, but get_state () gives another", name, yj_device_state_nick (state));
  g_free (contract->reason);
  contract->reason = g_strdup (reason);
  contract_say (contract, "state:%s", yj_device_state_nick (state));
}

static void
on_failed (GObject *driver, const GError *error, Contract *contract)
{
  g_assert_true (error->domain == YJ_ERROR);
  g_assert_true (error->message != NULL && *error->message != '\0');
  contract_say (contract, "failed:%s", yj_error_nick (error->code));
}

static void
on_card_found (GObject *driver, Contract *contract)
{
  contract_say (contract, "found");
}

static void
on_card_removed (GObject *driver, Contract *contract)
{
  contract_say (contract, "removed");
}

static void
on_read (GObject *driver, gpointer thing, Contract *contract)
{
  g_assert_nonnull (thing);
  contract_say (contract, "read");
}

static void
on_card_read (GObject *driver, YjIdCard *card, Contract *contract)
{
  g_assert_true ((yj_id_reader_get_kinds (YJ_ID_READER (driver)) >> card->kind & 1) != 0);
  on_read (driver, card, contract);
}

static void
on_frame (GObject *driver, YjFrame *frame, Contract *contract)
{
  g_assert_cmpuint (frame->width_px, >, 0);
  contract_say (contract, "frame");
}

static void
on_finished (GObject *driver, const GError *error, Contract *contract)
{
  g_assert_cmpuint (contract->unanswered, >, 0);
  contract->unanswered--;
  contract_say (contract, "finished:%s", error != NULL ? yj_error_nick (error->code) : "to-the-end");
}

static void
listen_to_reader (Contract *contract)
{
  g_signal_connect (contract->driver, "state-changed", G_CALLBACK (on_state_changed), contract);
  g_signal_connect (contract->driver, "card-found", G_CALLBACK (on_card_found), contract);
  g_signal_connect (contract->driver, "card-read", G_CALLBACK (on_card_read), contract);
  g_signal_connect (contract->driver, "card-failed", G_CALLBACK (on_failed), contract);
  g_signal_connect (contract->driver, "card-removed", G_CALLBACK (on_card_removed), contract);
}

static void
listen_to_scanner (Contract *contract)
{
  g_signal_connect (contract->driver, "state-changed", G_CALLBACK (on_state_changed), contract);
  g_signal_connect (contract->driver, "code-read", G_CALLBACK (on_read), contract);
}

static void
listen_to_camera (Contract *contract)
{
  g_signal_connect (contract->driver, "state-changed", G_CALLBACK (on_state_changed), contract);
  g_signal_connect (contract->driver, "frame", G_CALLBACK (on_frame), contract);
}

static void
listen_to_speaker (Contract *contract)
{
  g_signal_connect (contract->driver, "finished", G_CALLBACK (on_finished), contract);
}

static void
stop_reader (Contract *contract)
{
  yj_id_reader_stop (YJ_ID_READER (contract->driver));
}

static void
stop_scanner (Contract *contract)
{
  yj_code_scanner_stop (YJ_CODE_SCANNER (contract->driver));
}

static void
stop_camera (Contract *contract)
{
  yj_camera_stop (YJ_CAMERA (contract->driver));
}

static void
stop_speaker (Contract *contract)
{
  yj_speaker_stop (YJ_SPEAKER (contract->driver));
}

/* ---- printers: their state is what of their reasons matters most ---- */

static YjDeviceState
get_printer_state (GObject *driver)
{
  YjPrinterReasons reasons = yj_receipt_printer_get_reasons (YJ_RECEIPT_PRINTER (driver));

  if (reasons & (YJ_PRINTER_OFFLINE | YJ_PRINTER_NO_QUEUE | YJ_PRINTER_NO_SERVER))
    return YJ_DEVICE_ABSENT;
  return reasons & YJ_PRINTER_BLOCKED ? YJ_DEVICE_FAULT : YJ_DEVICE_READY;
}

static void
on_printer_changed (GObject *driver, Contract *contract)
{
  contract_say (contract, "state:%s", yj_device_state_nick (get_printer_state (driver)));
}

static void
listen_to_printer (Contract *contract)
{
  g_signal_connect (contract->driver, "state-changed", G_CALLBACK (on_printer_changed), contract);
}

static void
on_purged (GObject *driver, GAsyncResult *result, gpointer data)
{
  Contract *contract = data;
  g_autoptr (GError) error = NULL;

  contract->unanswered--;
  if (yj_receipt_printer_purge_finish (YJ_RECEIPT_PRINTER (driver), result, &error))
    contract_say (contract, "print-queue:empty");
  else
    contract_say (contract, "print-queue:%s", yj_error_nick (error->code));
}

/* A purge gives up what is under way. */
static void
stop_printer (Contract *contract)
{
  contract->unanswered++;
  yj_receipt_printer_purge_async (YJ_RECEIPT_PRINTER (contract->driver), on_purged, contract);
}

static void
on_printed (GObject *driver, GAsyncResult *result, gpointer data)
{
  static const char *const outcomes[] = { "printed", "failed", "unknown" };
  Contract *contract = data;
  g_autoptr (GError) error = NULL;
  YjPrintOutcome outcome;

  contract->unanswered--;
  if (yj_receipt_printer_print_finish (YJ_RECEIPT_PRINTER (driver), result, &outcome, &error)) {
    contract_say (contract, "print:%s", outcomes[outcome]);
  } else {
    g_test_message ("no outcome of the print: %s", error->message);
    contract_say (contract, "print:%s", yj_error_nick (error->code));
  }
}

void
contract_begin_print (Contract *contract)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 3);

  contract->unanswered++;
  yj_receipt_printer_print_async (YJ_RECEIPT_PRINTER (contract->driver), receipt, NULL, on_printed, contract);
}

static void
on_still_taken (GObject *driver, GAsyncResult *result, gpointer data)
{
  Contract *contract = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjStill) still = yj_camera_capture_finish (YJ_CAMERA (driver), result, &error);

  contract->unanswered--;
  if (still != NULL)
    contract_say (contract, "still");
  else
    contract_say (contract, "still:%s", yj_error_nick (error->code));
}

void
contract_begin_still (Contract *contract)
{
  contract->unanswered++;
  yj_camera_capture_async (YJ_CAMERA (contract->driver), NULL, on_still_taken, contract);
}

#define STARTER(function) ((void (*) (GObject *)) (function))
#define STATE(function) ((YjDeviceState (*) (GObject *)) (function))

static const ContractKind kinds[] = {
  { "id-reader", listen_to_reader, STARTER (yj_id_reader_start), stop_reader, STATE (yj_id_reader_get_state), TRUE, NULL },
  { "code-scanner", listen_to_scanner, STARTER (yj_code_scanner_start), stop_scanner, STATE (yj_code_scanner_get_state), TRUE, NULL },
  { "camera", listen_to_camera, STARTER (yj_camera_start), stop_camera, STATE (yj_camera_get_state), TRUE, NULL },
  { "receipt-printer", listen_to_printer, NULL, stop_printer, get_printer_state, FALSE, "print:" },
  { "speaker", listen_to_speaker, NULL, stop_speaker, NULL, FALSE, "finished:cancelled" },
};

const ContractKind *
contract_kind_find (const char *port)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].port, port) == 0)
      return &kinds[i];
  return NULL;
}
