/* SPDX-License-Identifier: Apache-2.0 */
/* An empty store for each test: an SQLite file in a folder of its own, or a schema of its own in the PostgreSQL database that
 * YIJIAN_TEST_DATABASE names (see tests/support/postgres_rig.py). */
#pragma once
#include "sync/central/yj-central-store.h"

typedef struct {
  char *dir;          /* SQLite: the folder */
  char *path;         /* SQLite: the file */
  char *schema;       /* PostgreSQL */
  char *uri;
  YjCentralStore *store;
} Fixture;

gboolean on_postgres (void);
/* One statement on PostgreSQL by a connection of its own; its first value or NULL. (transfer full) */
char *ask_postgres (const char *uri, const char *sql);
void fixture_setup (Fixture *f, gconstpointer unused);
void fixture_teardown (Fixture *f, gconstpointer unused);
void fixture_reopen (Fixture *f);
