/* SPDX-License-Identifier: Apache-2.0 */
/* One set of papers for all departments: what is there, what is not needed, what is still missing, and what may
 * follow later. */
#include "ui/drawings/yj-disc.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_MATERIALS_PAGE (yj_materials_page_get_type ())
G_DECLARE_FINAL_TYPE (YjMaterialsPage, yj_materials_page, YJ, MATERIALS_PAGE, YjPage)

struct _YjMaterialsPage {
  YjPage parent_instance;
  const YjMaterial *next; /* (nullable) the first that is still missing */
};

G_DEFINE_FINAL_TYPE (YjMaterialsPage, yj_materials_page, YJ_TYPE_PAGE)

static void build (YjMaterialsPage *self);

static const YjMaterial *
material_of (YjMaterialsPage *self, GtkWidget *button)
{
  YjItem *item = yj_session_get_item (yj_page_get_context (YJ_PAGE (self))->session);
  return yj_item_get_material (item, g_object_get_data (G_OBJECT (button), "material"));
}

static void
go_capture (YjMaterialsPage *self, const YjMaterial *material)
{
  yj_flow_go_beside (yj_page_get_context (YJ_PAGE (self))->flow, "capture", material->id);
}

static void
on_capture_clicked (GtkButton *button, YjMaterialsPage *self)
{
  go_capture (self, material_of (self, GTK_WIDGET (button)));
}

static void
on_later_clicked (GtkButton *button, YjMaterialsPage *self)
{
  YjSession *session = yj_page_get_context (YJ_PAGE (self))->session;
  const YjMaterial *material = material_of (self, GTK_WIDGET (button));
  yj_session_set_material_later (session, material->id, TRUE);
  build (self);
}

typedef enum { STATE_NOT_NEEDED, STATE_TAKEN, STATE_LATER, STATE_MISSING, STATE_OPTIONAL } State;

static State
state_of (YjSession *session, const YjMaterial *material)
{
  GPtrArray *pages = yj_session_get_material_pages (session, material->id);
  if (material->exemption != YJ_EXEMPTION_NONE)
    return STATE_NOT_NEEDED;
  if (pages != NULL && pages->len > 0)
    return STATE_TAKEN;
  if (yj_session_get_material_later (session, material->id))
    return STATE_LATER;
  return material->necessity == YJ_NECESSITY_OPTIONAL ? STATE_OPTIONAL : STATE_MISSING;
}

static GtkWidget *
make_tag (YjContext *context, const YjMaterial *material, State state)
{
  static const char *const ids[][2] = {
    [STATE_NOT_NEEDED] = { "materials.not-needed", "done" }, [STATE_TAKEN] = { "materials.taken", "done" },
    [STATE_LATER] = { "materials.later", "info" },           [STATE_MISSING] = { "materials.missing", "warn" },
    [STATE_OPTIONAL] = { "materials.optional", "neutral" },
  };
  GPtrArray *pages = yj_session_get_material_pages (context->session, material->id);
  g_autofree char *n = g_strdup_printf ("%u", pages != NULL ? pages->len : 0);
  g_autofree char *text = yj_context_format (context, ids[state][0], "n", n, NULL);
  return yj_tag_new (context, text, ids[state][1]);
}

static GtkWidget *
make_button (YjMaterialsPage *self, const YjMaterial *material, const char *label, GCallback callback)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *words = yj_context_text (context, label);
  GtkWidget *button = yj_small_button_new (context, words, NULL);
  g_autofree char *name = g_strdup_printf ("%s: %s", words, yj_context_pick (context, material->name));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "material", (gpointer) material->id);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

/* One way a row: the next one's photograph is the page's primary action, so its row offers what else can be done. */
static GtkWidget *
make_way (YjMaterialsPage *self, const YjMaterial *material, State state)
{
  static const char *const labels[] = {
    [STATE_TAKEN] = "materials.retake",
    [STATE_LATER] = "materials.not-later",
    [STATE_MISSING] = "materials.capture",
    [STATE_OPTIONAL] = "materials.capture",
  };
  gboolean camera = yj_page_get_context (YJ_PAGE (self))->camera != NULL;

  if (state == STATE_MISSING && material->necessity == YJ_NECESSITY_LATER && (material == self->next || !camera))
    return make_button (self, material, "materials.bring-later", G_CALLBACK (on_later_clicked));
  if (state == STATE_NOT_NEEDED || material == self->next || !camera)
    return NULL;
  if (state == STATE_TAKEN && material->max_pages > 1)
    return make_button (self, material, "materials.look", G_CALLBACK (on_capture_clicked));
  return make_button (self, material, labels[state], G_CALLBACK (on_capture_clicked));
}

static GtkWidget *
make_words (YjContext *context, const YjMaterial *material)
{
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "material-words");

  gtk_box_append (GTK_BOX (words), yj_label_new (context, yj_context_pick (context, material->name), "option"));
  if (material->hint != NULL)
    gtk_box_append (GTK_BOX (words), yj_label_new (context, yj_context_pick (context, material->hint), "small ink-2"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

/* The tag at the row's end says the same in words. */
static GtkWidget *
make_sign (State state, guint number)
{
  GtkWidget *disc = yj_disc_new (state == STATE_TAKEN || state == STATE_NOT_NEEDED, number);
  gtk_accessible_update_state (GTK_ACCESSIBLE (disc), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (disc, "large");
  gtk_widget_set_valign (disc, GTK_ALIGN_CENTER);
  return disc;
}

/* Where words are large or long there is no room for four things in a line. */
static gboolean
is_narrow (YjContext *context)
{
  return yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD || !g_str_has_prefix (yj_context_get_language (context), "zh");
}

/* With the largest text they stand under the words; with large ones, too, where names are long and the screen is narrow. */
static gboolean
is_stacked (YjContext *context)
{
  YjTextSize size = yj_style_get_text_size (context->style);
  return size == YJ_TEXT_LARGEST ||
         (size == YJ_TEXT_LARGE && !yj_style_is_landscape (context->style) && !g_str_has_prefix (yj_context_get_language (context), "zh"));
}

/* How it stands, and what can be done about it. */
static GtkWidget *
make_ways (YjMaterialsPage *self, const YjMaterial *material, State state)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean column = is_narrow (context) && !is_stacked (context);
  GtkWidget *ways = yj_box_new (column ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "material-ways");
  GtkWidget *tag = make_tag (context, material, state), *way = make_way (self, material, state);

  gtk_widget_set_valign (ways, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (tag, column ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (ways), tag);
  if (way != NULL)
    gtk_box_append (GTK_BOX (ways), way);
  return ways;
}

static void
add_material (YjMaterialsPage *self, const YjMaterial *material, guint number)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  State state = state_of (context->session, material);
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "panel material");
  GtkWidget *lines = yj_box_new (is_stacked (context) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "material-lines");

  if (state == STATE_MISSING && self->next == NULL) {
    self->next = material;
    gtk_widget_add_css_class (row, "next");
  }
  gtk_box_append (GTK_BOX (row), make_sign (state, number));
  gtk_box_append (GTK_BOX (lines), make_words (context, material));
  gtk_box_append (GTK_BOX (lines), make_ways (self, material, state));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (row), lines);
  yj_page_add (YJ_PAGE (self), row);
  /* Who has photographed a paper comes back to the next one, not to those that are done. */
  if (material == self->next)
    yj_pager_begin_at (yj_page_get_pager (YJ_PAGE (self)), row);
}

typedef struct {
  guint all, missing, later;
} Counts;

/* What follows later is not called complete. */
static char *
make_heading (YjContext *context, const Counts *counts)
{
  g_autofree char *n = g_strdup_printf ("%u", counts->missing > 0 ? counts->missing : counts->later);
  if (counts->missing == 0 && counts->later == 0)
    return g_strdup (yj_context_text (context, "materials.complete"));
  return yj_context_format (context, counts->missing > 0 ? "materials.heading" : "materials.follow", "n", n, NULL);
}

#define NAME_MAX_UNITS 28

/* The next one stands out in the list; a long name, or a large one, would fill the bar with lines. (transfer full) */
static char *
format_capture (YjContext *context, const YjMaterial *material)
{
  const char *name = yj_context_pick (context, material->name);
  glong units = g_utf8_strlen (name, -1) * (g_str_has_prefix (yj_context_get_language (context), "zh") ? 2 : 1);

  if (yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD || units > NAME_MAX_UNITS)
    return g_strdup (yj_context_text (context, "materials.go.next"));
  return yj_context_format (context, "materials.go", "name", name, NULL);
}

static void
set_words (YjMaterialsPage *self, const Counts *counts)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  gboolean follow = counts->missing == 0 && counts->later > 0;
  g_autofree char *total = g_strdup_printf ("%u", counts->all);
  g_autofree char *heading = make_heading (context, counts);
  g_autofree char *hint = yj_context_format (context, follow ? "materials.follow.hint" : "materials.hint", "n", total, NULL);
  g_autofree char *capture = NULL;

  yj_page_set_heading (page, heading);
  yj_page_set_hint (page, is_stacked (context) ? NULL : hint); /* the largest words need the room for the list */
  if (self->next != NULL && context->camera != NULL)
    capture = format_capture (context, self->next);
  yj_page_set_primary_icon (page, capture != NULL ? "yj-camera" : "yj-arrow-right");
  yj_page_set_primary (page, capture != NULL ? capture : yj_context_text (context, "action.next"));
}

static Counts
count (YjSession *session, GPtrArray *materials)
{
  Counts counts = { materials->len, 0, 0 };
  for (guint i = 0; i < materials->len; i++) {
    State state = state_of (session, g_ptr_array_index (materials, i));
    counts.missing += state == STATE_MISSING;
    counts.later += state == STATE_LATER;
  }
  return counts;
}

/* What a person has to do stands before what is done for them. */
static void
add_materials (YjMaterialsPage *self, GPtrArray *materials)
{
  guint number = 0;
  for (int done_for_them = 0; done_for_them <= 1; done_for_them++)
    for (guint i = 0; i < materials->len; i++) {
      const YjMaterial *material = g_ptr_array_index (materials, i);
      if ((material->exemption != YJ_EXEMPTION_NONE) == done_for_them)
        add_material (self, material, ++number);
    }
}

static void
build (YjMaterialsPage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  g_autoptr (GPtrArray) materials = yj_session_list_materials (context->session);
  Counts counts = count (context->session, materials);

  self->next = NULL;
  yj_page_clear_rows (page);
  if (context->camera == NULL)
    yj_page_add (page, yj_notice_new (context, YJ_NOTICE_WARN, yj_context_text (context, "materials.no-camera"),
                                      yj_context_text (context, "materials.no-camera.next")));
  add_materials (self, materials);
  set_words (self, &counts);
}

static void
enter (YjPage *page, const char *subject)
{
  build (YJ_MATERIALS_PAGE (page));
}

static void
primary (YjPage *page)
{
  YjMaterialsPage *self = YJ_MATERIALS_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  if (self->next == NULL) {
    yj_flow_next (context->flow);
  } else if (context->camera != NULL) {
    go_capture (self, self->next);
  } else {
    yj_page_clear_errors (page);
    yj_page_add_error (page, GTK_WIDGET (page), yj_context_text (context, "materials.no-camera.next"));
    yj_page_show_errors (page);
  }
}

static void
yj_materials_page_class_init (YjMaterialsPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "materials";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_materials_page_init (YjMaterialsPage *self)
{
}
