/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the style sheets of one display: turns units into px and loads theme and sheet. */
#include "ui/yj-style.h"
#include "core/base/yj-error.h"
#include <math.h>

#define PORTRAIT_WIDTH_PX 1080.0
#define PORTRAIT_HEIGHT_PX 1920.0
#define LANDSCAPE_WIDTH_PX 1828.0
#define LANDSCAPE_HEIGHT_PX 1143.0
#define STROKE_MIN_PX 2

struct _YjStyle {
  GObject parent_instance;
  char *dir;
  GdkDisplay *display; /* not owned */
  GtkCssProvider *sheet;
  GError *parse_error;
  int width_px, height_px;
  YjTheme theme;
  YjTextSize text_size;
  gboolean low_reach;
};

G_DEFINE_FINAL_TYPE (YjStyle, yj_style, G_TYPE_OBJECT)

static guint changed;
static const char *const theme_names[] = { "paper", "high-contrast", "black-on-white", "dark" };

/* Factors of the text sizes: standard, large, largest. */
static const struct {
  char unit;
  double factors[3];
} units[] = {
  { 'u', { 1.0, 1.0, 1.0 } },
  { 't', { 1.0, 1.5, 2.0 } },
  { 'h', { 1.0, 1.3, 1.5 } },
  { 'g', { 1.0, 1.15, 1.3 } },
};

static void
yj_style_finalize (GObject *object)
{
  YjStyle *self = YJ_STYLE (object);
  if (self->display != NULL) {
    gtk_style_context_remove_provider_for_display (self->display, GTK_STYLE_PROVIDER (self->sheet));
    g_object_set_data (G_OBJECT (self->display), "yj-style", NULL);
  }
  g_object_unref (self->sheet);
  g_clear_error (&self->parse_error);
  g_free (self->dir);
  G_OBJECT_CLASS (yj_style_parent_class)->finalize (object);
}

static void
on_sheet_parsing_error (GtkCssProvider *sheet, GtkCssSection *section, const GError *error, YjStyle *self)
{
  const GtkCssLocation *start = gtk_css_section_get_start_location (section);
  if (self->parse_error == NULL)
    self->parse_error = g_error_new (YJ_ERROR, YJ_ERROR_BAD_DATA, "style sheet, line %zu: %s", start->lines + 1, error->message);
}

static void
yj_style_class_init (YjStyleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_style_finalize;
  changed = g_signal_new ("changed", YJ_TYPE_STYLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_style_init (YjStyle *self)
{
  self->width_px = (int) PORTRAIT_WIDTH_PX;
  self->height_px = (int) PORTRAIT_HEIGHT_PX;
  self->sheet = gtk_css_provider_new ();
  g_signal_connect_object (self->sheet, "parsing-error", G_CALLBACK (on_sheet_parsing_error), self, 0);
}

YjStyle *
yj_style_new (const char *dir)
{
  YjStyle *self = g_object_new (YJ_TYPE_STYLE, NULL);
  self->dir = g_strdup (dir);
  return self;
}

gboolean
yj_style_is_landscape (YjStyle *self)
{
  return self->width_px > self->height_px;
}

static double
get_unit (YjStyle *self)
{
  if (yj_style_is_landscape (self))
    return MIN (self->width_px / LANDSCAPE_WIDTH_PX, self->height_px / LANDSCAPE_HEIGHT_PX);
  return MIN (self->width_px / PORTRAIT_WIDTH_PX, self->height_px / PORTRAIT_HEIGHT_PX);
}

static gboolean
replace_length (const GMatchInfo *match, GString *result, gpointer user_data)
{
  YjStyle *self = user_data;
  g_autofree char *number = g_match_info_fetch (match, 1);
  g_autofree char *unit = g_match_info_fetch (match, 2);
  double design = g_ascii_strtod (number, NULL), px = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].unit == unit[0])
      px = design * units[i].factors[self->text_size] * get_unit (self);
  if (design >= 1.0)
    px = MAX (px, STROKE_MIN_PX);
  else if (design <= -1.0)
    px = MIN (px, -STROKE_MIN_PX);
  g_string_append_printf (result, "%dpx", (int) lround (px));
  return FALSE;
}

static char *
read_sheet (YjStyle *self, const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.css", self->dir, name);
  char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, error))
    return text;
  g_prefix_error (error, "the look cannot be loaded: ");
  return NULL;
}

static gboolean
load (YjStyle *self, GError **error)
{
  g_autofree char *colors = read_sheet (self, theme_names[self->theme], error);
  g_autofree char *sheet = colors != NULL ? read_sheet (self, "style", error) : NULL;
  g_autofree char *both = NULL, *scaled = NULL;
  g_autoptr (GRegex) regex = NULL;

  if (sheet == NULL)
    return FALSE;
  both = g_strconcat (colors, sheet, NULL);
  regex = g_regex_new ("(-?\\d+(?:\\.\\d+)?)([uthg])\\b", 0, 0, NULL);
  scaled = g_regex_replace_eval (regex, both, -1, 0, 0, replace_length, self, error);
  if (scaled == NULL)
    return FALSE;
  g_clear_error (&self->parse_error);
  gtk_css_provider_load_from_data (self->sheet, scaled, -1);
  if (self->parse_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->parse_error));
  return FALSE;
}

gboolean
yj_style_attach (YjStyle *self, GdkDisplay *display, GError **error)
{
  if (!load (self, error))
    return FALSE;
  if (self->display != NULL)
    return TRUE;
  self->display = display;
  g_object_set_data (G_OBJECT (display), "yj-style", self);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->sheet), GTK_STYLE_PROVIDER_PRIORITY_USER);
  return TRUE;
}

/* The sheets were good at attach (); a file that has gone since leaves the old look, said in the log. */
static void
apply (YjStyle *self)
{
  g_autoptr (GError) error = NULL;
  if (self->display != NULL && !load (self, &error))
    g_message ("%s", error->message);
  g_signal_emit (self, changed, 0);
}

void
yj_style_set_size (YjStyle *self, int width_px, int height_px)
{
  if (self->width_px == width_px && self->height_px == height_px)
    return;
  self->width_px = width_px;
  self->height_px = height_px;
  apply (self);
}

void
yj_style_set_theme (YjStyle *self, YjTheme theme)
{
  if (self->theme == theme)
    return;
  self->theme = theme;
  apply (self);
}

YjTheme
yj_style_get_theme (YjStyle *self)
{
  return self->theme;
}

void
yj_style_set_text_size (YjStyle *self, YjTextSize size)
{
  if (self->text_size == size)
    return;
  self->text_size = size;
  apply (self);
}

YjTextSize
yj_style_get_text_size (YjStyle *self)
{
  return self->text_size;
}

void
yj_style_step_text_size (YjStyle *self)
{
  yj_style_set_text_size (self, self->text_size == YJ_TEXT_LARGEST ? YJ_TEXT_STANDARD : self->text_size + 1);
}

gboolean
yj_style_is_cramped (YjStyle *self)
{
  return self->text_size == YJ_TEXT_LARGEST && yj_style_is_landscape (self);
}

void
yj_style_set_low_reach (YjStyle *self, gboolean low)
{
  if (self->low_reach == low)
    return;
  self->low_reach = low;
  apply (self);
}

gboolean
yj_style_get_low_reach (YjStyle *self)
{
  return self->low_reach;
}

void
yj_style_reset (YjStyle *self)
{
  if (self->theme == YJ_THEME_PAPER && self->text_size == YJ_TEXT_STANDARD && !self->low_reach)
    return;
  self->theme = YJ_THEME_PAPER;
  self->text_size = YJ_TEXT_STANDARD;
  self->low_reach = FALSE;
  apply (self);
}

double
yj_style_get_unit (GtkWidget *widget)
{
  YjStyle *self = g_object_get_data (G_OBJECT (gtk_widget_get_display (widget)), "yj-style");
  return self != NULL ? get_unit (self) : 1.0;
}

void
yj_style_get_color (GtkWidget *widget, const char *role, GdkRGBA *color)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), role, color))
    *color = (GdkRGBA){ 1.0f, 0.0f, 1.0f, 1.0f };
}
