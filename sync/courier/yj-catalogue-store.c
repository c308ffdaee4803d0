/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which pulled catalogue is in use, and what is taken in its place. */
#include "sync/courier/yj-catalogue-store.h"
#include "core/base/yj-error.h"
#include "sync/courier/yj-catalogue-folder.h"
#include "sync/courier/yj-catalogue-judge.h"
#include <string.h>

struct _YjCatalogueStore {
  GMutex lock;
  char *state_dir, *judge;
  YjCatalogueFolder *folder; /* (nullable): no region */
  char *region, *public_key;
  char *path;                /* (nullable) of the chosen one */
  json_t *about;             /* its id, version, days */
  int version;               /* 0: none is chosen */
  int withdrawn;             /* 0: none is */
  json_t *damaged;
  gboolean unjudged;         /* one of those could not be judged: it may be whole */
  char *etag;                /* (nullable) of what was judged last … */
  char *refusal;             /* (nullable) … and why it was refused */
};

YjCatalogueStore *
yj_catalogue_store_new (const char *state_dir, const char *judge)
{
  YjCatalogueStore *self = g_new0 (YjCatalogueStore, 1);
  g_mutex_init (&self->lock);
  self->state_dir = g_strdup (state_dir);
  self->judge = g_strdup (judge);
  self->damaged = json_array ();
  return self;
}

static void
forget_choice (YjCatalogueStore *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->about, json_decref);
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->refusal, g_free);
  self->version = 0;
}

void
yj_catalogue_store_free (YjCatalogueStore *self)
{
  if (self == NULL)
    return;
  forget_choice (self);
  yj_catalogue_folder_free (self->folder);
  json_decref (self->damaged);
  g_free (self->region);
  g_free (self->public_key);
  g_free (self->state_dir);
  g_free (self->judge);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* @bundle (transfer full), or -1 with @error set. */
static json_t *
ask_judge (YjCatalogueStore *self, int bundle, const char *signature, GError **error)
{
  return bundle >= 0 ? yj_catalogue_judge_ask (self->judge, bundle, signature, self->public_key, self->region, error) : NULL;
}

static gboolean
choose (YjCatalogueStore *self, int version, GError **error)
{
  g_autofree char *etag_path = yj_catalogue_folder_get_path (self->folder, version, ".etag"), *signature = NULL;
  int bundle = yj_catalogue_folder_open (self->folder, version, &signature, error);
  json_t *about = ask_judge (self, bundle, signature, error);

  if (about == NULL)
    return FALSE;
  forget_choice (self);
  self->about = about;
  self->version = (int) yj_json_int (about, "version", 0);
  self->path = yj_catalogue_folder_get_path (self->folder, version, "");
  g_file_get_contents (etag_path, &self->etag, NULL, NULL);
  return TRUE;
}

/* Nobody shall find out by chance that a hall works with an old catalogue. */
static void
note_damage (YjCatalogueStore *self, int version, const GError *error)
{
  g_message ("catalogue version %d is not used: %s", version, error->message);
  json_array_append_new (self->damaged, json_pack ("{s:i, s:s}", "version", version, "reason", error->message));
}

/* The newest that verifies and was not rolled back. */
static void
select_newest (YjCatalogueStore *self)
{
  g_autoptr (GArray) versions = yj_catalogue_folder_list (self->folder);

  json_array_clear (self->damaged);
  self->unjudged = FALSE;
  for (guint i = 0; i < versions->len; i++) {
    int version = g_array_index (versions, int, i);
    g_autoptr (GError) error = NULL;
    if (version != self->withdrawn && choose (self, version, &error))
      return;
    self->unjudged |= g_error_matches (error, YJ_ERROR, YJ_ERROR_FAILED);
    if (error != NULL)
      note_damage (self, version, error);
  }
}

void
yj_catalogue_store_select (YjCatalogueStore *self, const char *region, const char *public_key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  forget_choice (self);
  json_array_clear (self->damaged);
  g_clear_pointer (&self->folder, yj_catalogue_folder_free);
  g_free (self->region);
  g_free (self->public_key);
  self->region = g_strdup (region);
  self->public_key = g_strdup (public_key);
  self->withdrawn = 0;
  self->unjudged = FALSE;
  if (region == NULL)
    return;
  self->folder = yj_catalogue_folder_new (self->state_dir, region);
  self->withdrawn = yj_catalogue_folder_get_withdrawn (self->folder);
  select_newest (self);
}

void
yj_catalogue_store_look_again (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->unjudged)
    select_newest (self);
}

json_t *
yj_catalogue_store_describe (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->path == NULL)
    return NULL;
  return json_pack ("{s:s, s:O, s:i}", "path", self->path, "id", json_object_get (self->about, "id"), "version", self->version);
}

static json_t *
list_kept (YjCatalogueStore *self)
{
  g_autoptr (GArray) versions = self->folder != NULL ? yj_catalogue_folder_list (self->folder) : NULL;
  json_t *kept = json_array ();

  for (guint i = 0; versions != NULL && i < versions->len; i++)
    if (g_array_index (versions, int, i) < self->version)
      json_array_append_new (kept, json_integer (g_array_index (versions, int, i)));
  return kept;
}

json_t *
yj_catalogue_store_describe_all (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  json_t *value = json_pack ("{s:s*, s:o, s:O, s:s*}", "path", self->path, "kept", list_kept (self), "damaged", self->damaged, "refused",
                             self->refusal);

  if (self->about != NULL)
    json_object_update (value, self->about);
  if (self->withdrawn > 0)
    json_object_set_new (value, "withdrawn", json_integer (self->withdrawn));
  return value;
}

char *
yj_catalogue_store_dup_etag (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return g_strdup (self->etag);
}

char *
yj_catalogue_store_dup_refusal (YjCatalogueStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return g_strdup (self->refusal);
}

static gboolean
is_chosen_file (YjCatalogueStore *self, GBytes *bundle)
{
  g_autofree char *data = NULL;
  gsize size;

  return g_file_get_contents (self->path, &data, &size, NULL) && size == g_bytes_get_size (bundle) &&
         memcmp (data, g_bytes_get_data (bundle, NULL), size) == 0;
}

/* FALSE with @error: it may not be used. FALSE without: there is nothing to do. */
static gboolean
is_news (YjCatalogueStore *self, int version, GBytes *bundle, GError **error)
{
  if (version == self->withdrawn || (version == self->version && is_chosen_file (self, bundle)))
    return FALSE;
  if (version > MAX (self->version, self->withdrawn))
    return TRUE;
  if (version == self->version)
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "version %d is in use here with other content: a changed catalogue needs a higher version",
                 version);
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "it is version %d, and %d was here already: versions only grow", version,
                 MAX (self->version, self->withdrawn));
  return FALSE;
}

/* The one in use and the one before it are kept. */
static void
drop_others (YjCatalogueStore *self, int before)
{
  g_autoptr (GArray) versions = yj_catalogue_folder_list (self->folder);

  for (guint i = 0; i < versions->len; i++) {
    int version = g_array_index (versions, int, i);
    if (version != self->version && version != before)
      yj_catalogue_folder_drop (self->folder, version);
  }
}

static gboolean
take (YjCatalogueStore *self, int version, GBytes *bundle, const char *signature, const char *etag, GError **error)
{
  int before = self->version;

  if (!yj_catalogue_folder_write (self->folder, version, bundle, signature, etag, error) || !choose (self, version, error))
    return FALSE;
  self->withdrawn = 0;
  yj_catalogue_folder_set_withdrawn (self->folder, 0, NULL);
  json_array_clear (self->damaged);
  drop_others (self, before);
  return TRUE;
}

static gboolean
judge (YjCatalogueStore *self, GBytes *bundle, const char *signature, const char *etag, gboolean *changed, GError **error)
{
  g_autoptr (json_t) about = ask_judge (self, yj_catalogue_judge_hold (bundle, error), signature, error);
  int version = (int) yj_json_int (about, "version", 0);
  GError *problem = NULL;

  if (about == NULL)
    return FALSE;
  if (is_news (self, version, bundle, &problem))
    *changed = take (self, version, bundle, signature, etag, &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

gboolean
yj_catalogue_store_install (YjCatalogueStore *self, GBytes *bundle, const char *signature, const char *etag, gboolean *changed,
                            GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GError *problem = NULL;

  *changed = FALSE;
  judge (self, bundle, signature, etag, changed, &problem);
  g_clear_pointer (&self->refusal, g_free);
  /* What could not be kept or not be judged is tried again; what was judged is not. */
  if (!g_error_matches (problem, YJ_ERROR, YJ_ERROR_STORE) && !g_error_matches (problem, YJ_ERROR, YJ_ERROR_FAILED)) {
    g_free (self->etag);
    self->etag = g_strdup (etag);
    self->refusal = problem != NULL ? g_strdup (problem->message) : NULL;
  }
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

gboolean
yj_catalogue_store_roll_back (YjCatalogueStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GArray) versions = self->folder != NULL ? yj_catalogue_folder_list (self->folder) : NULL;
  int from = self->version;

  for (guint i = 0; versions != NULL && i < versions->len; i++) {
    int version = g_array_index (versions, int, i);
    g_autofree char *etag = g_strdup (self->etag);
    if (version >= from || version == self->withdrawn || !choose (self, version, NULL))
      continue;
    /* Central still offers what was rolled back: it need not be sent. */
    g_free (self->etag);
    self->etag = g_steal_pointer (&etag);
    self->withdrawn = MAX (self->withdrawn, from);
    if (yj_catalogue_folder_set_withdrawn (self->folder, self->withdrawn, error))
      return TRUE;
    self->withdrawn = yj_catalogue_folder_get_withdrawn (self->folder);
    choose (self, from, NULL);
    return FALSE;
  }
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "no earlier catalogue is kept here that could be used");
  return FALSE;
}
