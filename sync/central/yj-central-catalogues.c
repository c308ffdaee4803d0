/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the names of all published catalogues and the few that are loaded, and serves the newest. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-catalogues-private.h"
#include <string.h>

#define LOADED_MAX 4

typedef YjPublishedCatalogue Published;

static void
published_clear (gpointer data)
{
  Published *published = data;
  g_clear_object (&published->catalogue);
  g_clear_pointer (&published->bundle, g_bytes_unref);
  g_free (published->signature);
  g_free (published->sha256);
}

void
yj_published_catalogue_unref (Published *published)
{
  if (published != NULL)
    g_atomic_rc_box_release_full (published, published_clear);
}

static void
name_free (YjCatalogueName *name)
{
  g_free (name->id);
  g_free (name);
}

Published *
yj_catalogues_unpack (YjCentralCatalogues *self, GBytes *bundle, const char *signature, GError **error)
{
  g_autoptr (YjPublishedCatalogue) published = g_atomic_rc_box_new0 (Published);

  published->catalogue = yj_catalogue_new_from_bytes (bundle, signature, self->keys->catalogue_key, error);
  published->bundle = g_bytes_ref (bundle);
  published->signature = g_strdup (signature);
  published->sha256 = yj_sha256_hex (bundle);
  return published->catalogue != NULL ? g_steal_pointer (&published) : NULL;
}

gboolean
yj_catalogues_look (YjCentralCatalogues *self, gint64 age_usec, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (json_t) rows = NULL;
  gint64 asked_usec = g_get_monotonic_time ();
  size_t i;
  json_t *row;

  if (self->looked_usec != 0 && asked_usec - self->looked_usec < age_usec)
    return TRUE;
  self->looked_usec = asked_usec;
  g_clear_pointer (&locker, g_mutex_locker_free);
  rows = yj_central_store_list_catalogues (self->store, error);
  if (rows == NULL)
    return FALSE;
  names = g_ptr_array_new_with_free_func ((GDestroyNotify) name_free);
  json_array_foreach (rows, i, row) {
    YjCatalogueName *name = g_new0 (YjCatalogueName, 1);
    name->id = g_strdup (yj_json_string (row, "id"));
    name->version = yj_json_int (row, "version", 0);
    g_ptr_array_add (names, name);
  }
  locker = g_mutex_locker_new (&self->lock);
  /* Nothing is ever taken away: of two answers that crossed the longer one is the later. */
  if (names->len > self->names->len) {
    g_ptr_array_unref (self->names);
    self->names = g_steal_pointer (&names);
  }
  return TRUE;
}

guint
yj_catalogues_count (YjCentralCatalogues *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return self->names->len;
}

/* Call with the lock held. */
static gint64
find_newest (YjCentralCatalogues *self, const char *id)
{
  gint64 newest = -1;

  for (guint i = 0; i < self->names->len; i++) {
    const YjCatalogueName *name = g_ptr_array_index (self->names, i);
    if (g_str_equal (name->id, id))
      newest = MAX (newest, name->version);
  }
  return newest;
}

gint64
yj_catalogues_find_newest (YjCentralCatalogues *self, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return find_newest (self, id);
}

/* What kiosks shall have: the highest version of the id published last. FALSE when there is none. */
static gboolean
find_served (YjCentralCatalogues *self, char **id, gint64 *version)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const YjCatalogueName *last = self->names->len > 0 ? g_ptr_array_index (self->names, self->names->len - 1) : NULL;

  if (last == NULL)
    return FALSE;
  *id = g_strdup (last->id);
  *version = find_newest (self, last->id);
  return TRUE;
}

/* Moves what it finds to the end. */
static Published *
find_loaded (YjCentralCatalogues *self, const char *id, gint64 version)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->loaded->len; i++) {
    Published *published = g_ptr_array_index (self->loaded, i);
    if (!g_str_equal (yj_catalogue_get_id (published->catalogue), id) || yj_catalogue_get_version (published->catalogue) != version)
      continue;
    g_atomic_rc_box_acquire (published);
    g_ptr_array_add (self->loaded, g_ptr_array_steal_index (self->loaded, i));
    return published;
  }
  return NULL;
}

/* Two threads may load the same one: both are right, and the older goes first. */
static void
keep_loaded (YjCentralCatalogues *self, Published *published)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->loaded, g_atomic_rc_box_acquire (published));
  if (self->loaded->len > LOADED_MAX)
    g_ptr_array_remove_index (self->loaded, 0);
}

Published *
yj_catalogues_load (YjCentralCatalogues *self, const char *id, gint64 version, GError **error)
{
  g_autoptr (YjPublishedCatalogue) published = find_loaded (self, id, version);
  g_autoptr (json_t) row = NULL;
  g_autoptr (GBytes) bundle = NULL;
  guint8 *data;
  gsize size;

  if (published != NULL)
    return g_steal_pointer (&published);
  row = yj_central_store_get_catalogue (self->store, id, version, error);
  if (row == NULL)
    return NULL;
  data = g_base64_decode (yj_json_string (row, "bundle"), &size);
  bundle = g_bytes_new_take (data, size);
  published = yj_catalogues_unpack (self, bundle, yj_json_string (row, "signature"), error);
  if (published == NULL) {
    g_prefix_error (error, "the published catalogue %s version %" G_GINT64_FORMAT " cannot be loaded: ", id, version);
    return NULL;
  }
  keep_loaded (self, published);
  return g_steal_pointer (&published);
}

static Published *
load_served (YjCentralCatalogues *self, GError **error)
{
  g_autofree char *id = NULL;
  gint64 version;

  if (!yj_catalogues_look (self, YJ_CATALOGUES_LOOK_USEC, error) || !find_served (self, &id, &version))
    return NULL;
  return yj_catalogues_load (self, id, version, error);
}

YjCentralCatalogues *
yj_central_catalogues_new (YjCentralStore *store, const YjCentralKeys *keys, GError **error)
{
  g_autoptr (YjCentralCatalogues) self = g_new0 (YjCentralCatalogues, 1);
  g_autoptr (YjPublishedCatalogue) served = NULL;
  g_autoptr (GError) local = NULL;

  g_mutex_init (&self->lock);
  self->store = store;
  self->keys = keys;
  self->names = g_ptr_array_new_with_free_func ((GDestroyNotify) name_free);
  self->loaded = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_published_catalogue_unref);
  served = load_served (self, &local);
  if (local == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

void
yj_central_catalogues_free (YjCentralCatalogues *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->loaded);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
yj_served_catalogue_free (YjServedCatalogue *served)
{
  if (served == NULL)
    return;
  g_bytes_unref (served->bundle);
  g_free (served->signature);
  g_free (served->etag);
  g_free (served->name);
  g_free (served);
}

YjServedCatalogue *
yj_central_catalogues_get_served (YjCentralCatalogues *self, GError **error)
{
  g_autoptr (YjPublishedCatalogue) published = load_served (self, error);
  YjServedCatalogue *served;

  if (published == NULL)
    return NULL;
  served = g_new0 (YjServedCatalogue, 1);
  served->bundle = g_bytes_ref (published->bundle);
  served->signature = g_strdup (published->signature);
  served->etag = g_strdup_printf ("\"%.32s\"", published->sha256);
  served->name = g_strdup_printf ("%s/%d", yj_catalogue_get_id (published->catalogue),
                                  yj_catalogue_get_version (published->catalogue));
  return served;
}

json_t *
yj_central_catalogues_get_hall (YjCentralCatalogues *self, const char *region)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjPublishedCatalogue) served = load_served (self, &error);
  g_autoptr (YjCatalogue) catalogue = NULL;

  if (served != NULL)
    catalogue = yj_catalogue_new_for_hall_from_bytes (served->bundle, served->signature, self->keys->catalogue_key, region, &error);
  if (catalogue != NULL)
    return json_deep_copy (yj_hall_get_json (yj_catalogue_get_hall (catalogue)));
  if (error != NULL)
    g_message ("the catalogue cannot be read for the hall of %s: %s", region, error->message);
  return NULL;
}

gboolean
yj_central_catalogues_is_newer (YjCentralCatalogues *self, const char *id, gint64 version)
{
  g_autofree char *served_id = NULL;
  gint64 served_version;

  yj_catalogues_look (self, YJ_CATALOGUES_LOOK_USEC, NULL);
  return find_served (self, &served_id, &served_version) && (served_version != version || !g_str_equal (served_id, id));
}
