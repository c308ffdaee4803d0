/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a folder is said to hold: records, their bodies and numbers, pages, enrolment, the next key, catalogue. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-enrolment.h"
#include "tests/chaos/disk-driver.h"
#include <string.h>

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

  if (!disk_open_outbox ())
    return;
  states = disk_read_states ();
  items = yj_outbox_claim (disk.rig.outbox, 0, G_MAXUINT, G_MAXSIZE, NULL);
  for (guint i = 0; items != NULL && i < items->len; i++)
    right &= is_body_right (g_ptr_array_index (items, i));
  next = yj_outbox_reserve_seq (disk.rig.outbox, NULL);
  disk_say ("is", "records", states);
  disk_say ("is", "bodies", items != NULL && right ? "right" : "wrong");
  disk_say ("is", "numbers", next == strlen (states) + 1 ? "right" : next <= strlen (states) ? "reused" : "left-out");
}

static void
tell_blobs (void)
{
  g_autofree char *folder = outbox_rig_path (&disk.rig, "blob");
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *key = g_strconcat ("blob:", name, NULL);
    g_autoptr (GBytes) bytes = yj_blob_is_digest (name) ? yj_blob_store_get (disk.rig.dir, name, NULL) : NULL;
    if (yj_blob_is_digest (name))
      disk_say ("is", key, bytes != NULL ? "whole" : "damaged");
  }
}

/* Is it the same key whenever one asks, and can it sign? */
static const char *
judge_next_key (void)
{
  g_autofree char *first = NULL, *again = NULL, *csr = NULL;

  if (!yj_enrolment_has_next_key (disk.rig.dir))
    return "gone";
  first = yj_enrolment_make_next_key (disk.rig.dir, NULL);
  again = yj_enrolment_make_next_key (disk.rig.dir, NULL);
  csr = first != NULL ? yj_suite_device_csr_new (first, "7K3M", NULL) : NULL;
  return csr != NULL && g_strcmp0 (first, again) == 0 ? "whole" : "damaged";
}

gboolean
disk_do_state (void)
{
  g_autoptr (GError) error = NULL;
  YjEnrolment *enrolment = yj_enrolment_load (disk.rig.dir, &error);

  tell_outbox ();
  tell_blobs ();
  if (enrolment != NULL)
    disk_say ("is", "enrolment", yj_enrolment_get (enrolment, "kiosk"));
  else if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED))
    disk_say ("is", "enrolment", "damaged");
  yj_enrolment_free (enrolment);
  disk_say ("is", "next-key", judge_next_key ());
  if (disk.words[0] != NULL) {
    YjCatalogueStore *store = disk_open_catalogues (disk.words[0]);
    g_autoptr (json_t) about = yj_catalogue_store_describe_all (store);
    g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT, yj_json_int (about, "version", 0));
    disk_say ("is", "catalogue", json_array_size (yj_json_array (about, "damaged")) > 0 ? "damaged" : version);
    yj_catalogue_store_free (store);
  }
  return TRUE;
}
