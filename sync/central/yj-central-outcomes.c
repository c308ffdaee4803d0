/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rules by which a case's fate may be written: appended only, by its own department, and not after the end. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central.h"
#include <string.h>

/* What departments and operators may write; "withdrawn" is the applicant's. */
static const char *const statuses[] = { "accepted", "returned", "done", "refused", NULL };
#define WITHDRAWN "withdrawn"

gboolean
yj_central_is_status (const char *status)
{
  return status != NULL && (g_str_equal (status, "waiting") || g_str_equal (status, WITHDRAWN) || g_strv_contains (statuses, status));
}

static gboolean
is_closed (const char *status)
{
  return g_str_equal (status, "done") || g_str_equal (status, "refused") || g_str_equal (status, WITHDRAWN);
}

/* Inside the transaction. */
static json_t *
append (YjCentral *central, const char *department, const char *case_code, const char *status, const char *reason,
        gboolean *created, GError **error)
{
  g_autoptr (json_t) last = yj_central_store_get_outcome (central->store, case_code, error);
  g_autofree char *at = yj_central_now (), *author = NULL;

  if (last == NULL)
    return NULL;
  if (department != NULL && g_strcmp0 (yj_json_string (last, "department"), department) != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DENIED, "the case belongs to another department");
    return NULL;
  }
  if (g_strcmp0 (yj_json_string (last, "status"), status) == 0 && g_strcmp0 (yj_json_string (last, "reason"), reason) == 0)
    return yj_central_store_confirm (central->store, error) ? g_steal_pointer (&last) : NULL;
  if (is_closed (yj_json_string (last, "status"))) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CLOSED, "the case is done, refused or withdrawn");
    return NULL;
  }
  author = department != NULL ? g_strconcat ("department:", department, NULL) : g_strdup ("operator");
  if (!yj_central_store_add_outcome (central->store, case_code, status, reason, author, at, error))
    return NULL;
  *created = TRUE;
  return yj_central_store_get_outcome (central->store, case_code, error);
}

json_t *
yj_central_add_outcome (YjCentral *central, const char *department, const char *case_code, const char *status, const char *reason,
                        gboolean *created, GError **error)
{
  g_autoptr (json_t) outcome = NULL;

  *created = FALSE;
  if (case_code == NULL || status == NULL || !g_strv_contains (statuses, status) || !yj_is_reason (reason)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA,
                         "case, status (accepted, returned, done, refused) and reason (a symbol, at most 64 characters) are needed");
    return NULL;
  }
  if (!yj_central_store_begin (central->store, error))
    return NULL;
  if (yj_central_store_lock (central->store, "case", case_code, error))
    outcome = append (central, department, case_code, status, reason, created, error);
  if (outcome == NULL) {
    yj_central_store_rollback (central->store);
    return NULL;
  }
  if (!yj_central_store_commit (central->store, error))
    return NULL;
  json_object_del (outcome, "progress_secret_sha256"); /* for kiosks, which check it; who writes has no use for it */
  return g_steal_pointer (&outcome);
}

/* Inside the transaction; what is closed meanwhile stays as it is. */
gboolean
yj_central_withdraw_case (YjCentral *central, const char *case_code, const char *author, const char *at, GError **error)
{
  g_autoptr (json_t) last = NULL;

  if (!yj_central_store_lock (central->store, "case", case_code, error))
    return FALSE;
  last = yj_central_store_get_outcome (central->store, case_code, error);
  return last != NULL && (is_closed (yj_json_string (last, "status")) ||
                          yj_central_store_add_outcome (central->store, case_code, WITHDRAWN, "", author, at, error));
}
