/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the cards of one field and which of them are chosen. */
#include "ui/fields/yj-choice-list.h"
#include "ui/fields/yj-paged-grid.h"
#include "ui/widgets/yj-widgets.h"

struct _YjChoiceList {
  GtkBox parent_instance;
  YjPagedGrid *grid; /* child */
  GPtrArray *ids;    /* char *, owned */
  gboolean quiet;    /* the program chooses */
};

G_DEFINE_FINAL_TYPE (YjChoiceList, yj_choice_list, GTK_TYPE_BOX)

static guint changed_signal;

static void
yj_choice_list_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_CHOICE_LIST (object)->ids);
  G_OBJECT_CLASS (yj_choice_list_parent_class)->finalize (object);
}

static void
yj_choice_list_class_init (YjChoiceListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_choice_list_finalize;
  changed_signal = g_signal_new ("changed", YJ_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_choice_list_init (YjChoiceList *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
}

/* Width of @text in half characters: a Han character takes two. */
static guint
half_widths (const char *text)
{
  guint n = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

/* What stands beside a sign on one line of a card: half characters of an option title at each text size, in a card of
 * half the width and of a third. */
static const struct {
  guint half, third, rows, rows_landscape;
} room[] = {
  [YJ_TEXT_STANDARD] = { 14, 7, 6, 4 },
  [YJ_TEXT_LARGE] = { 9, 4, 5, 3 },
  [YJ_TEXT_LARGEST] = { 7, 0, 4, 2 },
};

static guint
count_columns (const YjChoice *choices, guint n, YjTextSize size)
{
  guint longest = 0;

  for (guint i = 0; i < n; i++) {
    if (choices[i].hint != NULL && choices[i].hint[0] != '\0')
      return 1;
    longest = MAX (longest, half_widths (choices[i].title));
  }
  if (n > 12 && longest <= room[size].third)
    return 3;
  return (n == 2 || n > 4) && longest <= room[size].half ? 2 : 1;
}

static void
on_toggled (GtkCheckButton *card, gpointer user_data)
{
  YjChoiceList *self = user_data;

  /* Of a group, two cards change at once: the chosen one speaks. */
  if (!self->quiet && (gtk_check_button_get_active (card) || !gtk_widget_has_css_class (GTK_WIDGET (card), "one-of")))
    g_signal_emit (self, changed_signal, 0);
}

static void
add_cards (YjChoiceList *self, YjContext *context, gboolean multiple, const YjChoice *choices, guint n)
{
  GtkCheckButton *first = NULL;

  for (guint i = 0; i < n; i++) {
    GtkWidget *card = yj_choice_card_new (context, choices[i].title, choices[i].hint);
    if (n > 4)
      gtk_widget_add_css_class (card, "compact");
    if (!multiple) {
      gtk_widget_add_css_class (card, "one-of");
      gtk_check_button_set_group (GTK_CHECK_BUTTON (card), first);
      first = first == NULL ? GTK_CHECK_BUTTON (card) : first;
    }
    g_signal_connect (card, "toggled", G_CALLBACK (on_toggled), self);
    g_ptr_array_add (self->ids, g_strdup (choices[i].id));
    yj_paged_grid_append (self->grid, card);
  }
}

YjChoiceList *
yj_choice_list_new (YjContext *context, const char *label, gboolean multiple, const YjChoice *choices, guint n_choices)
{
  YjChoiceList *self = g_object_new (YJ_TYPE_CHOICE_LIST, "accessible-role", multiple ? GTK_ACCESSIBLE_ROLE_GROUP : GTK_ACCESSIBLE_ROLE_RADIO_GROUP, NULL);
  YjTextSize size = yj_style_get_text_size (context->style);
  guint rows = yj_style_is_landscape (context->style) ? room[size].rows_landscape : room[size].rows;

  self->grid = yj_paged_grid_new (context);
  yj_paged_grid_reset (self->grid, count_columns (choices, n_choices, size), rows);
  gtk_widget_set_hexpand (GTK_WIDGET (self->grid), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->grid));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  add_cards (self, context, multiple, choices, n_choices);
  return self;
}

guint
yj_choice_list_get_n_choices (YjChoiceList *self)
{
  return self->ids->len;
}

const char *
yj_choice_list_get_id (YjChoiceList *self, guint index)
{
  return g_ptr_array_index (self->ids, index);
}

GtkWidget *
yj_choice_list_get_card (YjChoiceList *self, guint index)
{
  return yj_paged_grid_get_cell (self->grid, index);
}

gboolean
yj_choice_list_get_chosen (YjChoiceList *self, const char *id)
{
  guint i;
  return g_ptr_array_find_with_equal_func (self->ids, id, g_str_equal, &i) &&
         gtk_check_button_get_active (GTK_CHECK_BUTTON (yj_choice_list_get_card (self, i)));
}

void
yj_choice_list_set_chosen (YjChoiceList *self, const char *id, gboolean chosen)
{
  guint i;

  if (!g_ptr_array_find_with_equal_func (self->ids, id, g_str_equal, &i))
    return;
  self->quiet = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (yj_choice_list_get_card (self, i)), chosen);
  self->quiet = FALSE;
  if (chosen)
    yj_paged_grid_show (self->grid, i);
}

void
yj_choice_list_clear (YjChoiceList *self)
{
  self->quiet = TRUE;
  for (guint i = 0; i < self->ids->len; i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (yj_choice_list_get_card (self, i)), FALSE);
  self->quiet = FALSE;
  yj_paged_grid_show (self->grid, 0);
}
