/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a withdrawal does: "withdrawn" for every case that is not done or refused, once application and withdrawal are both here,
 * in whichever order they came.
 *
 * It happens after the batch's commit, in a transaction of its own: whoever commits second, on whichever instance, sees the other. An
 * end between the two leaves the withdrawal open, and the next round finds it. */
#include "core/base/yj-error.h"
#include "core/document/yj-withdrawal.h"
#include "sync/central/yj-central.h"

#define AUTHOR "applicant"

static gboolean
withdraw_cases (YjCentral *central, gint64 submission, const char *at, GError **error)
{
  g_autoptr (json_t) cases = yj_central_store_list_open_cases (central->store, submission, error);
  size_t i;
  json_t *row;

  json_array_foreach (cases, i, row)
    if (!yj_central_withdraw_case (central, yj_json_string (row, "case"), AUTHOR, at, error))
      return FALSE;
  return cases != NULL;
}

/* A draft has no cases. It is here because the person agreed, and now they no longer do: its days are over. */
static gboolean
take_effect (YjCentral *central, const json_t *row, const char *at, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (g_strcmp0 (yj_json_string (row, "kind"), "draft") == 0)
    return yj_central_store_expire_draft (central->store, yj_json_string (row, "application"), yj_json_string (row, "reference"), now, error);
  return withdraw_cases (central, yj_json_int (row, "submission", 0), at, error);
}

static gboolean
settle (YjCentral *central, const json_t *row, GError **error)
{
  g_autofree char *at = yj_central_now ();
  gboolean settled = FALSE;

  if (!yj_central_store_begin (central->store, error))
    return FALSE;
  if (yj_central_store_settle_withdrawal (central->store, yj_json_int (row, "n", 0), at, &settled, error) &&
      (!settled || take_effect (central, row, at, error)))
    return yj_central_store_commit (central->store, error);
  yj_central_store_rollback (central->store);
  return FALSE;
}

/* A wrong proof stays open: another application with that reference may still come. Nobody is told. */
static gboolean
settle_right (YjCentral *central, const json_t *rows, GError **error)
{
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row)
    if (yj_withdrawal_is_proof (yj_json_string (row, "progress_secret_sha256"), yj_json_string (row, "id"), yj_json_string (row, "proof")) &&
        !settle (central, row, error))
      return FALSE;
  return TRUE;
}

gboolean
yj_central_settle_withdrawals (YjCentral *central, const char *kiosk, GError **error)
{
  gint64 after = 0;

  for (;;) {
    g_autoptr (json_t) rows = yj_central_store_list_open_withdrawals (central->store, kiosk, after, error);
    gsize n = json_array_size (rows);

    if (rows == NULL || !settle_right (central, rows, error))
      return FALSE;
    if (n == 0)
      return TRUE;
    after = yj_json_int (json_array_get (rows, n - 1), "n", after);
  }
}
