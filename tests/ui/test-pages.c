/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of every registered page, in both languages, text sizes and directions: it is made, shown, left and
 * finalized; it says what it is; nothing is clipped, too small to touch, or without a name. */
#include "tests/ui/support/ui-rig.h"

/* Rounding of lengths in the sheet and of the panes. */
#define SLACK_PX 3
#define TARGET_U 96

typedef struct {
  const char *id;
  const char *subject; /* (nullable) */
} Place;

typedef struct {
  UiRig *rig;
  char *where;
  double unit;
  guint primaries, findings, widgets, titles;
} Check;

static void G_GNUC_PRINTF (3, 4)
find_fault (Check *check, GtkWidget *widget, const char *format, ...)
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
    yj_pager_turn (pager, 1);
    ui_rig_settle (check->rig);
  }
  if (yj_page_get_heading (page) == NULL && check->titles == 0)
    find_fault (check, GTK_WIDGET (page), "has no heading");
}

static guint
check_place (const Place *place, const UiLook *look)
{
  Check check = { 0 };

  check.rig = ui_rig_new (look);
  if (!g_str_equal (place->id, "idle") && !g_str_equal (place->id, "choose") && !g_str_equal (place->id, "out-of-service"))
    ui_rig_fill (check.rig);
  check.rig->courier->holding = TRUE; /* what waits for an answer stays on the screen */
  ui_rig_go (check.rig, place->id, place->subject);
  /* A page that waits for the courier stays as long as there is no answer. */
  check.rig->courier->holding = TRUE;
  ui_rig_open (check.rig);
  g_assert_cmpstr (yj_page_get_id (yj_window_get_page (check.rig->window)), ==, place->id);
  check.unit = yj_style_get_unit (GTK_WIDGET (check.rig->window));
  check.where = g_strdup_printf ("%s %s, %s, %d × %d, text %d", place->id, place->subject != NULL ? place->subject : "", look->language,
                                 look->width_px, look->height_px, look->text_size);
  check_page (&check);
  yj_fake_courier_release (check.rig->courier);
  g_test_message ("%s: %u widgets looked at, %u faults", check.where, check.widgets, check.findings);
  ui_rig_free (check.rig);
  g_free (check.where);
  return check.findings;
}

static void
test_page (gconstpointer data)
{
  static const char *const languages[] = { "zh-CN", "en" };
  static const int sizes[][2] = { { 1080, 1920 }, { 1280, 800 } };
  guint findings = 0;

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (YjTextSize t = YJ_TEXT_STANDARD; t <= YJ_TEXT_LARGE; t++) {
        const UiLook look = { languages[l], sizes[s][0], sizes[s][1], t, YJ_THEME_PAPER };
        findings += check_place (data, &look);
      }
  if (findings > 0)
    g_test_fail_printf ("%u faults", findings);
}

/* ---- places ---- */

static void
add (GPtrArray *places, const char *id, const char *subject)
{
  Place *place = g_new (Place, 1);
  *place = (Place){ id, subject };
  g_ptr_array_add (places, place);
}

static void
add_subjects (GPtrArray *places, UiRig *rig, const char *id)
{
  YjItem *item = yj_session_get_item (rig->context->session);
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (rig->context->session);

  for (guint i = 0; g_str_equal (id, "guide-question") && i < item->questions->len; i++)
    add (places, id, ((YjQuestion *) g_ptr_array_index (item->questions, i))->id);
  for (guint i = 0; g_str_equal (id, "capture") && i < materials->len; i++)
    add (places, id, ((YjMaterial *) g_ptr_array_index (materials, i))->id);
  if (g_str_equal (id, "countersign"))
    add (places, id, "other_parent_name"); /* no shipped form asks for a signature: any field has a label */
  for (guint s = 0; g_str_equal (id, "form") && s < item->sections->len; s++) {
    GPtrArray *pages = ((YjSection *) g_ptr_array_index (item->sections, s))->pages;
    for (guint p = 0; p < pages->len; p++)
      add (places, id, ((YjPageGroup *) g_ptr_array_index (pages, p))->id);
  }
}

/* The item stays loaded: its ids are the places' subjects. */
static GPtrArray *
list_places (UiRig *rig)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);

  for (const YjPageInfo *info = yj_page_list (); info->id != NULL; info++) {
    guint before = places->len;
    add_subjects (places, rig, info->id);
    if (places->len == before)
      add (places, info->id, NULL);
  }
  return places;
}

/* A form page all of whose fields came from the card is not in the flow. */
static gboolean
is_in_flow (UiRig *rig, const Place *place)
{
  const YjPageGroup *page = g_str_equal (place->id, "form") ? yj_item_get_page (yj_session_get_item (rig->context->session), place->subject)
                                                            : NULL;
  g_autoptr (GPtrArray) fields = page != NULL ? yj_session_list_fields (rig->context->session, page) : NULL;

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (!yj_session_is_prefilled (rig->context->session, ((YjField *) g_ptr_array_index (fields, i))->id))
      return TRUE;
  return page == NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) places = NULL;
  UiRig *rig;
  int status;

  ui_rig_init (&argc, &argv);
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  places = list_places (rig);
  for (guint i = 0; i < places->len; i++) {
    const Place *place = g_ptr_array_index (places, i);
    g_autofree char *path = g_strdup_printf ("/ui/pages/%s%s%s/keeps-the-contract", place->id, place->subject != NULL ? "/" : "",
                                             place->subject != NULL ? place->subject : "");
    if (is_in_flow (rig, place))
      g_test_add_data_func (path, place, test_page);
  }
  status = g_test_run ();
  ui_rig_free (rig);
  return status;
}
