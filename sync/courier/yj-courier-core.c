/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the completion of a header draft: source, sequence, times, reference, signature. */
#include "sync/courier/yj-courier-core.h"
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-header-draft.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pages handed over since the last session ended; 40 an application, and a person may take each again. */
#define LOOSE_BLOBS_MAX 400

static void sweep (YjCourierCore *core);

YjCourierCore *
yj_courier_core_new (const char *state_dir, YjClock *clock, GError **error)
{
  YjCourierCore *core = g_new0 (YjCourierCore, 1);
  g_autofree char *moved_aside = NULL;
  g_autoptr (GError) failure = NULL;

  core->state_dir = g_strdup (state_dir);
  core->clock = g_object_ref (clock);
  core->loose_blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  core->outbox = yj_outbox_open (state_dir, clock, &moved_aside, error);
  if (core->outbox == NULL) {
    yj_courier_core_free (core);
    return NULL;
  }
  if (moved_aside != NULL)
    g_warning ("the outbox was damaged; it was moved to %s and what could be read was taken over", moved_aside);
  core->enrolment = yj_enrolment_load (state_dir, &failure);
  if (core->enrolment == NULL)
    g_message ("%s", failure->message);
  g_clear_error (&failure);
  if (!yj_blob_store_prepare (state_dir, &failure))
    g_warning ("sealed pages cannot be kept: %s", failure->message);
  sweep (core);
  return core;
}

void
yj_courier_core_free (YjCourierCore *core)
{
  if (core == NULL)
    return;
  yj_outbox_close (core->outbox);
  yj_enrolment_free (core->enrolment);
  g_clear_object (&core->clock);
  g_hash_table_unref (core->loose_blobs);
  g_free (core->state_dir);
  g_free (core);
}

GBytes *
yj_courier_read_sealed_fd (int fd, gsize max_bytes, GError **error)
{
  const int wanted = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;
  int seals = fcntl (fd, F_GET_SEALS);
  struct stat info;
  g_autofree guint8 *data = NULL;
  gsize done = 0, size;

  if (seals < 0 || (seals & wanted) != wanted || fstat (fd, &info) != 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the file is not a memfd sealed against writing, growing and shrinking");
    return NULL;
  }
  size = (gsize) info.st_size;
  if (size == 0 || size > max_bytes) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the file has %" G_GSIZE_FORMAT " bytes, 1 to %" G_GSIZE_FORMAT " are allowed", size,
                 max_bytes);
    return NULL;
  }
  data = g_malloc (size);
  while (done < size) {
    ssize_t n = pread (fd, data + done, size - done, (off_t) done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the file cannot be read");
      return NULL;
    }
    done += (gsize) n;
  }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static gboolean
bad_draft (GError **error, const char *what)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "header draft: %s", what);
  return FALSE;
}

static gboolean
check_digest_and_size (const json_t *described, gint64 size, const char *digest)
{
  return size >= 0 && yj_json_int (described, "bytes", -1) == size && g_strcmp0 (yj_json_string (described, "sha256"), digest) == 0;
}

static gboolean
check_materials (YjCourierCore *core, const json_t *draft, GError **error)
{
  json_t *list = yj_json_array (draft, "materials"), *material;
  size_t i;

  if (list == NULL)
    return bad_draft (error, "materials are missing");
  json_array_foreach (list, i, material) {
    const char *digest = yj_json_string (material, "sha256");
    gint64 size = yj_blob_store_get_size (core->state_dir, digest);
    if (!check_digest_and_size (material, size, digest))
      return bad_draft (error, "a material was not handed over before");
  }
  return TRUE;
}

static void
complete_header (YjCourierCore *core, json_t *header, guint64 seq, const char *reference, const char *case_number)
{
  const char *kiosk = yj_enrolment_get (core->enrolment, "kiosk");
  g_autoptr (GDateTime) wall = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (core->clock) / G_USEC_PER_SEC);
  g_autofree char *label = g_date_time_format_iso8601 (wall);

  json_object_set_new (header, "source", json_pack ("{s:s, s:s}", "kiosk", kiosk, "epoch", yj_outbox_get_epoch (core->outbox)));
  json_object_set_new (header, "seq", json_integer ((json_int_t) seq));
  json_object_set_new (header, "boot_id", json_string (yj_clock_get_boot_id (core->clock)));
  json_object_set_new (header, "boottime_usec", json_integer (yj_clock_get_boottime_usec (core->clock)));
  json_object_set_new (header, "wall", json_string (label));
  json_object_set_new (header, "clock", json_string (yj_clock_is_verified (core->clock) ? "verified" : "unverified"));
  json_object_set_new (header, "reference", json_string (reference));
  json_object_set_new (header, "case_number", json_string (case_number));
}

static YjSubmission *
submission_from_lookup (const json_t *found)
{
  YjSubmission *submission = g_new0 (YjSubmission, 1);
  submission->reference = g_strdup (yj_json_string (found, "reference"));
  submission->case_number = g_strdup (yj_json_string (found, "case_number"));
  submission->header = g_strdup (yj_json_string (found, "header"));
  return submission;
}

YjSubmission *
yj_courier_core_lookup_sync (YjCourierCore *core, const char *id, GError **error)
{
  g_autoptr (json_t) found = yj_outbox_lookup (core->outbox, id, error);
  return found != NULL ? submission_from_lookup (found) : NULL;
}

/* Applications alone have official numbers; without one the reference stands for it. (transfer full) */
static char *
choose_case_number (YjCourierCore *core, const json_t *header, const char *reference)
{
  gboolean official = g_strcmp0 (yj_json_string (header, "kind"), "application") == 0;
  char *number = official ? yj_outbox_get_case_number (core->outbox) : NULL;
  return number != NULL ? number : g_strdup (reference);
}

/* The reference of the record that this one is about, as far as it is known here. (transfer full) (nullable) */
static char *
find_subject (YjCourierCore *core, const json_t *header)
{
  const char *reference, *proof, *application = yj_json_string (header, "application");
  g_autoptr (json_t) record = application != NULL ? yj_outbox_lookup (core->outbox, application, NULL) : NULL;

  return g_strdup (yj_header_draft_get_withdrawal (header, &reference, &proof) ? reference : yj_json_string (record, "reference"));
}

static gboolean
store (YjCourierCore *core, json_t *header, GBytes *envelope, GError **error)
{
  guint64 seq = yj_outbox_reserve_seq (core->outbox, error);
  const char *item = yj_json_string (yj_json_object (header, "item"), "id");
  g_autofree char *reference = NULL, *case_number = NULL, *subject = NULL, *header_text = NULL, *jws = NULL;
  g_autoptr (GBytes) header_bytes = NULL;
  YjOutboxRecord record = { 0 };

  if (seq == 0)
    return FALSE;
  reference = yj_reference_new (yj_enrolment_get (core->enrolment, "kiosk"), seq);
  case_number = choose_case_number (core, header, reference);
  subject = find_subject (core, header);
  complete_header (core, header, seq, reference, case_number);
  header_text = yj_json_to_text (header);
  header_bytes = g_bytes_new_static (header_text, strlen (header_text));
  jws = yj_suite_sign_header (header_bytes, core->enrolment->device_key, error);
  if (jws == NULL)
    return FALSE;
  record = (YjOutboxRecord){ .seq = seq,
                             .id = yj_json_string (header, "id"),
                             .kind = yj_json_string (header, "kind"),
                             .reference = reference,
                             .case_number = case_number,
                             .item = item != NULL ? item : "",
                             .secret_sha256 = yj_json_string (header, "progress_secret_sha256"),
                             .header_jws = jws,
                             .header_json = header_text,
                             .envelope = envelope,
                             .materials = yj_json_array (header, "materials"),
                             .about_reference = subject };
  return yj_outbox_seal (core->outbox, &record, error);
}

/* The same hand-over again, after an answer was lost, finds what the first one stored. */
static gboolean
is_same_as_stored (const json_t *earlier, GBytes *envelope, GError **error)
{
  g_autofree char *digest = yj_sha256_hex (envelope);

  if (g_strcmp0 (yj_json_string (earlier, "envelope_sha256"), digest) == 0)
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS, "a record of this id is stored with another envelope");
  return FALSE;
}

/* What can be judged here is: a reference of this kiosk that is not there, or another secret. Of another kiosk's reference nothing is
 * said either way, so that nobody learns here whether it exists: central judges it. */
static gboolean
check_proof (YjCourierCore *core, const json_t *draft, GError **error)
{
  const char *reference, *proof;

  if (!yj_header_draft_get_withdrawal (draft, &reference, &proof) ||
      yj_outbox_knows_proof (core->outbox, reference, yj_json_string (draft, "id"), proof) ||
      !g_str_has_prefix (reference, yj_enrolment_get (core->enrolment, "kiosk")))
    return TRUE;
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "no such receipt");
  return FALSE;
}

gboolean
yj_courier_is_store_failure (const GError *error)
{
  return g_error_matches (error, YJ_ERROR, YJ_ERROR_STORE) || g_error_matches (error, YJ_ERROR, YJ_ERROR_STORE_FULL) ||
         g_error_matches (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN);
}

static YjSubmission *
store_new (YjCourierCore *core, json_t *draft, GBytes *envelope, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!yj_header_draft_check (draft, envelope, error) || !check_materials (core, draft, error) || !check_proof (core, draft, error))
    return NULL;
  if (store (core, draft, envelope, &failure))
    return yj_courier_core_lookup_sync (core, yj_json_string (draft, "id"), error);
  core->store_failed = yj_courier_is_store_failure (failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

gboolean
yj_courier_core_keep_enrolment_sync (gpointer data, const char *present_key, const char *device_key, const json_t *answer, GError **error)
{
  YjCourierCore *core = data;
  YjEnrolment *fresh;

  if (core->enrolment == NULL || !g_str_equal (core->enrolment->device_key, present_key)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DENIED, "this kiosk was enrolled anew meanwhile");
    return FALSE;
  }
  fresh = yj_enrolment_store (core->state_dir, device_key, answer, error);
  if (fresh == NULL)
    return FALSE;
  yj_enrolment_free (core->enrolment);
  core->enrolment = fresh;
  return TRUE;
}

gboolean
yj_courier_core_is_store_good_sync (YjCourierCore *core)
{
  if (core->store_failed)
    core->store_failed = !yj_outbox_add_event (core->outbox, 0, "the store was tried after a failure", NULL);
  return !core->store_failed;
}

YjSubmission *
yj_courier_core_submit_sync (YjCourierCore *core, GBytes *envelope, const char *draft_header, GError **error)
{
  g_autoptr (json_t) draft = NULL, earlier = NULL;
  g_autoptr (GError) failure = NULL;

  if (core->enrolment == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "this kiosk is not enrolled");
    return NULL;
  }
  draft = yj_json_parse (draft_header, strlen (draft_header), YJ_HEADER_DRAFT_MAX_BYTES, 8, error);
  if (draft == NULL)
    return NULL;
  if (yj_json_string (draft, "id") == NULL) {
    bad_draft (error, "schema or id");
    return NULL;
  }
  earlier = yj_outbox_lookup (core->outbox, yj_json_string (draft, "id"), &failure);
  if (earlier != NULL)
    return is_same_as_stored (earlier, envelope, error) ? submission_from_lookup (earlier) : NULL;
  if (!g_error_matches (failure, YJ_ERROR, YJ_ERROR_NOT_FOUND)) {
    core->store_failed = TRUE;
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  return store_new (core, draft, envelope, error);
}

char *
yj_courier_core_put_material_sync (YjCourierCore *core, GBytes *sealed, GError **error)
{
  char *digest;

  if (g_hash_table_size (core->loose_blobs) >= LOOSE_BLOBS_MAX) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, "too many pages in one session");
    return NULL;
  }
  digest = yj_blob_store_put (core->state_dir, sealed, error);
  if (digest != NULL)
    g_hash_table_add (core->loose_blobs, g_strdup (digest));
  return digest;
}

void
yj_courier_core_end_session_sync (YjCourierCore *core)
{
  GHashTableIter iter;
  gpointer digest;

  g_hash_table_iter_init (&iter, core->loose_blobs);
  while (g_hash_table_iter_next (&iter, &digest, NULL))
    if (!yj_outbox_names_blob (core->outbox, digest))
      yj_blob_store_drop (core->state_dir, digest);
  g_hash_table_remove_all (core->loose_blobs);
}

static gboolean
is_unnamed (const char *name, gpointer outbox)
{
  return !yj_outbox_names_blob (outbox, name);
}

/* What a crash left: pages of a session that never ended, and of records that were purged. */
static void
sweep (YjCourierCore *core)
{
  yj_blob_store_sweep (core->state_dir, is_unnamed, core->outbox);
}

gboolean
yj_courier_core_make_room_sync (YjCourierCore *core, const YjOutboxRetention *keep, gboolean short_disk, gboolean *more, GError **error)
{
  static const YjOutboxRetention nothing = { 0, 0, 0 };
  gboolean good = yj_outbox_purge (core->outbox, short_disk ? &nothing : keep, more, error);
  g_autoptr (GPtrArray) dropped = yj_outbox_take_dropped_blobs (core->outbox);

  for (guint i = 0; i < dropped->len; i++)
    yj_blob_store_drop (core->state_dir, g_ptr_array_index (dropped, i));
  /* Also when the purge failed: what it overwrites goes through the log, and needs room there. */
  if (short_disk && (!good || !*more))
    yj_outbox_give_back (core->outbox);
  yj_outbox_rebuild_ballast (core->outbox);
  return good;
}
