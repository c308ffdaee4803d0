/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing the matter: a card for each life event, by its everyday name, found by looking or by typing. */
#include "ui/fields/yj-input.h"
#include "ui/widgets/yj-way-card.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

/* More cards than one look takes in are searched. */
#define SEARCHED_FROM 7
#define MAX_QUERY_CHARS 20

#define YJ_TYPE_CHOOSE_PAGE (yj_choose_page_get_type ())
G_DECLARE_FINAL_TYPE (YjChoosePage, yj_choose_page, YJ, CHOOSE_PAGE, YjPage)

struct _YjChoosePage {
  YjPage parent_instance;
  YjInput *search; /* (nullable) */
  GPtrArray *rows; /* what is under the search, taken away when something is typed */
};

G_DEFINE_FINAL_TYPE (YjChoosePage, yj_choose_page, YJ_TYPE_PAGE)

static void
on_card_clicked (GtkButton *card, YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autoptr (GError) error = NULL;

  if (!yj_session_begin (context->session, context->catalogue, g_object_get_data (G_OBJECT (card), "item"), &error)) {
    yj_page_clear_errors (self);
    yj_page_add_error (self, GTK_WIDGET (card), yj_context_error_text (context, error));
    yj_page_show_errors (self);
    return;
  }
  yj_flow_next (context->flow);
}

/* ---- cards ---- */

static GtkWidget *
make_card (YjPage *self, YjItem *item)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *tile = yj_label_new (context, item->glyph, "item-tile");
  GtkWidget *card = yj_way_card_new (context, tile, yj_context_pick (context, item->title), yj_context_pick (context, item->everyday));

  gtk_label_set_xalign (GTK_LABEL (tile), 0.5f);
  g_object_set_data (G_OBJECT (card), "item", (gpointer) item->id);
  g_signal_connect_object (card, "clicked", G_CALLBACK (on_card_clicked), self, 0);
  return card;
}

/* Not a card: nothing happens here, but the counter does what this machine does not. */
static GtkWidget *
make_not_found (YjContext *context)
{
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "not-found");
  GtkWidget *ask = yj_label_new (context, yj_context_text (context, "choose.not-found"), "small ink-2");
  GtkWidget *where = yj_label_new (context, yj_context_hall (context, "counter"), "small ink-2");

  gtk_widget_set_vexpand (ask, TRUE);
  gtk_widget_set_valign (ask, GTK_ALIGN_END);
  gtk_widget_set_vexpand (where, TRUE);
  gtk_widget_set_valign (where, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), ask);
  gtk_box_append (GTK_BOX (box), where);
  gtk_widget_set_vexpand (box, FALSE);
  return box;
}

static void
add_row (YjChoosePage *self, GtkWidget *row)
{
  g_ptr_array_add (self->rows, row);
  yj_page_add (YJ_PAGE (self), row);
}

static void
add_title (YjChoosePage *self, const char *text)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *title = yj_label_new (context, text, "h2 section-title");
  g_ptr_array_add (self->rows, title);
  yj_pager_append_title (yj_page_get_pager (YJ_PAGE (self)), title);
}

/* Two in a row; with large text, or when it is the only one, it has the row for itself. @last: (nullable) goes
 * after the last card. */
static void
add_cards (YjChoosePage *self, GPtrArray *items, GtkWidget *last)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  guint n = items->len + (last != NULL), columns = yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD && n > 1 ? 2 : 1;
  GtkWidget *row = NULL;

  for (guint i = 0; i < n; i++) {
    if (i % columns == 0) {
      row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
      gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
      add_row (self, row);
    }
    gtk_box_append (GTK_BOX (row), i < items->len ? make_card (YJ_PAGE (self), g_ptr_array_index (items, i)) : last);
  }
  if (n % columns != 0)
    gtk_box_append (GTK_BOX (row), yj_box_new (GTK_ORIENTATION_HORIZONTAL, ""));
}

static GPtrArray *
list_audience (YjContext *context, gboolean enterprise)
{
  GPtrArray *all = yj_catalogue_get_items (context->catalogue), *list = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    if (((YjItem *) g_ptr_array_index (all, i))->enterprise == enterprise)
      g_ptr_array_add (list, g_ptr_array_index (all, i));
  return list;
}

/* With one thing to choose there is room to say what is in it. */
static void
add_contents (YjChoosePage *self, YjItem *item)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *language = yj_context_get_language (context);

  add_title (self, yj_context_text (context, "choose.contents"));
  for (guint i = 0; i < item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (item->matters, i);
    const YjText *name = matter->everyday_name != NULL ? matter->everyday_name : matter->name;
    GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "contents-row"), *words = yj_label_new (context, yj_context_pick (context, name), "body");
    gtk_widget_set_hexpand (words, TRUE);
    gtk_widget_add_css_class (row, "attached");
    gtk_box_append (GTK_BOX (row), words);
    gtk_box_append (GTK_BOX (row), yj_label_new (context, yj_catalogue_get_department (context->catalogue, matter->department, language),
                                                 "small ink-2"));
    add_row (self, row);
  }
}

static void
add_all (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) people = list_audience (context, FALSE);
  g_autoptr (GPtrArray) enterprises = list_audience (context, TRUE);
  gboolean only = people->len + enterprises->len == 1;

  if (people->len > 0) {
    add_title (self, yj_context_text (context, "choose.individual"));
    add_cards (self, people, enterprises->len == 0 && !only ? make_not_found (context) : NULL);
  }
  if (enterprises->len > 0) {
    add_title (self, yj_context_text (context, "choose.enterprise"));
    add_cards (self, enterprises, only ? NULL : make_not_found (context));
  }
  if (only) {
    add_contents (self, g_ptr_array_index (people->len > 0 ? people : enterprises, 0));
    add_row (self, make_not_found (context));
  }
}

/* ---- search ---- */

static void
update (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *query = self->search != NULL ? g_strstrip (g_strdup (yj_input_get_value (self->search))) : g_strdup ("");

  for (guint i = 0; i < self->rows->len; i++)
    yj_pager_remove (yj_page_get_pager (YJ_PAGE (self)), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (query[0] == '\0') {
    add_all (self);
  } else {
    g_autoptr (GPtrArray) found = yj_catalogue_search (context->catalogue, query);
    g_autofree char *n = g_strdup_printf ("%u", found->len), *title = yj_context_format (context, "choose.found", "n", n, NULL);
    add_title (self, found->len > 0 ? title : yj_context_text (context, "choose.found-nothing"));
    add_cards (self, found, make_not_found (context));
  }
}

static void
add_search (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "search-row"), *sign = yj_icon_new ("yj-search", "way-sign");

  self->search = yj_input_new (context, yj_context_text (context, "choose.search"), GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE,
                               MAX_QUERY_CHARS, TRUE);
  gtk_text_set_placeholder_text (yj_input_get_text (self->search), yj_context_text (context, "choose.search"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->search), TRUE);
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), sign);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->search));
  g_signal_connect_object (self->search, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  yj_page_add (YJ_PAGE (self), row);
}

/* ---- the page ---- */

static void
enter (YjPage *page, const char *subject)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_heading (page, yj_context_text (context, "choose.heading"));
  if (yj_catalogue_get_items (context->catalogue)->len >= SEARCHED_FROM)
    add_search (self);
  update (self);
}

static json_t *
save (YjPage *page)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);
  return self->search != NULL ? json_pack ("{s:s}", "query", yj_input_get_value (self->search)) : NULL;
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);
  const char *query = yj_json_string (saved, "query");
  if (self->search == NULL || query == NULL)
    return;
  yj_input_set_value (self->search, query);
  update (self);
}

static void
yj_choose_page_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_CHOOSE_PAGE (object)->rows);
  G_OBJECT_CLASS (yj_choose_page_parent_class)->finalize (object);
}

static void
yj_choose_page_class_init (YjChoosePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_choose_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "choose";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_choose_page_init (YjChoosePage *self)
{
  self->rows = g_ptr_array_new ();
}
