/* SPDX-License-Identifier: Apache-2.0 */
/* What central's rate is measured against.
 *
 * "COPY BINARY into the table" may mean three tables, and all are measured: "heap" has a record's bytes and no index at all, which no
 * receiver could tell a duplicate by; "keyed" has besides them source and number with the two unique keys of a table that can (one record
 * under an id, one under a number), as the definition of the goal has it; "whole" has all columns and indices of submission. */
#pragma once
#include <glib.h>
#include <libpq-fe.h>

#define N_COPY_LIMITS 3

typedef struct {
  const char *name, *table, *columns;
} CopyLimit;
extern const CopyLimit copy_limits[N_COPY_LIMITS];

/* Ends the program when @sql does not end as @wanted. */
void copy_limits_run (PGconn *conn, const char *sql, ExecStatusType wanted);
/* Makes the tables, in the first schema of the search path; central's are in the schema "bench". */
void copy_limits_prepare (PGconn *conn);
/* The number of the last record that central stored. */
gint64 copy_limits_find_last (PGconn *conn);
/* Rows a second into table @which of @batches transactions, each with @batch of the records that central stored after number @after. */
double copy_limits_measure (PGconn *conn, guint which, gint64 after, guint batch, guint batches);
