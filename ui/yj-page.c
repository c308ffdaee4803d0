/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the frame shows of a page, and when the error summary stands on top of its rows. */
#include "ui/yj-page.h"
#include "ui/widgets/yj-error-summary.h"
#include "ui/widgets/yj-widgets.h"

typedef struct {
  YjContext *context;
  char *subject;
  YjPager *pager;
  GtkWidget *aside;
  char *heading, *hint, *primary, *primary_icon, *status, *secondary, *secondary_icon, *back_label;
  GCancellable *cancellable;
  YjErrorSummary *summary; /* (nullable) owned; the first row once it is shown */
} YjPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YjPage, yj_page, GTK_TYPE_WIDGET)

static guint frame_changed;

static YjPagePrivate *
get (YjPage *self)
{
  return yj_page_get_instance_private (self);
}

static void
yj_page_dispose (GObject *object)
{
  YjPagePrivate *priv = get (YJ_PAGE (object));
  if (priv->pager != NULL)
    gtk_widget_unparent (GTK_WIDGET (priv->pager));
  priv->pager = NULL;
  g_clear_object (&priv->aside);
  g_clear_object (&priv->summary);
  G_OBJECT_CLASS (yj_page_parent_class)->dispose (object);
}

static void
yj_page_finalize (GObject *object)
{
  YjPagePrivate *priv = get (YJ_PAGE (object));
  g_clear_object (&priv->context);
  g_object_unref (priv->cancellable);
  g_free (priv->subject);
  g_free (priv->heading);
  g_free (priv->hint);
  g_free (priv->primary);
  g_free (priv->primary_icon);
  g_free (priv->status);
  g_free (priv->secondary);
  g_free (priv->secondary_icon);
  g_free (priv->back_label);
  G_OBJECT_CLASS (yj_page_parent_class)->finalize (object);
}

static void
back_in_flow (YjPage *self)
{
  yj_flow_back (get (self)->context->flow);
}

static void
leave_nothing (YjPage *self)
{
}

static void
yj_page_class_init (YjPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_page_finalize;
  klass->back = back_in_flow;
  klass->leave = leave_nothing;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "page");
  frame_changed = g_signal_new ("frame-changed", YJ_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_page_init (YjPage *self)
{
  get (self)->cancellable = g_cancellable_new ();
  get (self)->primary_icon = g_strdup ("yj-arrow-right");
}

GCancellable *
yj_page_get_cancellable (YjPage *self)
{
  return get (self)->cancellable;
}

void
yj_page_leave (YjPage *self)
{
  g_cancellable_cancel (get (self)->cancellable);
  YJ_PAGE_GET_CLASS (self)->leave (self);
}

static void
change (YjPage *self, char **member, const char *text)
{
  if (g_strcmp0 (*member, text) == 0)
    return;
  g_free (*member);
  *member = g_strdup (text);
  g_signal_emit (self, frame_changed, 0);
}

YjContext *
yj_page_get_context (YjPage *self)
{
  return get (self)->context;
}

const char *
yj_page_get_id (YjPage *self)
{
  return YJ_PAGE_GET_CLASS (self)->id;
}

void
yj_page_set_heading (YjPage *self, const char *text)
{
  change (self, &get (self)->heading, text);
}

void
yj_page_set_hint (YjPage *self, const char *text)
{
  change (self, &get (self)->hint, text);
}

void
yj_page_set_primary (YjPage *self, const char *label)
{
  change (self, &get (self)->primary, label);
}

void
yj_page_set_primary_icon (YjPage *self, const char *icon)
{
  change (self, &get (self)->primary_icon, icon);
}

void
yj_page_set_status (YjPage *self, const char *text)
{
  change (self, &get (self)->status, text);
}

void
yj_page_set_secondary (YjPage *self, const char *label, const char *icon)
{
  YjPagePrivate *priv = get (self);
  g_free (priv->secondary_icon);
  priv->secondary_icon = g_strdup (icon);
  change (self, &priv->secondary, label);
}

void
yj_page_set_back_label (YjPage *self, const char *label)
{
  change (self, &get (self)->back_label, label);
}

void
yj_page_add (YjPage *self, GtkWidget *row)
{
  yj_pager_append (get (self)->pager, row);
}

void
yj_page_add_title (YjPage *self, const char *text)
{
  YjPagePrivate *priv = get (self);
  yj_pager_append_title (priv->pager, yj_label_new (priv->context, text, "h2 section-title"));
}

void
yj_page_clear_rows (YjPage *self)
{
  YjPagePrivate *priv = get (self);
  yj_pager_clear (priv->pager);
  g_clear_object (&priv->summary);
}

YjPager *
yj_page_get_pager (YjPage *self)
{
  return get (self)->pager;
}

void
yj_page_set_aside (YjPage *self, GtkWidget *aside)
{
  YjPagePrivate *priv = get (self);
  g_clear_object (&priv->aside);
  if (aside != NULL)
    priv->aside = g_object_ref_sink (aside);
  g_signal_emit (self, frame_changed, 0);
}

/* ---- errors ---- */

static gboolean
is_shown (YjErrorSummary *summary)
{
  return gtk_widget_get_parent (GTK_WIDGET (summary)) != NULL;
}

void
yj_page_clear_errors (YjPage *self)
{
  YjPagePrivate *priv = get (self);
  if (priv->summary != NULL && is_shown (priv->summary))
    yj_pager_remove (priv->pager, GTK_WIDGET (priv->summary));
  g_clear_object (&priv->summary);
}

static void
on_error_chosen (YjPage *self, GtkWidget *target)
{
  yj_pager_show (get (self)->pager, target);
  gtk_widget_child_focus (target, GTK_DIR_TAB_FORWARD);
}

void
yj_page_add_error (YjPage *self, GtkWidget *target, const char *text)
{
  YjPagePrivate *priv = get (self);

  if (priv->summary == NULL) {
    priv->summary = g_object_ref_sink (yj_error_summary_new (priv->context));
    g_signal_connect_object (priv->summary, "chosen", G_CALLBACK (on_error_chosen), self, G_CONNECT_SWAPPED);
  }
  yj_error_summary_add (priv->summary, target, text);
}

void
yj_page_remove_error (YjPage *self, GtkWidget *target)
{
  YjPagePrivate *priv = get (self);

  if (priv->summary == NULL)
    return;
  yj_error_summary_remove (priv->summary, target);
  if (yj_error_summary_is_empty (priv->summary))
    yj_page_clear_errors (self);
}

void
yj_page_show_errors (YjPage *self)
{
  YjPagePrivate *priv = get (self);

  if (priv->summary == NULL || is_shown (priv->summary))
    return;
  yj_pager_prepend (priv->pager, GTK_WIDGET (priv->summary));
  yj_pager_show (priv->pager, GTK_WIDGET (priv->summary));
  gtk_widget_child_focus (GTK_WIDGET (priv->summary), GTK_DIR_TAB_FORWARD);
}

/* ---- for the frame ---- */

const char *
yj_page_get_heading (YjPage *self)
{
  return get (self)->heading;
}

const char *
yj_page_get_hint (YjPage *self)
{
  return get (self)->hint;
}

const char *
yj_page_get_primary (YjPage *self)
{
  return get (self)->primary;
}

const char *
yj_page_get_primary_icon (YjPage *self)
{
  return get (self)->primary_icon;
}

const char *
yj_page_get_status (YjPage *self)
{
  return get (self)->status;
}

const char *
yj_page_get_secondary (YjPage *self, const char **icon)
{
  *icon = get (self)->secondary_icon;
  return get (self)->secondary;
}

const char *
yj_page_get_back_label (YjPage *self)
{
  return get (self)->back_label;
}

GtkWidget *
yj_page_get_aside (YjPage *self)
{
  return get (self)->aside;
}

YjPage *
yj_page_create (const char *id, YjContext *context, const char *subject)
{
  const YjPageInfo *info = yj_page_list ();
  YjPagePrivate *priv;
  YjPage *self;

  while (info->id != NULL && !g_str_equal (info->id, id))
    info++;
  if (info->id == NULL)
    return NULL;
  self = g_object_new (info->get_type (), NULL);
  priv = get (self);
  priv->context = g_object_ref (context);
  priv->subject = g_strdup (subject);
  priv->pager = yj_pager_new (yj_context_text (context, "action.previous-page"), yj_context_text (context, "action.next-page"),
                              yj_context_text (context, "page.position"));
  gtk_widget_set_parent (GTK_WIDGET (priv->pager), GTK_WIDGET (self));
  YJ_PAGE_GET_CLASS (self)->enter (self, subject);
  return self;
}
