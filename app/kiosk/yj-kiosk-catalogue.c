/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of the catalogue, and the moment at which it changes. */
#include "app/kiosk/yj-kiosk-catalogue.h"

struct _YjKioskCatalogue {
  GObject parent_instance;
  YjContext *context;
  char *dir;          /* (nullable) for before the first bundle */
  char *region;       /* (nullable) for before enrolment */
  char *tried;        /* (nullable) what was loaded last, or is being loaded: its name */
  YjCatalogue *ready; /* (nullable) loaded, and somebody is here */
};

G_DEFINE_FINAL_TYPE (YjKioskCatalogue, yj_kiosk_catalogue, G_TYPE_OBJECT)

static void
yj_kiosk_catalogue_finalize (GObject *object)
{
  YjKioskCatalogue *self = YJ_KIOSK_CATALOGUE (object);
  g_free (self->dir);
  g_free (self->region);
  g_free (self->tried);
  g_clear_object (&self->ready);
  g_object_unref (self->context);
  G_OBJECT_CLASS (yj_kiosk_catalogue_parent_class)->finalize (object);
}

static void
yj_kiosk_catalogue_class_init (YjKioskCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_kiosk_catalogue_finalize;
}

static void
yj_kiosk_catalogue_init (YjKioskCatalogue *self)
{
}

/* Where a catalogue is, and for whom it is loaded. */
typedef struct {
  char *name;   /* region and path */
  char *path;   /* (nullable) of a bundle */
  char *key;    /* of its signer */
  char *dir;    /* (nullable) of a folder, when there is no bundle */
  char *region; /* (nullable) */
} Source;

static void
source_free (Source *source)
{
  g_free (source->name);
  g_free (source->path);
  g_free (source->key);
  g_free (source->dir);
  g_free (source->region);
  g_free (source);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Source, source_free)

/* (transfer full) (nullable): there is none yet */
static Source *
find_source (YjKioskCatalogue *self)
{
  const json_t *provisioning = yj_courier_get_provisioning (self->context->courier);
  const char *region = yj_json_string (provisioning, "region"), *key = yj_json_string (provisioning, "catalogue_key");
  const char *path = key != NULL ? yj_json_string (yj_json_object (provisioning, "catalogue"), "path") : NULL;
  Source *source;

  if (path == NULL && self->dir == NULL)
    return NULL;
  source = g_new0 (Source, 1);
  source->region = g_strdup (region != NULL ? region : self->region);
  source->path = g_strdup (path);
  source->key = g_strdup (key);
  source->dir = path == NULL ? g_strdup (self->dir) : NULL;
  source->name = g_strdup_printf ("%s %s", source->region != NULL ? source->region : "", path != NULL ? path : self->dir);
  return source;
}

static YjCatalogue *
load (const Source *source, GError **error)
{
  if (source->path != NULL)
    return yj_catalogue_new_for_hall_from_bundle (source->path, source->key, source->region, error);
  return yj_catalogue_new_for_hall_from_dir (source->dir, source->region, error);
}

/* Whoever is here finishes with what they began with. */
static void
show_ready (YjKioskCatalogue *self)
{
  if (self->ready == NULL || !g_str_equal (yj_flow_get_place (self->context->flow)->page, "idle"))
    return;
  g_message ("catalogue %s version %d", yj_catalogue_get_id (self->ready), yj_catalogue_get_version (self->ready));
  yj_context_set_catalogue (self->context, self->ready);
  g_clear_object (&self->ready);
}

/* A bundle that does not verify is said once and never used; the one before stays. */
static void
take (YjKioskCatalogue *self, YjCatalogue *catalogue, const GError *error)
{
  if (catalogue == NULL)
    g_message ("the catalogue that was pulled is not used: %s", error->message);
  g_set_object (&self->ready, catalogue);
  show_ready (self);
}

static void
run_load (GTask *task, gpointer object, gpointer source, GCancellable *cancellable)
{
  GError *error = NULL;
  YjCatalogue *catalogue = load (source, &error);

  if (catalogue != NULL)
    g_task_return_pointer (task, catalogue, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject *nobody, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjKioskCatalogue) self = user_data;
  const Source *source = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = g_task_propagate_pointer (G_TASK (result), &error);

  /* Another one may have come meanwhile. */
  if (g_strcmp0 (source->name, self->tried) == 0)
    take (self, catalogue, error);
}

/* The screen stands still for nobody while a province's catalogue is read. */
static void
follow (YjKioskCatalogue *self)
{
  g_autoptr (Source) source = find_source (self);
  g_autoptr (GTask) task = NULL;

  show_ready (self);
  if (source == NULL || g_strcmp0 (source->name, self->tried) == 0)
    return;
  g_free (self->tried);
  self->tried = g_strdup (source->name);
  g_clear_object (&self->ready);
  /* Were this its source, the thread might be the last to let go of it. */
  task = g_task_new (NULL, NULL, on_loaded, g_object_ref (self));
  g_task_set_task_data (task, g_steal_pointer (&source), (GDestroyNotify) source_free);
  g_task_run_in_thread (task, run_load);
}

/* What the first person finds is there before the window is. */
static void
begin (YjKioskCatalogue *self)
{
  g_autoptr (Source) source = find_source (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = source != NULL && g_strcmp0 (source->name, self->tried) != 0 ? load (source, &error) : NULL;

  if (catalogue == NULL && error == NULL)
    return;
  g_free (self->tried);
  self->tried = g_strdup (source->name);
  take (self, catalogue, error);
}

YjKioskCatalogue *
yj_kiosk_catalogue_new (YjContext *context, const char *dir, const char *region, GError **error)
{
  g_autoptr (YjKioskCatalogue) self = g_object_new (YJ_TYPE_KIOSK_CATALOGUE, NULL);
  g_autoptr (YjCatalogue) before = NULL;

  self->context = g_object_ref (context);
  self->dir = g_strdup (dir);
  self->region = g_strdup (region);
  if (dir != NULL) {
    before = yj_catalogue_new_for_hall_from_dir (dir, region, error);
    if (before == NULL)
      return NULL;
    self->tried = g_strdup_printf ("%s %s", region != NULL ? region : "", dir);
    yj_context_set_catalogue (context, before);
  }
  begin (self);
  g_signal_connect_object (context->courier, "status-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->flow, "moved", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  return g_steal_pointer (&self);
}
