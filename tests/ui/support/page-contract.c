/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is asked of whatever a citizen can see. */
#include "tests/ui/support/page-contract.h"
#include "ui/drawings/yj-drawing.h"

/* Rounding of lengths in the sheet and of the panes. */
#define SLACK_PX 3
#define TARGET_U 96

typedef struct {
  UiRig *rig;
  const char *where;
  double unit;
  guint primaries, findings, widgets, titles;
} Check;

static void G_GNUC_PRINTF (3, 4) find_fault (Check *check, GtkWidget *widget, const char *format, ...)
{
  va_list list;
  g_autofree char *text = NULL;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  check->findings++;
  g_test_message ("%s: %s.%s: %s", check->where, G_OBJECT_TYPE_NAME (widget),
                  gtk_widget_get_css_classes (widget)[0] != NULL ? gtk_widget_get_css_classes (widget)[0] : "", text);
}

/* With padding and border: what a finger touches, and what measure () speaks of. */
static void
get_size (GtkWidget *widget, int *width, int *height)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  if (!gtk_widget_compute_bounds (widget, widget, &bounds))
    bounds.size = GRAPHENE_SIZE_INIT (0, 0);
  *width = (int) bounds.size.width;
  *height = (int) bounds.size.height;
}

static void
check_label (Check *check, GtkWidget *widget)
{
  int width, height, need_width = 0, need_height = 0;
  const char *text = gtk_label_get_text (GTK_LABEL (widget));

  if (text[0] == '\0')
    return;
  get_size (widget, &width, &height);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &need_width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &need_height, NULL, NULL, NULL);
  if (need_width > width + SLACK_PX || need_height > height + SLACK_PX)
    find_fault (check, widget, "\"%s\" needs %d × %d px and has %d × %d", text, need_width, need_height, width, height);
  if (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    find_fault (check, widget, "\"%s\" is cut", text);
  if (pango_layout_get_unknown_glyphs_count (gtk_label_get_layout (GTK_LABEL (widget))) > 0)
    find_fault (check, widget, "\"%s\" has characters that no font draws", text);
  if (strchr (text, '{') != NULL)
    find_fault (check, widget, "\"%s\" waits for a value that nobody put in", text);
}

static void
check_target (Check *check, GtkWidget *widget)
{
  int least = (int) (TARGET_U * check->unit) - SLACK_PX, width, height;

  get_size (widget, &width, &height);
  if (gtk_widget_get_opacity (widget) == 0.0)
    return;
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    find_fault (check, widget, "has no accessible name");
  if (width < least || height < least)
    find_fault (check, widget, "is %d × %d px, and a finger needs %d", width, height, least);
  check->primaries += gtk_widget_has_css_class (widget, "primary");
}

/* A picture says something, or is passed over. */
static void
check_picture (Check *check, GtkWidget *widget)
{
  gboolean is_named = gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
  gboolean is_hidden = gtk_test_accessible_has_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN);

  if (!is_named && !is_hidden && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_IMG)
    find_fault (check, widget, "is a picture without a name");
}

/* Everything lies inside the window: what is outside can be neither read nor touched. */
static void
check_inside (Check *check, GtkWidget *widget)
{
  GtkWidget *window = GTK_WIDGET (check->rig->window);
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (widget, window, &bounds) || bounds.size.width == 0 || bounds.size.height == 0)
    return;
  if (bounds.origin.x < -SLACK_PX || bounds.origin.y < -SLACK_PX ||
      bounds.origin.x + bounds.size.width > gtk_widget_get_width (window) + SLACK_PX ||
      bounds.origin.y + bounds.size.height > gtk_widget_get_height (window) + SLACK_PX)
    find_fault (check, widget, "lies at %.0f, %.0f, %.0f × %.0f, outside of the screen", bounds.origin.x, bounds.origin.y,
                bounds.size.width, bounds.size.height);
}

static void
check_widget (GtkWidget *widget, gpointer data)
{
  Check *check = data;

  check->widgets++;
  check->titles += gtk_widget_has_css_class (widget, "display") || gtk_widget_has_css_class (widget, "notice-display") ||
                   gtk_widget_has_css_class (widget, "result");
  check_inside (check, widget);
  if (GTK_IS_LABEL (widget))
    check_label (check, widget);
  if (GTK_IS_IMAGE (widget) || GTK_IS_PICTURE (widget) || YJ_IS_DRAWING (widget))
    check_picture (check, widget);
  if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget))
    check_target (check, widget);
}

/* A row ends above the pager's end: only a row that stands alone can be too high. */
static void
check_rows (Check *check, YjPager *pager)
{
  GtkWidget *widget = GTK_WIDGET (pager), *bar = gtk_widget_get_last_child (widget);
  int least = 0, end = gtk_widget_get_height (widget);
  graphene_rect_t bar_bounds;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least > gtk_widget_get_width (widget) + SLACK_PX)
    find_fault (check, widget, "a row needs %d px and there are %d", least, gtk_widget_get_width (widget));
  if (gtk_widget_get_mapped (bar) && gtk_widget_compute_bounds (bar, widget, &bar_bounds))
    end = (int) bar_bounds.origin.y;
  for (GtkWidget *row = gtk_widget_get_first_child (widget); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    graphene_rect_t bounds;
    if (row != bar && gtk_widget_get_mapped (row) && gtk_widget_compute_bounds (row, widget, &bounds) &&
        bounds.origin.y + bounds.size.height > end + SLACK_PX)
      find_fault (check, row, "ends at %.0f of %d px", bounds.origin.y + bounds.size.height, end);
  }
}

static void
check_page (Check *check)
{
  YjPage *page = yj_window_get_page (check->rig->window);
  YjPager *pager = yj_page_get_pager (page);

  if (yj_page_get_primary (page) != NULL && YJ_PAGE_GET_CLASS (page)->primary == NULL)
    find_fault (check, GTK_WIDGET (page), "has a primary action that does nothing");
  for (guint i = 0; i < yj_pager_get_n_pages (pager); i++) {
    check->primaries = 0;
    ui_rig_foreach_mapped (GTK_WIDGET (check->rig->window), check_widget, check);
    check_rows (check, pager);
    if (check->primaries > 1)
      find_fault (check, GTK_WIDGET (page), "shows %u primary actions", check->primaries);
    if (i + 1 < yj_pager_get_n_pages (pager)) {
      yj_pager_turn (pager, 1);
      ui_rig_lay_out (check->rig);
    }
  }
  if (yj_page_get_heading (page) == NULL && check->titles == 0)
    find_fault (check, GTK_WIDGET (page), "has no heading");
}

guint
page_contract_check (UiRig *rig, const char *where, guint *n_widgets)
{
  Check check = { rig, where, yj_style_get_unit (GTK_WIDGET (rig->window)), 0, 0, 0, 0 };

  check_page (&check);
  if (n_widgets != NULL)
    *n_widgets += check.widgets;
  return check.findings;
}

char *
page_contract_describe (UiRig *rig)
{
  const YjPlace *place = yj_flow_get_place (rig->context->flow);
  const UiLook *look = &rig->look;
  const char *id = yj_page_get_id (yj_window_get_page (rig->window)); /* a closed gate replaces the welcome */
  return g_strdup_printf ("%s %s, %s, %d × %d, text %d", id, place->subject != NULL ? place->subject : "", look->language, look->width_px,
                          look->height_px, look->text_size);
}
