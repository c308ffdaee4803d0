/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of every field editor, over every registered type, language and text size. */
#include "core/fields/yj-field-type.h"
#include "field-samples.h"
#include "tests/ui/support/widget-rig.h"
#include "ui/fields/yj-field-group.h"
#include <string.h>

static YjContext *context;

typedef void (*Check) (const YjFieldType *type, const YjField *field);

static void
for_every_type (Check check)
{
  static const char *const languages[] = { "zh-CN", "en" };
  guint n = 0;

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    for (guint size = YJ_TEXT_STANDARD; size <= YJ_TEXT_LARGEST; size++) {
      yj_session_set_language (context->session, languages[l]);
      yj_style_set_text_size (context->style, size);
      for (const YjFieldType *const *type = yj_field_type_list (); *type != NULL; type++, n++)
        check (*type, field_sample ((*type)->id));
    }
  yj_session_set_language (context->session, "zh-CN");
  yj_style_set_text_size (context->style, YJ_TEXT_STANDARD);
  g_test_message ("%u combinations of type, language and text size", n);
}

static void
test_registry (void)
{
  guint n_types = 0, n_editors = 0;

  for (const YjFieldType *const *type = yj_field_type_list (); *type != NULL; type++, n_types++) {
    g_autoptr (YjFieldEditor) editor = g_object_ref_sink (yj_field_editor_create (context, field_sample ((*type)->id)));
    g_assert_nonnull (editor);
  }
  for (const YjFieldEditorInfo *info = yj_field_editor_list (); info->type != NULL; info++, n_editors++)
    g_assert_nonnull (yj_field_type_find (info->type));
  g_assert_cmpuint (n_types, ==, n_editors);
  YjField unknown = { .id = "x", .type = "no-such-type" };
  g_assert_null (yj_field_editor_create (context, &unknown));
  g_test_message ("%u types, one editor each", n_types);
}

static void
on_edited (YjFieldEditor *editor, gpointer user_data)
{
  guint *n = user_data;
  (*n)++;
}

static void
check_round_trip (const YjFieldType *type, const YjField *field)
{
  YjFieldEditor *editor = g_object_ref_sink (yj_field_editor_create (context, field));
  g_autoptr (json_t) example = type->example (field), raw = NULL, stored = NULL, again = NULL;
  guint edited = 0;

  g_signal_connect (editor, "edited", G_CALLBACK (on_edited), &edited);
  g_assert_null (yj_field_editor_get_raw (editor));
  yj_field_editor_set_raw (editor, example);
  raw = yj_field_editor_get_raw (editor);
  g_assert_nonnull (raw);
  stored = type->normalise (raw);
  again = type->normalise (example);
  if (!json_equal (stored, again))
    g_test_message ("%s: %s is not %s", type->id, yj_json_to_text (stored), yj_json_to_text (again));
  g_assert_true (json_equal (stored, again));
  yj_field_editor_set_raw (editor, NULL);
  g_assert_null (yj_field_editor_get_raw (editor));
  g_assert_cmpuint (edited, ==, 0); /* only a person edits */
  g_object_add_weak_pointer (G_OBJECT (editor), (gpointer *) &editor);
  g_object_unref (editor);
  g_assert_null (editor);
}

static void
test_round_trip (void)
{
  for_every_type (check_round_trip);
}

static void
check_wipe (const YjFieldType *type, const YjField *field)
{
  g_autoptr (YjFieldEditor) editor = g_object_ref_sink (yj_field_editor_create (context, field));
  g_autoptr (json_t) example = type->example (field), raw = NULL;
  g_autoptr (GList) controls = NULL;

  yj_field_editor_set_raw (editor, example);
  yj_field_editor_wipe (editor);
  raw = yj_field_editor_get_raw (editor);
  g_assert_null (raw);
  controls = yj_field_editor_list_controls (editor);
  for (GList *l = controls; l != NULL; l = l->next) {
    if (GTK_IS_TEXT (l->data))
      g_assert_cmpuint (gtk_text_get_text_length (l->data), ==, 0);
    if (GTK_IS_CHECK_BUTTON (l->data))
      g_assert_false (gtk_check_button_get_active (l->data));
  }
}

static void
test_wipe (void)
{
  for_every_type (check_wipe);
}

static void
check_names (const YjFieldType *type, const YjField *field)
{
  GtkWidget *window, *group = GTK_WIDGET (yj_field_group_new (context, field, FALSE));
  YjFieldEditor *editor = yj_field_group_get_editor (YJ_FIELD_GROUP (group));
  g_autoptr (GList) controls = yj_field_editor_list_controls (editor);

  window = widget_rig_show (context, 1080, 1920, group, NULL);
  for (GList *l = controls; l != NULL; l = l->next) {
    g_assert_true (gtk_test_accessible_has_property (l->data, GTK_ACCESSIBLE_PROPERTY_LABEL));
    g_assert_true (gtk_widget_get_focusable (l->data));
  }
  yj_field_group_set_error (YJ_FIELD_GROUP (group), "x");
  widget_rig_settle (window);
  for (GList *l = controls; l != NULL; l = l->next) {
    gtk_test_accessible_assert_state (l->data, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
    g_assert_true (gtk_test_accessible_has_relation (l->data, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY));
  }
  g_assert_true (gtk_widget_has_css_class (group, "error"));
  yj_field_group_set_error (YJ_FIELD_GROUP (group), NULL);
  for (GList *l = controls; l != NULL; l = l->next)
    gtk_test_accessible_assert_state (l->data, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  g_assert_false (gtk_widget_has_css_class (group, "error"));
  widget_rig_close (window);
}

static void
test_names (void)
{
  for_every_type (check_names);
}

/* Every control keeps a finger's size, and no word is cut, at the widths fields have. */
static void
check_sizes (const YjFieldType *type, const YjField *field)
{
  GtkWidget *window, *group = GTK_WIDGET (yj_field_group_new (context, field, FALSE));
  g_autoptr (GList) controls = yj_field_editor_list_controls (yj_field_group_get_editor (YJ_FIELD_GROUP (group)));
  int minimum = 0;

  window = widget_rig_show (context, 1080, 1920, group, NULL);
  gtk_widget_measure (group, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  minimum += 40; /* the bar of an error */
  if (minimum > 952)
    g_test_message ("%s in %s needs %d px", type->id, yj_context_get_language (context), minimum);
  g_assert_cmpint (minimum, <=, 952);
  for (GList *l = controls; l != NULL; l = l->next) {
    GtkWidget *target = GTK_IS_TEXT (l->data) ? gtk_widget_get_parent (l->data) : l->data;
    if (gtk_widget_get_mapped (target)) {
      g_assert_cmpint (gtk_widget_get_height (target), >=, 96 - 12); /* GTK counts without the border */
      g_assert_cmpint (gtk_widget_get_width (target), >=, 96 - 12);
    }
  }
  widget_rig_close (window);
}

static void
test_sizes (void)
{
  for_every_type (check_sizes);
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  context = widget_rig_context_new ();
  g_test_add_func ("/fields/every-field-type-has-one-editor-and-no-editor-is-without-a-type", test_registry);
  g_test_add_func ("/fields/what-an-editor-is-shown-it-gives-back-as-the-same-stored-value", test_round_trip);
  g_test_add_func ("/fields/a-wiped-editor-holds-nothing", test_wipe);
  g_test_add_func ("/fields/controls-have-a-name-and-an-error-is-told-to-a-screen-reader", test_names);
  g_test_add_func ("/fields/editors-fit-the-page-and-a-finger", test_sizes);
  result = g_test_run ();
  g_object_unref (context);
  return result;
}
