/* SPDX-License-Identifier: Apache-2.0 */
/* Does one thing to a courier's folder and says each step: "may KEY VALUE" before it, "done KEY VALUE" once it was answered,
 * "failed KEY" when it says that it failed; or tells by "is KEY VALUE" what a folder holds. Killed and starved from outside. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-catalogue-store.h"
#include "sync/courier/yj-enrolment.h"
#include "tests/sync/courier/outbox-rig.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define REGION "000000"
#define TRIES 3

static OutboxRig rig;
static char **words;

/* By a call that is used for nothing else, so that it can be told from the work. */
static void
say (const char *what, const char *key, const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s %s %s\n", what, key, value);
  struct iovec piece = { line, strlen (line) };
  if (writev (STDOUT_FILENO, &piece, 1) < 0)
    _exit (4);
}

/* ---- the outbox ---- */

static gboolean
open_outbox (void)
{
  for (guint i = 0; rig.outbox == NULL && i < TRIES; i++) {
    g_autoptr (GError) error = NULL;
    rig.outbox = yj_outbox_open (rig.dir, rig.clock, NULL, &error);
    if (rig.outbox == NULL)
      say ("failed", "open", error->message);
  }
  return rig.outbox != NULL;
}

/* One letter a record, as the states begin. (transfer full) */
static char *
read_states (void)
{
  g_autoptr (json_t) list = yj_outbox_list (rig.outbox, "", 0, YJ_OUTBOX_LIST_MAX);
  GString *states = g_string_new (NULL);
  json_t *record;
  size_t i;

  json_array_foreach (list, i, record)
    g_string_append_c (states, yj_json_string (record, "state")[0]);
  return g_string_free (states, FALSE);
}

typedef gboolean (*Attempt) (gpointer data, GError **error);

/* A step, tried again when it fails, as the kiosk or the next round does. */
static gboolean
try_step (const char *key, const char *value, Attempt attempt, gpointer data)
{
  say ("may", key, value);
  for (guint i = 0; i < TRIES; i++) {
    g_autoptr (GError) error = NULL;
    if (attempt (data, &error)) {
      say ("done", key, value);
      return TRUE;
    }
    say ("failed", key, error != NULL ? error->message : "");
  }
  return FALSE;
}

typedef struct {
  guint n;
  gsize bytes;
} Seal;

static gboolean
attempt_seal (gpointer data, GError **error)
{
  const Seal *seal = data;
  return outbox_rig_try_seal (&rig, seal->n, seal->bytes, error) > 0;
}

static gboolean
seal_more (guint count, gsize bytes)
{
  gboolean good = TRUE;
  for (guint i = 0; good && i < count; i++) {
    g_autofree char *states = read_states (), *after = g_strconcat (states, "q", NULL);
    Seal seal = { (guint) strlen (states) + 1, bytes * (i + 1) };
    good = try_step ("records", after, attempt_seal, &seal);
  }
  return good;
}

static gboolean
attempt_settle (gpointer data, GError **error)
{
  static const YjSettlement kinds[] = { YJ_SETTLE_ACCEPTED, YJ_SETTLE_REJECTED, YJ_SETTLE_DEAD, YJ_SETTLE_ACCEPTED };
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
    *verdict = (YjOutboxVerdict){ i + 1, kinds[i], kinds[i] == YJ_SETTLE_DEAD ? NULL : g_strdup ("receipt"), NULL };
    g_ptr_array_add (verdicts, verdict);
  }
  return yj_outbox_settle (rig.outbox, verdicts, error);
}

static gboolean
attempt_purge (gpointer data, GError **error)
{
  static const YjOutboxRetention keep = { 1, G_MAXINT32, G_MAXINT32 };
  return yj_outbox_purge (rig.outbox, &keep, NULL, error);
}

static gboolean
do_seal (void)
{
  return open_outbox () && seal_more (3, 3000);
}

static gboolean
do_settle (void)
{
  return open_outbox () && try_step ("records", "ardaqq", attempt_settle, NULL);
}

static gboolean
do_purge (void)
{
  return open_outbox () && try_step ("records", "ppdaqq", attempt_purge, NULL);
}

static int
checkpoint_always (sqlite3 *db, char **message, gconstpointer api)
{
  sqlite3_wal_autocheckpoint (db, 1);
  return SQLITE_OK;
}

static gboolean
do_checkpoint (void)
{
  sqlite3_auto_extension ((void (*) (void)) checkpoint_always);
  return open_outbox () && seal_more (3, 9000);
}

static gboolean
do_close (void)
{
  gboolean good = open_outbox () && seal_more (1, 3000);
  outbox_rig_close (&rig);
  return good;
}

/* ---- files that are not the database ---- */

static GBytes *
make_blob (guint n)
{
  char *data = g_malloc (9000);
  memset (data, (int) n, 9000);
  return g_bytes_new_take (data, 9000);
}

static gboolean
attempt_blob (gpointer data, GError **error)
{
  g_autofree char *digest = yj_blob_store_put (rig.dir, data, error);
  return digest != NULL;
}

static gboolean
put_blob (guint n)
{
  g_autoptr (GBytes) blob = make_blob (n);
  g_autofree char *digest = yj_sha256_hex (blob), *key = g_strconcat ("blob:", digest, NULL);
  return try_step (key, "whole", attempt_blob, blob);
}

static gboolean
do_blob (void)
{
  return put_blob (7) && put_blob (8) && put_blob (7);
}

static gboolean
attempt_enrol (gpointer data, GError **error)
{
  g_autoptr (json_t) answer = yj_json_parse_file (words[1], 0, 0, error);
  g_autofree char *key = NULL;
  YjEnrolment *enrolment;

  if (answer == NULL || !g_file_get_contents (words[0], &key, NULL, error))
    return FALSE;
  enrolment = yj_enrolment_store (rig.dir, key, answer, error);
  yj_enrolment_free (enrolment);
  return enrolment != NULL;
}

/* The words: a key, central's answer, and the kiosk's name in it. */
static gboolean
do_enrol (void)
{
  return try_step ("enrolment", words[2], attempt_enrol, NULL);
}

static gboolean
attempt_next_key (gpointer data, GError **error)
{
  g_autofree char *key = yj_enrolment_make_next_key (rig.dir, error);
  return key != NULL;
}

static gboolean
attempt_drop_next_key (gpointer data, GError **error)
{
  yj_enrolment_drop_next_key (rig.dir);
  return !yj_enrolment_has_next_key (rig.dir);
}

/* The words as for "enrol": the new key lies there before central is asked, and until key and certificate are in use. */
static gboolean
do_rotate (void)
{
  return try_step ("next-key", "whole", attempt_next_key, NULL) && try_step ("enrolment", words[2], attempt_enrol, NULL) &&
         try_step ("next-key", "gone", attempt_drop_next_key, NULL);
}

static gboolean
attempt_install (gpointer store, GError **error)
{
  g_autofree char *data = NULL, *signature = NULL, *signature_path = g_strconcat (words[0], ".minisig", NULL);
  g_autoptr (GBytes) bundle = NULL;
  gboolean changed;
  gsize size;

  if (!g_file_get_contents (words[0], &data, &size, error) || !g_file_get_contents (signature_path, &signature, NULL, error))
    return FALSE;
  bundle = g_bytes_new (data, size);
  return yj_catalogue_store_install (store, bundle, signature, "\"etag\"", &changed, error);
}

static YjCatalogueStore *
open_catalogues (const char *public_key)
{
  YjCatalogueStore *store = yj_catalogue_store_new (rig.dir);
  yj_catalogue_store_select (store, REGION, public_key);
  return store;
}

/* The words: a bundle, its version, the public key. */
static gboolean
do_catalogue (void)
{
  YjCatalogueStore *store = open_catalogues (words[2]);
  gboolean good = try_step ("catalogue", words[1], attempt_install, store);
  yj_catalogue_store_free (store);
  return good;
}

static gboolean
attempt_roll_back (gpointer store, GError **error)
{
  return yj_catalogue_store_roll_back (store, error);
}

/* The words: the version before, the public key. */
static gboolean
do_roll_back (void)
{
  YjCatalogueStore *store = open_catalogues (words[1]);
  gboolean good = try_step ("catalogue", words[0], attempt_roll_back, store);
  yj_catalogue_store_free (store);
  return good;
}

/* A folder in which nothing was before. */
static gboolean
do_fresh (void)
{
  return open_outbox () && seal_more (1, 3000) && put_blob (1);
}

/* ---- what is there ---- */

static gboolean
is_body_right (const YjOutboxItem *item)
{
  g_autofree char *id = outbox_rig_id ((guint) item->seq);
  gsize size;
  const guint8 *data = g_bytes_get_data (item->envelope, &size);
  gboolean right = g_str_equal (item->id, id);

  for (gsize i = 0; i < size; i++)
    right &= data[i] == item->seq % 251;
  return right;
}

static void
tell_outbox (void)
{
  g_autofree char *states = NULL;
  g_autoptr (GPtrArray) items = NULL;
  guint64 next;
  gboolean right = TRUE;

  if (!open_outbox ())
    return;
  states = read_states ();
  items = yj_outbox_claim (rig.outbox, 0, G_MAXUINT, G_MAXSIZE, NULL);
  for (guint i = 0; items != NULL && i < items->len; i++)
    right &= is_body_right (g_ptr_array_index (items, i));
  next = yj_outbox_reserve_seq (rig.outbox, NULL);
  say ("is", "records", states);
  say ("is", "bodies", items != NULL && right ? "right" : "wrong");
  say ("is", "numbers", next == strlen (states) + 1 ? "right" : next <= strlen (states) ? "reused" : "left-out");
}

static void
tell_blobs (void)
{
  g_autofree char *folder = outbox_rig_path (&rig, "blob");
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *key = g_strconcat ("blob:", name, NULL);
    g_autoptr (GBytes) bytes = yj_blob_is_digest (name) ? yj_blob_store_get (rig.dir, name, NULL) : NULL;
    if (yj_blob_is_digest (name))
      say ("is", key, bytes != NULL ? "whole" : "damaged");
  }
}

/* Is it the same key whenever one asks, and can it sign? */
static const char *
judge_next_key (void)
{
  g_autofree char *first = NULL, *again = NULL, *csr = NULL;

  if (!yj_enrolment_has_next_key (rig.dir))
    return "gone";
  first = yj_enrolment_make_next_key (rig.dir, NULL);
  again = yj_enrolment_make_next_key (rig.dir, NULL);
  csr = first != NULL ? yj_suite_device_csr_new (first, "7K3M", NULL) : NULL;
  return csr != NULL && g_strcmp0 (first, again) == 0 ? "whole" : "damaged";
}

/* The word, if there is one: the public key of catalogues. */
static gboolean
do_state (void)
{
  g_autoptr (GError) error = NULL;
  YjEnrolment *enrolment = yj_enrolment_load (rig.dir, &error);

  tell_outbox ();
  tell_blobs ();
  if (enrolment != NULL)
    say ("is", "enrolment", yj_enrolment_get (enrolment, "kiosk"));
  else if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED))
    say ("is", "enrolment", "damaged");
  yj_enrolment_free (enrolment);
  say ("is", "next-key", judge_next_key ());
  if (words[0] != NULL) {
    YjCatalogueStore *store = open_catalogues (words[0]);
    g_autoptr (json_t) about = yj_catalogue_store_describe_all (store);
    g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT, yj_json_int (about, "version", 0));
    say ("is", "catalogue", json_array_size (yj_json_array (about, "damaged")) > 0 ? "damaged" : version);
    yj_catalogue_store_free (store);
  }
  return TRUE;
}

/* Only begins: a log is recovered, an older version is brought up, a damaged file is taken over. */
static gboolean
do_open (void)
{
  return open_outbox ();
}

/* The page of an index no longer is one. */
static gboolean
do_damage (void)
{
  g_autofree char *path = outbox_rig_path (&rig, "outbox.db");
  guint8 junk[4096];
  gint64 page;
  int fd;

  if (!open_outbox ())
    return FALSE;
  outbox_rig_close (&rig);
  page = outbox_rig_sql_int (&rig, "SELECT rootpage FROM sqlite_schema WHERE name = 'outcome_reference'");
  memset (junk, 0x5a, sizeof junk);
  fd = open (path, O_WRONLY | O_CLOEXEC);
  return fd >= 0 && pwrite (fd, junk, sizeof junk, (off_t) (page - 1) * 4096) == sizeof junk && close (fd) == 0;
}

/* A folder to begin with: six records, some settled when a word says so; the log is left as a killed courier leaves it. */
static gboolean
do_prepare (void)
{
  if (!open_outbox () || !seal_more (6, 500))
    return FALSE;
  return words[0] == NULL || attempt_settle (NULL, NULL);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    gboolean (*run) (void);
  } things[] = {
    { "prepare", do_prepare },       { "state", do_state }, { "seal", do_seal }, { "settle", do_settle }, { "purge", do_purge },
    { "checkpoint", do_checkpoint }, { "close", do_close }, { "blob", do_blob }, { "enrol", do_enrol },   { "catalogue", do_catalogue },
    { "roll-back", do_roll_back },   { "fresh", do_fresh }, { "open", do_open }, { "damage", do_damage }, { "rotate", do_rotate },
  };

  g_return_val_if_fail (argc >= 3, 2);
  rig.dir = argv[1];
  rig.clock = yj_clock_new_fake (RIG_WALL_USEC, 100 * G_USEC_PER_SEC, RIG_BOOT);
  rig.device_key = yj_suite_device_key_new (NULL);
  words = argv + 3;
  say ("begin", argv[2], "");
  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    if (g_str_equal (things[i].name, argv[2])) {
      gboolean good = things[i].run ();
      say ("end", argv[2], "");
      _exit (good ? 0 : 3); /* the outbox is left as a killed courier leaves it */
    }
  return 2;
}
