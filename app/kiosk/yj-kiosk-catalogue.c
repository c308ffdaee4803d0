/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of the catalogue, and the moment at which it changes. */
#include "app/kiosk/yj-kiosk-catalogue.h"

struct _YjKioskCatalogue {
  GObject parent_instance;
  YjContext *context;
  char *dir;    /* (nullable) for before the first bundle */
  char *region; /* (nullable) for before enrolment */
  char *tried;  /* (nullable) what is in use, or what was refused last: region and path */
};

G_DEFINE_FINAL_TYPE (YjKioskCatalogue, yj_kiosk_catalogue, G_TYPE_OBJECT)

static void
yj_kiosk_catalogue_finalize (GObject *object)
{
  YjKioskCatalogue *self = YJ_KIOSK_CATALOGUE (object);
  g_free (self->dir);
  g_free (self->region);
  g_free (self->tried);
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

/* TRUE without a catalogue: there is nothing new to load. */
static gboolean
load (YjKioskCatalogue *self, YjCatalogue **catalogue, GError **error)
{
  const json_t *provisioning = yj_courier_get_provisioning (self->context->courier);
  const char *region = yj_json_string (provisioning, "region"), *key = yj_json_string (provisioning, "catalogue_key");
  const char *bundle = key != NULL ? yj_json_string (yj_json_object (provisioning, "catalogue"), "path") : NULL;
  g_autofree char *wanted = NULL;

  region = region != NULL ? region : self->region;
  wanted = g_strdup_printf ("%s %s", region != NULL ? region : "", bundle != NULL ? bundle : self->dir);
  *catalogue = NULL;
  if ((bundle == NULL && self->dir == NULL) || g_strcmp0 (wanted, self->tried) == 0)
    return TRUE;
  g_free (self->tried);
  self->tried = g_steal_pointer (&wanted);
  *catalogue = bundle != NULL ? yj_catalogue_new_for_hall_from_bundle (bundle, key, region, error)
                              : yj_catalogue_new_for_hall_from_dir (self->dir, region, error);
  return *catalogue != NULL;
}

/* A bundle that does not verify is said once and never used; the one before stays. */
static void
follow (YjKioskCatalogue *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = NULL;

  if (!g_str_equal (yj_flow_get_place (self->context->flow)->page, "idle"))
    return; /* whoever is here finishes with what they began with */
  if (!load (self, &catalogue, &error)) {
    g_message ("the catalogue that was pulled is not used: %s", error->message);
    return;
  }
  if (catalogue == NULL)
    return;
  g_message ("catalogue %s version %d", yj_catalogue_get_id (catalogue), yj_catalogue_get_version (catalogue));
  yj_context_set_catalogue (self->context, catalogue);
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
  g_signal_connect_object (context->courier, "status-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->flow, "moved", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
  return g_steal_pointer (&self);
}
