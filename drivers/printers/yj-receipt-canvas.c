/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how marks get onto the strip; knows nothing of what a receipt says. */
#include "drivers/printers/yj-receipt-canvas.h"
#include "core/base/yj-secret.h"
#include "core/base/yj-stand-in.h"
#include <math.h>

/* Noto's own line is 1.45 em; 1.35 em is what reads well on a strip. Taller scripts keep the ratio. */
#define LINE_RATIO 0.93f
#define FONTS_HAN "Noto Sans CJK SC, Noto Sans"
#define FONTS_LATIN "Noto Sans, Noto Sans CJK SC"

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

YjReceiptCanvas *
yj_receipt_canvas_new (cairo_t *cr, const char *language)
{
  YjReceiptCanvas *self = g_new0 (YjReceiptCanvas, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  self->cr = cairo_reference (cr);
  self->language = g_strdup (language);
  self->from_right = is_from_right (language);
  self->pango = pango_cairo_create_context (cr);
  pango_context_set_language (self->pango, pango_language_from_string (language));
  pango_context_set_base_dir (self->pango, self->from_right ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  /* The same widths on every surface: what was measured is what is drawn. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (self->pango, options);
  pango_context_set_round_glyph_positions (self->pango, FALSE);
  cairo_font_options_destroy (options);
  return self;
}

void
yj_receipt_canvas_free (YjReceiptCanvas *self)
{
  g_object_unref (self->pango);
  cairo_destroy (self->cr);
  g_free (self->language);
  g_free (self);
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
set_text (PangoLayout *layout, const char *text)
{
  g_autoptr (YjSecretText) shown = yj_text_stand_in (text, has_glyph, layout);
  pango_layout_set_text (layout, shown != NULL ? shown : text, -1);
}

/* (transfer full) @width 0: one line. */
static PangoLayout *
lay_out (YjReceiptCanvas *self, const char *text, double size, gboolean bold, double width, YjTextAlign align, const char *fonts)
{
  PangoLayout *layout = pango_layout_new (self->pango);
  PangoFontDescription *font = pango_font_description_from_string (fonts);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_line_spacing (layout, LINE_RATIO);
  set_text (layout, text);
  if (width > 0) {
    pango_layout_set_width (layout, (int) ceil (width * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  }
  pango_layout_set_alignment (layout, align == YJ_TEXT_CENTRE ? PANGO_ALIGN_CENTER
                                      : align == YJ_TEXT_END  ? PANGO_ALIGN_RIGHT
                                                              : PANGO_ALIGN_LEFT);
  return layout;
}

static const char *
fonts_of (YjReceiptCanvas *self)
{
  return is_han (self->language) ? FONTS_HAN : FONTS_LATIN;
}

static double
height_of (PangoLayout *layout)
{
  int height;
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
width_of (PangoLayout *layout)
{
  int width;
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* @x and @width: the room, from the side where reading starts. */
static void
place (YjReceiptCanvas *self, PangoLayout *layout, double x, double width, double y)
{
  double left = self->from_right ? YJ_PAPER_WIDTH - x - width : x;

  cairo_move_to (self->cr, left, y);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  pango_cairo_show_layout (self->cr, layout);
}

static void
fill (YjReceiptCanvas *self, double x, double y, double width, double height)
{
  cairo_rectangle (self->cr, self->from_right ? YJ_PAPER_WIDTH - x - width : x, y, width, height);
}

void
yj_receipt_canvas_skip (YjReceiptCanvas *self, double dots)
{
  self->y = ceil (self->y + dots);
}

void
yj_receipt_canvas_rule (YjReceiptCanvas *self, double thickness, double space)
{
  yj_receipt_canvas_skip (self, space);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  fill (self, YJ_PAPER_MARGIN, self->y, YJ_PAPER_CONTENT, thickness);
  cairo_fill (self->cr);
  yj_receipt_canvas_skip (self, thickness + space);
}

static void
put (YjReceiptCanvas *self, PangoLayout *layout)
{
  place (self, layout, YJ_PAPER_MARGIN, YJ_PAPER_CONTENT, self->y);
  yj_receipt_canvas_skip (self, height_of (layout));
}

void
yj_receipt_canvas_text (YjReceiptCanvas *self, const char *text, double size, gboolean bold, YjTextAlign align)
{
  g_autoptr (PangoLayout) layout = lay_out (self, text, size, bold, YJ_PAPER_CONTENT, align, fonts_of (self));
  put (self, layout);
}

void
yj_receipt_canvas_title (YjReceiptCanvas *self, const char *text, double size)
{
  g_autoptr (PangoLayout) layout = lay_out (self, text, size, TRUE, YJ_PAPER_CONTENT, YJ_TEXT_CENTRE, fonts_of (self));

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
  g_autoptr (PangoLayout) layout = lay_out (self, text, size, bold, 0, YJ_TEXT_START, fonts_of (self));
  return ceil (width_of (layout)) + 1;
}

void
yj_receipt_canvas_columns (YjReceiptCanvas *self, const YjReceiptColumn *columns, guint n, double size, double gap)
{
  double x = YJ_PAPER_MARGIN, height = 0;

  for (guint i = 0; i < n; i++) {
    double width = columns[i].width > 0 ? columns[i].width : yj_receipt_canvas_measure (self, columns[i].text, size, columns[i].bold);
    YjTextAlign align = columns[i].align;
    g_autoptr (PangoLayout) layout = lay_out (self, columns[i].text, size, columns[i].bold, width, align, fonts_of (self));
    /* Under a scale, as on the way to a PDF, Pango takes an empty line for a high one. */
    if (columns[i].text[0] != '\0') {
      place (self, layout, x, width, self->y);
      height = MAX (height, height_of (layout));
    }
    x += width + gap;
  }
  yj_receipt_canvas_skip (self, height);
}

void
yj_receipt_canvas_pair (YjReceiptCanvas *self, const char *label, const char *value, double size, gboolean bold)
{
  double label_width = yj_receipt_canvas_measure (self, label, size, FALSE);
  double value_width = yj_receipt_canvas_measure (self, value, size, bold);
  double room = YJ_PAPER_CONTENT - label_width - 24;

  if (value_width <= room || label_width < YJ_PAPER_CONTENT * 0.4) {
    YjReceiptColumn columns[] = { { label, label_width, YJ_TEXT_START, FALSE }, { value, room, YJ_TEXT_END, bold } };
    /* A value of many lines reads from its start. */
    if (value_width > 2 * room)
      columns[1].align = YJ_TEXT_START;
    yj_receipt_canvas_columns (self, columns, 2, size, 24);
    return;
  }
  yj_receipt_canvas_text (self, label, size, FALSE, YJ_TEXT_START);
  yj_receipt_canvas_text (self, value, size, bold, YJ_TEXT_END);
}

void
yj_receipt_canvas_boxed (YjReceiptCanvas *self, const char *label, const char *text, double size)
{
  const double line = 4, pad = 14, room = YJ_PAPER_CONTENT - 2 * (line + pad);
  double top = self->y, shown = size;
  PangoLayout *layout = lay_out (self, text, shown, TRUE, 0, YJ_TEXT_START, FONTS_LATIN);

  while (width_of (layout) > room && shown > 24) {
    g_object_unref (layout);
    shown -= 2;
    layout = lay_out (self, text, shown, TRUE, 0, YJ_TEXT_START, FONTS_LATIN);
  }
  yj_receipt_canvas_skip (self, line + pad);
  yj_receipt_canvas_text (self, label, 24, FALSE, YJ_TEXT_CENTRE);
  /* A reference reads from left to right in every language. */
  cairo_move_to (self->cr, (YJ_PAPER_WIDTH - width_of (layout)) / 2, self->y - 4);
  pango_cairo_show_layout (self->cr, layout);
  yj_receipt_canvas_skip (self, height_of (layout) - 4 + pad - 6 + line);
  g_object_unref (layout);

  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_set_line_width (self->cr, line);
  cairo_rectangle (self->cr, YJ_PAPER_MARGIN + line / 2, top + line / 2, YJ_PAPER_CONTENT - line, self->y - top - line);
  cairo_stroke (self->cr);
}

void
yj_receipt_canvas_tick (YjReceiptCanvas *self, const char *text, const char *note, double size)
{
  const double box = 22, indent = 38, line = 3;
  double x = YJ_PAPER_MARGIN + line / 2, room = YJ_PAPER_CONTENT - indent;
  g_autoptr (PangoLayout) layout = lay_out (self, text, size, FALSE, room, YJ_TEXT_START, fonts_of (self));

  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_set_line_width (self->cr, line);
  fill (self, x, self->y + 6 + line / 2, box, box);
  cairo_stroke (self->cr);
  place (self, layout, YJ_PAPER_MARGIN + indent, room, self->y);
  yj_receipt_canvas_skip (self, height_of (layout));
  if (note != NULL && *note != '\0') {
    g_autoptr (PangoLayout) small = lay_out (self, note, 22, FALSE, room, YJ_TEXT_START, fonts_of (self));
    place (self, small, YJ_PAPER_MARGIN + indent, room, self->y);
    yj_receipt_canvas_skip (self, height_of (small) + 4);
  }
}
