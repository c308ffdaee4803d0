/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of audience and life stage. */
#include "ui/pages/yj-choose-filters.h"
#include "ui/widgets/yj-widgets.h"

/* Fewer are seen at a look. */
#define STAGES_FROM 6
/* What the page leaves for it, in design px. */
#define PORTRAIT_WIDTH_U 952
#define LANDSCAPE_WIDTH_U 1026
#define PANE_WIDTH_U 610
/* A button of a stage: sides without its words, and the gap to the next. */
#define STAGE_SIDES_U 30
#define STAGE_GAP_U 12
#define STAGE_TEXT_U 32

struct _YjChooseFilters {
  GtkBox parent_instance;
  YjContext *context;
  GtkWidget *audiences[2]; /* (nullable) toggles: people, enterprises */
  GtkWidget *stages;       /* (nullable) child */
  gboolean enterprise;
  const char *stage;       /* (nullable) id, of the catalogue */
  gboolean quiet;          /* the program chooses */
};

G_DEFINE_FINAL_TYPE (YjChooseFilters, yj_choose_filters, GTK_TYPE_BOX)

static guint changed;

static void
yj_choose_filters_dispose (GObject *object)
{
  g_clear_object (&YJ_CHOOSE_FILTERS (object)->context);
  G_OBJECT_CLASS (yj_choose_filters_parent_class)->dispose (object);
}

static void
yj_choose_filters_class_init (YjChooseFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_choose_filters_dispose;
  changed = g_signal_new ("changed", YJ_TYPE_CHOOSE_FILTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_choose_filters_init (YjChooseFilters *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "filters");
}

static GPtrArray *
list_items (YjChooseFilters *self, gboolean enterprise, const char *stage)
{
  GPtrArray *all = yj_catalogue_get_items (self->context->catalogue), *list = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++) {
    YjItem *item = g_ptr_array_index (all, i);
    if (item->enterprise == enterprise && (stage == NULL || g_strcmp0 (item->stage, stage) == 0))
      g_ptr_array_add (list, item);
  }
  return list;
}

/* One of several: GTK's own toggles are plain buttons to whoever does not see them. */
static void
update_checked (GtkToggleButton *button)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_CHECKED,
                               gtk_toggle_button_get_active (button) ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static GtkWidget *
make_button (YjChooseFilters *self, const char *label, const char *css_class, GtkWidget *group)
{
  GtkWidget *button = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO, NULL), *words = yj_label_new (self->context, label, "");

  gtk_label_set_xalign (GTK_LABEL (words), 0.5f);
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, css_class);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  update_checked (GTK_TOGGLE_BUTTON (button));
  g_signal_connect (button, "notify::active", G_CALLBACK (update_checked), NULL);
  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
  return button;
}

/* ---- stages ---- */

static void
on_stage_toggled (GtkToggleButton *button, YjChooseFilters *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  self->stage = g_object_get_data (G_OBJECT (button), "stage");
  g_signal_emit (self, changed, 0);
}

/* How wide @text is at least, in design px: Han characters are square, others about half as wide. */
static int
text_width_u (YjChooseFilters *self, const char *text)
{
  static const double factors[] = { 1.0, 1.5, 2.0 };
  double ems = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    ems += g_unichar_iswide (g_utf8_get_char (p)) ? 1.0 : 0.56;
  return (int) (ems * STAGE_TEXT_U * factors[yj_style_get_text_size (self->context->style)]);
}

static int
width_u (YjChooseFilters *self)
{
  if (yj_choose_filters_has_pane (self))
    return PANE_WIDTH_U;
  return yj_style_is_landscape (self->context->style) ? LANDSCAPE_WIDTH_U : PORTRAIT_WIDTH_U;
}

/* As many beside one another as have room, and the rows about equally full. */
static int
count_columns (YjChooseFilters *self, GPtrArray *labels)
{
  int widest = 0, n = (int) labels->len, columns, rows;

  for (guint i = 0; i < labels->len; i++)
    widest = MAX (widest, text_width_u (self, g_ptr_array_index (labels, i)));
  columns = CLAMP ((width_u (self) + STAGE_GAP_U) / (widest + STAGE_SIDES_U + STAGE_GAP_U), 1, n);
  rows = (n + columns - 1) / columns;
  return (n + rows - 1) / rows;
}

static GPtrArray *
list_labels (YjChooseFilters *self, GPtrArray *stages)
{
  GPtrArray *labels = g_ptr_array_new ();

  g_ptr_array_add (labels, (gpointer) yj_context_text (self->context, "choose.all"));
  for (guint i = 0; i < stages->len; i++)
    g_ptr_array_add (labels, (gpointer) yj_context_pick (self->context, ((YjLifeStage *) g_ptr_array_index (stages, i))->name));
  return labels;
}

/* A grid of buttons, the first of which stands for all; NULL where all are seen at a look. */
static GtkWidget *
make_stages (YjChooseFilters *self)
{
  g_autoptr (GPtrArray) stages = yj_catalogue_list_stages (self->context->catalogue, self->enterprise);
  g_autoptr (GPtrArray) items = list_items (self, self->enterprise, NULL), labels = list_labels (self, stages);
  int columns = count_columns (self, labels);
  GtkWidget *grid, *first = NULL;

  if (items->len < STAGES_FROM || stages->len < 2)
    return NULL;
  grid = gtk_grid_new ();
  gtk_widget_add_css_class (grid, "stages");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; i < labels->len; i++) {
    GtkWidget *button = make_button (self, g_ptr_array_index (labels, i), "stage", first);
    const char *id = i > 0 ? ((YjLifeStage *) g_ptr_array_index (stages, i - 1))->id : NULL;
    g_object_set_data (G_OBJECT (button), "stage", (gpointer) id);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), g_strcmp0 (id, self->stage) == 0);
    g_signal_connect_object (button, "toggled", G_CALLBACK (on_stage_toggled), self, 0);
    gtk_grid_attach (GTK_GRID (grid), button, (int) i % columns, (int) i / columns, 1, 1);
    first = first != NULL ? first : button;
  }
  return grid;
}

/* The id is the catalogue's own, which lives as long as the page. */
static const char *
own_stage (YjChooseFilters *self, const char *stage)
{
  g_autoptr (GPtrArray) stages = yj_catalogue_list_stages (self->context->catalogue, self->enterprise);
  for (guint i = 0; i < stages->len; i++)
    if (g_strcmp0 (((YjLifeStage *) g_ptr_array_index (stages, i))->id, stage) == 0)
      return ((YjLifeStage *) g_ptr_array_index (stages, i))->id;
  return NULL;
}

static void
show_stages (YjChooseFilters *self)
{
  if (self->stages != NULL)
    gtk_box_remove (GTK_BOX (self), self->stages);
  self->stages = make_stages (self);
  if (self->stages != NULL)
    gtk_box_append (GTK_BOX (self), self->stages);
}

/* ---- audiences ---- */

static void
on_audience_toggled (GtkToggleButton *button, YjChooseFilters *self)
{
  if (self->quiet || !gtk_toggle_button_get_active (button))
    return;
  self->enterprise = GTK_WIDGET (button) == self->audiences[TRUE];
  self->stage = NULL;
  /* Before the stages go: a focus that is lost would bring up the keyboard. */
  gtk_widget_grab_focus (GTK_WIDGET (button));
  show_stages (self);
  g_signal_emit (self, changed, 0);
}

static void
add_audience (YjChooseFilters *self, GtkWidget *row, gboolean enterprise, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *label = yj_context_format (self->context, enterprise ? "choose.enterprise" : "choose.individual", "n", number, NULL);
  GtkWidget *button = make_button (self, label, "audience", self->audiences[FALSE]);

  self->audiences[enterprise] = button;
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_audience_toggled), self, 0);
  gtk_box_append (GTK_BOX (row), button);
}

static void
add_audiences (YjChooseFilters *self)
{
  g_autoptr (GPtrArray) people = list_items (self, FALSE, NULL), enterprises = list_items (self, TRUE, NULL);
  GtkWidget *row;

  self->enterprise = people->len == 0;
  if (people->len == 0 || enterprises->len == 0)
    return;
  row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "audiences");
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  add_audience (self, row, FALSE, people->len);
  add_audience (self, row, TRUE, enterprises->len);
  gtk_box_append (GTK_BOX (self), row);
}

void
yj_choose_filters_set (YjChooseFilters *self, gboolean enterprise, const char *stage)
{
  if (self->audiences[enterprise] != NULL) {
    self->quiet = TRUE;
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->audiences[enterprise]), TRUE);
    self->quiet = FALSE;
    self->enterprise = enterprise;
  }
  self->stage = own_stage (self, stage);
  show_stages (self);
}

YjChooseFilters *
yj_choose_filters_new (YjContext *context)
{
  YjChooseFilters *self = g_object_new (YJ_TYPE_CHOOSE_FILTERS, NULL);

  self->context = g_object_ref (context);
  add_audiences (self);
  yj_choose_filters_set (self, self->enterprise, NULL);
  return self;
}

/* Large words that are long have more room above the cards. */
gboolean
yj_choose_filters_has_pane (YjChooseFilters *self)
{
  gboolean large = yj_style_get_text_size (self->context->style) != YJ_TEXT_STANDARD;
  return yj_style_is_landscape (self->context->style) && !(large && !g_str_has_prefix (yj_context_get_language (self->context), "zh"));
}

gboolean
yj_choose_filters_get_enterprise (YjChooseFilters *self)
{
  return self->enterprise;
}

const char *
yj_choose_filters_get_stage (YjChooseFilters *self)
{
  return self->stage;
}

GPtrArray *
yj_choose_filters_list_items (YjChooseFilters *self)
{
  return list_items (self, self->enterprise, self->stage);
}
