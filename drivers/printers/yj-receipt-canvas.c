/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how marks get onto the strip; knows nothing of what a receipt says. */
#include "drivers/printers/yj-receipt-canvas-private.h"
#include "core/base/yj-secret.h"
#include "core/base/yj-stand-in.h"
#include <math.h>
#include <string.h>

/* Noto's own line is 1.45 em; 1.35 em is what reads well on a strip. Taller scripts keep the ratio. */
#define LINE_RATIO 0.93f
#define FONTS_HAN "Noto Sans CJK SC, Noto Sans"
#define FIRST_LEFT_TO_RIGHT "\342\201\246" /* U+2066 */
#define END_OF_ISOLATE "\342\201\251" /* U+2069 */
#define KEPT_WITH_RULE 80 /* a heading and its first line */
#define GAP 24 /* between a label and its value */
#define LABEL_SHARE 0.24 /* of a wide sheet */

static gboolean
is_han (const char *language)
{
  return g_str_has_prefix (language, "zh") || g_str_has_prefix (language, "ja") || g_str_has_prefix (language, "ko");
}

static gboolean
is_from_right (const char *language)
{
  return g_str_has_prefix (language, "ug") || g_str_has_prefix (language, "ar") || g_str_has_prefix (language, "kk-Arab");
}

/* (transfer full) */
static PangoContext *
make_context (cairo_t *cr, const char *language, PangoDirection direction)
{
  PangoContext *context = pango_cairo_create_context (cr);
  cairo_font_options_t *options = cairo_font_options_create ();

  pango_context_set_language (context, pango_language_from_string (language));
  pango_context_set_base_dir (context, direction);
  /* The same widths on every surface: what was measured is what is drawn. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

YjReceiptCanvas *
yj_receipt_canvas_new (cairo_t *cr, const YjReceiptPaper *paper, const char *language)
{
  YjReceiptCanvas *self = g_new0 (YjReceiptCanvas, 1);

  self->cr = cairo_reference (cr);
  self->language = g_strdup (language);
  self->paper = paper;
  self->content = yj_receipt_paper_get_content (paper);
  self->y = paper->top;
  self->from_right = is_from_right (language);
  self->pango = make_context (cr, language, self->from_right ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  self->from_left = make_context (cr, language, PANGO_DIRECTION_LTR);
  return self;
}

void
yj_receipt_canvas_free (YjReceiptCanvas *self)
{
  g_object_unref (self->pango);
  g_object_unref (self->from_left);
  cairo_destroy (self->cr);
  g_free (self->language);
  g_free (self);
}

/* By its first letter. */
static gboolean
begins_from_right (const char *text)
{
  while (*text != '\0' && !g_unichar_isalpha (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_ARABIC;
}

/* The side where reading starts is the page's, also for a text in another direction. */
static PangoAlignment
get_alignment (YjReceiptCanvas *self, YjTextAlign align)
{
  if (align == YJ_TEXT_CENTRE)
    return PANGO_ALIGN_CENTER;
  return (align == YJ_TEXT_START) == self->from_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

/* Numbers of several parts - dates, telephones, what is masked - would be turned about part by part in a text from right to left.
 * (transfer full) */
static char *
isolate_numbers (const char *text)
{
  g_autoptr (GRegex) numbers = g_regex_new ("[0-9A-Za-z][-0-9A-Za-z*+.:/ ]*[0-9A-Za-z]", G_REGEX_OPTIMIZE, 0, NULL);
  return g_regex_replace (numbers, text, -1, 0, FIRST_LEFT_TO_RIGHT "\\0" END_OF_ISOLATE, 0, NULL);
}

static gboolean
has_glyph (gunichar c, gpointer layout)
{
  char text[7] = { 0 };

  g_unichar_to_utf8 (c, text);
  pango_layout_set_text (layout, text, -1);
  return pango_layout_get_unknown_glyphs_count (layout) == 0;
}

/* A rare character of a name that no font has is printed as the mark of a missing sort, not as a box with a number. */
static void
set_text (YjReceiptCanvas *self, PangoLayout *layout, const char *text)
{
  g_autoptr (YjSecretText) stand_in = yj_text_stand_in (text, has_glyph, layout);
  const char *shown = stand_in != NULL ? stand_in : text;
  g_autoptr (YjSecretText) isolated = NULL;

  if (pango_layout_get_context (layout) == self->pango && self->from_right)
    isolated = isolate_numbers (shown);
  pango_layout_set_text (layout, isolated != NULL ? isolated : shown, -1);
}

#define KEPT_CHARS 3 /* of Han, and what follows them */
#define SENTENCE_CHARS 8

/* No one or two characters stand alone on the last line of a sentence. */
static void
keep_end (PangoLayout *layout)
{
  const char *text = pango_layout_get_text (layout), *end = text + strlen (text), *start = end;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *kept;
  int han = 0;

  while (start > text && han < KEPT_CHARS) {
    start = g_utf8_prev_char (start);
    han += g_unichar_get_script (g_utf8_get_char (start)) == G_UNICODE_SCRIPT_HAN;
  }
  if (g_utf8_strlen (start, -1) > KEPT_CHARS + 1 || g_utf8_strlen (text, -1) < SENTENCE_CHARS)
    return;
  kept = pango_attr_allow_breaks_new (FALSE);
  kept->start_index = (guint) (start - text);
  kept->end_index = (guint) (end - text);
  pango_attr_list_insert (attributes, kept);
  pango_layout_set_attributes (layout, attributes);
}

PangoLayout *
yj_receipt_canvas_lay_out (YjReceiptCanvas *self, const char *text, double size, gboolean bold, double width, YjTextAlign align,
                           const char *fonts)
{
  gboolean own = !self->from_right || begins_from_right (text);
  PangoLayout *layout = pango_layout_new (own ? self->pango : self->from_left);
  PangoFontDescription *font = pango_font_description_from_string (fonts != NULL             ? fonts
                                                                   : is_han (self->language) ? FONTS_HAN
                                                                                             : YJ_FONTS_LATIN);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_line_spacing (layout, LINE_RATIO);
  set_text (self, layout, text);
  if (width > 0) {
    pango_layout_set_width (layout, (int) ceil (width * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    keep_end (layout);
  }
  pango_layout_set_alignment (layout, get_alignment (self, align));
  return layout;
}

double
yj_receipt_canvas_height_of (PangoLayout *layout)
{
  int height;
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

double
yj_receipt_canvas_width_of (PangoLayout *layout)
{
  int width;
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

void
yj_receipt_canvas_place (YjReceiptCanvas *self, PangoLayout *layout, double x, double width, double y)
{
  double left = self->from_right ? self->paper->width - x - width : x;

  cairo_move_to (self->cr, left, y);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  pango_cairo_show_layout (self->cr, layout);
}

void
yj_receipt_canvas_outline (YjReceiptCanvas *self, double x, double y, double width, double height)
{
  cairo_rectangle (self->cr, self->from_right ? self->paper->width - x - width : x, y, width, height);
}

void
yj_receipt_canvas_skip (YjReceiptCanvas *self, double units)
{
  self->y = ceil (self->y + units);
}

void
yj_receipt_canvas_rule (YjReceiptCanvas *self, double thickness, double space)
{
  yj_receipt_canvas_keep (self, 2 * space + thickness + KEPT_WITH_RULE);
  yj_receipt_canvas_skip (self, space);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  yj_receipt_canvas_outline (self, self->paper->margin, self->y, self->content, thickness);
  cairo_fill (self->cr);
  yj_receipt_canvas_skip (self, thickness + space);
}

gboolean
yj_receipt_canvas_is_wide (YjReceiptCanvas *self)
{
  return self->paper->kind == YJ_PAPER_A4;
}

static void
put (YjReceiptCanvas *self, PangoLayout *layout)
{
  yj_receipt_canvas_keep (self, yj_receipt_canvas_height_of (layout));
  yj_receipt_canvas_place (self, layout, self->paper->margin, self->content, self->y);
  yj_receipt_canvas_skip (self, yj_receipt_canvas_height_of (layout));
}

void
yj_receipt_canvas_text (YjReceiptCanvas *self, const char *text, double size, gboolean bold, YjTextAlign align)
{
  g_autoptr (PangoLayout) layout = yj_receipt_canvas_lay_out (self, text, size, bold, self->content, align, NULL);
  put (self, layout);
}

void
yj_receipt_canvas_title (YjReceiptCanvas *self, const char *text, double size)
{
  g_autoptr (PangoLayout) layout = yj_receipt_canvas_lay_out (self, text, size, TRUE, self->content, YJ_TEXT_CENTRE, NULL);

  if (is_han (self->language)) {
    PangoAttrList *attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_letter_spacing_new ((int) (size * 0.12 * PANGO_SCALE)));
    pango_layout_set_attributes (layout, attributes);
    pango_attr_list_unref (attributes);
  }
  put (self, layout);
}

double
yj_receipt_canvas_measure (YjReceiptCanvas *self, const char *text, double size, gboolean bold)
{
  g_autoptr (PangoLayout) layout = yj_receipt_canvas_lay_out (self, text, size, bold, 0, YJ_TEXT_START, NULL);
  return ceil (yj_receipt_canvas_width_of (layout)) + 1;
}

static double
baseline_of (PangoLayout *layout)
{
  return (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
}

/* On one baseline, however tall the script of one of them is. Returns the height of the row. */
static double
place_row (YjReceiptCanvas *self, GPtrArray *layouts, const YjReceiptColumn *columns, double gap, gboolean measure)
{
  double x = self->paper->margin, baseline = 0, height = 0;

  for (guint i = 0; i < layouts->len; i++)
    /* Under a scale, as on the way to a PDF, Pango takes an empty line for a high one. */
    if (columns[i].text[0] != '\0')
      baseline = MAX (baseline, baseline_of (layouts->pdata[i]));
  for (guint i = 0; i < layouts->len; i++) {
    double down = baseline - baseline_of (layouts->pdata[i]);
    if (columns[i].text[0] != '\0')
      height = MAX (height, down + yj_receipt_canvas_height_of (layouts->pdata[i]));
    if (columns[i].text[0] != '\0' && !measure)
      yj_receipt_canvas_place (self, layouts->pdata[i], x, columns[i].width, self->y + down);
    x += columns[i].width + gap;
  }
  return height;
}

/* All laid out before any is placed: a row is not parted by the end of a page. */
void
yj_receipt_canvas_columns (YjReceiptCanvas *self, const YjReceiptColumn *columns, guint n, double size, double gap)
{
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (layouts,
                     yj_receipt_canvas_lay_out (self, columns[i].text, size, columns[i].bold, columns[i].width, columns[i].align, NULL));
  yj_receipt_canvas_keep (self, place_row (self, layouts, columns, gap, TRUE));
  yj_receipt_canvas_skip (self, place_row (self, layouts, columns, gap, FALSE));
}

static void
put_pair (YjReceiptCanvas *self, const YjReceiptColumn *label, const YjReceiptColumn *value, double size)
{
  const YjReceiptColumn columns[] = { *label, *value };
  yj_receipt_canvas_columns (self, columns, 2, size, GAP);
}

void
yj_receipt_canvas_pair (YjReceiptCanvas *self, const char *label, const char *value, double size, gboolean bold)
{
  double value_width = yj_receipt_canvas_measure (self, value, size, bold);
  YjReceiptColumn first = { label, yj_receipt_canvas_measure (self, label, size, FALSE), YJ_TEXT_START, FALSE };
  YjReceiptColumn second = { value, 0, YJ_TEXT_END, bold };

  /* Across a whole sheet the eye would lose the line. */
  if (yj_receipt_canvas_is_wide (self)) {
    first.width = MAX (first.width, yj_receipt_paper_get_content (self->paper) * LABEL_SHARE);
    second.align = YJ_TEXT_START;
  }
  second.width = self->content - first.width - GAP;
  if (value_width <= second.width || first.width < self->content * 0.4) {
    /* A value of many lines reads from its start. */
    if (value_width > 2 * second.width)
      second.align = YJ_TEXT_START;
    put_pair (self, &first, &second, size);
    return;
  }
  yj_receipt_canvas_text (self, label, size, FALSE, YJ_TEXT_START);
  yj_receipt_canvas_text (self, value, size, bold, YJ_TEXT_END);
}
