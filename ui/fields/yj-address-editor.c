/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how an address is given: the division is picked, the rest is typed. */
#include "ui/fields/yj-division-picker.h"
#include "ui/fields/yj-field-editor.h"
#include "ui/fields/yj-input.h"
#include "ui/fields/yj-secret-text.h"
#include "ui/widgets/yj-widgets.h"
#include <string.h>

#define DETAIL_MAX_CHARS 100

#define YJ_TYPE_ADDRESS_EDITOR (yj_address_editor_get_type ())
G_DECLARE_FINAL_TYPE (YjAddressEditor, yj_address_editor, YJ, ADDRESS_EDITOR, GtkBox)

struct _YjAddressEditor {
  GtkBox parent_instance;
  YjDivisionPicker *picker; /* child */
  GtkWidget *street;        /* child: words and field of the detail */
  YjInput *detail;
  gboolean division; /* it has to be picked */
};

static void yj_address_editor_iface_init (YjFieldEditorInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YjAddressEditor, yj_address_editor, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_FIELD_EDITOR, yj_address_editor_iface_init))

static const char *const keys[YJ_DIVISION_N_LEVELS] = { "province", "city", "county" };

YjFieldEditor *yj_address_editor_create (YjContext *context, const YjField *field);

static json_t *
get_raw (YjFieldEditor *editor)
{
  YjAddressEditor *self = YJ_ADDRESS_EDITOR (editor);
  const char *detail = yj_input_get_value (self->detail);
  g_autoptr (json_t) raw = json_object ();

  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++)
    if (yj_division_picker_get_code (self->picker, i) != NULL)
      json_object_set_new (raw, keys[i], json_string (yj_division_picker_get_code (self->picker, i)));
  if (detail[strspn (detail, " ")] != '\0')
    json_object_set_new (raw, "detail", json_string (detail));
  return json_object_size (raw) > 0 ? g_steal_pointer (&raw) : NULL;
}

/* A text alone is a detail: from a card, or typed elsewhere. */
static void
set_raw (YjFieldEditor *editor, const json_t *raw)
{
  YjAddressEditor *self = YJ_ADDRESS_EDITOR (editor);
  const char *detail = json_is_string (raw) ? json_string_value (raw) : yj_json_string (raw, "detail");

  yj_division_picker_close (self->picker);
  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++)
    yj_division_picker_set_code (self->picker, i, yj_json_string (raw, keys[i]));
  yj_input_set_value (self->detail, detail != NULL ? detail : "");
}

/* Only the wrong part turns red: the steps that are not chosen yet, else the detail. */
static void
set_error (YjFieldEditor *editor, gboolean error)
{
  YjAddressEditor *self = YJ_ADDRESS_EDITOR (editor);
  gboolean begun = self->division || yj_division_picker_get_code (self->picker, YJ_DIVISION_PROVINCE) != NULL;
  gboolean steps_missing = begun && yj_division_picker_set_error (self->picker, error);

  yj_input_set_error (self->detail, error && !steps_missing);
}

static void
wipe (YjFieldEditor *editor)
{
  YjAddressEditor *self = YJ_ADDRESS_EDITOR (editor);

  yj_division_picker_close (self->picker);
  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++)
    yj_division_picker_set_code (self->picker, i, NULL);
  yj_input_wipe (self->detail);
}

static GList *
list_controls (YjFieldEditor *editor)
{
  YjAddressEditor *self = YJ_ADDRESS_EDITOR (editor);
  GList *list = NULL;

  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++)
    list = g_list_append (list, yj_division_picker_get_step (self->picker, i));
  return g_list_append (list, yj_input_get_text (self->detail));
}

static void
yj_address_editor_iface_init (YjFieldEditorInterface *iface)
{
  iface->get_raw = get_raw;
  iface->set_raw = set_raw;
  iface->set_error = set_error;
  iface->wipe = wipe;
  iface->list_controls = list_controls;
}

static void
yj_address_editor_class_init (YjAddressEditorClass *klass)
{
}

static void
yj_address_editor_init (YjAddressEditor *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "editor");
}

static void
on_done (YjDivisionPicker *picker, gpointer user_data)
{
  YjAddressEditor *self = user_data;
  if (yj_input_get_value (self->detail)[0] == '\0')
    yj_secret_text_focus (yj_input_get_text (self->detail));
}

/* One thing at a time: while a division is picked, the detail is away. */
static void
on_opened (YjDivisionPicker *picker, gboolean open, gpointer user_data)
{
  gtk_widget_set_visible (YJ_ADDRESS_EDITOR (user_data)->street, !open);
  yj_field_editor_emit_picking (user_data, open);
}

YjFieldEditor *
yj_address_editor_create (YjContext *context, const YjField *field)
{
  YjAddressEditor *self = g_object_new (YJ_TYPE_ADDRESS_EDITOR, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  const char *label = yj_text_get (field->label, yj_context_get_language (context));
  g_autofree char *detail = g_strdup_printf ("%s, %s", label, yj_context_text (context, "editor.address-detail"));

  self->division = yj_json_bool (field->spec, "division", FALSE);
  self->picker = yj_division_picker_new (context, yj_context_text (context, "editor.division"));
  self->detail = yj_input_new (context, detail, GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE, DETAIL_MAX_CHARS, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "long");
  self->street = yj_box_new (GTK_ORIENTATION_VERTICAL, "street");
  gtk_box_append (GTK_BOX (self->street), yj_label_new (context, yj_context_text (context, "editor.address-detail"), "small ink-2"));
  gtk_box_append (GTK_BOX (self->street), GTK_WIDGET (self->detail));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->picker));
  gtk_box_append (GTK_BOX (self), self->street);
  g_signal_connect_swapped (self->picker, "changed", G_CALLBACK (yj_field_editor_emit_edited), self);
  g_signal_connect_swapped (self->detail, "changed", G_CALLBACK (yj_field_editor_emit_edited), self);
  g_signal_connect (self->picker, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (self->picker, "done", G_CALLBACK (on_done), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return YJ_FIELD_EDITOR (self);
}
