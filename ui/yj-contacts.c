/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is known of fingers and buttons that are down. */
#include "ui/yj-contacts.h"

struct _YjContacts {
  GObject parent_instance;
  YjClock *clock;
  GHashTable *down; /* touch sequence or number of a button -> boot time of its begin (gint64, owned) */
  guint released_source;
};

G_DEFINE_FINAL_TYPE (YjContacts, yj_contacts, G_TYPE_OBJECT)

static guint released;

static void
yj_contacts_finalize (GObject *object)
{
  YjContacts *self = YJ_CONTACTS (object);
  g_clear_handle_id (&self->released_source, g_source_remove);
  g_hash_table_unref (self->down);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (yj_contacts_parent_class)->finalize (object);
}

static void
yj_contacts_class_init (YjContactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_contacts_finalize;
  released = g_signal_new ("released", YJ_TYPE_CONTACTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_contacts_init (YjContacts *self)
{
  self->down = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

YjContacts *
yj_contacts_new (YjClock *clock)
{
  YjContacts *self = g_object_new (YJ_TYPE_CONTACTS, NULL);
  self->clock = g_object_ref (clock);
  return self;
}

gboolean
yj_contacts_are_down (YjContacts *self)
{
  return g_hash_table_size (self->down) > 0;
}

static gboolean
on_told (gpointer user_data)
{
  YjContacts *self = user_data;
  self->released_source = 0;
  if (!yj_contacts_are_down (self))
    g_signal_emit (self, released, 0);
  return G_SOURCE_REMOVE;
}

/* The event that ends a touch is on its way to the widget: first that one, then everybody who waits. */
static void
tell_later (YjContacts *self)
{
  if (!yj_contacts_are_down (self) && self->released_source == 0)
    self->released_source = g_idle_add (on_told, self);
}

void
yj_contacts_follow (YjContacts *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  gboolean button = type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE;
  gpointer contact = button ? GUINT_TO_POINTER (gdk_button_event_get_button (event)) : (gpointer) gdk_event_get_event_sequence (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN) {
    gint64 now_usec = yj_clock_get_boottime_usec (self->clock);
    g_hash_table_insert (self->down, contact, g_memdup2 (&now_usec, sizeof now_usec));
  } else if (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL) {
    g_hash_table_remove (self->down, contact);
    tell_later (self);
  } else if (type == GDK_GRAB_BROKEN) {
    g_hash_table_remove_all (self->down);
    tell_later (self);
  }
}

static gboolean
is_no_touch (gpointer contact, gpointer began_usec, gpointer now_usec)
{
  return *(gint64 *) now_usec - *(gint64 *) began_usec >= YJ_LONGEST_CONTACT_SECONDS * G_USEC_PER_SEC;
}

void
yj_contacts_tick (YjContacts *self)
{
  gint64 now_usec = yj_clock_get_boottime_usec (self->clock);
  if (g_hash_table_foreach_remove (self->down, is_no_touch, &now_usec) > 0)
    tell_later (self);
}
