/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sums of the one-time notice. */
#include "ui/pages/yj-notice-figures.h"
#include "ui/widgets/yj-widgets.h"

static gboolean
needs_presence (YjContext *context)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);
  for (guint i = 0; i < matters->len; i++)
    if (((YjMatter *) g_ptr_array_index (matters, i))->in_person != NULL)
      return TRUE;
  return FALSE;
}

static void
add_figure (YjContext *context, GtkWidget *figures, const char *before, int after, const char *words)
{
  g_autofree char *now = g_strdup_printf ("%d", after);
  yj_figures_add (figures, yj_figure_new (context, g_strcmp0 (before, now) != 0 ? before : NULL, now, yj_context_text (context, words)));
}

static void
add_days (YjContext *context, GtkWidget *figures, const char *before, int days)
{
  if (days == 0)
    yj_figures_add (figures, yj_figure_new (context, before, yj_context_text (context, "figure.same-day"), yj_context_text (context, "guide.same-day")));
  else
    add_figure (context, figures, before, days, days == 1 ? "notice.day" : "notice.days");
}

/* Before and after: what applying one by one would take, and what it takes here for what was chosen. */
GtkWidget *
yj_notice_figures_new (YjContext *context)
{
  YjItem *item = yj_session_get_item (context->session);
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (context->session);
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session);
  int days = yj_session_get_limit_days (context->session, NULL), visits = item->visits.after != NULL ? atoi (item->visits.after) : 0;
  g_autofree char *n_matters = g_strdup_printf ("%u", matters->len);
  GtkWidget *figures = yj_figures_new (context, NULL);

  if (needs_presence (context))
    visits = MAX (visits, 1);
  add_days (context, figures, item->days.before, days);
  add_figure (context, figures, item->materials_count.before, (int) materials->len, "notice.materials");
  add_figure (context, figures, item->visits.before, visits, "notice.visits");
  if (!yj_style_is_landscape (context->style) && yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD)
    add_figure (context, figures, n_matters, 1, "notice.forms");
  return figures;
}
