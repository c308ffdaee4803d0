/* SPDX-License-Identifier: Apache-2.0 */
/* The one-time notice: which matters go together, how long they take, what to give, and what needs the person's presence;
 * the list goes along on paper or in a phone. */
#include "core/flow/yj-session-fees.h"
#include "ui/pages/yj-notice-figures.h"
#include "ui/pages/yj-notice-rows.h"
#include "ui/pages/yj-take-along.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_NOTICE_PAGE (yj_notice_page_get_type ())
G_DECLARE_FINAL_TYPE (YjNoticePage, yj_notice_page, YJ, NOTICE_PAGE, YjPage)

struct _YjNoticePage {
  YjPage parent_instance;
  char *touched; /* (nullable) code of the matter that was ticked last: it stays in sight */
  guint rebuild_source;
  gboolean read; /* to its last page; a longer label may make pages shorter, and that changes nothing */
};

G_DEFINE_FINAL_TYPE (YjNoticePage, yj_notice_page, YJ_TYPE_PAGE)

static void build (YjNoticePage *self);

/* ---- matters ---- */

static gboolean
on_rebuild (gpointer user_data)
{
  YjNoticePage *self = user_data;
  self->rebuild_source = 0;
  build (self);
  return G_SOURCE_REMOVE;
}

/* What a chosen matter needs is chosen with it. */
static void
choose (YjContext *context, const YjMatter *matter, gboolean chosen)
{
  YjItem *item = yj_session_get_item (context->session);

  yj_session_set_matter_chosen (context->session, matter->code, chosen);
  for (gsize i = 0; chosen && matter->needs[i] != NULL; i++) {
    const YjMatter *needed = yj_item_get_matter (item, matter->needs[i]);
    if (needed != NULL && !yj_session_is_matter_chosen (context->session, needed->code))
      choose (context, needed, TRUE);
  }
}

static void
on_matter_toggled (GtkCheckButton *row, YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *code = g_object_get_data (G_OBJECT (row), "matter");

  choose (context, yj_item_get_matter (yj_session_get_item (context->session), code), gtk_check_button_get_active (row));
  g_free (self->touched);
  self->touched = g_strdup (code);
  /* Not now: the row that is being touched would vanish under the finger. */
  if (self->rebuild_source == 0)
    self->rebuild_source = g_idle_add (on_rebuild, self);
}

static GtkWidget *
make_optional_matter (YjNoticePage *self, const YjMatter *matter)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *row = gtk_check_button_new ();

  gtk_check_button_set_child (GTK_CHECK_BUTTON (row), yj_notice_matter_words_new (context, matter));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row), yj_session_is_matter_chosen (context->session, matter->code));
  gtk_widget_add_css_class (row, "choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_context_pick (context, matter->name), -1);
  g_object_set_data (G_OBJECT (row), "matter", (gpointer) matter->code);
  g_signal_connect_object (row, "toggled", G_CALLBACK (on_matter_toggled), self, 0);
  return row;
}

static GtkWidget *
make_fixed_matter (YjContext *context, const YjMatter *matter)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "fixed"), *tick = yj_icon_new ("yj-tick", "fixed-tick");
  gtk_widget_set_valign (tick, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), tick);
  gtk_box_append (GTK_BOX (row), yj_notice_matter_words_new (context, matter));
  return row;
}

/* A panel that may be parted by a page's end. */
static void
add_attached (YjNoticePage *self, GtkWidget *row, gboolean first, gboolean last)
{
  gtk_widget_add_css_class (row, "attached");
  gtk_widget_add_css_class (row, "panel-row");
  if (first)
    gtk_widget_add_css_class (row, "first");
  if (last)
    gtk_widget_add_css_class (row, "last");
  yj_page_add (YJ_PAGE (self), row);
}

static void
add_matters (YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) matters = yj_session_list_applicable_matters (context->session);

  for (guint i = 0; i < matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (matters, i);
    GtkWidget *row = matter->optional ? make_optional_matter (self, matter) : make_fixed_matter (context, matter);
    add_attached (self, row, i == 0, i + 1 == matters->len);
    if (g_strcmp0 (self->touched, matter->code) == 0) {
      yj_pager_show (yj_page_get_pager (YJ_PAGE (self)), row);
      gtk_widget_grab_focus (row);
    }
  }
}

/* What matters that were chosen ask for in person, each step once. (transfer container) (element-type utf8) */
static GPtrArray *
list_steps_in_person (YjContext *context)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);
  GPtrArray *steps = g_ptr_array_new ();

  for (guint i = 0; i < matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (matters, i);
    const char *step = matter->in_person != NULL ? yj_context_pick (context, matter->in_person) : NULL;
    if (step != NULL && !g_ptr_array_find_with_equal_func (steps, step, g_str_equal, NULL))
      g_ptr_array_add (steps, (gpointer) step);
  }
  return steps;
}

static GtkWidget *
make_presence (YjContext *context, GPtrArray *steps, guint first, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *title = n == 1 ? g_strdup (yj_context_text (context, "notice.in-person"))
                                  : yj_context_format (context, "notice.in-person.several", "n", number, NULL);
  GString *text = g_string_new (NULL);
  GtkWidget *notice;

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (text, "%s%s", i > first ? "\n" : "", (const char *) g_ptr_array_index (steps, i));
  notice = yj_notice_new (context, YJ_NOTICE_WARN, title, text->str);
  g_string_free (text, TRUE);
  return notice;
}

/* All steps in one notice: two with the same heading push the matters off the page. The largest text has no room for two. */
static void
add_presence (YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) steps = list_steps_in_person (context);
  guint n = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST ? 1 : steps->len;

  for (guint i = 0; i < steps->len; i += n)
    yj_page_add (YJ_PAGE (self), make_presence (context, steps, i, n));
}

/* ---- fees ---- */

static void
add_fees (YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) fees = yj_session_list_fees (context->session);
  /* With the largest text they would not fit a page together. */
  guint n = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST ? 1 : fees->len;

  for (guint i = 0; i < fees->len; i += n)
    add_attached (self, yj_notice_fees_row_new (context, fees, i, n), i == 0, i + n == fees->len);
}

/* ---- materials ---- */

static void
add_materials (YjNoticePage *self, GPtrArray *materials)
{
  for (guint i = 0; i < materials->len; i++)
    add_attached (self, yj_notice_material_row_new (yj_page_get_context (YJ_PAGE (self)), g_ptr_array_index (materials, i)), i == 0,
                  i + 1 == materials->len);
}

static GtkWidget *
make_head (YjContext *context, const char *title, GtkWidget *end)
{
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "notice-head"), *words = yj_label_new (context, title, "h2");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), words);
  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), end);
  return head;
}

static void
add_all_materials (YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) all = yj_session_list_materials (context->session);
  g_autoptr (GPtrArray) bring = yj_session_list_materials_to_capture (context->session);
  g_autofree char *n = g_strdup_printf ("%u", bring->len), *title = yj_context_format (context, "notice.bring", "n", n, NULL);
  YjTakeAlong *along = yj_take_along_new (context);
  GtkWidget *head =
      make_head (context, bring->len > 0 ? title : yj_context_text (context, "notice.bring-nothing"), yj_take_along_make_button (along));
  YjPager *pager = yj_page_get_pager (YJ_PAGE (self));

  for (guint i = 0; i < bring->len; i++)
    g_ptr_array_remove (all, g_ptr_array_index (bring, i));
  yj_pager_append_title (pager, head);
  yj_pager_break_before (pager, head);
  add_materials (self, bring);
  yj_page_add (YJ_PAGE (self), GTK_WIDGET (along));
  add_fees (self);
  if (all->len > 0)
    yj_page_add_title (YJ_PAGE (self), yj_context_text (context, "notice.not-by-you"));
  add_materials (self, all);
}

/* Last and small: for who wants to look it up. */
static void
add_legal_basis (YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  YjItem *item = yj_session_get_item (context->session);
  g_autofree char *text = NULL;

  if (item->legal_basis == NULL)
    return;
  text = yj_context_format (context, "notice.basis", "basis", yj_context_pick (context, item->legal_basis), NULL);
  yj_page_add (YJ_PAGE (self), yj_label_new (context, text, "small ink-2 tail"));
}

/* ---- the page ---- */

static gboolean
may_apply (YjContext *context)
{
  return !yj_session_get_guide_only (context->session) || yj_context_get_gates (context) == YJ_GATE_OPEN;
}

/* To its last page before anybody goes on: this is what a person is told once. */
static void
update_actions (YjNoticePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (context->session);
  g_autofree char *n = g_strdup_printf ("%u", chosen->len);
  gboolean guide_only = yj_session_get_guide_only (context->session), seen;
  g_autofree char *apply = yj_context_format (context, guide_only ? "notice.apply-now" : "notice.apply", "n", n, NULL);

  self->read = self->read || yj_pager_get_seen_all (yj_page_get_pager (YJ_PAGE (self)));
  seen = self->read;
  if (!seen)
    yj_page_set_primary (YJ_PAGE (self), yj_context_text (context, "notice.read-on"));
  else
    yj_page_set_primary (YJ_PAGE (self), may_apply (context) ? apply : yj_context_text (context, "notice.finish"));
  yj_page_set_secondary (YJ_PAGE (self), seen && guide_only && may_apply (context) ? yj_context_text (context, "notice.finish") : NULL,
                         NULL);
}

static void
build (YjNoticePage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (context->session);
  g_autofree char *n = g_strdup_printf ("%u", chosen->len), *heading = yj_context_format (context, "notice.heading", "n", n, NULL);

  yj_page_clear_rows (page);
  yj_page_set_heading (page, heading);
  if (yj_style_is_landscape (context->style) && !yj_style_is_cramped (context->style))
    yj_page_set_aside (page, yj_notice_figures_new (context));
  else
    yj_page_add (page, yj_notice_figures_new (context));
  add_presence (self);
  yj_pager_append_title (yj_page_get_pager (page),
                         make_head (context, yj_context_text (context, "notice.matters"),
                                    yj_label_new (context, yj_context_text (context, "notice.leave-out"), "small ink-2")));
  add_matters (self);
  add_all_materials (self);
  add_legal_basis (self);
  update_actions (self);
}

static void
enter (YjPage *page, const char *subject)
{
  YjNoticePage *self = YJ_NOTICE_PAGE (page);

  build (self);
  g_signal_connect_object (yj_page_get_pager (page), "turned", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
}

static void
primary (YjPage *page)
{
  YjContext *context = yj_page_get_context (page);

  if (!YJ_NOTICE_PAGE (page)->read) {
    yj_pager_turn (yj_page_get_pager (page), 1);
    return;
  }
  if (may_apply (context))
    yj_session_set_guide_only (context->session, FALSE);
  yj_flow_next (context->flow);
}

/* Only shown to who wanted to know what to bring: the line ends here. */
static void
secondary (YjPage *page)
{
  yj_flow_next (yj_page_get_context (page)->flow);
}

static void
leave (YjPage *page)
{
  g_clear_handle_id (&YJ_NOTICE_PAGE (page)->rebuild_source, g_source_remove);
}

static void
yj_notice_page_finalize (GObject *object)
{
  g_free (YJ_NOTICE_PAGE (object)->touched);
  G_OBJECT_CLASS (yj_notice_page_parent_class)->finalize (object);
}

static void
yj_notice_page_class_init (YjNoticePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_notice_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "notice";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
}

static void
yj_notice_page_init (YjNoticePage *self)
{
}
