/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the top line of the screen. */
#include "ui/yj-header.h"
#include "ui/drawings/yj-mark.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"

struct _YjHeader {
  GtkWidget parent_instance;
  YjContext *context;
  YjPageKind kind;
  GtkWidget *mark, *title, *time;
};

G_DEFINE_FINAL_TYPE (YjHeader, yj_header, GTK_TYPE_WIDGET)

static void
yj_header_dispose (GObject *object)
{
  YjHeader *self = YJ_HEADER (object);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_header_parent_class)->dispose (object);
}

static void
yj_header_class_init (YjHeaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_header_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "header");
}

static void
yj_header_init (YjHeader *self)
{
}

GtkWidget *
yj_header_new (YjContext *context)
{
  YjHeader *self = g_object_new (YJ_TYPE_HEADER, NULL);
  GtkWidget *title;

  self->context = g_object_ref (context);
  self->mark = yj_mark_new ();
  gtk_widget_set_valign (self->mark, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->mark, GTK_WIDGET (self));
  self->title = yj_label_new (context, "", "strong");
  title = yj_balanced_new (GTK_LABEL (self->title));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_parent (title, GTK_WIDGET (self));
  self->time = yj_label_new (context, "", "body tabular");
  gtk_label_set_wrap (GTK_LABEL (self->time), FALSE);
  gtk_widget_set_parent (self->time, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static char *
format_time (YjHeader *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (self->context->clock) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_local (utc);

  if (!yj_clock_is_verified (self->context->clock))
    return g_strdup (yj_context_text (self->context, "header.clock-unverified"));
  /* With large text the date leaves its room to the hall's name. */
  if (self->kind == YJ_PAGE_PLAIN && yj_style_get_text_size (self->context->style) == YJ_TEXT_STANDARD) {
    g_autofree char *weekday = g_strdup_printf ("header.weekday.%d", g_date_time_get_day_of_week (now));
    g_autofree char *month = g_strdup_printf ("date.month.%d", g_date_time_get_month (now));
    g_autofree char *day = g_strdup_printf ("%d", g_date_time_get_day_of_month (now));
    g_autofree char *time = g_date_time_format (now, "%H:%M");
    return yj_context_format (self->context, "header.date", "month", yj_context_text (self->context, month), "day", day, "weekday",
                              yj_context_text (self->context, weekday), "time", time, NULL);
  }
  return g_date_time_format (now, "%H:%M");
}

void
yj_header_update_time (YjHeader *self)
{
  g_autofree char *text = format_time (self);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->time)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->time), text);
}

void
yj_header_update (YjHeader *self, YjPageKind kind)
{
  YjItem *item = yj_session_get_item (self->context->session);
  const char *title =
      kind == YJ_PAGE_STEP && item != NULL ? yj_context_pick (self->context, item->title) : yj_context_hall (self->context, "name");
  self->kind = kind;
  gtk_label_set_text (GTK_LABEL (self->title), title);
  yj_header_update_time (self);
}
