/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of cases and outcomes, and what was sealed with them, in SQL that every database behind the store speaks. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-store-backend.h"

#define LAST_OUTCOME "o.n = (SELECT max (n) FROM outcome WHERE matter_case = c.n)"
#define OUTCOMES_A_PAGE 500
#define QUARANTINE_MAX_ROWS 1000

json_t *
yj_central_store_get_body (YjCentralStore *self, gint64 n, GError **error)
{
  g_autoptr (json_t) body = yj_store_row (self, error, "SELECT header_jws, envelope FROM body WHERE submission = ?1", "i", n);
  json_t *materials;

  if (body == NULL)
    return NULL;
  materials = yj_store_rows (self, error, "SELECT sha256, bytes FROM material WHERE submission = ?1 ORDER BY position", "i", n);
  if (materials == NULL)
    return NULL;
  json_object_set_new (body, "materials", materials);
  return g_steal_pointer (&body);
}

gboolean
yj_central_store_quarantine (YjCentralStore *self, const YjRecord *submission, const char *reason, const char *received,
                             GError **error)
{
  return yj_store_execute (self, error,
                           "INSERT INTO quarantine (source, id, digest, reason, header_jws, envelope, received)"
                           " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7"
                           " WHERE (SELECT count(*) FROM quarantine WHERE source = ?1) < ?8 ON CONFLICT DO NOTHING",
                           "sssssbsi", submission->source, submission->id, submission->digest, reason, submission->header_jws,
                           submission->envelope, received, (gint64) QUARANTINE_MAX_ROWS);
}

/* What was printed stands in the signed header alone: the official number, or the reference. */
static void
add_printed_number (json_t *row)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (yj_json_string (row, "header_jws"), NULL);
  g_autoptr (json_t) header = NULL;
  const char *number;

  if (payload != NULL)
    header = yj_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), 0, 0, NULL);
  number = yj_json_string (header, "case_number");
  json_object_set_new (row, "case_number", json_string (number != NULL ? number : yj_json_string (row, "reference")));
  json_object_del (row, "header_jws");
}

/* @rows: (transfer full) (nullable), changed in place. (transfer full) */
static json_t *
with_printed_numbers (json_t *rows)
{
  size_t i;
  json_t *row;

  json_array_foreach (rows, i, row)
    add_printed_number (row);
  return rows;
}

#define CASES                                                                                                                              \
  "SELECT c.n, c.code AS \"case\", c.matter, c.department, o.status, o.reason, o.at AS since, s.id,"                                        \
  " s.reference, s.item, s.region, s.received, b.header_jws FROM matter_case c"                                                            \
  " JOIN submission s ON s.n = c.submission JOIN body b ON b.submission = c.submission"                                                    \
  " JOIN outcome o ON o.matter_case = c.n AND " LAST_OUTCOME

json_t *
yj_central_store_list_printed_numbers (YjCentralStore *self, const char *reference, gint64 after, const char *until, GError **error)
{
  return with_printed_numbers (yj_store_rows (self, error,
                                              "SELECT s.n, s.reference, b.header_jws FROM submission s JOIN body b ON b.submission = s.n"
                                              " WHERE (s.reference, s.n) > (?1, ?2) AND s.reference < ?3 AND s.kind = 'application'"
                                              " ORDER BY s.reference, s.n LIMIT 500",
                                              "sis", reference, after, until));
}

json_t *
yj_central_store_list_cases_of (YjCentralStore *self, gint64 submission, GError **error)
{
  return with_printed_numbers (yj_store_rows (self, error, CASES " WHERE c.submission = ?1 ORDER BY c.n", "i", submission));
}

json_t *
yj_central_store_list_cases (YjCentralStore *self, const char *department, const char *status, gint64 after, GError **error)
{
  return with_printed_numbers (yj_store_rows (self, error,
                                              CASES " WHERE c.n > ?1 AND (?2 IS NULL OR c.department = ?2) AND (?3 IS NULL OR o.status = ?3)"
                                              " ORDER BY c.n LIMIT 500",
                                              "iss", after, department, status));
}

#define OUTCOME_COLUMNS                                                                                                \
  "SELECT o.n, s.id, s.reference, c.matter, c.code AS \"case\", c.department, o.status, o.reason, o.at,"                \
  " s.progress_secret_sha256 FROM outcome o JOIN matter_case c ON c.n = o.matter_case"                                  \
  " JOIN submission s ON s.n = c.submission "

json_t *
yj_central_store_list_outcomes (YjCentralStore *self, const char *region, gint64 *after, GError **error)
{
  gint64 settled;
  json_t *rows;

  if (!self->backend->get_settled_outcome (self, &settled, error))
    return NULL;
  rows = yj_store_rows (self, error,
                        OUTCOME_COLUMNS "WHERE o.n > ?1 AND o.n <= ?2 AND s.region = ?3 ORDER BY o.n LIMIT ?4", "iisi", *after,
                        settled, region, (gint64) OUTCOMES_A_PAGE);
  if (rows != NULL && json_array_size (rows) < OUTCOMES_A_PAGE)
    *after = MAX (*after, settled);
  return rows;
}

json_t *
yj_central_store_get_outcome (YjCentralStore *self, const char *case_code, GError **error)
{
  g_autoptr (GError) local = NULL;
  json_t *row = yj_store_row (self, &local, OUTCOME_COLUMNS "WHERE c.code = ?1 ORDER BY o.n DESC LIMIT 1", "s", case_code);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (row == NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "there is no such case");
  return row;
}

gboolean
yj_central_store_add_outcome (YjCentralStore *self, const char *case_code, const char *status, const char *reason,
                              const char *author, const char *at, GError **error)
{
  return yj_store_execute (self, error,
                           "INSERT INTO outcome (matter_case, status, reason, author, at)"
                           " SELECT n, ?2, ?3, ?4, ?5 FROM matter_case WHERE code = ?1",
                           "sssss", case_code, status, reason, author, at);
}
