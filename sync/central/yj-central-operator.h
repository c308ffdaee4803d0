/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator may ask of central. Only one process opens an SQLite database: while central serves, commands go
 * through the socket PATH-control (mode 0600) beside it, otherwise they open it themselves, and PostgreSQL always. Both
 * ways end in yj_central_operate (). */
#pragma once
#include "sync/central/yj-central.h"

G_BEGIN_DECLS

/* @command and its arguments -> result; (transfer full):
 *   enrol-token {"region"?,"ttl_seconds"} -> {"token","region","expires"}
 *   kiosk-list {} -> [rows]            kiosk-revoke {"kiosk"} -> {}          kiosk-rotate-key {"kiosk"} -> {}
 *   case-find {"number","status"?,"department"?} -> [rows]
 *   case-list {"after","status"?,"department"?} -> [rows]
 *   case-set {"case","status","reason"} -> outcome
 *   catalogue-publish {"bundle": base64,"signature"} -> {"id","version","sha256"}
 *   submissions {"id"?,"after"} -> [rows]      body {"n"} -> {"header_jws","envelope","materials"},
 *                                                  or {"purged"} of a draft whose days are over
 *   history {"n"} -> [{"case","matter","department","status","reason","author","at"}]
 *   blob {"sha256"} -> {"data": base64}        blob-put {"kiosk","sha256","data"} -> {}
 *   backup {"path"} -> {"records","cases"}   @path: absolute, replaced if there
 *   ingest {"kiosk","events"} -> answer of POST /v1/batches
 *   case-numbers {"kiosk","epoch","case_numbers"?} -> {"numbers","jws"}, {} where central gives none
 * Errors: those of the parts; YJ_ERROR_CRYPTO when keys are needed and not there. */
json_t *yj_central_operate (YjCentral *central, const char *command, const json_t *arguments, GError **error);

typedef struct _YjCentralLine YjCentralLine;
/* @keys_dir: (nullable) read only when the command opens the database itself. Waits up to 10 seconds for another
 * command to end. YJ_ERROR_TIMEOUT. */
YjCentralLine *yj_central_line_open (const char *database, const char *keys_dir, GError **error);
/* Official numbers of a central that is not serving, and so has not been told how they begin; @prefix: (nullable). */
void yj_central_line_set_case_numbers (YjCentralLine *line, const char *prefix, gint count);
/* @arguments: (transfer full). */
json_t *yj_central_line_ask (YjCentralLine *line, const char *command, json_t *arguments, GError **error);
void yj_central_line_close (YjCentralLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralLine, yj_central_line_close)

/* *@control: (transfer full) (nullable) PATH-control for sqlite:PATH, NULL for a database that many open at once. */
gboolean yj_central_control_path (const char *database, char **control, GError **error);

G_END_DECLS
