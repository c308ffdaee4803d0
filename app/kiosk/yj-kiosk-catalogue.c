/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of the catalogue. */
#include "app/kiosk/yj-kiosk-catalogue.h"

struct _YjKioskCatalogue {
  GObject parent_instance;
  YjContext *context;
  char *path; /* (nullable) of the bundle in use, or of the last one that was refused */
};

G_DEFINE_FINAL_TYPE (YjKioskCatalogue, yj_kiosk_catalogue, G_TYPE_OBJECT)

static void
yj_kiosk_catalogue_finalize (GObject *object)
{
  YjKioskCatalogue *self = YJ_KIOSK_CATALOGUE (object);
  g_free (self->path);
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

/* A bundle that does not verify is said once and never used; the one before stays. */
static void
load_bundle (YjKioskCatalogue *self, const char *path, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_from_bundle (path, key, &error);

  g_free (self->path);
  self->path = g_strdup (path);
  if (catalogue == NULL) {
    g_message ("the catalogue that was pulled is not used: %s", error->message);
    return;
  }
  g_set_object (&self->context->catalogue, catalogue);
  g_message ("catalogue %s version %d", yj_catalogue_get_id (catalogue), yj_catalogue_get_version (catalogue));
}

static void
on_status_changed (YjKioskCatalogue *self)
{
  const json_t *provisioning = yj_courier_get_provisioning (self->context->courier);
  const char *region = yj_json_string (provisioning, "region"), *key = yj_json_string (provisioning, "catalogue_key");
  const char *path = yj_json_string (yj_json_object (provisioning, "catalogue"), "path");

  if (region != NULL)
    yj_session_set_region (self->context->session, region);
  if (path != NULL && key != NULL && g_strcmp0 (path, self->path) != 0)
    load_bundle (self, path, key);
}

YjKioskCatalogue *
yj_kiosk_catalogue_new (YjContext *context, const char *dir, GError **error)
{
  g_autoptr (YjKioskCatalogue) self = g_object_new (YJ_TYPE_KIOSK_CATALOGUE, NULL);

  self->context = g_object_ref (context);
  if (dir != NULL) {
    context->catalogue = yj_catalogue_new_from_dir (dir, error);
    if (context->catalogue == NULL)
      return NULL;
  }
  g_signal_connect_object (context->courier, "status-changed", G_CALLBACK (on_status_changed), self, G_CONNECT_SWAPPED);
  on_status_changed (self);
  return g_steal_pointer (&self);
}
