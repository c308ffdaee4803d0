/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the frame shows of a page, and the error summary on top of its rows. */
#include "ui/yj-page.h"
#include "ui/widgets/yj-widgets.h"

typedef struct {
  YjContext *context;
  char *subject;
  YjPager *pager;
  GtkWidget *aside;
  char *heading, *hint, *primary, *primary_icon, *status, *secondary, *secondary_icon, *back_label;
  GtkWidget *summary;   /* (nullable) first row while there are errors */
  GtkWidget *summary_rows;
  guint n_errors;
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
  G_OBJECT_CLASS (yj_page_parent_class)->dispose (object);
}

static void
yj_page_finalize (GObject *object)
{
  YjPagePrivate *priv = get (YJ_PAGE (object));
  g_clear_object (&priv->context);
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
  get (self)->primary_icon = g_strdup ("yj-arrow-right");
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
yj_page_get_subject (YjPage *self)
{
  return get (self)->subject;
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
  priv->summary = priv->summary_rows = NULL;
  priv->n_errors = 0;
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

void
yj_page_clear_errors (YjPage *self)
{
  YjPagePrivate *priv = get (self);
  if (priv->summary != NULL)
    yj_pager_remove (priv->pager, priv->summary);
  priv->summary = priv->summary_rows = NULL;
  priv->n_errors = 0;
}

static void
on_error_row_clicked (GtkButton *row, YjPage *self)
{
  GtkWidget *target = g_object_get_data (G_OBJECT (row), "target");
  yj_pager_show (get (self)->pager, target);
  gtk_widget_child_focus (target, GTK_DIR_TAB_FORWARD);
}

/* Large words leave room for the first ones; the others stand at their fields, and are next when these are right. */
static gboolean
has_room_for_error (YjPagePrivate *priv)
{
  static const guint rows[][3] = { { 8, 5, 3 }, { 4, 2, 2 } };
  YjStyle *style = priv->context->style;
  return priv->n_errors < rows[yj_style_is_landscape (style)][yj_style_get_text_size (style)];
}

void
yj_page_add_error (YjPage *self, GtkWidget *target, const char *text)
{
  YjPagePrivate *priv = get (self);
  GtkWidget *row, *box, *words;

  if (priv->summary_rows == NULL)
    priv->summary_rows = yj_box_new (GTK_ORIENTATION_VERTICAL, "error-rows");
  row = yj_button_new (priv->context, text, NULL, "error-row");
  box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-words");
  words = yj_label_new (priv->context, text, "");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_box_append (GTK_BOX (box), yj_icon_new ("yj-chevron-down", "sign"));
  g_object_set_data (G_OBJECT (row), "target", target);
  g_signal_connect_object (row, "clicked", G_CALLBACK (on_error_row_clicked), self, 0);
  gtk_widget_set_visible (row, has_room_for_error (priv));
  gtk_box_append (GTK_BOX (priv->summary_rows), row);
  priv->n_errors++;
}

void
yj_page_show_errors (YjPage *self)
{
  YjPagePrivate *priv = get (self);
  g_autofree char *n = g_strdup_printf ("%u", priv->n_errors);
  g_autofree char *title = yj_context_format (priv->context, "page.errors", "n", n, NULL);
  GtkWidget *head;

  if (priv->summary_rows == NULL || priv->summary != NULL)
    return;
  priv->summary = yj_box_new (GTK_ORIENTATION_VERTICAL, "error-summary");
  head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "error-head");
  gtk_box_append (GTK_BOX (head), yj_icon_new ("yj-alert", "notice-sign"));
  gtk_box_append (GTK_BOX (head), yj_label_new (priv->context, title, "h2"));
  gtk_box_append (GTK_BOX (priv->summary), head);
  gtk_box_append (GTK_BOX (priv->summary), priv->summary_rows);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->summary), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  yj_pager_prepend (priv->pager, priv->summary);
  yj_pager_show (priv->pager, priv->summary);
  gtk_widget_child_focus (priv->summary, GTK_DIR_TAB_FORWARD);
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
