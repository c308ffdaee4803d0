/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a day is typed: year, month and day apart, and on to the next as soon as one cannot grow any more. */
#include "ui/fields/yj-field-editor.h"
#include "ui/fields/yj-input.h"
#include "ui/fields/yj-secret-text.h"
#include "ui/widgets/yj-widgets.h"
#include <stdlib.h>
#include <string.h>

enum { YEAR, MONTH, DAY, N_PARTS };

static const struct {
  const char *unit, *css_class;
  int max_digits;
  char last_first; /* a first digit above it can have no second one; 0: only when full */
} parts[N_PARTS] = { { "editor.year", "year", 4, 0 }, { "editor.month", "month", 2, '1' }, { "editor.day", "day", 2, '3' } };

#define YJ_TYPE_DATE_EDITOR (yj_date_editor_get_type ())
G_DECLARE_FINAL_TYPE (YjDateEditor, yj_date_editor, YJ, DATE_EDITOR, GtkBox)

struct _YjDateEditor {
  GtkBox parent_instance;
  YjInput *inputs[N_PARTS]; /* children */
  gsize lengths[N_PARTS];   /* before the last change: only what grows moves on */
};

static void yj_date_editor_iface_init (YjFieldEditorInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YjDateEditor, yj_date_editor, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_FIELD_EDITOR, yj_date_editor_iface_init))

YjFieldEditor *yj_date_editor_create (YjContext *context, const YjField *field);

static const char *
part (YjDateEditor *self, guint i)
{
  return yj_input_get_value (self->inputs[i]);
}

static json_t *
get_raw (YjFieldEditor *editor)
{
  YjDateEditor *self = YJ_DATE_EDITOR (editor);
  char day[3 * 16];

  if (part (self, YEAR)[0] == '\0' && part (self, MONTH)[0] == '\0' && part (self, DAY)[0] == '\0')
    return NULL;
  g_snprintf (day, sizeof day, "%s-%s-%s", part (self, YEAR), part (self, MONTH), part (self, DAY));
  json_t *raw = json_string (day);
  memset (day, 0, sizeof day);
  return raw;
}

/* 03 is shown as 3, as people write it. */
static const char *
without_zero (const char *text)
{
  return text[0] == '0' && text[1] != '\0' ? text + 1 : text;
}

static void
set_raw (YjFieldEditor *editor, const json_t *raw)
{
  YjDateEditor *self = YJ_DATE_EDITOR (editor);
  g_auto (GStrv) texts = g_strsplit (json_is_string (raw) ? json_string_value (raw) : "", "-", N_PARTS);
  guint n = g_strv_length (texts);

  for (guint i = 0; i < N_PARTS; i++) {
    yj_input_set_value (self->inputs[i], i >= n ? "" : i == YEAR ? texts[i] : without_zero (texts[i]));
    self->lengths[i] = strlen (part (self, i));
  }
  for (guint i = 0; i < n; i++)
    memset (texts[i], 0, strlen (texts[i]));
}

/* Only the wrong parts turn red: all of them when none is wrong by itself. */
static void
set_error (YjFieldEditor *editor, gboolean error)
{
  YjDateEditor *self = YJ_DATE_EDITOR (editor);
  int year = atoi (part (self, YEAR)), month = atoi (part (self, MONTH)), day = atoi (part (self, DAY));
  gboolean wrong[N_PARTS] = { strlen (part (self, YEAR)) != 4, month < 1 || month > 12, day < 1 || day > 31 };

  if (!wrong[YEAR] && !wrong[MONTH] && !wrong[DAY])
    wrong[DAY] = !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
  if (!wrong[YEAR] && !wrong[MONTH] && !wrong[DAY])
    wrong[YEAR] = wrong[MONTH] = wrong[DAY] = TRUE;
  for (guint i = 0; i < N_PARTS; i++)
    yj_input_set_error (self->inputs[i], error && wrong[i]);
}

static void
wipe (YjFieldEditor *editor)
{
  YjDateEditor *self = YJ_DATE_EDITOR (editor);

  for (guint i = 0; i < N_PARTS; i++) {
    yj_input_wipe (self->inputs[i]);
    self->lengths[i] = 0;
  }
}

static GList *
list_controls (YjFieldEditor *editor)
{
  YjDateEditor *self = YJ_DATE_EDITOR (editor);
  GList *list = NULL;

  for (guint i = N_PARTS; i > 0; i--)
    list = g_list_prepend (list, yj_input_get_text (self->inputs[i - 1]));
  return list;
}

static void
yj_date_editor_iface_init (YjFieldEditorInterface *iface)
{
  iface->get_raw = get_raw;
  iface->set_raw = set_raw;
  iface->set_error = set_error;
  iface->wipe = wipe;
  iface->list_controls = list_controls;
}

static void
yj_date_editor_class_init (YjDateEditorClass *klass)
{
}

static void
yj_date_editor_init (YjDateEditor *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "editor");
  gtk_widget_add_css_class (GTK_WIDGET (self), "date");
}

static gboolean
is_full (YjDateEditor *self, guint i)
{
  const char *text = part (self, i);
  return (int) strlen (text) >= parts[i].max_digits || (text[0] != '\0' && parts[i].last_first != 0 && text[0] > parts[i].last_first);
}

static guint
index_of (YjDateEditor *self, gpointer text)
{
  guint i = 0;
  while (i + 1 < N_PARTS && (gpointer) yj_input_get_text (self->inputs[i]) != text && (gpointer) self->inputs[i] != text)
    i++;
  return i;
}

static void
on_changed (YjInput *input, gpointer user_data)
{
  YjDateEditor *self = user_data;
  guint i = index_of (self, input);
  gsize length = strlen (part (self, i));
  gboolean grew = length > self->lengths[i];

  self->lengths[i] = length;
  if (grew && is_full (self, i) && i + 1 < N_PARTS && gtk_widget_has_focus (GTK_WIDGET (yj_input_get_text (input))))
    yj_secret_text_focus (yj_input_get_text (self->inputs[i + 1]));
  yj_field_editor_emit_edited (YJ_FIELD_EDITOR (self));
}

/* Backspace in an empty part goes back to the one before. */
static void
on_backspace (GtkText *text, gpointer user_data)
{
  YjDateEditor *self = user_data;
  guint i = index_of (self, text);

  if (i > 0 && gtk_text_get_text_length (text) == 0)
    yj_secret_text_focus (yj_input_get_text (self->inputs[i - 1]));
}

/* Digits only, whatever is connected as a keyboard. */
static void
on_insert_text (GtkEditable *text, const char *insert, int length, int *position, gpointer user_data)
{
  gsize bytes = length < 0 ? strlen (insert) : (gsize) length;

  for (gsize i = 0; i < bytes; i++)
    if (!g_ascii_isdigit (insert[i])) {
      g_signal_stop_emission_by_name (text, "insert-text");
      return;
    }
}

/* 年 stands after its digits; the longer words of other languages stand above theirs. */
static GtkWidget *
part_new (YjContext *context, GtkWidget *input, const char *unit)
{
  gboolean after = g_str_has_prefix (yj_context_get_language (context), "zh");
  GtkWidget *box = yj_box_new (after ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, "date-part");
  GtkWidget *words = yj_label_new (context, unit, after ? "date-unit" : "small ink-2");

  gtk_box_append (GTK_BOX (box), input);
  gtk_box_append (GTK_BOX (box), words);
  if (!after)
    gtk_box_reorder_child_after (GTK_BOX (box), words, NULL);
  return box;
}

static void
add_part (YjDateEditor *self, YjContext *context, const char *label, guint i)
{
  const char *unit = yj_context_text (context, parts[i].unit);
  g_autofree char *name = g_strdup_printf ("%s, %s", label, unit);
  GtkText *text;

  self->inputs[i] = yj_input_new (context, name, GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_NONE, parts[i].max_digits, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->inputs[i]), parts[i].css_class);
  gtk_widget_set_hexpand (GTK_WIDGET (self->inputs[i]), FALSE);
  text = yj_input_get_text (self->inputs[i]);
  g_object_set (text, "width-chars", 1, "max-width-chars", parts[i].max_digits, NULL); /* the sheet sets the width */
  g_signal_connect (self->inputs[i], "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (text, "backspace", G_CALLBACK (on_backspace), self);
  g_signal_connect (text, "insert-text", G_CALLBACK (on_insert_text), self);
  gtk_box_append (GTK_BOX (self), part_new (context, GTK_WIDGET (self->inputs[i]), unit));
}

YjFieldEditor *
yj_date_editor_create (YjContext *context, const YjField *field)
{
  YjDateEditor *self = g_object_new (YJ_TYPE_DATE_EDITOR, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  const char *label = yj_text_get (field->label, yj_context_get_language (context));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  for (guint i = 0; i < N_PARTS; i++)
    add_part (self, context, label, i);
  return YJ_FIELD_EDITOR (self);
}
