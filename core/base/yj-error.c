/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the names of the error codes; nothing else. */
#include "core/base/yj-error.h"
#include <gio/gio.h>

G_DEFINE_QUARK (yj-error-quark, yj_error)

static const char *const message_ids[YJ_N_ERRORS] = {
  [YJ_ERROR_FAILED] = "error.failed",
  [YJ_ERROR_CANCELLED] = "error.cancelled",
  [YJ_ERROR_TIMEOUT] = "error.timeout",
  [YJ_ERROR_BAD_DATA] = "error.bad-data",
  [YJ_ERROR_LIMIT] = "error.limit",
  [YJ_ERROR_NOT_FOUND] = "error.not-found",
  [YJ_ERROR_EXISTS] = "error.exists",
  [YJ_ERROR_UNVERIFIED] = "error.unverified",
  [YJ_ERROR_CRYPTO] = "error.crypto",
  [YJ_ERROR_DENIED] = "error.denied",
  [YJ_ERROR_CLOSED] = "error.closed",
  [YJ_ERROR_UNPROVISIONED] = "error.unprovisioned",
  [YJ_ERROR_OFFLINE] = "error.offline",
  [YJ_ERROR_REJECTED] = "error.rejected",
  [YJ_ERROR_STORE] = "error.store",
  [YJ_ERROR_STORE_FULL] = "error.store-full",
  [YJ_ERROR_OUTCOME_UNKNOWN] = "error.outcome-unknown",
  [YJ_ERROR_DEVICE_ABSENT] = "error.device-absent",
  [YJ_ERROR_DEVICE_BUSY] = "error.device-busy",
  [YJ_ERROR_DEVICE_FAILED] = "error.device-failed",
  [YJ_ERROR_CARD_UNREADABLE] = "error.card-unreadable",
  [YJ_ERROR_CARD_REMOVED] = "error.card-removed",
  [YJ_ERROR_CARD_FOREIGN] = "error.card-foreign",
  [YJ_ERROR_MEDIA_EMPTY] = "error.media-empty",
  [YJ_ERROR_COVER_OPEN] = "error.cover-open",
  [YJ_ERROR_CARD_LEFT] = "error.card-left",
};

const char *
yj_error_message_id (int code)
{
  if (code < 0 || code >= YJ_N_ERRORS)
    code = YJ_ERROR_FAILED;
  return message_ids[code];
}

const char *
yj_error_nick (int code)
{
  return yj_error_message_id (code) + strlen ("error.");
}
