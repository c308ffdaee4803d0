/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/ui/support/choose-rig.h"

const char *
choose_rig_title (UiRig *rig, const char *id)
{
  return yj_context_pick (rig->context, yj_catalogue_get_item (rig->context->catalogue, id)->title);
}

gboolean
choose_rig_shows (UiRig *rig, const char *id)
{
  return ui_rig_find (rig, choose_rig_title (rig, id)) != NULL;
}

/* What a part of the page is called: people and businesses with how many. */
char *
choose_rig_name_audience (UiRig *rig, gboolean enterprise)
{
  GPtrArray *items = yj_catalogue_get_items (rig->context->catalogue);
  g_autofree char *n = NULL;
  guint count = 0;

  for (guint i = 0; i < items->len; i++)
    count += ((YjItem *) g_ptr_array_index (items, i))->enterprise == enterprise;
  n = g_strdup_printf ("%u", count);
  return yj_context_format (rig->context, enterprise ? "choose.enterprise" : "choose.individual", "n", n, NULL);
}

UiRig *
choose_rig_open (const UiLook *look)
{
  UiRig *rig = ui_rig_new (look);
  ui_rig_go (rig, "choose", NULL);
  ui_rig_open (rig);
  return rig;
}

void
choose_rig_take_picture (UiRig *rig, const char *name)
{
  g_autofree char *path = NULL;

  if (g_getenv ("YIJIAN_TEST_PICTURES") == NULL)
    return;
  path = g_strdup_printf ("%s-%s.png", g_getenv ("YIJIAN_TEST_PICTURES"), name);
  ui_rig_save (rig, path);
}

void
choose_rig_type (UiRig *rig, const char *words)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_rig_entry (rig, 0)), words);
  ui_rig_settle (rig);
}

static void
find_pager (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_PAGER (widget))
    *(GtkWidget **) data = widget;
}

YjPager *
choose_rig_get_pager (UiRig *rig)
{
  GtkWidget *pager = NULL;

  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pager, &pager);
  g_assert_nonnull (pager);
  return YJ_PAGER (pager);
}
