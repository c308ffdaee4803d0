/* SPDX-License-Identifier: Apache-2.0 */
/* The durable queue of sealed records on SQLite; the only code that opens outbox.db. One connection,
 * locking_mode=EXCLUSIVE, WAL, synchronous=FULL. Not thread-safe: one worker thread owns it.
 * Errors: YJ_ERROR_STORE, _STORE_FULL, _EXISTS, _NOT_FOUND, _BAD_DATA, _OUTCOME_UNKNOWN. */
#pragma once
#include "core/base/yj-clock.h"
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjOutbox YjOutbox;

/* Opens or makes outbox.db in @dir. A file of another program or of a newer version is left untouched:
 * YJ_ERROR_STORE. A damaged one is moved aside with a name that says so, what is readable of it is
 * taken over, and *@moved_aside (nullable) is set to its new path. (transfer full) (nullable) */
YjOutbox *yj_outbox_open (const char *dir, YjClock *clock, char **moved_aside, GError **error);
void yj_outbox_close (YjOutbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjOutbox, yj_outbox_close)

/* Random id of this database file, 16 hex digits: (epoch, seq) is never used twice. */
const char *yj_outbox_get_epoch (YjOutbox *self);
/* The sequence number that the next record gets; it stays the same until a record is sealed with it, so numbers have
 * no gaps. A mark beside the database, durable before, keeps it from being used twice. 0 with @error set. */
guint64 yj_outbox_reserve_seq (YjOutbox *self, GError **error);

/* The highest number that a record has; 0 when there is none. */
guint64 yj_outbox_get_highest_seq (YjOutbox *self);

/* Central has a record of this epoch under @seq. Above all that is known here it means that the whole folder is an older image:
 * the numbers go on behind it. TRUE: so it is. */
gboolean yj_outbox_learn_used (YjOutbox *self, guint64 seq);

/* What is stored of a record; every string borrowed for the call. */
typedef struct {
  guint64 seq;
  const char *id, *kind, *reference, *case_number, *item;
  const char *secret_sha256;   /* (nullable) */
  const char *header_jws;
  const char *header_json;     /* the payload of header_jws */
  GBytes *envelope;
  const json_t *materials;     /* array of {"sha256", "bytes"} */
  const char *about_reference; /* (nullable) the record that this one is about: a withdrawal's, an evaluation's */
} YjOutboxRecord;

/* DRAFT -> QUEUED: one commit of record, body, state, links and event. The same id again with the
 * same envelope: TRUE and nothing changes; with another: YJ_ERROR_EXISTS. A case number that is not the reference is used up
 * of its range in the same commit; YJ_ERROR_BAD_DATA: it is not the next of any. */
gboolean yj_outbox_seal (YjOutbox *self, const YjOutboxRecord *record, GError **error);

/* Case numbers that central has reserved: @prefix, then a number from @first to @last in @digits (1 to 18) digits. */
typedef struct {
  const char *id; /* central's name of the range; the same again changes nothing */
  const char *prefix;
  int digits;
  gint64 first, last;
  gboolean fresh; /* reserved in answer to a question that asked for it: see yj_outbox_needs_fresh_range () */
} YjOutboxCaseRange;
/* The range is central's under its epoch of now: adopt that first. One that is not fresh is left out where only a fresh one helps.
 * YJ_ERROR_BAD_DATA for one that is none. */
gboolean yj_outbox_add_case_range (YjOutbox *self, const YjOutboxCaseRange *range, GError **error);
/* As central writes them: [{"id", "prefix", "digits", "first", "last", "fresh"?}]. @now: in answer to a question of this moment, so that "fresh"
 * holds. */
gboolean yj_outbox_add_case_ranges (YjOutbox *self, const json_t *ranges, gboolean now, GError **error);
/* The file is an older image: nobody knows how far ranges were used that central reserved before now. */
gboolean yj_outbox_needs_fresh_range (YjOutbox *self);
/* The next one, after yj_outbox_reserve_seq () of the same record; NULL when none is reserved: the reference stands for it then.
 * (transfer full) (nullable) */
char *yj_outbox_get_case_number (YjOutbox *self);
gint64 yj_outbox_count_case_numbers (YjOutbox *self);
/* The range that was added last, of the present central; NULL: none. (transfer full) (nullable) */
char *yj_outbox_get_newest_case_range (YjOutbox *self);

/* {"left", "range"?, "fresh"?}: what central is told of them. (transfer full) */
json_t *yj_outbox_describe_case_numbers (YjOutbox *self);

/* {"reference", "case_number", "header" (empty once purged), "state", "secret_sha256", "envelope_sha256", "kind", "id"} by id or
 * reference. YJ_ERROR_NOT_FOUND: it is certainly not stored. (transfer full) */
json_t *yj_outbox_lookup (YjOutbox *self, const char *id_or_reference, GError **error);

/* One record to send: its digests were checked against the stored bytes a moment ago. */
typedef struct {
  guint64 seq;
  char *id;
  char *kind;
  char *source;      /* "urn:yijian:kiosk:…" under which it was sealed */
  char *header_sha256; /* of header_jws */
  char *header_jws;    /* (nullable) like the envelope once it was let go */
  GBytes *envelope;
} YjOutboxItem;
void yj_outbox_item_free (YjOutboxItem *item);
/* Of body and header, while they are there. */
gsize yj_outbox_item_get_bytes (const YjOutboxItem *item);
/* Frees body and header; what is needed to judge an answer stays. */
void yj_outbox_item_let_go (YjOutboxItem *item);

/* The oldest QUEUED records after @after_seq, in order of seq; at most @max_items and @max_bytes of bodies
 * (at least one). A record whose bytes do not fit its digest becomes DEAD and is left out.
 * (transfer full) (element-type YjOutboxItem) */
GPtrArray *yj_outbox_claim (YjOutbox *self, guint64 after_seq, guint max_items, gsize max_bytes, GError **error);
/* Those of @seqs (guint64) that are QUEUED, in their order and otherwise as above: what was let go after it was sent.
 * (transfer full) (element-type YjOutboxItem) */
GPtrArray *yj_outbox_claim_these (YjOutbox *self, GArray *seqs, GError **error);
/* The same for every record that is QUEUED, HELD or DEAD: for export by hand and for receipts that come back so. What
 * cannot be read is left out and changes no state. */
GPtrArray *yj_outbox_read_unsettled (YjOutbox *self, guint64 after_seq, guint max_items, GError **error);

typedef enum { YJ_SETTLE_ACCEPTED, YJ_SETTLE_REJECTED, YJ_SETTLE_DEAD } YjSettlement;
typedef struct {
  guint64 seq;
  YjSettlement settlement;
  char *receipt; /* the signed receipt; NULL only for DEAD */
  char *reason;  /* (nullable) for a technician */
} YjOutboxVerdict;
void yj_outbox_verdict_free (YjOutboxVerdict *verdict);
/* All of them in one commit. A receipt settles a HELD or DEAD record too; a record that is settled already stays as it
 * is. (element-type YjOutboxVerdict) */
gboolean yj_outbox_settle (YjOutbox *self, GPtrArray *verdicts, GError **error);
/* A solo send that failed by the record's own fault; gives the number of such tries so far. */
int yj_outbox_count_attempt (YjOutbox *self, guint64 seq, GError **error);

/* QUEUED -> HELD; HELD or DEAD -> QUEUED. YJ_ERROR_NOT_FOUND, YJ_ERROR_DENIED (not in such a state). */
gboolean yj_outbox_hold (YjOutbox *self, const char *id_or_reference, GError **error);
gboolean yj_outbox_retry (YjOutbox *self, const char *id_or_reference, GError **error);
/* How much of what is settled keeps its body and pages, so that it can be offered again: what exceeds any of the three goes,
 * the oldest first. */
typedef struct {
  gint64 records;
  gint64 blob_bytes; /* of their pages together */
  gint64 seconds;    /* of running since they were settled */
} YjOutboxRetention;
/* ACCEPTED, REJECTED -> PURGED: tombstones, whose bodies are deleted. It begins a sixteenth above a limit and goes down to it, in
 * steps: *@more (nullable) says whether to call again. */
gboolean yj_outbox_purge (YjOutbox *self, const YjOutboxRetention *keep, gboolean *more, GError **error);
/* Digests of pages that no record names since they were purged; each is told once. (element-type utf8) (transfer full) */
GPtrArray *yj_outbox_take_dropped_blobs (YjOutbox *self);
/* FALSE: certainly no record that is not PURGED names it. */
gboolean yj_outbox_names_blob (YjOutbox *self, const char *sha256);

/* Central told its epoch. Another than before means that it came back from a backup: in the same commit every ACCEPTED or REJECTED
 * record whose body is kept becomes QUEUED, its receipt kept in the table receipt_history, and reserved case numbers are given
 * up. Call it before the same answer's receipts are settled. *@changed (nullable): it was another. */
gboolean yj_outbox_adopt_central_epoch (YjOutbox *self, const char *epoch, gboolean *changed, GError **error);
/* The one that was adopted, else the one of the newest receipt; NULL: none is known. (transfer full) (nullable) */
char *yj_outbox_get_central_epoch (YjOutbox *self);
/* ACCEPTED, REJECTED -> QUEUED for the numbers that central misses, or for all with NULL. PURGED ones, and those sealed under
 * another epoch of this kiosk, are left; the same number is offered again once an hour of running at most.
 * *@count (nullable): how many it was. */
gboolean yj_outbox_offer_again (YjOutbox *self, const guint64 *seqs, gsize n_seqs, guint *count, GError **error);

/* ---- what central has signed for: yj-outbox-settled.c ---- */
typedef struct {
  guint64 seq;
  char id[37], digest[65], verdict[9]; /* of the record; of its header; as its receipt says */
  gboolean purged; /* its sealed bytes are gone */
} YjOutboxSettled;
/* Looks at the records from number @from to @through in order, at most @max_records of them, and adds those that hold a receipt for @source
 * ("urn:yijian:kiosk:…") to @settled (of YjOutboxSettled). *@next: where to go on, above @through at the end. */
gboolean yj_outbox_list_settled (YjOutbox *self, const char *source, guint64 from, guint64 through, guint max_records, GArray *settled,
                                 guint64 *next, GError **error);
/* The number of the oldest among the newest @n_records; 1 when there are not so many. */
guint64 yj_outbox_get_newest_from (YjOutbox *self, guint n_records);
/* What came of the last comparison with central, as it was kept, and "age_seconds" of running time since; NULL: there was none. See
 * yj-reconciliation.h. (transfer full) (nullable) */
json_t *yj_outbox_get_reconciliation (YjOutbox *self);
gboolean yj_outbox_keep_reconciliation (YjOutbox *self, const json_t *reconciliation, GError **error);

/* Counts by state, {"queued": n, …}, "oldest_seconds" as below; "unreadable": true when the file cannot be read. */
json_t *yj_outbox_count (YjOutbox *self);
#define YJ_OUTBOX_LIST_MAX 1000
/* Public members of records in @state ("" for all) behind @after_seq, at most @max_records or YJ_OUTBOX_LIST_MAX: id, reference,
 * case_number, seq, kind, item, state, reason, wall, attempts. A shorter list is the last one. (transfer full) */
json_t *yj_outbox_list (YjOutbox *self, const char *state, guint64 after_seq, guint max_records);
/* The same of one, and "since_seconds" as below. YJ_ERROR_NOT_FOUND. (transfer full) */
json_t *yj_outbox_show (YjOutbox *self, const char *id_or_reference, GError **error);
/* Age of the oldest QUEUED record in time that the machine was seen running; 0 for none. */
gint64 yj_outbox_get_oldest_seconds (YjOutbox *self);
/* How long the record has been in its state, in such time; -1: not known. */
gint64 yj_outbox_get_state_seconds (YjOutbox *self, guint64 seq);
/* For once a minute, while nothing else is to be done: notes how long the machine has run, keeps the log, and looks at some of the
 * stored bytes, so that one that rots is known before it is sent. */
void yj_outbox_keep_house (YjOutbox *self);
/* The first of these alone; it writes every ten minutes at most. */
void yj_outbox_keep_time (YjOutbox *self);
/* Bytes that all unsettled records and their pages take as files; pages that several name count once. */
gboolean yj_outbox_measure_unsettled (YjOutbox *self, guint64 *bytes, GError **error);
/* {"count", "bytes", "bytes_estimated", "oldest_seconds"} of what is QUEUED: bytes of bodies and pages, counted for the oldest 200 and
 * reckoned from them for more, which is an estimate then; "dead": [{"reason", "count", "since_seconds"}], the twenty most frequent; "held_seconds": of the one that is
 * held for longest. (transfer full) */
json_t *yj_outbox_describe_waiting (YjOutbox *self);
/* TRUE: the record was offered again after exactly this receipt, by a central of another epoch than now. */
gboolean yj_outbox_is_receipt_superseded (YjOutbox *self, guint64 seq, const char *receipt);
/* SHA-256 of every page that a record names which is QUEUED, HELD or DEAD. NULL with @error: it is not known.
 * (set of strings) (transfer full) (nullable) */
GHashTable *yj_outbox_list_blobs (YjOutbox *self, GError **error);
/* Names of damaged databases that were moved aside and lie in the folder. (transfer full) */
json_t *yj_outbox_list_damaged (YjOutbox *self);

/* Outcomes as central told them; the last number is kept with them. */
gboolean yj_outbox_store_outcomes (YjOutbox *self, const json_t *outcomes, gint64 next, GError **error);
gint64 yj_outbox_get_outcome_cursor (YjOutbox *self);
/* As yj_courier_progress_async () gives it, for both right; NULL when unknown here. */
json_t *yj_outbox_get_progress (YjOutbox *self, const char *reference, const char *secret_sha256);
/* Is @proof (core/document/yj-withdrawal.h) for the withdrawal @id right for something with @reference that is known here? FALSE: it is
 * not, or nothing is known. */
gboolean yj_outbox_knows_proof (YjOutbox *self, const char *reference, const char *id, const char *proof);

/* One line of the bounded event log; @seq 0: of no record. No personal data. */
gboolean yj_outbox_add_event (YjOutbox *self, guint64 seq, const char *what, GError **error);
/* Records that are kept and not sent, as PUT /v1/status takes them: the number of each, or {"seq", "epoch"} where it was sealed under
 * another epoch; the first 10,000 of them, or what fits into 128 KiB. (transfer full) */
json_t *yj_outbox_list_withheld (YjOutbox *self);

/* Gives the disk back what the database and its log do not need, as far as there is room to do it; for a short disk, and when nothing else is
 * to be purged. Spends the ballast. */
void yj_outbox_give_back (YjOutbox *self);

/* Releases or rebuilds the ballast file: room to settle records on a full disk. */
void yj_outbox_release_ballast (YjOutbox *self);
void yj_outbox_rebuild_ballast (YjOutbox *self);

G_END_DECLS
