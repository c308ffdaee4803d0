/* SPDX-License-Identifier: Apache-2.0 */
/* One group of the form: its fields with their editors; what the card said already is shown and not asked. */
#include "core/base/yj-secret.h"
#include "ui/pages/yj-fields-page.h"
#include "ui/widgets/yj-widgets.h"

#define YJ_TYPE_FORM_PAGE (yj_form_page_get_type ())
G_DECLARE_FINAL_TYPE (YjFormPage, yj_form_page, YJ, FORM_PAGE, YjFieldsPage)

struct _YjFormPage {
  YjFieldsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjFormPage, yj_form_page, YJ_TYPE_FIELDS_PAGE)

static void
add_known (YjFormPage *self, GtkWidget *panel, const YjField *field)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (YjSecretText) value = yj_field_set_describe (context, field);
  gtk_box_append (GTK_BOX (panel), yj_row_new (context, yj_context_pick (context, field->label), value));
}

/* TRUE when at least one field is known. */
static gboolean
add_known_panel (YjFormPage *self, GPtrArray *fields)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *panel = NULL;

  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    if (!yj_session_is_prefilled (context->session, field->id))
      continue;
    if (panel == NULL) {
      panel = yj_panel_new ();
      gtk_widget_add_css_class (panel, "personal");
      yj_page_add (YJ_PAGE (self), panel);
    }
    add_known (self, panel, field);
  }
  return panel != NULL;
}

static void
enter (YjPage *page, const char *subject)
{
  YjFormPage *self = YJ_FORM_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  const YjPageGroup *group = yj_item_get_page (yj_session_get_item (context->session), subject);
  g_autoptr (GPtrArray) fields = yj_session_list_fields (context->session, group);
  gboolean known;

  yj_page_set_heading (page, yj_context_pick (context, group->title));
  if (group->hint != NULL)
    yj_page_set_hint (page, yj_context_pick (context, group->hint));
  known = add_known_panel (self, fields);
  for (guint i = 0; i < fields->len; i++)
    if (!yj_session_is_prefilled (context->session, ((YjField *) g_ptr_array_index (fields, i))->id))
      yj_field_set_add (yj_fields_page_get_fields (YJ_FIELDS_PAGE (page)), g_ptr_array_index (fields, i), fields->len == 1 && !known);
  yj_page_set_primary (page, yj_context_text (context, "action.next"));
}

static void
primary (YjPage *page)
{
  YjContext *context = yj_page_get_context (page);

  yj_page_clear_errors (page);
  if (yj_field_set_take (yj_fields_page_get_fields (YJ_FIELDS_PAGE (page)))) {
    yj_flow_next (context->flow);
    return;
  }
  yj_page_show_errors (page);
  yj_page_set_primary (page, yj_context_text (context, "form.corrected"));
}

static void
yj_form_page_class_init (YjFormPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "form";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_form_page_init (YjFormPage *self)
{
}
