/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the life of a session: beginning an item, and wiping everything. */
#include "core/flow/yj-session.h"
#include "core/base/yj-error.h"
#include "core/base/yj-messages.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-uuid7.h"
#include "core/flow/yj-session-private.h"

G_DEFINE_FINAL_TYPE (YjSession, yj_session, G_TYPE_OBJECT)

static guint changed;

void
yj_session_emit_changed (YjSession *self)
{
  g_signal_emit (self, changed, 0);
}

static void
wipe_text (char **text)
{
  yj_secret_text_free (g_steal_pointer (text));
}

/* Everything of the person and of the item; not the language. */
static void
wipe_application (YjSession *self)
{
  yj_json_wipe (g_steal_pointer (&self->answers));
  self->answers = json_object ();
  g_hash_table_remove_all (self->prefilled);
  g_hash_table_remove_all (self->proposed);
  g_hash_table_remove_all (self->left_out);
  g_hash_table_remove_all (self->pages);
  g_hash_table_remove_all (self->later);
  g_clear_pointer (&self->card, yj_id_card_free);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->identified_by, g_free);
  g_clear_pointer (&self->delivery, g_free);
  self->consents = 0;
  wipe_text (&self->id);
  wipe_text (&self->secret);
  wipe_text (&self->reference);
  wipe_text (&self->case_number);
  self->started_usec = 0;
  self->item = NULL;
  g_clear_object (&self->catalogue);
}

static void
yj_session_finalize (GObject *object)
{
  YjSession *self = YJ_SESSION (object);
  wipe_application (self);
  json_decref (self->answers);
  g_hash_table_unref (self->prefilled);
  g_hash_table_unref (self->proposed);
  g_hash_table_unref (self->judged);
  g_hash_table_unref (self->left_out);
  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->later);
  g_free (self->language);
  g_clear_pointer (&self->today, g_date_time_unref);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (yj_session_parent_class)->finalize (object);
}

static void
yj_session_class_init (YjSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_session_finalize;
  changed = g_signal_new ("changed", YJ_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
yj_session_init (YjSession *self)
{
  self->answers = json_object ();
  self->prefilled = new_set ();
  self->proposed = new_set ();
  self->judged = g_hash_table_new (g_str_hash, g_str_equal);
  self->left_out = new_set ();
  self->later = new_set ();
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->language = g_strdup (YJ_LANGUAGE_BASE);
}

YjSession *
yj_session_new (YjClock *clock)
{
  YjSession *self = g_object_new (YJ_TYPE_SESSION, NULL);
  self->clock = g_object_ref (clock);
  return self;
}

void
yj_session_clear (YjSession *self)
{
  wipe_application (self);
  g_free (self->language);
  self->language = g_strdup (YJ_LANGUAGE_BASE);
  self->guide_only = FALSE;
  yj_session_emit_changed (self);
}

void
yj_session_set_guide_only (YjSession *self, gboolean guide_only)
{
  if (self->guide_only == guide_only)
    return;
  self->guide_only = guide_only;
  yj_session_emit_changed (self);
}

gboolean
yj_session_get_guide_only (YjSession *self)
{
  return self->guide_only;
}

gboolean
yj_session_begin (YjSession *self, YjCatalogue *catalogue, const char *item_id, GError **error)
{
  YjItem *item = yj_catalogue_get_item (catalogue, item_id);

  if (item == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the catalogue has no item %s", item_id);
    return FALSE;
  }
  g_object_ref (catalogue);
  wipe_application (self);
  self->catalogue = catalogue;
  self->item = item;
  self->started_usec = yj_clock_get_wall_usec (self->clock);
  self->id = yj_uuid7_new (self->started_usec);
  self->secret = yj_progress_secret_new ();
  yj_session_emit_changed (self);
  return TRUE;
}

YjClock *
yj_session_get_clock (YjSession *self)
{
  return self->clock;
}

void
yj_session_set_language (YjSession *self, const char *language)
{
  if (g_strcmp0 (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  yj_session_emit_changed (self);
}

const char *
yj_session_get_language (YjSession *self)
{
  return self->language;
}

YjCatalogue *
yj_session_get_catalogue (YjSession *self)
{
  return self->catalogue;
}

YjItem *
yj_session_get_item (YjSession *self)
{
  return self->item;
}

const char *
yj_session_get_id (YjSession *self)
{
  return self->id;
}

const char *
yj_session_get_secret (YjSession *self)
{
  return self->secret;
}

gint64
yj_session_get_started_usec (YjSession *self)
{
  return self->started_usec;
}

const char *
yj_session_get_region (YjSession *self)
{
  return self->catalogue != NULL ? yj_catalogue_get_region (self->catalogue) : NULL;
}

void
yj_session_set_today (YjSession *self, GDateTime *today)
{
  g_clear_pointer (&self->today, g_date_time_unref);
  self->today = today != NULL ? g_date_time_ref (today) : NULL;
}

GDateTime *
yj_session_get_today (YjSession *self)
{
  return self->today != NULL ? g_date_time_ref (self->today) : yj_clock_get_today (self->clock);
}

void
yj_session_set_submitted (YjSession *self, const char *reference, const char *case_number)
{
  wipe_text (&self->reference);
  wipe_text (&self->case_number);
  self->reference = g_strdup (reference);
  self->case_number = g_strdup (case_number);
  yj_session_emit_changed (self);
}

const char *
yj_session_get_reference (YjSession *self)
{
  return self->reference;
}

const char *
yj_session_get_case_number (YjSession *self)
{
  return self->case_number;
}

void
yj_session_set_material_later (YjSession *self, const char *material_id, gboolean later)
{
  if (later)
    g_hash_table_add (self->later, g_strdup (material_id));
  else
    g_hash_table_remove (self->later, material_id);
  yj_session_emit_changed (self);
}

gboolean
yj_session_get_material_later (YjSession *self, const char *material_id)
{
  return g_hash_table_contains (self->later, material_id);
}

void
yj_session_set_delivery (YjSession *self, const char *delivery_id)
{
  g_free (self->delivery);
  self->delivery = g_strdup (delivery_id);
  yj_session_emit_changed (self);
}

const YjDelivery *
yj_session_get_delivery (YjSession *self)
{
  for (guint i = 0; self->item != NULL && i < self->item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (self->item->delivery, i);
    if (g_strcmp0 (delivery->id, self->delivery) == 0)
      return delivery;
  }
  return NULL;
}

void
yj_session_set_consent (YjSession *self, guint index, gboolean given)
{
  g_return_if_fail (index < 32);
  self->consents = given ? self->consents | (1u << index) : self->consents & ~(1u << index);
  yj_session_emit_changed (self);
}

gboolean
yj_session_get_consent (YjSession *self, guint index)
{
  return index < 32 && (self->consents >> index & 1u) != 0;
}

void
yj_session_set_signature (YjSession *self, GBytes *png)
{
  g_clear_pointer (&self->signature, g_bytes_unref);
  self->signature = png != NULL ? g_bytes_ref (png) : NULL;
  yj_session_emit_changed (self);
}

GBytes *
yj_session_get_signature (YjSession *self)
{
  return self->signature;
}

void
yj_session_set_identified_by (YjSession *self, const char *how)
{
  g_free (self->identified_by);
  self->identified_by = g_strdup (how);
  yj_session_emit_changed (self);
}

const char *
yj_session_get_identified_by (YjSession *self)
{
  return self->identified_by;
}

void
yj_session_set_card (YjSession *self, const YjIdCard *card)
{
  g_clear_pointer (&self->card, yj_id_card_free);
  self->card = card != NULL ? yj_id_card_copy (card) : NULL;
  yj_session_prefill_from_card (self);
  yj_session_emit_changed (self);
}

const YjIdCard *
yj_session_get_card (YjSession *self)
{
  return self->card;
}
