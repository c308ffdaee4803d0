/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is done to a courier's files that are not the database: pages, the enrolment and its keys, catalogues. */
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-enrolment.h"
#include "tests/chaos/disk-driver.h"
#include <string.h>

#define REGION "000000"

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
  g_autofree char *digest = yj_blob_store_put (disk.rig.dir, data, error);
  return digest != NULL;
}

gboolean
disk_put_blob (guint n)
{
  g_autoptr (GBytes) blob = make_blob (n);
  g_autofree char *digest = yj_sha256_hex (blob), *key = g_strconcat ("blob:", digest, NULL);
  return disk_try (key, "whole", attempt_blob, blob);
}

gboolean
disk_do_blob (void)
{
  return disk_put_blob (7) && disk_put_blob (8) && disk_put_blob (7);
}

static gboolean
attempt_enrol (gpointer data, GError **error)
{
  g_autoptr (json_t) answer = yj_json_parse_file (disk.words[1], 0, 0, error);
  g_autofree char *key = NULL;
  YjEnrolment *enrolment;

  if (answer == NULL || !g_file_get_contents (disk.words[0], &key, NULL, error))
    return FALSE;
  enrolment = yj_enrolment_store (disk.rig.dir, key, answer, error);
  yj_enrolment_free (enrolment);
  return enrolment != NULL;
}

gboolean
disk_do_enrol (void)
{
  return disk_try ("enrolment", disk.words[2], attempt_enrol, NULL);
}

static gboolean
attempt_next_key (gpointer data, GError **error)
{
  g_autofree char *key = yj_enrolment_make_next_key (disk.rig.dir, error);
  return key != NULL;
}

static gboolean
attempt_drop_next_key (gpointer data, GError **error)
{
  yj_enrolment_drop_next_key (disk.rig.dir);
  return !yj_enrolment_has_next_key (disk.rig.dir);
}

gboolean
disk_do_rotate (void)
{
  return disk_try ("next-key", "whole", attempt_next_key, NULL) && disk_try ("enrolment", disk.words[2], attempt_enrol, NULL) &&
         disk_try ("next-key", "gone", attempt_drop_next_key, NULL);
}

static gboolean
attempt_install (gpointer store, GError **error)
{
  g_autofree char *data = NULL, *signature = NULL, *signature_path = g_strconcat (disk.words[0], ".minisig", NULL);
  g_autoptr (GBytes) bundle = NULL;
  gboolean changed;
  gsize size;

  if (!g_file_get_contents (disk.words[0], &data, &size, error) || !g_file_get_contents (signature_path, &signature, NULL, error))
    return FALSE;
  bundle = g_bytes_new (data, size);
  return yj_catalogue_store_install (store, bundle, signature, "\"etag\"", &changed, error);
}

YjCatalogueStore *
disk_open_catalogues (const char *public_key)
{
  g_autofree char *judge = outbox_rig_find_judge ();
  YjCatalogueStore *store = yj_catalogue_store_new (disk.rig.dir, judge);
  yj_catalogue_store_select (store, REGION, public_key);
  return store;
}

gboolean
disk_do_catalogue (void)
{
  YjCatalogueStore *store = disk_open_catalogues (disk.words[2]);
  gboolean good = disk_try ("catalogue", disk.words[1], attempt_install, store);
  yj_catalogue_store_free (store);
  return good;
}

static gboolean
attempt_roll_back (gpointer store, GError **error)
{
  return yj_catalogue_store_roll_back (store, error);
}

gboolean
disk_do_roll_back (void)
{
  YjCatalogueStore *store = disk_open_catalogues (disk.words[1]);
  gboolean good = disk_try ("catalogue", disk.words[0], attempt_roll_back, store);
  yj_catalogue_store_free (store);
  return good;
}
