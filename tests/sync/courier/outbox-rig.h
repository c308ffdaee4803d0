/* SPDX-License-Identifier: Apache-2.0 */
/* An outbox in a folder of its own, with a clock that stands still; and a second pair of hands on its file. */
#pragma once
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox.h"

#define RIG_BOOT "0d0a3f0e-0000-4000-8000-000000000001"
#define RIG_WALL_USEC (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

typedef struct {
  char *dir;
  YjClock *clock;
  YjOutbox *outbox;
  char *device_key;
} OutboxRig;

void outbox_rig_set_up (OutboxRig *rig);
void outbox_rig_tear_down (OutboxRig *rig);
void outbox_rig_close (OutboxRig *rig);
/* Opens again; *@moved_aside may be NULL. Fails the test when it cannot. */
void outbox_rig_open (OutboxRig *rig, char **moved_aside);
/* The next boot: another boot id, boot time from the beginning. The outbox is closed. */
void outbox_rig_reboot (OutboxRig *rig, const char *boot_id);

/* "00000000-0000-7000-8000-<n>" (transfer full) */
char *outbox_rig_id (guint n);
/* Seals record number @n of @bytes; gives its sequence number, or 0 with @error. */
guint64 outbox_rig_try_seal (OutboxRig *rig, guint n, gsize bytes, GError **error);
guint64 outbox_rig_seal (OutboxRig *rig, guint n);
/* With a case number and about another record; each nullable. */
guint64 outbox_rig_seal_as (OutboxRig *rig, guint n, const char *case_number, const char *about_reference, GError **error);
/* One verdict, settled. A receipt of any text: the outbox keeps receipts, others judge them. */
gboolean outbox_rig_settle (OutboxRig *rig, guint64 seq, YjSettlement settlement, const char *receipt, GError **error);
/* Purges until @records of the settled ones are left. */
gboolean outbox_rig_purge (OutboxRig *rig, gint64 records);
/* The state of record number @n. (transfer full) */
char *outbox_rig_state (OutboxRig *rig, guint n);
void outbox_rig_assert_state (OutboxRig *rig, guint n, const char *state);

/* SQL on the file by another connection; the outbox must be closed. FALSE with *@message (nullable). */
gboolean outbox_rig_sql (OutboxRig *rig, const char *sql, char **message);
gint64 outbox_rig_sql_int (OutboxRig *rig, const char *sql);
char *outbox_rig_path (OutboxRig *rig, const char *name);
/* The program that judges catalogues, as it was built. (transfer full) */
char *outbox_rig_find_judge (void);
/* Removes a folder and everything below. */
void outbox_rig_remove_tree (const char *path);
