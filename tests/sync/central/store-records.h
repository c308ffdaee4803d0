/* SPDX-License-Identifier: Apache-2.0 */
/* Records and questions for the tests of central's store, whatever database is behind it. */
#pragma once
#include "sync/central/yj-store-backend.h"

#define SOURCE "urn:yijian:kiosk:TEST:00000000000000aa"
#define AT "2026-01-01T00:00:00Z"

/* An application of kiosk TEST with one material; its cases become "C<seq>-1" and "C<seq>-2". */
YjRecord *new_record (gint64 seq);
/* Of another kiosk or another outbox. */
YjRecord *new_record_of (const char *kiosk, const char *epoch, gint64 seq);
/* In a transaction of its own, unless @inside. */
gboolean insert_record (YjCentralStore *store, const YjRecord *record, gboolean inside, GError **error);
/* The same, and it must go well. */
void insert_seq (YjCentralStore *store, gint64 seq);
gint64 count_rows (YjCentralStore *store, const char *what);
void assert_progress (YjCentralStore *store, const char *wanted);
