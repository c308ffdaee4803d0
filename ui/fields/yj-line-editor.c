/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the editor of fields that are one line of text. */
#include "ui/fields/yj-line-editor.h"
#include "core/base/yj-secret.h"
#include "ui/fields/yj-digit-groups.h"
#include "ui/fields/yj-input.h"
#include "ui/widgets/yj-widgets.h"
#include <string.h>

#define LONG_NUMBER_CHARS 20
#define TEXT_DEFAULT_CHARS 100

struct _YjLineEditor {
  GtkBox parent_instance;
  YjContext *context;
  const YjField *field;
  YjInput *input;  /* child */
  GtkWidget *echo; /* (nullable) child: how the value was understood */
};

static void yj_line_editor_iface_init (YjFieldEditorInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YjLineEditor, yj_line_editor, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_FIELD_EDITOR, yj_line_editor_iface_init))

static json_t *get_raw (YjFieldEditor *editor);

/* Nothing while it is not right: what is wrong is said when the person goes on. */
static void
update_echo (YjLineEditor *self)
{
  const YjFieldType *type = yj_field_type_find (self->field->type);
  json_t *raw = self->echo != NULL ? get_raw (YJ_FIELD_EDITOR (self)) : NULL, *value = raw != NULL ? type->normalise (raw) : NULL;
  YjProblem *problem = value != NULL ? yj_session_validate_field (self->context->session, self->field, value) : NULL;
  g_autoptr (YjSecretText) text = NULL;

  if (value != NULL && problem == NULL) {
    g_autoptr (YjSecretText) shown = type->mask (self->field, value, yj_context_get_language (self->context));
    text = yj_context_format (self->context, "editor.echo", "value", shown, NULL);
  }
  if (self->echo != NULL)
    gtk_label_set_text (GTK_LABEL (self->echo), text != NULL ? text : "");
  g_clear_pointer (&problem, yj_problem_free);
  yj_json_wipe (value);
  yj_json_wipe (raw);
}

static json_t *
get_raw (YjFieldEditor *editor)
{
  const char *text = yj_input_get_value (YJ_LINE_EDITOR (editor)->input);
  return text[strspn (text, " ")] != '\0' ? json_string (text) : NULL;
}

static void
set_raw (YjFieldEditor *editor, const json_t *raw)
{
  YjLineEditor *self = YJ_LINE_EDITOR (editor);
  g_autoptr (YjSecretText) number = NULL;

  if (json_is_integer (raw))
    number = g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (raw));
  yj_input_set_value (self->input, number != NULL ? number : json_is_string (raw) ? json_string_value (raw) : "");
  update_echo (self);
}

static void
set_error (YjFieldEditor *editor, gboolean error)
{
  yj_input_set_error (YJ_LINE_EDITOR (editor)->input, error);
}

static void
wipe (YjFieldEditor *editor)
{
  yj_input_wipe (YJ_LINE_EDITOR (editor)->input);
  update_echo (YJ_LINE_EDITOR (editor));
}

static GList *
list_controls (YjFieldEditor *editor)
{
  return g_list_append (NULL, yj_input_get_text (YJ_LINE_EDITOR (editor)->input));
}

static void
yj_line_editor_iface_init (YjFieldEditorInterface *iface)
{
  iface->get_raw = get_raw;
  iface->set_raw = set_raw;
  iface->set_error = set_error;
  iface->wipe = wipe;
  iface->list_controls = list_controls;
}

static void
yj_line_editor_dispose (GObject *object)
{
  g_clear_object (&YJ_LINE_EDITOR (object)->context);
  G_OBJECT_CLASS (yj_line_editor_parent_class)->dispose (object);
}

static void
yj_line_editor_class_init (YjLineEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_line_editor_dispose;
}

static void
yj_line_editor_init (YjLineEditor *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "editor");
}

/* A field may allow fewer characters than its type. */
static int
max_chars (const YjField *field, const YjLineProfile *profile)
{
  gint64 max = yj_json_int (field->spec, "max_length", MIN (profile->max_chars, TEXT_DEFAULT_CHARS));
  return (int) CLAMP (max, 1, profile->max_chars);
}

static void
on_changed (YjLineEditor *self)
{
  update_echo (self);
  yj_field_editor_emit_edited (YJ_FIELD_EDITOR (self));
}

YjFieldEditor *
yj_line_editor_new (YjContext *context, const YjField *field, const YjLineProfile *profile)
{
  YjLineEditor *self = g_object_new (YJ_TYPE_LINE_EDITOR, NULL);
  const char *label = yj_text_get (field->label, yj_context_get_language (context));
  int length = max_chars (field, profile);

  self->context = g_object_ref (context);
  self->field = field;
  if (profile->groups != NULL)
    length = yj_digit_groups_length (profile->groups, length);
  self->input = yj_input_new (context, label, profile->purpose, profile->hints, length, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->input), TRUE);
  /* A number that is compared digit by digit is seen whole. */
  if (profile->groups != NULL && length >= LONG_NUMBER_CHARS && yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST)
    gtk_widget_add_css_class (GTK_WIDGET (self->input), "long-number");
  if (profile->groups != NULL)
    yj_digit_groups_attach (yj_input_get_text (self->input), profile->groups);
  g_signal_connect_swapped (self->input, "changed", G_CALLBACK (on_changed), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->input));
  if (profile->echoes) {
    self->echo = yj_label_new (context, "", "small ink-2");
    gtk_box_append (GTK_BOX (self), self->echo);
  }
  return YJ_FIELD_EDITOR (self);
}
