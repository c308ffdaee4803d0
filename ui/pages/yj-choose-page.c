/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing the matter: found by typing, by showing a code, or by looking among those of one's own and of a stage of life. */
#include "ui/yj-code-text.h"
#include "ui/yj-code-watch.h"
#include "ui/fields/yj-input.h"
#include "ui/pages/yj-choose-cards.h"
#include "ui/pages/yj-choose-filters.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

/* More cards than one look takes in are searched. */
#define SEARCHED_FROM 7
#define MAX_QUERY_CHARS 40

#define YJ_TYPE_CHOOSE_PAGE (yj_choose_page_get_type ())
G_DECLARE_FINAL_TYPE (YjChoosePage, yj_choose_page, YJ, CHOOSE_PAGE, YjPage)

struct _YjChoosePage {
  YjPage parent_instance;
  YjInput *search;          /* (nullable) */
  GtkWidget *scan;          /* (nullable) toggle: codes are looked for */
  YjCodeWatch *watch;       /* beside it */
  YjChooseFilters *filters; /* owned: taken from the page while something is typed */
  gboolean looking;         /* the filters are on the page */
  GPtrArray *rows;          /* what is under the search, replaced when something is typed or touched */
  char *composed;           /* (nullable) letters that the keyboard has not made into characters yet */
  guint update_source;
};

G_DEFINE_FINAL_TYPE (YjChoosePage, yj_choose_page, YJ_TYPE_PAGE)

/* ---- an item is chosen ---- */

static void
show_error (YjChoosePage *self, GtkWidget *target, const char *text)
{
  yj_page_clear_errors (YJ_PAGE (self));
  yj_page_add_error (YJ_PAGE (self), target, text);
  yj_page_show_errors (YJ_PAGE (self));
}

static void
choose (GtkWidget *target, const YjItem *item, gpointer data)
{
  YjContext *context = yj_page_get_context (data);
  g_autoptr (GError) error = NULL;

  if (yj_session_begin (context->session, context->catalogue, item->id, &error))
    yj_flow_next (context->flow);
  else
    show_error (data, target, yj_context_error_text (context, error));
}

/* ---- rows ---- */

static void
add_row (YjChoosePage *self, GtkWidget *row)
{
  g_ptr_array_add (self->rows, row);
  yj_page_add (YJ_PAGE (self), row);
}

static void
add_rows (YjChoosePage *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    add_row (self, g_ptr_array_index (rows, i));
}

static void
add_title (YjChoosePage *self, const char *text)
{
  GtkWidget *title = yj_label_new (yj_page_get_context (YJ_PAGE (self)), text, "h2 section-title");
  g_ptr_array_add (self->rows, title);
  yj_pager_append_title (yj_page_get_pager (YJ_PAGE (self)), title);
}

static void
add_cards (YjChoosePage *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) rows = yj_choose_cards_new (yj_page_get_context (YJ_PAGE (self)), items, choose, self);
  add_rows (self, rows);
}

/* A focus that goes with its row would move to the search and bring up the keyboard. */
static void
drop_focus (YjChoosePage *self, GtkWidget *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row)))
    gtk_root_set_focus (root, NULL);
}

static void
clear_rows (YjChoosePage *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    drop_focus (self, g_ptr_array_index (self->rows, i));
    yj_pager_remove (yj_page_get_pager (YJ_PAGE (self)), g_ptr_array_index (self->rows, i));
  }
  g_ptr_array_set_size (self->rows, 0);
}

/* ---- looking ---- */

/* They stay where they are while another choice is made: what was touched keeps the focus. */
static void
show_filters (YjChoosePage *self, gboolean show)
{
  YjPage *page = YJ_PAGE (self);
  gboolean empty = gtk_widget_get_first_child (GTK_WIDGET (self->filters)) == NULL;

  if (empty || self->looking == show)
    return;
  self->looking = show;
  if (yj_choose_filters_has_pane (self->filters))
    yj_page_set_aside (page, show ? GTK_WIDGET (self->filters) : NULL);
  else if (show)
    yj_page_add (page, GTK_WIDGET (self->filters));
  else
    yj_pager_remove (yj_page_get_pager (page), GTK_WIDGET (self->filters));
}

static void
browse (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) items = yj_choose_filters_list_items (self->filters);

  show_filters (self, TRUE);
  add_cards (self, items);
  /* With one thing to choose there is room to say what is in it. */
  if (yj_catalogue_get_items (context->catalogue)->len == 1) {
    g_autoptr (GPtrArray) rows = yj_choose_cards_list_contents (context, g_ptr_array_index (items, 0));
    add_title (self, yj_context_text (context, "choose.contents"));
    add_rows (self, rows);
  }
}

/* ---- typing ---- */

static void
on_all_clicked (YjChoosePage *self)
{
  yj_input_wipe (self->search);
  g_clear_pointer (&self->composed, g_free);
  g_signal_emit_by_name (self->search, "changed");
}

static void
add_nothing_found (YjChoosePage *self)
{
  GtkWidget *all;
  g_autoptr (GPtrArray) rows = yj_choose_cards_list_ways_out (yj_page_get_context (YJ_PAGE (self)), &all);

  g_signal_connect_object (all, "clicked", G_CALLBACK (on_all_clicked), self, G_CONNECT_SWAPPED);
  add_rows (self, rows);
}

static void
show_found (YjChoosePage *self, const char *query)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GPtrArray) found = yj_catalogue_search (context->catalogue, query);
  g_autofree char *n = g_strdup_printf ("%u", found->len), *title = yj_context_format (context, "choose.found", "n", n, NULL);

  if (found->len > 0)
    add_title (self, title);
  else
    add_nothing_found (self);
  add_cards (self, found);
}

static gboolean
update (gpointer data)
{
  YjChoosePage *self = data;
  g_autofree char *query = self->search == NULL ? g_strdup ("")
                                                : g_strconcat (yj_input_get_value (self->search), self->composed, NULL);

  self->update_source = 0;
  clear_rows (self);
  g_strstrip (query);
  if (query[0] == '\0') {
    browse (self);
  } else {
    show_filters (self, FALSE);
    show_found (self, query);
  }
  yj_pager_show_first (yj_page_get_pager (YJ_PAGE (self)));
  return G_SOURCE_REMOVE;
}

/* A chosen character takes letters away and puts others there: what is found is shown once for both. */
static void
queue_update (YjChoosePage *self)
{
  yj_page_clear_errors (YJ_PAGE (self));
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update, self, NULL);
}

static void
on_composed (GtkText *text, const char *letters, YjChoosePage *self)
{
  g_auto (GStrv) syllables = g_strsplit (letters, " ", -1); /* together they are a word */

  g_free (self->composed);
  self->composed = g_strjoinv ("", syllables);
  queue_update (self);
}

/* ---- showing a code ---- */

/* Nobody's mistake: said until something else is done. */
static void
show_notice (YjChoosePage *self, const char *sentence, const char *next)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  YjPager *pager = yj_page_get_pager (YJ_PAGE (self));
  GtkWidget *notice = yj_notice_new (context, YJ_NOTICE_WARN, sentence, yj_context_text (context, next));

  g_clear_handle_id (&self->update_source, g_source_remove);
  update (self); /* without what was said before */
  g_ptr_array_add (self->rows, notice);
  yj_pager_prepend (pager, notice);
  yj_pager_show (pager, notice);
}

static void
on_code_read (YjChoosePage *self, YjCode *code)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *id = code->text != NULL ? g_strstrip (g_strdup (code->text)) : NULL;
  const YjItem *item = id != NULL ? yj_catalogue_get_item (context->catalogue, id) : NULL;

  if (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->scan)))
    return;
  if (item != NULL)
    choose (self->scan, item, self);
  else
    show_notice (self, yj_code_text (context, code), "choose.other-code");
}

static void
show_status (YjChoosePage *self)
{
  gboolean on = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->scan));
  const char *waiting = yj_code_watch_get_sight (self->watch) == YJ_CODE_SIGHT_NONE ? "code.sight.none" : "choose.show-code";

  yj_page_set_status (YJ_PAGE (self), on ? yj_context_text (yj_page_get_context (YJ_PAGE (self)), waiting) : NULL);
}

static void
on_sight_changed (YjChoosePage *self)
{
  const char *words = yj_code_watch_get_words (self->watch);

  if (words != NULL)
    show_notice (self, words, "choose.blind.next");
  else
    queue_update (self);
  show_status (self);
}

/* Nothing looks for codes before somebody wants to show one. */
static void
on_scan_toggled (YjChoosePage *self)
{
  queue_update (self);
  (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->scan)) ? yj_code_watch_start : yj_code_watch_stop) (self->watch);
  show_status (self);
}

static GtkWidget *
make_scan (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-words");
  const char *label = yj_context_text (context, "choose.scan");

  self->watch = yj_code_watch_new (context);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (on_sight_changed), self, G_CONNECT_SWAPPED);
  self->scan = gtk_toggle_button_new ();
  gtk_box_append (GTK_BOX (words), yj_icon_new ("yj-scan", "sign"));
  gtk_box_append (GTK_BOX (words), yj_label_new (context, label, ""));
  gtk_button_set_child (GTK_BUTTON (self->scan), words);
  gtk_widget_add_css_class (self->scan, "scan");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scan), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (self->scan, "toggled", G_CALLBACK (on_scan_toggled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->scanner, "code-read", G_CALLBACK (on_code_read), self, G_CONNECT_SWAPPED);
  return self->scan;
}

/* ---- the page ---- */

static void
add_search (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "search-row"), *sign = yj_icon_new ("yj-search", "way-sign");
  gboolean large = yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;

  self->search = yj_input_new (context, yj_context_text (context, "choose.search"), GTK_INPUT_PURPOSE_FREE_FORM,
                               GTK_INPUT_HINT_WORD_COMPLETION, MAX_QUERY_CHARS, TRUE);
  gtk_text_set_placeholder_text (yj_input_get_text (self->search), yj_context_text (context, large ? "choose.search" : "choose.search.example"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->search), TRUE);
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_box_prepend (GTK_BOX (self->search), sign);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->search));
  if (context->scanner != NULL)
    gtk_box_append (GTK_BOX (row), make_scan (self));
  g_signal_connect_object (self->search, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yj_input_get_text (self->search), "preedit-changed", G_CALLBACK (on_composed), self, 0);
  yj_page_add (YJ_PAGE (self), row);
}

static void
make_filters (YjChoosePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const YjItem *before = yj_session_get_item (context->session);

  self->filters = g_object_ref_sink (yj_choose_filters_new (context));
  /* Whoever comes back to choose again looks where they were. */
  if (before != NULL)
    yj_choose_filters_set (self->filters, before->enterprise, NULL);
  g_signal_connect_object (self->filters, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
}

static void
enter (YjPage *page, const char *subject)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_heading (page, yj_context_text (context, "choose.heading"));
  if (yj_catalogue_get_items (context->catalogue)->len >= SEARCHED_FROM)
    add_search (self);
  make_filters (self);
  update (self);
}

static void
leave (YjPage *page)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);

  if (self->watch != NULL)
    yj_code_watch_stop (self->watch);
  g_clear_handle_id (&self->update_source, g_source_remove);
}

static json_t *
save (YjPage *page)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);
  return json_pack ("{s:s,s:b,s:s*}", "query", self->search != NULL ? yj_input_get_value (self->search) : "", "enterprise",
                    yj_choose_filters_get_enterprise (self->filters), "stage", yj_choose_filters_get_stage (self->filters));
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (page);
  const char *query = yj_json_string (saved, "query");

  yj_choose_filters_set (self->filters, yj_json_bool (saved, "enterprise", FALSE), yj_json_string (saved, "stage"));
  if (self->search != NULL && query != NULL)
    yj_input_set_value (self->search, query);
  update (self);
}

static void
yj_choose_page_finalize (GObject *object)
{
  YjChoosePage *self = YJ_CHOOSE_PAGE (object);
  g_ptr_array_unref (self->rows);
  g_clear_object (&self->filters);
  g_clear_object (&self->watch);
  g_free (self->composed);
  G_OBJECT_CLASS (yj_choose_page_parent_class)->finalize (object);
}

static void
yj_choose_page_class_init (YjChoosePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_choose_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "choose";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_choose_page_init (YjChoosePage *self)
{
  self->rows = g_ptr_array_new ();
}
