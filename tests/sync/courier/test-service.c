/* SPDX-License-Identifier: Apache-2.0 */
/* The courier as the kiosk meets it: over a bus, with what it may hand over and what not. */
#include "core/document/yj-reference.h"
#include "core/seal/yj-suite.h"
#include "outbox-rig.h"
#include "service-rig.h"
#include "sync/courier/yj-blob-store.h"
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALL_SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK)

static void
test_submit (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700), other = service_rig_bytes ('b', 700);
  g_autofree char *draft = service_rig_draft_text (rig, 1, envelope), *other_draft = service_rig_draft_text (rig, 1, other);
  g_autofree char *id = outbox_rig_id (1), *unknown = outbox_rig_id (2), *expected = yj_reference_new ("7K3M", 1);
  g_autoptr (YjSubmission) first = service_rig_submit (rig, envelope, draft, &error), again = NULL, found = NULL;
  g_autoptr (json_t) header = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (first->reference, ==, expected);
  g_assert_cmpstr (first->case_number, ==, expected);
  header = yj_json_parse (first->header, strlen (first->header), 0, 0, &error);
  g_assert_cmpint (yj_json_int (header, "seq", 0), ==, 1);
  g_assert_cmpstr (yj_json_string (yj_json_object (header, "source"), "kiosk"), ==, "7K3M");
  g_assert_cmpstr (yj_json_string (header, "boot_id"), ==, RIG_BOOT);
  /* The answer was lost and the kiosk asks again: the same record. */
  again = service_rig_submit (rig, envelope, draft, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->header, ==, first->header);
  found = service_rig_lookup (rig, id, &error);
  g_assert_cmpstr (found->header, ==, first->header);
  g_assert_null (service_rig_submit (rig, other, other_draft, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (service_rig_lookup (rig, unknown, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
}

static void
expect_refused (ServiceRig *rig, json_t *draft, GBytes *envelope, const char *why)
{
  g_autofree char *text = yj_json_to_text (draft), *id = outbox_rig_id (1);
  g_autoptr (GError) error = NULL;

  if (service_rig_submit (rig, envelope, text, &error) != NULL)
    g_error ("taken: %s", why);
  if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_BAD_DATA) && !g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT))
    g_error ("%s: %s", why, error->message);
  g_clear_error (&error);
  g_assert_null (service_rig_lookup (rig, id, &error));
  json_decref (draft);
}

static void
test_bad_drafts (ServiceRig *rig, gconstpointer data)
{
  static const char *const needed[] = { "schema",    "id",         "kind",
                                        "item",      "matters",    "envelope",
                                        "materials", "recipients", "progress_secret_sha256" };
  static const char *const owned[] = { "source", "seq", "boot_id", "boottime_usec", "wall", "clock", "reference", "case_number" };
  static const char *const texts[] = { "", "{", "[]", "7", "null", "{\"id\":1}", "{\"a\":1,\"a\":2}" };
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700), other = service_rig_bytes ('b', 700), shorter = service_rig_bytes ('a', 699);
  guint tried = 0;

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++, tried++) {
    json_t *draft = service_rig_draft (rig, 1, envelope, NULL);
    json_object_del (draft, needed[i]);
    expect_refused (rig, draft, envelope, needed[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (owned); i++, tried++) {
    json_t *draft = service_rig_draft (rig, 1, envelope, NULL);
    json_object_set_new (draft, owned[i], json_string ("x"));
    expect_refused (rig, draft, envelope, owned[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++, tried++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (service_rig_submit (rig, envelope, texts[i], &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  }
  expect_refused (rig, service_rig_draft (rig, 1, other, NULL), envelope, "another digest");
  expect_refused (rig, service_rig_draft (rig, 1, shorter, NULL), envelope, "another size");
  expect_refused (rig, service_rig_draft (rig, 1, envelope, json_pack ("[{s:s, s:i}]", "sha256", "00", "bytes", 1)), envelope,
                  "a page that is none");
  g_test_message ("%u headers were refused and nothing was stored", tried + 3);
}

static int
make_memfd (gsize size, int seals)
{
  g_autofree char *data = g_malloc0 (MAX (size, 1));
  int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  g_assert_cmpint (write (fd, data, size), ==, (ssize_t) size);
  if (seals != 0)
    g_assert_cmpint (fcntl (fd, F_ADD_SEALS, seals), ==, 0);
  return fd;
}

typedef struct {
  gboolean done;
  GError *error;
} Call;

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  yj_dbus_courier1_call_put_material_finish (YJ_DBUS_COURIER1 (source), NULL, NULL, result, &call->error);
  call->done = TRUE;
}

static int
put_fd (ServiceRig *rig, int fd, gint32 handle)
{
  g_autoptr (GUnixFDList) fds = fd >= 0 ? g_unix_fd_list_new_from_array (&fd, 1) : NULL;
  Call call = { FALSE, NULL };
  int code;

  yj_dbus_courier1_call_put_material (rig->proxy, g_variant_new_handle (handle), fds, NULL, on_put, &call);
  while (!call.done)
    g_main_context_iteration (NULL, TRUE);
  code = call.error == NULL ? -1 : call.error->domain == YJ_ERROR ? call.error->code : -2;
  g_clear_error (&call.error);
  return code;
}

static void
test_descriptors (ServiceRig *rig, gconstpointer data)
{
  static const int too_few[] = { 0, F_SEAL_WRITE, F_SEAL_GROW | F_SEAL_SHRINK, F_SEAL_WRITE | F_SEAL_GROW, F_SEAL_WRITE | F_SEAL_SHRINK };
  g_autofree char *path = g_build_filename (rig->dir, "plain", NULL);
  int pipes[2];

  for (guint i = 0; i < G_N_ELEMENTS (too_few); i++)
    g_assert_cmpint (put_fd (rig, make_memfd (100, too_few[i]), 0), ==, YJ_ERROR_BAD_DATA);
  g_assert_true (g_file_set_contents (path, "content", -1, NULL));
  g_assert_cmpint (put_fd (rig, g_open (path, O_RDONLY | O_CLOEXEC), 0), ==, YJ_ERROR_BAD_DATA);
  g_assert_cmpint (pipe (pipes), ==, 0);
  g_assert_cmpint (put_fd (rig, pipes[0], 0), ==, YJ_ERROR_BAD_DATA);
  close (pipes[1]);
  g_assert_cmpint (put_fd (rig, make_memfd (0, ALL_SEALS), 0), ==, YJ_ERROR_LIMIT);
  g_assert_cmpint (put_fd (rig, make_memfd (4 * 1024 * 1024 + 1, ALL_SEALS), 0), ==, YJ_ERROR_LIMIT);
  g_assert_cmpint (put_fd (rig, make_memfd (100, ALL_SEALS), 7), ==, YJ_ERROR_BAD_DATA);
  g_assert_cmpint (put_fd (rig, -1, 0), ==, YJ_ERROR_BAD_DATA);
  g_assert_cmpint (put_fd (rig, make_memfd (4 * 1024 * 1024, ALL_SEALS), 0), ==, -1);
  g_assert_cmpint (put_fd (rig, make_memfd (100, ALL_SEALS | F_SEAL_SEAL), 0), ==, -1);
}

static json_t *
list_of (const char *digest, gint64 bytes)
{
  return json_pack ("[{s:s, s:I}]", "sha256", digest, "bytes", (json_int_t) bytes);
}

static void
end_session (ServiceRig *rig)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) page = service_rig_bytes ('z', 9);

  yj_courier_end_session (rig->client);
  /* Calls of one connection are answered in order: when this is done, that is done. */
  digest = service_rig_put_material (rig, page, &error);
  g_assert_no_error (error);
}

static void
test_materials (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = service_rig_bytes ('p', 5000), loose = service_rig_bytes ('q', 60), envelope = service_rig_bytes ('a', 700);
  g_autofree char *named = service_rig_put_material (rig, page, &error), *unnamed = service_rig_put_material (rig, loose, &error);
  g_autofree char *expected = yj_sha256_hex (page), *text = NULL;
  g_autoptr (json_t) draft = NULL;
  g_autoptr (YjSubmission) submission = NULL;

  g_assert_cmpstr (named, ==, expected);
  expect_refused (rig, service_rig_draft (rig, 1, envelope, list_of (named, 4999)), envelope, "a page of another size");
  draft = service_rig_draft (rig, 1, envelope, list_of (named, 5000));
  text = yj_json_to_text (draft);
  submission = service_rig_submit (rig, envelope, text, &error);
  g_assert_no_error (error);
  end_session (rig);
  g_assert_cmpint (yj_blob_store_get_size (rig->dir, named), ==, 5000);
  g_assert_cmpint (yj_blob_store_get_size (rig->dir, unnamed), ==, -1);
  /* Also after a crash in the middle of the next session. */
  g_free (unnamed);
  unnamed = service_rig_put_material (rig, loose, &error);
  service_rig_stop (rig);
  service_rig_start (rig);
  g_assert_cmpint (yj_blob_store_get_size (rig->dir, named), ==, 5000);
  g_assert_cmpint (yj_blob_store_get_size (rig->dir, unnamed), ==, -1);
}

static void
test_progress (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700);
  g_autofree char *draft = service_rig_draft_text (rig, 1, envelope), *unknown = yj_reference_new ("7K3M", 77), *message = NULL;
  g_autoptr (YjSubmission) submission = service_rig_submit (rig, envelope, draft, &error);
  g_autofree char *shown = yj_reference_to_display (submission->reference);
  g_autoptr (json_t) progress = service_rig_progress (rig, shown, SERVICE_RIG_SECRET, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (yj_json_string (progress, "state"), ==, "queued");
  g_assert_cmpstr (yj_json_string (json_array_get (yj_json_array (progress, "matters"), 0), "status"), ==, "waiting");
  g_assert_null (service_rig_progress (rig, submission->reference, "0123456789AC", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  message = g_strdup (error->message);
  g_clear_error (&error);
  g_assert_null (service_rig_progress (rig, unknown, SERVICE_RIG_SECRET, &error));
  g_assert_cmpstr (error->message, ==, message); /* one answer for unknown and wrong */
  g_clear_error (&error);
  g_assert_null (service_rig_progress (rig, "nonsense", SERVICE_RIG_SECRET, &error));
  g_assert_cmpstr (error->message, ==, message);
  g_clear_error (&error);
  for (guint i = 0; i < 4; i++) {
    g_assert_null (service_rig_progress (rig, submission->reference, "0123456789AC", &error));
    g_clear_error (&error);
  }
  /* Five wrong guesses: the right one has to wait too, and is told nothing else. */
  g_assert_null (service_rig_progress (rig, submission->reference, SERVICE_RIG_SECRET, &error));
  g_assert_cmpstr (error->message, ==, message);
  g_clear_error (&error);
  yj_clock_fake_advance (rig->clock, G_GINT64_CONSTANT (601000000));
  json_decref (g_steal_pointer (&progress));
  progress = service_rig_progress (rig, submission->reference, SERVICE_RIG_SECRET, &error);
  g_assert_no_error (error);
}

static YjGates
gates (ServiceRig *rig)
{
  return yj_courier_get_gates (rig->client);
}

/* Both are of one signal, and so of one moment. */
static gboolean
is_open_with_seven (ServiceRig *rig)
{
  if (yj_dbus_courier1_get_queued (rig->proxy) != 7)
    return FALSE;
  g_assert_false (g_strv_contains (yj_dbus_courier1_get_gates (rig->proxy), "queue-count"));
  return TRUE;
}

static gboolean
is_full (ServiceRig *rig)
{
  return (gates (rig) & YJ_GATE_QUEUE_COUNT) != 0;
}

static gboolean
is_provisioned (ServiceRig *rig)
{
  return yj_courier_get_provisioning (rig->client) != NULL;
}

static gboolean
is_old (ServiceRig *rig)
{
  return (gates (rig) & YJ_GATE_QUEUE_AGE) != 0;
}

static void
test_gates (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) last = service_rig_bytes ('z', 700);
  g_autofree char *last_draft = service_rig_draft_text (rig, 99, last);
  g_autoptr (YjSubmission) begun = NULL;

  service_rig_wait (rig, is_provisioned);
  g_assert_cmpint (gates (rig), ==, YJ_GATE_CATALOGUE); /* enrolled, and nothing pulled yet */
  for (guint n = 1; n <= 8; n++) {
    g_autoptr (GBytes) envelope = service_rig_bytes ('a' + n, 700);
    g_autofree char *draft = service_rig_draft_text (rig, n, envelope);
    g_autoptr (YjSubmission) submission = NULL;
    if (n == 8)
      service_rig_wait (rig, is_open_with_seven);
    submission = service_rig_submit (rig, envelope, draft, &error);
    g_assert_no_error (error);
  }
  service_rig_wait (rig, is_full);
  g_assert_cmpint (gates (rig), ==, YJ_GATE_CATALOGUE | YJ_GATE_QUEUE_COUNT);
  /* A gate keeps sessions from beginning; one that has begun can end. */
  yj_clock_fake_advance (rig->clock, G_GINT64_CONSTANT (31) * 24 * 3600 * 1000000);
  begun = service_rig_submit (rig, last, last_draft, &error);
  g_assert_no_error (error);
  service_rig_wait (rig, is_old);
  rig->options.reserve_mib = G_MAXINT; /* more than any disk has */
  service_rig_stop (rig);
  g_assert_cmpint (gates (rig), ==, YJ_GATE_COURIER);
  service_rig_start (rig);
  service_rig_wait (rig, is_provisioned);
  g_assert_cmpint (gates (rig) & YJ_GATE_DISK, ==, YJ_GATE_DISK);
}

static void
test_without_courier (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700);
  g_autofree char *draft = service_rig_draft_text (rig, 1, envelope);

  service_rig_stop (rig);
  g_assert_null (service_rig_submit (rig, envelope, draft, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CLOSED); /* certainly not stored, so not "unknown" */
  g_clear_error (&error);
  g_assert_null (service_rig_lookup (rig, "x", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CLOSED);
  service_rig_start (rig);
  service_rig_wait (rig, is_provisioned);
}

static void
test_unenrolled (ServiceRig *rig, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = service_rig_bytes ('a', 700);
  g_autofree char *draft = service_rig_draft_text (rig, 1, envelope);

  g_assert_null (service_rig_submit (rig, envelope, draft, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED);
  g_assert_cmpint (gates (rig), ==, YJ_GATE_UNENROLLED);
  g_assert_null (yj_courier_get_provisioning (rig->client));
}

#define ADD(name, setup_data, func)                                                                                                        \
  g_test_add ("/courier-service/" name, ServiceRig, setup_data, service_rig_set_up, func, service_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-submission-is-one-record-however-often-it-is-handed-over", NULL, test_submit);
  ADD ("a-header-that-does-not-fit-is-refused", NULL, test_bad_drafts);
  ADD ("only-a-sealed-memory-file-is-taken", NULL, test_descriptors);
  ADD ("pages-that-nothing-names-go-with-the-session", NULL, test_materials);
  ADD ("progress-has-one-answer-for-unknown-wrong-and-too-often", NULL, test_progress);
  ADD ("gates-close-and-what-was-begun-still-ends", NULL, test_gates);
  ADD ("a-courier-that-is-not-there-is-a-closed-gate", NULL, test_without_courier);
  ADD ("without-enrolment-the-courier-runs-and-says-so", "unenrolled", test_unenrolled);
  return g_test_run ();
}
