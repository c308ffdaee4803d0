/* SPDX-License-Identifier: Apache-2.0 */
/* Port: the one way out of the kiosk. What is handed over is sealed already. Implemented over D-Bus
 * by sync/client; a test implements it in memory. Errors: YJ_ERROR_CLOSED, _STORE, _STORE_FULL,
 * _BAD_DATA, _LIMIT, _UNPROVISIONED, _OFFLINE, _NOT_FOUND, _TIMEOUT, and _OUTCOME_UNKNOWN, after which
 * the caller asks lookup () before it says anything to the person. Thread: the main one. */
#pragma once
#include <gio/gio.h>
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* What the courier says once the envelope is durable. */
typedef struct {
  char *reference;   /* public, speakable: see core/document/yj-reference.h */
  char *case_number; /* official number from a reserved range, or the reference */
  char *header;      /* the exact signed header bytes that were stored (JSON text) */
} YjSubmission;
/* NULL is allowed. */
void yj_submission_free (YjSubmission *submission);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSubmission, yj_submission_free)

/* Why no new application may begin; several at once. Names in yj_gates_to_strv (). */
typedef enum {
  YJ_GATE_OPEN = 0,
  YJ_GATE_COURIER = 1 << 0,     /* "courier": the courier does not answer */
  YJ_GATE_UNENROLLED = 1 << 1,  /* "unenrolled" */
  YJ_GATE_DISK = 1 << 2,        /* "disk": free space under the reserve */
  YJ_GATE_QUEUE_COUNT = 1 << 3, /* "queue-count" */
  YJ_GATE_QUEUE_AGE = 1 << 4,   /* "queue-age" */
  YJ_GATE_CATALOGUE = 1 << 5,   /* "catalogue": enrolled, and none pulled yet that verifies */
  YJ_GATE_PRINTER = 1 << 6,     /* "printer": policy requires paper and there is none */
  YJ_GATE_STORE = 1 << 7,       /* "store": the outbox cannot be written */
  YJ_GATE_EXPIRED = 1 << 8,     /* "catalogue-expired": "refuse_after" of the catalogue is past, by a verified clock */
} YjGates;
/* Their names, empty for YJ_GATE_OPEN. (transfer full) */
GStrv yj_gates_to_strv (YjGates gates);
/* NULL is no gate; a name of a later version is passed over. */
YjGates yj_gates_from_strv (const char *const *names);

#define YJ_TYPE_COURIER (yj_courier_get_type ())
G_DECLARE_INTERFACE (YjCourier, yj_courier, YJ, COURIER, GObject)

struct _YjCourierInterface {
  GTypeInterface parent_iface;
  void (*submit_async) (YjCourier *self, GBytes *envelope, const char *draft_header, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  YjSubmission *(*submit_finish) (YjCourier *self, GAsyncResult *result, GError **error);
  void (*put_material_async) (YjCourier *self, GBytes *sealed, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
  char *(*put_material_finish) (YjCourier *self, GAsyncResult *result, GError **error);
  void (*lookup_async) (YjCourier *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
  YjSubmission *(*lookup_finish) (YjCourier *self, GAsyncResult *result, GError **error);
  void (*progress_async) (YjCourier *self, const char *reference, const char *secret, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
  json_t *(*progress_finish) (YjCourier *self, GAsyncResult *result, GError **error);
  void (*end_session) (YjCourier *self);
  YjGates (*get_gates) (YjCourier *self);
  const json_t *(*get_provisioning) (YjCourier *self);
};

/* Signal "status-changed" (): yj_courier_get_gates () or yj_courier_get_provisioning () may answer something else now. */

/* @envelope and @draft_header (JSON as assets/schema/header-draft.schema.json) as they come from yj_application_document_seal (),
 * yj_draft_document_seal (), yj_evaluation_seal () or yj_withdrawal_seal (). A withdrawal can be YJ_ERROR_NOT_FOUND, as progress can.
 * Done means durable: SQLite committed with synchronous=FULL. */
void yj_courier_submit_async (YjCourier *self, GBytes *envelope, const char *draft_header, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (nullable) */
YjSubmission *yj_courier_submit_finish (YjCourier *self, GAsyncResult *result, GError **error);

/* Hands over one sealed material page; gives the SHA-256 of the ciphertext, 64 lower-case hex digits. */
void yj_courier_put_material_async (YjCourier *self, GBytes *sealed, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (nullable) with @error */
char *yj_courier_put_material_finish (YjCourier *self, GAsyncResult *result, GError **error);

/* Is the record @id (UUID) durable? YJ_ERROR_NOT_FOUND: it certainly is not. */
void yj_courier_lookup_async (YjCourier *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full) (nullable) with @error */
YjSubmission *yj_courier_lookup_finish (YjCourier *self, GAsyncResult *result, GError **error);

/* Gives {"state": "queued"|"held"|"dead"|"accepted"|"rejected", "matters": [{"code", "status":
 * "waiting"|"accepted"|"returned"|"done"|"refused"|"withdrawn", "reason", "department", "at"}], "as_of": RFC 3339}, and where it is so:
 * "withdrawal": "asked" (central or a department has not answered yet), "withdrawn", "partly" (some cases were done or refused
 *   before), "too-late" (all were);
 * "submitted": RFC 3339, "kind": "application"|"draft", of what was handed in at this machine; "keep_days" of a draft.
 * A receipt of another kiosk that central has told nothing of, and whose withdrawal was asked for here: "withdrawal" is "asked",
 * "matters" is empty, "state" is the withdrawal's own.
 * YJ_ERROR_NOT_FOUND is the one answer for unknown, wrong, and asked too often. (transfer full) */
void yj_courier_progress_async (YjCourier *self, const char *reference, const char *secret, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
json_t *yj_courier_progress_finish (YjCourier *self, GAsyncResult *result, GError **error);

/* The person has gone: materials that no application names are deleted. */
void yj_courier_end_session (YjCourier *self);

/* Those last known; YJ_GATE_COURIER alone while no courier is on the bus. Never blocks. */
YjGates yj_courier_get_gates (YjCourier *self);

/* {"kiosk": code, "region": GB/T 2260 code, "hall": {texts}, "recipients": [service, escrow] as in core/seal/yj-seal.h,
 * "catalogue_key": minisign public key, "catalogue": {"path", "id", "version"} of the newest pulled bundle, absent while
 * there is none}; NULL while not enrolled. The file at "path" has its signature beside it (".minisig"), verifies with
 * "catalogue_key", never changes, and is kept while one can roll back to it; load it again when "path" changes. (transfer none) (nullable) */
const json_t *yj_courier_get_provisioning (YjCourier *self);

void yj_courier_emit_status_changed (YjCourier *self);

G_END_DECLS
