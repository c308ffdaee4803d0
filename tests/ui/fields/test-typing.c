/* SPDX-License-Identifier: Apache-2.0 */
/* What happens while a person types, picks and chooses. */
#include "core/fields/yj-field-type.h"
#include "field-samples.h"
#include "tests/ui/support/widget-rig.h"
#include "ui/fields/yj-division-picker.h"
#include "ui/fields/yj-field-editor.h"
#include "ui/fields/yj-field-group.h"
#include <string.h>

static YjContext *context;

typedef struct {
  GtkWidget *window;
  YjFieldEditor *editor;
  GList *controls;
} Shown;

static Shown
show (const YjField *field)
{
  GtkWidget *group = GTK_WIDGET (yj_field_group_new (context, field, FALSE));
  Shown shown = { NULL, yj_field_group_get_editor (YJ_FIELD_GROUP (group)), NULL };

  shown.controls = yj_field_editor_list_controls (shown.editor);
  shown.window = widget_rig_show (context, 1080, 1920, group, NULL);
  yj_field_editor_focus (shown.editor);
  return shown;
}

static void
hide (Shown *shown)
{
  g_list_free (shown->controls);
  widget_rig_close (shown->window);
}

static GtkText *
text_at (Shown *shown, guint i)
{
  return GTK_TEXT (g_list_nth_data (shown->controls, i));
}

/* As a key does: into whatever has the focus. */
static void
type (Shown *shown, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    char letter[8] = "";
    g_utf8_strncpy (letter, p, 1);
    g_signal_emit_by_name (gtk_root_get_focus (GTK_ROOT (shown->window)), "insert-at-cursor", letter);
  }
}

static void
backspace (Shown *shown)
{
  g_signal_emit_by_name (gtk_root_get_focus (GTK_ROOT (shown->window)), "backspace");
}

static const char *
content (Shown *shown, guint i)
{
  return gtk_editable_get_text (GTK_EDITABLE (text_at (shown, i)));
}

static int
caret (Shown *shown)
{
  return gtk_editable_get_position (GTK_EDITABLE (text_at (shown, 0)));
}

static void
test_groups_grow (void)
{
  Shown shown = show (field_sample ("mobile"));

  type (&shown, "138");
  g_assert_cmpstr (content (&shown, 0), ==, "138");
  type (&shown, "1");
  g_assert_cmpstr (content (&shown, 0), ==, "138 1");
  g_assert_cmpint (caret (&shown), ==, 5);
  type (&shown, "2345678");
  g_assert_cmpstr (content (&shown, 0), ==, "138 1234 5678");
  type (&shown, "9"); /* no twelfth digit */
  g_assert_cmpstr (content (&shown, 0), ==, "138 1234 5678");
  hide (&shown);
}

static void
test_groups_edit_inside (void)
{
  Shown shown = show (field_sample ("mobile"));

  type (&shown, "1381235678");
  gtk_editable_set_position (GTK_EDITABLE (text_at (&shown, 0)), 7); /* 138 123|5 678 */
  type (&shown, "4");
  g_assert_cmpstr (content (&shown, 0), ==, "138 1234 5678");
  g_assert_cmpint (caret (&shown), ==, 8);
  hide (&shown);
}

static void
test_groups_backspace_over_space (void)
{
  Shown shown = show (field_sample ("mobile"));

  type (&shown, "1381234");
  gtk_editable_set_position (GTK_EDITABLE (text_at (&shown, 0)), 4); /* 138 |1234 */
  backspace (&shown);
  g_assert_cmpstr (content (&shown, 0), ==, "131 234");
  g_assert_cmpint (caret (&shown), ==, 2);
  backspace (&shown);
  backspace (&shown);
  g_assert_cmpstr (content (&shown, 0), ==, "123 4");
  g_assert_cmpint (caret (&shown), ==, 0);
  backspace (&shown); /* nothing before the caret */
  g_assert_cmpstr (content (&shown, 0), ==, "123 4");
  hide (&shown);
}

static void
test_groups_of_a_resident_number (void)
{
  Shown shown = show (field_sample ("resident-id"));
  g_autoptr (json_t) raw = NULL, stored = NULL;

  type (&shown, "11010519491231002X");
  g_assert_cmpstr (content (&shown, 0), ==, "110105 19491231 002X");
  raw = yj_field_editor_get_raw (shown.editor);
  stored = yj_field_type_find ("resident-id")->normalise (raw);
  g_assert_cmpstr (json_string_value (stored), ==, "11010519491231002X");
  hide (&shown);
}

static const char *
echo_of (Shown *shown)
{
  return gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (GTK_WIDGET (shown->editor))));
}

static void
test_money_says_how_it_was_understood (void)
{
  Shown shown = show (field_sample ("money"));

  g_assert_cmpstr (echo_of (&shown), ==, "");
  type (&shown, "1200000");
  g_assert_nonnull (strstr (echo_of (&shown), "1,200,000.00"));
  type (&shown, ".5");
  g_assert_nonnull (strstr (echo_of (&shown), "1,200,000.50"));
  type (&shown, "..");
  g_assert_cmpstr (echo_of (&shown), ==, ""); /* not an amount: nothing is said before the person goes on */
  yj_field_editor_wipe (shown.editor);
  g_assert_cmpstr (echo_of (&shown), ==, "");
  hide (&shown);
}

static void
test_kinds_have_their_groups (void)
{
  static const struct {
    const char *type, *kind, *typed, *shown;
  } rows[] = {
    { "certificate-number", "property-unit", "000000000000GB00001F00010001", "000000 000000 GB00001 F00010001" },
    { "certificate-number", "household-booklet", "000000001", "000 000 001" },
    { "certificate-number", "disability-certificate", "00000019930512024042B1", "000000 19930512 0240 42 B1" },
    { "certificate-number", "birth-certificate", "S000000128", "S000 000 128" },
    { "certificate-number", "marriage-certificate", "J000000-2024-000123", "J000000-2024-000123" },
    { "certificate-number", "account", "000000000001", "0000 0000 0001" },
    { "other-document", "residence-permit", "810000199408230021", "810000 19940823 0021" },
    { "other-document", "hk-macao-permit", "H0000000001", "H0000 0000 01" },
    { "other-document", "taiwan-permit", "00000000", "0000 0000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    YjField field = *field_sample (rows[i].type);
    g_autoptr (json_t) spec = json_pack ("{s:s}", "kind", rows[i].kind), raw = NULL, stored = NULL;
    field.spec = spec;
    Shown shown = show (&field);
    type (&shown, rows[i].typed);
    g_assert_cmpstr (content (&shown, 0), ==, rows[i].shown);
    raw = yj_field_editor_get_raw (shown.editor);
    stored = yj_field_type_find (rows[i].type)->normalise (raw);
    g_assert_cmpstr (json_string_value (stored), ==, rows[i].typed);
    hide (&shown);
  }
}

static void
test_long_texts_fit (void)
{
  YjField field = *field_sample ("text");
  g_autoptr (json_t) spec = json_pack ("{s:i}", "max_length", 200);
  Shown plain = show (&field);

  g_assert_cmpint (gtk_text_get_max_length (text_at (&plain, 0)), ==, 100);
  hide (&plain);
  field.spec = spec;
  Shown longer = show (&field);
  g_assert_cmpint (gtk_text_get_max_length (text_at (&longer, 0)), ==, 200);
  hide (&longer);
}

static void
test_date_moves_on (void)
{
  Shown shown = show (field_sample ("date"));
  g_autoptr (json_t) raw = NULL;

  type (&shown, "2026"); /* full: on to the month */
  type (&shown, "3");    /* no month begins with 3: on to the day */
  type (&shown, "12");
  g_assert_cmpstr (content (&shown, 0), ==, "2026");
  g_assert_cmpstr (content (&shown, 1), ==, "3");
  g_assert_cmpstr (content (&shown, 2), ==, "12");
  raw = yj_field_editor_get_raw (shown.editor);
  g_assert_cmpstr (json_string_value (raw), ==, "2026-3-12");
  hide (&shown);
}

static void
test_date_waits_for_a_second_digit (void)
{
  Shown shown = show (field_sample ("date"));

  type (&shown, "20261");
  type (&shown, "2");
  type (&shown, "1");
  g_assert_cmpstr (content (&shown, 1), ==, "12");
  g_assert_cmpstr (content (&shown, 2), ==, "1");
  hide (&shown);
}

static void
test_date_goes_back (void)
{
  Shown shown = show (field_sample ("date"));

  type (&shown, "20263");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (shown.window)) == GTK_WIDGET (text_at (&shown, 2)));
  backspace (&shown); /* the day is empty: to the month, whose digit it deletes not */
  g_assert_true (gtk_root_get_focus (GTK_ROOT (shown.window)) == GTK_WIDGET (text_at (&shown, 1)));
  backspace (&shown);
  g_assert_cmpstr (content (&shown, 1), ==, "");
  type (&shown, "a"); /* not a digit */
  g_assert_cmpstr (content (&shown, 1), ==, "");
  hide (&shown);
}

static gboolean
is_red (Shown *shown, guint i)
{
  return gtk_widget_has_css_class (gtk_widget_get_parent (GTK_WIDGET (text_at (shown, i))), "error");
}

static void
test_date_marks_the_wrong_part (void)
{
  static const struct {
    const char *raw;
    gboolean red[3];
  } cases[] = {
    { "2026-13-12", { FALSE, TRUE, FALSE } }, { "2026-2-30", { FALSE, FALSE, TRUE } }, { "26-2-3", { TRUE, FALSE, FALSE } },
    { "2026-3-12", { TRUE, TRUE, TRUE } }, /* right in itself: the day as a whole is not */
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    Shown shown = show (field_sample ("date"));
    g_autoptr (json_t) raw = json_string (cases[c].raw);
    yj_field_editor_set_raw (shown.editor, raw);
    yj_field_editor_set_error (shown.editor, TRUE);
    for (guint i = 0; i < 3; i++)
      g_assert_cmpint (is_red (&shown, i), ==, cases[c].red[i]);
    yj_field_editor_set_error (shown.editor, FALSE);
    for (guint i = 0; i < 3; i++)
      g_assert_false (is_red (&shown, i));
    hide (&shown);
  }
}

static void
test_choices_on_other_pages (void)
{
  Shown shown = show (field_sample_choice ("choice", "民族", 56));
  g_autoptr (json_t) last = json_string ("56"), raw = NULL, other = NULL;

  g_assert_cmpuint (g_list_length (shown.controls), ==, 56);
  g_assert_false (gtk_widget_get_mapped (g_list_nth_data (shown.controls, 55)));
  yj_field_editor_set_raw (shown.editor, last);
  widget_rig_settle (shown.window);
  g_assert_true (gtk_widget_get_mapped (g_list_nth_data (shown.controls, 55))); /* what is chosen is seen */
  raw = yj_field_editor_get_raw (shown.editor);
  g_assert_true (json_equal (raw, last));
  widget_rig_click (g_list_nth_data (shown.controls, 54));
  other = yj_field_editor_get_raw (shown.editor);
  g_assert_cmpstr (json_string_value (other), ==, "55"); /* one of a group that spans pages */
  hide (&shown);
}

static void
test_several_choices (void)
{
  Shown shown = show (field_sample ("choices"));
  g_autoptr (json_t) raw = NULL;

  widget_rig_click (g_list_nth_data (shown.controls, 2));
  widget_rig_click (g_list_nth_data (shown.controls, 0));
  raw = yj_field_editor_get_raw (shown.editor);
  g_assert_cmpuint (json_array_size (raw), ==, 2);
  g_assert_cmpstr (json_string_value (json_array_get (raw, 0)), ==, "list");
  g_assert_cmpstr (json_string_value (json_array_get (raw, 1)), ==, "guide");
  hide (&shown);
}

static YjDivisionPicker *
picker_of (Shown *shown)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (shown->editor));
  return YJ_DIVISION_PICKER (child);
}

static void
test_address_cascade (void)
{
  Shown shown = show (field_sample ("address"));
  YjDivisionPicker *picker = picker_of (&shown);
  g_autoptr (json_t) raw = NULL;

  g_assert_false (yj_division_picker_choose (picker, "430000")); /* nothing is open */
  widget_rig_click (yj_division_picker_get_step (picker, YJ_DIVISION_PROVINCE));
  g_assert_true (yj_division_picker_choose (picker, "430000"));
  g_assert_true (yj_division_picker_choose (picker, "430100"));
  g_assert_true (yj_division_picker_choose (picker, "430102"));
  widget_rig_settle (shown.window);
  type (&shown, "安平路12号"); /* the detail has the focus now */
  raw = yj_field_editor_get_raw (shown.editor);
  g_assert_cmpstr (yj_json_string (raw, "province"), ==, "430000");
  g_assert_cmpstr (yj_json_string (raw, "city"), ==, "430100");
  g_assert_cmpstr (yj_json_string (raw, "county"), ==, "430102");
  g_assert_cmpstr (yj_json_string (raw, "detail"), ==, "安平路12号");
  hide (&shown);
}

static void
test_address_skips_what_asks_nothing (void)
{
  Shown shown = show (field_sample ("address"));
  YjDivisionPicker *picker = picker_of (&shown);

  yj_division_picker_open (picker, YJ_DIVISION_PROVINCE);
  yj_division_picker_choose (picker, "110000"); /* one part only, 市辖区: straight to the districts */
  g_assert_cmpstr (yj_division_picker_get_code (picker, YJ_DIVISION_CITY), ==, "110100");
  g_assert_true (yj_division_picker_choose (picker, "110101"));
  g_assert_cmpstr (yj_division_picker_get_code (picker, YJ_DIVISION_COUNTY), ==, "110101");
  yj_division_picker_open (picker, YJ_DIVISION_PROVINCE);
  yj_division_picker_choose (picker, "440000");
  g_assert_null (yj_division_picker_get_code (picker, YJ_DIVISION_CITY)); /* another province: the rest is asked again */
  yj_division_picker_choose (picker, "441900");                           /* a city without counties */
  g_assert_null (yj_division_picker_get_code (picker, YJ_DIVISION_COUNTY));
  hide (&shown);
}

static void
test_address_keeps_unknown_codes (void)
{
  Shown shown = show (field_sample ("address"));
  g_autoptr (json_t) abolished = json_pack ("{s:s, s:s}", "county", "999999", "detail", "安平路 12 号"), raw = NULL;

  yj_field_editor_set_raw (shown.editor, abolished);
  raw = yj_field_editor_get_raw (shown.editor);
  g_assert_true (json_equal (raw, abolished));
  hide (&shown);
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  context = widget_rig_context_new ();
  g_test_add_func ("/typing/digits-are-set-in-groups-as-they-come", test_groups_grow);
  g_test_add_func ("/typing/a-digit-put-in-the-middle-keeps-the-caret-behind-it", test_groups_edit_inside);
  g_test_add_func ("/typing/backspace-passes-over-the-space-of-a-group", test_groups_backspace_over_space);
  g_test_add_func ("/typing/a-resident-number-is-shown-in-groups-and-stored-without", test_groups_of_a_resident_number);
  g_test_add_func ("/typing/an-amount-says-how-it-was-understood", test_money_says_how_it_was_understood);
  g_test_add_func ("/typing/numbers-stand-as-on-their-papers", test_kinds_have_their_groups);
  g_test_add_func ("/typing/a-text-takes-what-its-field-allows", test_long_texts_fit);
  g_test_add_func ("/typing/a-date-moves-on-when-a-part-is-full", test_date_moves_on);
  g_test_add_func ("/typing/a-month-that-can-grow-waits", test_date_waits_for_a_second_digit);
  g_test_add_func ("/typing/backspace-in-an-empty-part-goes-back", test_date_goes_back);
  g_test_add_func ("/typing/only-the-wrong-part-of-a-date-turns-red", test_date_marks_the_wrong_part);
  g_test_add_func ("/typing/choices-span-pages-and-the-chosen-one-is-seen", test_choices_on_other_pages);
  g_test_add_func ("/typing/several-are-given-in-the-catalogues-order", test_several_choices);
  g_test_add_func ("/typing/an-address-goes-from-province-to-house", test_address_cascade);
  g_test_add_func ("/typing/a-division-with-one-part-asks-nothing", test_address_skips_what_asks_nothing);
  g_test_add_func ("/typing/an-abolished-code-is-kept", test_address_keeps_unknown_codes);
  result = g_test_run ();
  g_object_unref (context);
  return result;
}
