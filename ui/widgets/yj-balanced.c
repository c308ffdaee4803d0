/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how wide its words may be. */
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-line-breaks.h"

/* A last line shorter than this share of the width is a leftover. */
#define LEFTOVER_SHARE 0.34
#define SEARCH_STEP_PX 4
#define PARTS_MAX 8 /* of a sentence: more is a paragraph */

struct _YjBalanced {
  GtkWidget parent_instance;
  GtkWidget *child;
  gboolean centred;
};

G_DEFINE_FINAL_TYPE (YjBalanced, yj_balanced, GTK_TYPE_WIDGET)

static int
child_height (YjBalanced *self, int width)
{
  int natural = 0;
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static gboolean
has_leftover (YjBalanced *self, int width)
{
  g_autoptr (PangoLayout) layout = pango_layout_copy (gtk_label_get_layout (GTK_LABEL (self->child)));
  PangoLayoutLine *last;
  PangoRectangle extents;
  int lines;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  lines = pango_layout_get_line_count (layout);
  if (lines < 2)
    return FALSE;
  last = pango_layout_get_line_readonly (layout, lines - 1);
  pango_layout_line_get_pixel_extents (last, NULL, &extents);
  return extents.width < width * LEFTOVER_SHARE;
}

static gboolean
breaks_at_sense (PangoLayout *layout, int lines)
{
  const char *text = pango_layout_get_text (layout);

  if (pango_layout_get_line_count (layout) != lines)
    return FALSE;
  for (int i = 0; i + 1 < lines; i++) {
    PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
    if (!yj_line_breaks_is_sense (text, line->start_index + line->length))
      return FALSE;
  }
  return TRUE;
}

/* Where the parts of the sentence begin and end when all of it is one line, in pixels. */
static GArray *
list_parts (PangoLayout *layout)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (int));
  const char *text = pango_layout_get_text (layout);
  int begin = 0;

  pango_layout_set_width (layout, -1);
  g_array_append_val (ends, begin);
  for (int byte = 1; byte == 1 || text[byte - 1] != '\0'; byte++)
    if (text[byte] == '\0' || yj_line_breaks_is_sense (text, byte)) {
      PangoRectangle at;
      pango_layout_index_to_pos (layout, byte, &at);
      int x = PANGO_PIXELS_CEIL (at.x);
      g_array_append_val (ends, x);
      if (text[byte] == '\0')
        break;
    }
  return ends;
}

/* The narrowest width at which every line ends with a part of the sentence, and there are no more of them; 0 when there is none. It is that of
 * parts that follow each other. */
static int
find_sense_width (YjBalanced *self, int width)
{
  g_autoptr (PangoLayout) layout = pango_layout_copy (gtk_label_get_layout (GTK_LABEL (self->child)));
  g_autoptr (GArray) ends = NULL;
  int lines, best = 0;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  lines = pango_layout_get_line_count (layout);
  if (lines < 2 || pango_layout_get_text (layout)[0] == '\0')
    return 0;
  ends = list_parts (layout);
  for (guint from = 0; ends->len <= PARTS_MAX && from + 1 < ends->len; from++)
    for (guint to = from + 1; to < ends->len; to++) {
      int part = g_array_index (ends, int, to) - g_array_index (ends, int, from) + 1;
      pango_layout_set_width (layout, part * PANGO_SCALE);
      if (part <= width && (best == 0 || part < best) && breaks_at_sense (layout, lines))
        best = part;
    }
  return best;
}

/* The narrowest width that needs no more lines. */
static int
find_width (YjBalanced *self, int width)
{
  int height = child_height (self, width), low, natural, high = width, sense;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &low, &natural, NULL, NULL);
  if (self->centred && natural <= width)
    return natural;
  if (!self->centred && (sense = find_sense_width (self, width)) > 0)
    return sense;
  if (!self->centred && !has_leftover (self, width))
    return width;
  low = MAX (low, width / 2);
  while (high - low > SEARCH_STEP_PX) {
    int middle = (low + high) / 2;
    if (child_height (self, middle) > height)
      low = middle;
    else
      high = middle;
  }
  return high;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjBalanced *self = YJ_BALANCED (widget);
  int narrow = find_width (self, width);
  int rest = width - narrow, x = self->centred ? rest / 2 : gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? rest : 0;
  gtk_widget_size_allocate (self->child, &(GtkAllocation){ x, 0, narrow, height }, baseline);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  /* A box asks how narrow its height lets words be, gets the width of fewer lines than it made room for, and pushes what
   * stands beside them out of itself: words have one least width. */
  gtk_widget_measure (YJ_BALANCED (widget)->child, orientation, orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
yj_balanced_dispose (GObject *object)
{
  g_clear_pointer (&YJ_BALANCED (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (yj_balanced_parent_class)->dispose (object);
}

static void
yj_balanced_class_init (YjBalancedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yj_balanced_dispose;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->get_request_mode = get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "balanced");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
yj_balanced_init (YjBalanced *self)
{
}

static GtkWidget *
hold (GtkWidget *child, gboolean centred)
{
  YjBalanced *self = g_object_new (YJ_TYPE_BALANCED, NULL);
  self->child = child;
  self->centred = centred;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

GtkWidget *
yj_balanced_new (GtkLabel *label)
{
  return hold (GTK_WIDGET (label), FALSE);
}

GtkWidget *
yj_balanced_new_centred (GtkWidget *words)
{
  return hold (words, TRUE);
}

GtkWidget *
yj_balanced_get_child (YjBalanced *self)
{
  return self->child;
}
