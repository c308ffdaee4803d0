/* SPDX-License-Identifier: Apache-2.0 */
/* What central keeps, and the only door to it; nothing here speaks of a database. Behind it (yj-store-backend.h): SQLite
 * embedded (yj-sqlite-store*.c), for one machine: one process, one connection, WAL, synchronous=FULL; and PostgreSQL
 * (yj-postgres-*.c) for any number of processes, each with a few connections, synchronous_commit=on.
 * Rows come as JSON objects whose members are the columns. A transaction belongs to the thread that began it: begin ()
 * takes the store (SQLite) or a connection (PostgreSQL), commit () and rollback () give it back, every other call takes one for
 * itself or is part of the transaction of its own thread. Errors: YJ_ERROR_STORE (nothing was stored), YJ_ERROR_STORE_FULL, YJ_ERROR_DENIED (another process
 * has it open), YJ_ERROR_OUTCOME_UNKNOWN (a commit failed: look before repeating), YJ_ERROR_EXISTS, YJ_ERROR_NOT_FOUND,
 * YJ_ERROR_TIMEOUT (others were in the way; nothing was stored, the whole transaction may be tried again). */
#pragma once
#include "sync/central/yj-central-record.h"

G_BEGIN_DECLS

typedef struct _YjCentralStore YjCentralStore;

/* @uri: sqlite:PATH, or postgresql://… as libpq reads it, without a password (PGPASSFILE or peer authentication), with
 * pool_max_conns=N (8) for the most connections of this process. Makes the tables when there are none. A database of another
 * program or of a newer version is not touched. */
YjCentralStore *yj_central_store_open (const char *uri, GError **error);
void yj_central_store_close (YjCentralStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralStore, yj_central_store_close)
/* Whether @uri names a store, else a sentence that says which kinds there are. *@path: (transfer full) (nullable) the file,
 * or NULL when the database is a server's. */
gboolean yj_central_store_parse_uri (const char *uri, char **path, GError **error);

/* 16 hex digits that name this store and stay with it. (transfer none) */
const char *yj_central_store_get_epoch (YjCentralStore *self);
/* Another name: this store is a copy that may lack what the one before it gave receipts for. The name before is remembered. YJ_ERROR_DENIED
 * while another process has it open. */
gboolean yj_central_store_renew_epoch (YjCentralStore *self, GError **error);

gboolean yj_central_store_begin (YjCentralStore *self, GError **error);
gboolean yj_central_store_commit (YjCentralStore *self, GError **error);
void yj_central_store_rollback (YjCentralStore *self);
/* Whether it answers. */
gboolean yj_central_store_check (YjCentralStore *self, GError **error);

/* Writes a whole copy to @path (replaced if there, mode 0600, on disk when this returns TRUE). *@counts: what
 * yj_central_store_count () says of the copy. */
gboolean yj_central_store_copy (YjCentralStore *self, const char *path, json_t **counts, GError **error);

/* Until the transaction ends nobody else passes here with the same @kind ("case", "token", …) and @name: what is read after
 * this, and decided by, stays so. Only inside a transaction. */
gboolean yj_central_store_lock (YjCentralStore *self, const char *kind, const char *name, GError **error);
/* In a transaction that writes nothing and yet is answered as one that did: its commit then says that what it has read is as safe as
 * what is written. Whoever wrote that may have been broken off while it waited for a standby. */
gboolean yj_central_store_confirm (YjCentralStore *self, GError **error);

/* ---- submissions ---- */
/* What is known here of one record. */
typedef struct {
  char *digest;              /* (nullable) of what is stored under (source, id) */
  char *receipt;             /* (nullable) of that */
  gboolean sequence_taken;   /* something is stored under (source, seq) */
  gboolean reference_taken;  /* a record of another outbox of the kiosk has this reference, which is a case's prefix */
} YjStanding;
void yj_standing_clear (YjStanding *standing);

/* Begins a transaction, unless it fails, and fills @standings (room for @n, zeroed; to be cleared by the caller) for @records in one look:
 * until its end nobody else can add a record of these kiosks. */
gboolean yj_central_store_look_up (YjCentralStore *self, const YjRecord *const *records, gsize n, YjStanding *standings, GError **error);

typedef struct {
  const char *verdict;     /* "accepted", "rejected" */
  const char *receipt;     /* JWS */
  const json_t *problem;   /* (nullable) */
  const json_t *cases;     /* [{"matter","case","department"}] */
} YjSettlement;
/* Of each: record, body, materials, cases with their first outcome "waiting", and a row for what stands behind. @received: RFC 3339, of
 * all. Only inside a transaction, which must be rolled back on FALSE: some may have been written. */
gboolean yj_central_store_insert_submissions (YjCentralStore *self, const YjRecord *const *records, const YjSettlement *settlements,
                                              gsize n, const char *received, GError **error);
/* Keeps a conflicting record aside: once per (source, id, digest), at most 1000 a source. */
gboolean yj_central_store_quarantine (YjCentralStore *self, const YjRecord *submission, const char *reason,
                                      const char *received, GError **error);
/* {"contiguous_through", "gaps": [[from,to]]} */
json_t *yj_central_store_get_progress (YjCentralStore *self, const char *source, GError **error);
#define YJ_STORE_SETTLED_PAGE 1024
/* [{"seq","id","digest","verdict"}] of @source's numbers from @first to @last in order, at most YJ_STORE_SETTLED_PAGE. */
json_t *yj_central_store_list_settled (YjCentralStore *self, const char *source, gint64 first, gint64 last, GError **error);
/* [{"n","id","kind","reference","source","item","region","verdict","received"}] after @after, or of one @id. */
json_t *yj_central_store_list_submissions (YjCentralStore *self, const char *id, gint64 after, GError **error);
/* {"header_jws","envelope": base64,"materials":[{"sha256","bytes"}]} */
json_t *yj_central_store_get_body (YjCentralStore *self, gint64 n, GError **error);

/* ---- cases and outcomes ---- */
/* @status, @department: (nullable) filters. */
json_t *yj_central_store_list_cases (YjCentralStore *self, const char *department, const char *status, gint64 after,
                                     GError **error);
/* The same of one submission, all of them. */
json_t *yj_central_store_list_cases_of (YjCentralStore *self, gint64 submission, GError **error);
/* Of applications behind submission @after of @reference and before @until, in the order of both, at most 500: [{"n","reference","case_number"}]. */
json_t *yj_central_store_list_printed_numbers (YjCentralStore *self, const char *reference, gint64 after, const char *until, GError **error);
/* At most 500 of @region after *@after. When these are all, *@after becomes the number of the last outcome of any region, so
 * that a quiet region does not read the others' again and again. */
json_t *yj_central_store_list_outcomes (YjCentralStore *self, const char *region, gint64 *after, GError **error);
/* The last outcome of a case; YJ_ERROR_NOT_FOUND. */
json_t *yj_central_store_get_outcome (YjCentralStore *self, const char *case_code, GError **error);
gboolean yj_central_store_add_outcome (YjCentralStore *self, const char *case_code, const char *status, const char *reason,
                                       const char *author, const char *at, GError **error);

/* What was said of the cases of a submission, in order:
 * [{"case","matter","department","status","reason","author","at"}] */
json_t *yj_central_store_list_history (YjCentralStore *self, gint64 submission, GError **error);
/* [{"case"}] of a submission that are not done, refused or withdrawn. */
json_t *yj_central_store_list_open_cases (YjCentralStore *self, gint64 submission, GError **error);

/* ---- withdrawals (yj-central-withdrawals.c) ---- */
/* In the transaction that stores @record. */
gboolean yj_central_store_add_withdrawal (YjCentralStore *self, const YjRecord *record, const char *received, GError **error);
/* Those not settled that meet an accepted application or draft of their reference, of @kiosk (nullable: of any), after number
 * @after; at most 500: [{"n","id","proof","submission","application","kind","reference","progress_secret_sha256"}]. */
json_t *yj_central_store_list_open_withdrawals (YjCentralStore *self, const char *kiosk, gint64 after, GError **error);
/* *@settled FALSE: was already. */
gboolean yj_central_store_settle_withdrawal (YjCentralStore *self, gint64 n, const char *at, gboolean *settled, GError **error);

/* ---- drafts (yj-central-drafts.c) ---- */
/* In the transaction that stores @record. @expires: seconds since 1970. */
gboolean yj_central_store_add_draft (YjCentralStore *self, const YjRecord *record, gint64 expires, GError **error);
/* Sooner, never later. */
gboolean yj_central_store_expire_draft (YjCentralStore *self, const char *id, const char *reference, gint64 expires, GError **error);
/* At most 500: [{"n","id","reference"}] */
json_t *yj_central_store_list_expired_drafts (YjCentralStore *self, gint64 now, GError **error);
/* {"expires","purged"?} of a draft; NULL without error for another kind. */
json_t *yj_central_store_find_draft (YjCentralStore *self, gint64 submission, GError **error);
/* In one transaction, in this order. *@marked FALSE: somebody else has purged it. Nothing but the body of a draft that is marked can be
 * deleted: the database refuses it. */
gboolean yj_central_store_mark_purged (YjCentralStore *self, const char *id, const char *reference, const char *at, gboolean *marked, GError **error);
json_t *yj_central_store_list_unshared_materials (YjCentralStore *self, gint64 submission, GError **error);
gboolean yj_central_store_delete_body (YjCentralStore *self, gint64 submission, GError **error);

/* ---- case numbers ---- */
/* The newest @max: [{"n","prefix","digits","first","last"}] */
json_t *yj_central_store_list_case_ranges (YjCentralStore *self, const char *source, gint64 max, GError **error);
/* *@source: (transfer full) (nullable) the outbox that got @n of @prefix. */
gboolean yj_central_store_find_case_number (YjCentralStore *self, const char *prefix, gint64 n, char **source, GError **error);
/* Whether this store had an epoch that begins with @part (hex digits of any case) before it was restored, as its own notes or a range of @prefix show. */
gboolean yj_central_store_is_former_epoch (YjCentralStore *self, const char *part, const char *prefix, gboolean *is, GError **error);
/* The next @count numbers of @prefix are @source's. In a transaction that has locked @prefix. */
gboolean yj_central_store_reserve_case_range (YjCentralStore *self, const char *source, const char *prefix, gint64 digits, gint64 count,
                                              const char *at, GError **error);

/* ---- the transactional outbox ---- */
/* From the first call on rows go to the consumer of this name. YJ_ERROR_EXISTS: to another one. */
gboolean yj_central_store_claim_consumer (YjCentralStore *self, const char *name, GError **error);
/* Begins a transaction and takes at most @max of the rows after @after that are not relayed and that no other transaction has taken:
 * [{"n","source","seq","id","kind","reference","region","item","item_version","verdict","received","digest","header_jws","envelope": base64
 * (absent once a draft was purged),"cases":[{"case","matter","department"}]}]. To be ended by commit () or rollback (); on NULL there
 * is no transaction. PostgreSQL only: YJ_ERROR_BAD_DATA. */
json_t *yj_central_store_take_waiting (YjCentralStore *self, gint64 after, gint64 max, GError **error);
gboolean yj_central_store_mark_relayed (YjCentralStore *self, const json_t *rows, const char *at, GError **error);

/* ---- kiosks ---- */
gboolean yj_central_store_add_token (YjCentralStore *self, const char *sha256, const char *region, gint64 expires, GError **error);
/* {"region","expires","used","kiosk","key_sha256"}; NULL without error when unknown. */
json_t *yj_central_store_find_token (YjCentralStore *self, const char *sha256, GError **error);
gboolean yj_central_store_use_token (YjCentralStore *self, const char *sha256, gint64 used, const char *kiosk,
                                     const char *key_sha256, GError **error);
gboolean yj_central_store_add_kiosk (YjCentralStore *self, const char *code, const char *region, const char *at, GError **error);
gboolean yj_central_store_add_certificate (YjCentralStore *self, const char *kiosk, const char *key_sha256, const char *pem,
                                           const char *at, GError **error);
/* {"pem"}, or NULL without error. */
json_t *yj_central_store_find_certificate (YjCentralStore *self, const char *kiosk, const char *key_sha256, GError **error);
/* Keys older than @key_sha256 open no connection after @retires (seconds since 1970). */
gboolean yj_central_store_retire_keys (YjCentralStore *self, const char *kiosk, const char *key_sha256, gint64 retires, GError **error);
/* Until its next certificate the kiosk is asked for a new key. YJ_ERROR_NOT_FOUND. */
gboolean yj_central_store_ask_rotation (YjCentralStore *self, const char *code, GError **error);
/* {"code","region","revoked","rotate","certificates":[PEM],"keys":[key_sha256],"older"}, newest first; "keys" without those that
 * have retired, "older": how many below the newest were not told to. NULL without error when unknown. */
json_t *yj_central_store_find_kiosk (YjCentralStore *self, const char *code, GError **error);
gboolean yj_central_store_revoke_kiosk (YjCentralStore *self, const char *code, GError **error);
/* @withheld: [[source, seq]] replaces what was withheld by @kiosk. */
gboolean yj_central_store_set_status (YjCentralStore *self, const char *kiosk, const char *status, const json_t *withheld,
                                      const char *at, GError **error);
/* With the last status and counts. */
json_t *yj_central_store_list_kiosks (YjCentralStore *self, GError **error);
/* {"submissions","rejected","cases","outcomes","quarantine","outbox","kiosks"} */
json_t *yj_central_store_count (YjCentralStore *self, GError **error);

/* ---- catalogues ---- */
/* The same id and version with other bytes is YJ_ERROR_EXISTS. */
gboolean yj_central_store_add_catalogue (YjCentralStore *self, const char *id, gint64 version, GBytes *bundle,
                                         const char *signature, const char *at, GError **error);
/* [{"id","version"}] in the order of publication. */
json_t *yj_central_store_list_catalogues (YjCentralStore *self, GError **error);
/* {"bundle": base64,"signature"}, or NULL without error. */
json_t *yj_central_store_get_catalogue (YjCentralStore *self, const char *id, gint64 version, GError **error);

G_END_DECLS
