/* SPDX-License-Identifier: Apache-2.0 */
/* The keyboard types into whatever text has the focus, key by key. */
#include "tests/support/memory-search.h"
#include "tests/ui/support/widget-rig.h"
#include "ui/fields/yj-secret-text.h"
#include "ui/keyboard/yj-keyboard.h"
#include <string.h>

static YjContext *context;

typedef struct {
  GtkWidget *window, *text, *other, *button;
  YjKeyboard *keyboard;
} Desk;

static Desk
desk_new (GtkInputPurpose purpose, GtkInputHints hints)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Desk desk = { .text = yj_secret_text_new ("text", purpose, hints, 60), .other = yj_secret_text_new ("other", GTK_INPUT_PURPOSE_DIGITS, 0, 60) };

  desk.button = gtk_button_new_with_label ("button");
  gtk_box_append (GTK_BOX (box), desk.button);
  gtk_box_append (GTK_BOX (box), desk.text);
  gtk_box_append (GTK_BOX (box), desk.other);
  desk.keyboard = yj_keyboard_new (context);
  desk.window = widget_rig_show (context, 1080, 1920, box, GTK_WIDGET (desk.keyboard));
  gtk_widget_grab_focus (desk.text);
  widget_rig_settle (desk.window);
  return desk;
}

static void
press (Desk *desk, const char *keys)
{
  for (; *keys != '\0'; keys++) {
    char text[2] = { *keys, '\0' };
    widget_rig_click (yj_keyboard_get_key (desk->keyboard, YJ_KEY_TEXT, text));
  }
}

static void
act (Desk *desk, YjKeyAction action)
{
  widget_rig_click (yj_keyboard_get_key (desk->keyboard, action, NULL));
}

static const char *
typed (Desk *desk)
{
  return gtk_editable_get_text (GTK_EDITABLE (desk->text));
}

/* Opens the grid when the candidate is not on the line. */
static void
choose (Desk *desk, const char *text)
{
  YjPinyin *pinyin = yj_keyboard_get_pinyin (desk->keyboard);

  for (guint i = 0; i < yj_pinyin_get_n_candidates (pinyin); i++)
    if (g_str_equal (yj_pinyin_get_candidate (pinyin, i), text)) {
      GtkWidget *cell = yj_keyboard_get_candidate (desk->keyboard, i);
      if (cell == NULL) {
        widget_rig_click (yj_keyboard_get_more (desk->keyboard));
        cell = yj_keyboard_get_candidate (desk->keyboard, i);
      }
      widget_rig_click (cell);
      return;
    }
  g_test_message ("no candidate %s", text);
  g_assert_not_reached ();
}

static void
test_focus (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_FREE_FORM, 0);

  g_assert_true (yj_keyboard_get_wanted (desk.keyboard));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (desk.keyboard)));
  gtk_widget_grab_focus (desk.button);
  g_assert_false (yj_keyboard_get_wanted (desk.keyboard));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk.keyboard)));
  gtk_widget_grab_focus (desk.other);
  g_assert_true (yj_keyboard_get_wanted (desk.keyboard));
  act (&desk, YJ_KEY_HIDE);
  g_assert_false (yj_keyboard_get_wanted (desk.keyboard));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (desk.window)) == desk.other); /* put away, not left */
  gtk_widget_grab_focus (desk.text);
  g_assert_true (yj_keyboard_get_wanted (desk.keyboard));
  widget_rig_close (desk.window);
}

static void
test_layouts (void)
{
  static const struct {
    GtkInputPurpose purpose;
    GtkInputHints hints;
    const char *zh, *en;
  } cases[] = {
    { GTK_INPUT_PURPOSE_FREE_FORM, 0, "pinyin", "latin" },
    { GTK_INPUT_PURPOSE_NAME, 0, "pinyin-name", "latin" },
    { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS, "code", "code" },
    { GTK_INPUT_PURPOSE_DIGITS, 0, "digits", "digits" },
    { GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_UPPERCASE_CHARS, "digits-x", "digits-x" },
    { GTK_INPUT_PURPOSE_NUMBER, 0, "decimal", "decimal" },
    { GTK_INPUT_PURPOSE_PHONE, 0, "phone", "phone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (guint english = 0; english < 2; english++) {
      yj_session_set_language (context->session, english ? "en" : "zh-CN");
      Desk desk = desk_new (cases[i].purpose, cases[i].hints);
      g_assert_cmpstr (yj_keyboard_get_layout (desk.keyboard), ==, english ? cases[i].en : cases[i].zh);
      widget_rig_close (desk.window);
    }
  }
  yj_session_set_language (context->session, "zh-CN");
}

/* Every key that types something types exactly that, in every layout. */
static void
test_every_key (void)
{
  guint n = 0;

  for (const YjKeyboardLayout *layout = yj_keyboard_layout_list (); layout->id != NULL; layout++) {
    int columns = 0;
    for (guint row = 0; row < YJ_KEYBOARD_MAX_ROWS; row++) {
      int width = 0;
      for (guint i = 0; i < YJ_KEYBOARD_MAX_KEYS && layout->rows[row][i].columns > 0; i++, n++) {
        const YjKey *key = &layout->rows[row][i];
        width += key->columns;
        g_assert_true (key->action != YJ_KEY_TEXT || key->text[0] != '\0');
        if (key->action == YJ_KEY_LAYOUT)
          g_assert_nonnull (yj_keyboard_layout_find (key->text));
        if (key->label != NULL)
          g_assert_cmpstr (yj_context_text (context, key->label), !=, key->label); /* it has words */
      }
      columns = MAX (columns, width);
      g_assert_cmpint (width, <=, columns);
      g_assert_true (width == 0 || width == columns || g_str_has_prefix (layout->id, "digits") || g_str_equal (layout->id, "decimal") || g_str_equal (layout->id, "phone"));
    }
  }
  g_test_message ("%u keys", n);
}

static void
test_latin (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_FREE_FORM, 0);

  widget_rig_click (yj_keyboard_get_key (desk.keyboard, YJ_KEY_LAYOUT, "latin"));
  g_assert_cmpstr (yj_keyboard_get_layout (desk.keyboard), ==, "latin");
  act (&desk, YJ_KEY_SHIFT);
  press (&desk, "ab"); /* the second is small again */
  act (&desk, YJ_KEY_SHIFT);
  act (&desk, YJ_KEY_SHIFT); /* locked */
  press (&desk, "cd1");
  act (&desk, YJ_KEY_SHIFT);
  press (&desk, "e");
  act (&desk, YJ_KEY_SPACE);
  press (&desk, "f");
  act (&desk, YJ_KEY_BACKSPACE);
  g_assert_cmpstr (typed (&desk), ==, "AbCD1e ");
  widget_rig_close (desk.window);
}

static void
test_latin_names_have_capitals (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_NAME, 0);

  widget_rig_click (yj_keyboard_get_key (desk.keyboard, YJ_KEY_LAYOUT, "latin"));
  press (&desk, "anna");
  act (&desk, YJ_KEY_SPACE);
  press (&desk, "maria");
  g_assert_cmpstr (typed (&desk), ==, "Anna Maria");
  widget_rig_close (desk.window);
}

static void
test_pinyin_stays_out_of_the_text (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_FREE_FORM, 0);

  press (&desk, "nihao");
  g_assert_cmpstr (typed (&desk), ==, "");
  act (&desk, YJ_KEY_SPACE); /* the first one */
  g_assert_cmpstr (typed (&desk), ==, "你好");
  press (&desk, "xi");
  act (&desk, YJ_KEY_SEPARATOR);
  press (&desk, "an");
  choose (&desk, "西安");
  g_assert_cmpstr (typed (&desk), ==, "你好西安");
  widget_rig_click (yj_keyboard_get_candidate (desk.keyboard, 2)); /* digits while nothing is composed */
  g_assert_cmpstr (typed (&desk), ==, "你好西安3");
  press (&desk, "hao");
  widget_rig_click (yj_keyboard_get_key (desk.keyboard, YJ_KEY_TEXT, "，")); /* takes the first, then the sign */
  g_assert_cmpstr (typed (&desk), ==, "你好西安3好，");
  widget_rig_close (desk.window);
}

static void
test_name (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_NAME, 0);

  press (&desk, "limuqing");
  choose (&desk, "李");
  g_assert_cmpstr (typed (&desk), ==, ""); /* syllables remain */
  choose (&desk, "沐");
  choose (&desk, "晴");
  g_assert_cmpstr (typed (&desk), ==, "李沐晴");
  g_assert_false (yj_pinyin_is_composing (yj_keyboard_get_pinyin (desk.keyboard)));
  g_assert_nonnull (yj_keyboard_get_key (desk.keyboard, YJ_KEY_TEXT, "·"));
  widget_rig_close (desk.window);
}

static void
test_backspace_in_composition (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_FREE_FORM, 0);

  gtk_editable_set_text (GTK_EDITABLE (desk.text), "好");
  gtk_editable_set_position (GTK_EDITABLE (desk.text), -1);
  press (&desk, "ni");
  act (&desk, YJ_KEY_BACKSPACE);
  act (&desk, YJ_KEY_BACKSPACE);
  g_assert_cmpstr (typed (&desk), ==, "好");
  act (&desk, YJ_KEY_BACKSPACE); /* now the text */
  g_assert_cmpstr (typed (&desk), ==, "");
  widget_rig_close (desk.window);
}

static void
test_layout_switch_drops_composition (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_FREE_FORM, 0);

  press (&desk, "ni");
  widget_rig_click (yj_keyboard_get_key (desk.keyboard, YJ_KEY_LAYOUT, "symbols"));
  g_assert_false (yj_pinyin_is_composing (yj_keyboard_get_pinyin (desk.keyboard)));
  widget_rig_click (yj_keyboard_get_key (desk.keyboard, YJ_KEY_TEXT, "《"));
  act (&desk, YJ_KEY_LETTERS);
  g_assert_cmpstr (yj_keyboard_get_layout (desk.keyboard), ==, "pinyin");
  press (&desk, "ni");
  gtk_widget_grab_focus (desk.other); /* another field: the letters do not follow */
  g_assert_false (yj_pinyin_is_composing (yj_keyboard_get_pinyin (desk.keyboard)));
  g_assert_cmpstr (typed (&desk), ==, "《");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk.other)), ==, "");
  widget_rig_close (desk.window);
}

static void
test_number_pad (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_DIGITS, GTK_INPUT_HINT_UPPERCASE_CHARS);

  press (&desk, "1234567890X");
  g_assert_cmpstr (typed (&desk), ==, "1234567890X");
  act (&desk, YJ_KEY_BACKSPACE);
  g_assert_cmpstr (typed (&desk), ==, "1234567890");
  act (&desk, YJ_KEY_NEXT);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (desk.window)) == desk.other);
  g_assert_cmpstr (yj_keyboard_get_layout (desk.keyboard), ==, "digits");
  widget_rig_close (desk.window);
}

static void
check_key_sizes (Desk *desk, int least)
{
  for (const YjKeyboardLayout *layout = yj_keyboard_layout_list (); layout->id != NULL; layout++)
    for (guint row = 0; g_str_equal (layout->id, yj_keyboard_get_layout (desk->keyboard)) && row < YJ_KEYBOARD_MAX_ROWS; row++)
      for (guint i = 0; i < YJ_KEYBOARD_MAX_KEYS && layout->rows[row][i].columns > 0; i++) {
        const YjKey *key = &layout->rows[row][i];
        GtkWidget *button = yj_keyboard_get_key (desk->keyboard, key->action, key->text);
        graphene_rect_t bounds;
        if (key->action == YJ_KEY_GAP)
          continue;
        g_assert_true (gtk_widget_compute_bounds (button, desk->window, &bounds));
        if (bounds.size.width < least || bounds.size.height < least)
          g_test_message ("%s: %s is %.0f × %.0f", layout->id, key->text, bounds.size.width, bounds.size.height);
        g_assert_cmpfloat (bounds.size.width, >=, least);
        g_assert_cmpfloat (bounds.size.height, >=, least);
        g_assert_false (gtk_widget_get_focusable (button));
        g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL));
      }
}

/* 96 design px: what a finger hits. */
static void
test_sizes (void)
{
  static const struct {
    GtkInputPurpose purpose;
    GtkInputHints hints;
  } texts[] = { { GTK_INPUT_PURPOSE_NAME, 0 }, { GTK_INPUT_PURPOSE_ALPHA, GTK_INPUT_HINT_UPPERCASE_CHARS }, { GTK_INPUT_PURPOSE_PHONE, 0 } };

  for (guint size = YJ_TEXT_STANDARD; size <= YJ_TEXT_LARGEST; size++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      int natural = 0;
      yj_style_set_text_size (context->style, size);
      Desk desk = desk_new (texts[i].purpose, texts[i].hints);
      check_key_sizes (&desk, 96);
      gtk_widget_measure (GTK_WIDGET (desk.keyboard), GTK_ORIENTATION_HORIZONTAL, -1, &natural, NULL, NULL, NULL);
      g_assert_cmpint (natural, <=, 1080);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (desk.keyboard)), <, 1920 / 2);
      widget_rig_set_screen (context, 1280, 800);
      gtk_window_set_default_size (GTK_WINDOW (desk.window), 1280, 800);
      widget_rig_settle (desk.window);
      check_key_sizes (&desk, 66);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (desk.keyboard)), <, 800 / 2);
      widget_rig_close (desk.window);
    }
  yj_style_set_text_size (context->style, YJ_TEXT_STANDARD);
}

static void
test_pages_of_candidates (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_NAME, 0);
  YjPinyin *pinyin = yj_keyboard_get_pinyin (desk.keyboard);
  guint last;

  press (&desk, "yi");
  last = yj_pinyin_get_n_candidates (pinyin) - 1;
  g_assert_cmpuint (last, >, 100);
  g_assert_null (yj_keyboard_get_candidate (desk.keyboard, last));
  widget_rig_click (yj_keyboard_get_more (desk.keyboard));
  g_assert_nonnull (yj_keyboard_get_candidate (desk.keyboard, 0));
  for (guint turns = 0; yj_keyboard_get_candidate (desk.keyboard, last) == NULL; turns++) {
    g_assert_cmpuint (turns, <, 20);
    widget_rig_click (widget_rig_find_button (desk.window, yj_context_text (context, "action.next-page")));
    widget_rig_settle (desk.window);
  }
  g_autofree char *wanted = g_strdup (yj_pinyin_get_candidate (pinyin, last));
  widget_rig_click (yj_keyboard_get_candidate (desk.keyboard, last));
  g_assert_cmpstr (typed (&desk), ==, wanted); /* the very last one can be had */
  widget_rig_close (desk.window);
}

static MemoryNeedle
needle_without_dashes (const char *text)
{
  char plain[64];
  gsize n = 0;
  MemoryNeedle needle;

  for (; *text != '\0'; text++)
    if (*text != '-')
      plain[n++] = *text;
  plain[n] = '\0';
  memory_needle_take (&needle, plain);
  return needle;
}

/* A name that is typed with the keyboard and wiped is nowhere: not in the engine, not in a label. */
static void
test_memory (void)
{
  Desk desk = desk_new (GTK_INPUT_PURPOSE_NAME, 0);
  char letters[] = "li-mu-qing", name[] = "李-沐-晴";
  MemoryNeedle syllables, characters;
  guint shown;

  g_strdelimit (letters, "-", ' '); /* as it is shown; it does not stand in this program */
  memory_needle_take (&syllables, letters);
  press (&desk, "limuqing");
  widget_rig_settle (desk.window);
  shown = memory_needle_count (&syllables);
  g_assert_cmpuint (shown, >, 0);
  choose (&desk, "李");
  choose (&desk, "沐");
  choose (&desk, "晴");
  g_assert_cmpuint (strlen (typed (&desk)), ==, 9);
  widget_rig_settle (desk.window);
  yj_secret_text_wipe (GTK_TEXT (desk.text));
  gtk_widget_grab_focus (desk.button);
  widget_rig_settle (desk.window);
  widget_rig_close (desk.window);
  characters = needle_without_dashes (name);
  g_test_message ("pinyin in memory while composed: %u, afterwards: %u; name afterwards: %u", shown, memory_needle_count (&syllables), memory_needle_count (&characters));
  g_assert_cmpuint (memory_needle_count (&syllables), ==, 0);
  g_assert_cmpuint (memory_needle_count (&characters), ==, 0);
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  context = widget_rig_context_new ();
  g_test_add_func ("/keyboard/it-comes-with-a-text-and-goes-with-it", test_focus);
  g_test_add_func ("/keyboard/a-text-gets-the-layout-it-asks-for", test_layouts);
  g_test_add_func ("/keyboard/every-key-of-every-layout-leads-somewhere", test_every_key);
  g_test_add_func ("/keyboard/latin-letters-small-and-large", test_latin);
  g_test_add_func ("/keyboard/latin-names-have-capitals", test_latin_names_have_capitals);
  g_test_add_func ("/keyboard/pinyin-stays-out-of-the-text-until-it-is-chosen", test_pinyin_stays_out_of_the_text);
  g_test_add_func ("/keyboard/a-name-is-typed", test_name);
  g_test_add_func ("/keyboard/backspace-takes-letters-before-text", test_backspace_in_composition);
  g_test_add_func ("/keyboard/another-layout-or-field-drops-what-is-composed", test_layout_switch_drops_composition);
  g_test_add_func ("/keyboard/a-number-pad-with-x", test_number_pad);
  g_test_add_func ("/keyboard/keys-keep-a-fingers-size-and-the-page-its-half", test_sizes);
  g_test_add_func ("/keyboard/the-last-candidate-is-reached-by-pages", test_pages_of_candidates);
  g_test_add_func ("/keyboard/nothing-composed-is-left-in-memory", test_memory);
  result = g_test_run ();
  g_object_unref (context);
  return result;
}
