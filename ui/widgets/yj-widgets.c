/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the small parts are put together; how they look stands in the style sheet. */
#include "ui/widgets/yj-widgets.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-line-breaks.h"
#include "core/base/yj-secret.h"
#include "core/base/yj-stand-in.h"

static void
add_classes (GtkWidget *widget, const char *css_classes)
{
  g_auto (GStrv) names = g_strsplit (css_classes, " ", -1);
  for (guint i = 0; names[i] != NULL; i++)
    if (names[i][0] != '\0')
      gtk_widget_add_css_class (widget, names[i]);
}

static void
set_language (GtkWidget *label, YjContext *context)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoLanguage *language = pango_language_from_string (yj_context_get_language (context));
  pango_attr_list_insert (attributes, pango_attr_language_new (language));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
}

static gboolean
has_glyph (gunichar c, gpointer label)
{
  char text[7] = { 0 };
  g_autoptr (PangoLayout) layout = NULL;

  g_unichar_to_utf8 (c, text);
  layout = gtk_widget_create_pango_layout (label, text);
  return pango_layout_get_unknown_glyphs_count (layout) == 0;
}

gboolean
yj_label_set_text (GtkWidget *label, const char *text)
{
  g_autoptr (YjSecretText) shown = text != NULL ? yj_text_stand_in (text, has_glyph, label) : NULL;

  gtk_label_set_text (GTK_LABEL (label), shown != NULL ? shown : text != NULL ? text : "");
  return shown != NULL;
}

#define WORDS_MIN_CHARS 8

GtkWidget *
yj_label_new (YjContext *context, const char *text, const char *css_classes)
{
  GtkWidget *label = gtk_label_new (NULL);
  set_language (label, context);
  yj_label_set_text (label, text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* Centred in a button of two lines, it would else break where it need not. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  yj_line_breaks_tend (GTK_LABEL (label));
  add_classes (label, css_classes);
  /* A sentence is never set in a column of a few characters; how narrow a label with marks that may not begin a line can
   * become, GTK tells in two ways, and complains. */
  if (text != NULL && g_utf8_strlen (text, -1) >= WORDS_MIN_CHARS)
    gtk_widget_add_css_class (label, "words");
  return label;
}

GtkWidget *
yj_box_new (GtkOrientation orientation, const char *css_classes)
{
  GtkWidget *box = gtk_box_new (orientation, 0);
  add_classes (box, css_classes);
  return box;
}

GtkWidget *
yj_icon_new (const char *icon, const char *css_class)
{
  g_autofree char *name = g_strconcat (icon, "-symbolic", NULL);
  GtkWidget *image = gtk_image_new_from_icon_name (name);
  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  add_classes (image, css_class);
  return image;
}

static void
set_accessible_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
yj_button_new (YjContext *context, const char *label, const char *icon, const char *css_class)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-words");
  GtkWidget *words = yj_label_new (context, label, "");

  if (icon != NULL)
    gtk_box_append (GTK_BOX (box), yj_icon_new (icon, "sign"));
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD);
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (button), yj_balanced_new_centred (box));
  add_classes (button, css_class);
  set_accessible_name (button, label);
  return button;
}

static GtkWidget *
get_button_row (GtkWidget *button)
{
  return yj_balanced_get_child (YJ_BALANCED (gtk_button_get_child (GTK_BUTTON (button))));
}

GtkLabel *
yj_button_get_words (GtkWidget *button)
{
  GtkWidget *words = gtk_widget_get_first_child (get_button_row (button));
  while (!GTK_IS_LABEL (words))
    words = gtk_widget_get_next_sibling (words);
  return GTK_LABEL (words);
}

void
yj_button_add_sign (GtkWidget *button, const char *icon)
{
  gtk_box_append (GTK_BOX (get_button_row (button)), yj_icon_new (icon, "sign"));
}

GtkWidget *
yj_small_button_new (YjContext *context, const char *label, const char *icon)
{
  return yj_button_new (context, label, icon, "secondary small-button");
}

GtkWidget *
yj_choice_card_new (YjContext *context, const char *title, const char *hint)
{
  GtkWidget *card = gtk_check_button_new ();
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "choice-words");

  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), yj_label_new (context, title, "option"));
  if (hint != NULL && hint[0] != '\0')
    gtk_box_append (GTK_BOX (words), yj_label_new (context, hint, "small ink-2"));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (card), words);
  gtk_widget_add_css_class (card, "choice");
  set_accessible_name (card, title);
  return card;
}

GtkWidget *
yj_panel_new (void)
{
  return yj_box_new (GTK_ORIENTATION_VERTICAL, "panel");
}

/* A number that nobody may break, masked or not: that of a card, of an enterprise, of an account. */
#define LONG_NUMBER_CHARS 15

static gboolean
has_long_number (const char *value)
{
  gsize run = 0;
  for (const char *at = value; *at != '\0' && run < LONG_NUMBER_CHARS; at++)
    run = g_ascii_isgraph (*at) ? run + 1 : 0;
  return run >= LONG_NUMBER_CHARS;
}

/* Words as long as those of other languages would tear a large number in two columns: the value stands under its label. */
static GtkWidget *
make_pair (YjContext *context, GtkWidget *box, gboolean stacked, const char *value)
{
  GtkWidget *pair;

  if (stacked || yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD ||
      (g_str_has_prefix (yj_context_get_language (context), "zh") && !has_long_number (value)))
    return box;
  pair = yj_box_new (GTK_ORIENTATION_VERTICAL, "row-words stacked");
  gtk_widget_set_hexpand (pair, TRUE);
  gtk_box_append (GTK_BOX (box), pair);
  return pair;
}

static GtkWidget *
row_words (YjContext *context, const char *label, const char *value)
{
  gboolean stacked = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST; /* not even beside what is done with it */
  GtkWidget *box =
      yj_box_new (stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, stacked ? "row-words stacked" : "row-words");
  GtkWidget *pair = make_pair (context, box, stacked, value);
  GtkWidget *name = yj_label_new (context, label, "body ink-2 row-label");
  GtkWidget *text = yj_label_new (context, value, "body row-value");

  gtk_widget_set_valign (name, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (pair), name);
  gtk_box_append (GTK_BOX (pair), text);
  return box;
}

GtkWidget *
yj_row_new (YjContext *context, const char *label, const char *value)
{
  GtkWidget *row = row_words (context, label, value);
  gtk_widget_add_css_class (row, "row");
  return row;
}

GtkWidget *
yj_row_get_value (GtkWidget *row)
{
  GtkWidget *last = gtk_widget_get_last_child (row);
  return GTK_IS_LABEL (last) ? last : gtk_widget_get_last_child (last); /* alone, or under its label */
}

GtkWidget *
yj_change_row_new (YjContext *context, const char *label, const char *value)
{
  GtkWidget *words = row_words (context, label, value), *button = gtk_button_new ();
  GtkWidget *change = yj_label_new (context, yj_context_text (context, "action.change"), "change");
  g_autofree char *name = g_strdup_printf ("%s: %s", yj_context_text (context, "action.change"), label);

  gtk_label_set_wrap (GTK_LABEL (change), FALSE);
  gtk_widget_set_valign (change, GTK_ALIGN_CENTER);
  if (gtk_orientable_get_orientation (GTK_ORIENTABLE (words)) == GTK_ORIENTATION_VERTICAL)
    gtk_widget_set_halign (change, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (words), change);
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, "row");
  set_accessible_name (button, name);
  return button;
}

static const struct {
  const char *css_class;
  const char *icon;
} notices[] = {
  [YJ_NOTICE_INFO] = { "info", "yj-information" },
  [YJ_NOTICE_WARN] = { "warn", "yj-alert" },
  [YJ_NOTICE_ERROR] = { "error", "yj-alert" },
  [YJ_NOTICE_DONE] = { "done", "yj-tick" },
};

GtkWidget *
yj_notice_new (YjContext *context, YjNoticeKind kind, const char *title, const char *text)
{
  gboolean is_urgent = kind == YJ_NOTICE_WARN || kind == YJ_NOTICE_ERROR;
  GtkWidget *notice = g_object_new (GTK_TYPE_BOX, "accessible-role", is_urgent ? GTK_ACCESSIBLE_ROLE_ALERT : GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "notice-words");
  GtkWidget *sign = yj_icon_new (notices[kind].icon, "notice-sign");

  gtk_widget_add_css_class (notice, "notice");
  gtk_widget_add_css_class (notice, notices[kind].css_class);
  set_accessible_name (notice, title);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (notice), sign);
  gtk_box_append (GTK_BOX (words), yj_label_new (context, title, "strong"));
  if (text != NULL)
    gtk_box_append (GTK_BOX (words), yj_label_new (context, text, "body"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (notice), words);
  return notice;
}

void
yj_notice_set_icon (GtkWidget *notice, const char *icon)
{
  g_autofree char *name = g_strconcat (icon, "-symbolic", NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_first_child (notice)), name);
}

GtkWidget *
yj_tag_new (YjContext *context, const char *text, const char *kind)
{
  static const char *const signs[][2] = {
    { "done", "yj-tick" },
    { "warn", "yj-alert" },
    { "error", "yj-alert" },
    { "info", "yj-information" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_equal (signs[i][0], kind))
      return yj_tag_new_with_icon (context, text, kind, signs[i][1]);
  return yj_tag_new_with_icon (context, text, kind, NULL);
}

GtkWidget *
yj_tag_new_with_icon (YjContext *context, const char *text, const char *kind, const char *icon)
{
  GtkWidget *tag = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "tag");
  GtkWidget *words = yj_label_new (context, text, "small");

  if (icon != NULL)
    gtk_box_append (GTK_BOX (tag), yj_icon_new (icon, "sign"));
  gtk_label_set_wrap (GTK_LABEL (words), FALSE);
  gtk_box_append (GTK_BOX (tag), words);
  gtk_widget_add_css_class (tag, kind);
  gtk_widget_set_valign (tag, GTK_ALIGN_CENTER);
  return tag;
}

GtkWidget *
yj_figure_new (YjContext *context, const char *before, const char *now, const char *words)
{
  GtkWidget *figure = yj_box_new (GTK_ORIENTATION_VERTICAL, "figure-box");
  GtkWidget *numbers = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "figure-numbers");
  GtkWidget *text = yj_label_new (context, words, "small tight");
  g_auto (GStrv) parts = NULL;

  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD);
  if (before != NULL) {
    GtkWidget *struck = yj_label_new (context, before, "figure-before ink-2");
    gtk_label_set_wrap (GTK_LABEL (struck), FALSE);
    gtk_widget_set_valign (struck, GTK_ALIGN_BASELINE);
    gtk_box_append (GTK_BOX (numbers), struck);
  }
  parts = g_strsplit (now, " ", 2);
  gtk_box_append (GTK_BOX (numbers), yj_label_new (context, parts[0], "figure tabular"));
  if (parts[0] != NULL && parts[1] != NULL) {
    GtkWidget *unit = yj_label_new (context, parts[1], "figure-unit");
    gtk_widget_set_valign (unit, GTK_ALIGN_BASELINE);
    gtk_box_append (GTK_BOX (numbers), unit);
  }
  gtk_box_append (GTK_BOX (figure), numbers);
  gtk_box_append (GTK_BOX (figure), text);
  gtk_widget_set_hexpand (figure, TRUE);
  return figure;
}

static GtkWidget *
add_row (GtkWidget *figures)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "figures-row");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (figures), row);
  return row;
}

/* Large numbers have no room three in a row beside a page. */
GtkWidget *
yj_figures_new (YjContext *context, const char *title)
{
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "figures");

  if (yj_style_is_landscape (context->style) && yj_style_get_text_size (context->style) == YJ_TEXT_LARGE)
    gtk_widget_add_css_class (box, "pairs");
  if (title != NULL)
    gtk_box_append (GTK_BOX (box), yj_label_new (context, title, "small ink-2"));
  add_row (box);
  return box;
}

void
yj_figures_add (GtkWidget *figures, GtkWidget *figure)
{
  GtkWidget *row = gtk_widget_get_last_child (figures), *first = gtk_widget_get_first_child (row);

  if (gtk_widget_has_css_class (figures, "pairs") && first != NULL && gtk_widget_get_next_sibling (first) != NULL)
    row = add_row (figures);
  gtk_box_append (GTK_BOX (row), figure);
}
