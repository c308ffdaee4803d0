/* SPDX-License-Identifier: Apache-2.0 */
/* What a disk-driver has at hand: the folder, the words of its command line, and how each step is said and tried. */
#pragma once
#include "sync/courier/yj-catalogue-store.h"
#include "tests/sync/courier/outbox-rig.h"

typedef struct {
  OutboxRig rig;
  char **words; /* behind the thing to do; NULL at their end */
} Disk;

extern Disk disk;

typedef gboolean (*DiskAttempt) (gpointer data, GError **error);

/* "@what @key @value", by a call that is used for nothing else, so that it can be told from the work. */
void disk_say (const char *what, const char *key, const char *value);
/* A step, tried again when it fails, as the kiosk or the next round does. */
gboolean disk_try (const char *key, const char *value, DiskAttempt attempt, gpointer data);
gboolean disk_open_outbox (void);
/* One letter a record, as the states begin. (transfer full) */
char *disk_read_states (void);

/* ---- files that are not the database (disk-files.c) ---- */
gboolean disk_put_blob (guint n);
/* (transfer full) */
YjCatalogueStore *disk_open_catalogues (const char *public_key);
gboolean disk_do_blob (void);
/* The words: a key, central's answer, and the kiosk's name in it. */
gboolean disk_do_enrol (void);
/* The words as before: the new key lies there before central is asked, and until key and certificate are in use. */
gboolean disk_do_rotate (void);
/* The words: a bundle, its version, the public key. */
gboolean disk_do_catalogue (void);
/* The words: the version before, the public key. */
gboolean disk_do_roll_back (void);

/* ---- what is there (disk-state.c) ---- */
/* The word, if there is one: the public key of catalogues. */
gboolean disk_do_state (void);
