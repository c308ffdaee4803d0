/* SPDX-License-Identifier: Apache-2.0 */
/* Draws editors and keyboard on the screens they are made for, in both languages and several text sizes, for people to
 * look at. usage: with-display gallery FOLDER [NAME]. */
#include "core/fields/yj-field-type.h"
#include "field-samples.h"
#include "tests/ui/support/widget-rig.h"
#include "ui/fields/yj-division-picker.h"
#include "ui/fields/yj-field-group.h"
#include "ui/keyboard/yj-keyboard.h"
#include "ui/widgets/yj-widgets.h"
#include <string.h>

typedef struct {
  const char *name;
  const char *types[8]; /* of the fields on the page; the first one with a star is typed into */
  const char *keys;     /* pressed one after the other */
  gboolean filled, error, more;
} Scene;

static const Scene scenes[] = {
  { "name", { "person-name" }, "limuqing", FALSE, FALSE, FALSE },
  { "name-grid", { "person-name" }, "li", FALSE, FALSE, TRUE },
  { "name-idle", { "person-name" }, "", FALSE, FALSE, FALSE },
  { "text", { "text" }, "", TRUE, FALSE, FALSE },
  { "mobile", { "mobile" }, "1381234", FALSE, FALSE, FALSE },
  { "resident", { "resident-id" }, "110105194912310", FALSE, TRUE, FALSE },
  { "code", { "certificate-number" }, "S00", FALSE, FALSE, FALSE },
  { "date", { "date" }, "2026", FALSE, FALSE, FALSE },
  { "texts", { "bank-card", "landline", "uscc" }, NULL, TRUE, FALSE, FALSE },
  { "amounts", { "money", "number", "postcode" }, NULL, TRUE, FALSE, FALSE },
  { "codes", { "uscc", "other-document", "certificate-number" }, NULL, TRUE, FALSE, FALSE },
  { "errors", { "person-name", "date", "choice", "yes-no" }, NULL, TRUE, TRUE, FALSE },
  { "choices", { "choices", "photo", "signature" }, NULL, TRUE, FALSE, FALSE },
  { "address", { "address" }, NULL, FALSE, FALSE, FALSE },
  { "address-open", { "address" }, NULL, FALSE, FALSE, TRUE },
  { "many", { "many" }, NULL, FALSE, FALSE, FALSE },
};

static void
press (YjKeyboard *keyboard, const char *keys)
{
  for (; keys != NULL && *keys != '\0'; keys++) {
    char text[2] = { *keys, '\0' };
    widget_rig_click (yj_keyboard_get_key (keyboard, YJ_KEY_TEXT, text));
  }
}

static YjFieldGroup *
add_group (YjContext *context, GtkWidget *box, const Scene *scene, const char *type)
{
  const YjField *field = g_str_equal (type, "many") ? field_sample_choice ("choice", "选项", 56) : field_sample (type);
  YjFieldGroup *group = yj_field_group_new (context, field, FALSE);

  if (scene->filled) {
    g_autoptr (json_t) example = yj_field_type_find (field->type)->example (field);
    yj_field_editor_set_raw (yj_field_group_get_editor (group), example);
  }
  if (scene->error)
    yj_field_group_set_error (group, yj_context_text (context, "field.missing"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));
  return group;
}

static void
draw (YjContext *context, const char *folder, const Scene *scene, int width, int height, const char *suffix)
{
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "gallery"), *window;
  YjKeyboard *keyboard = yj_keyboard_new (context);
  YjFieldGroup *first = NULL;
  g_autofree char *path = g_strdup_printf ("%s/%s-%s.png", folder, scene->name, suffix);
  int margin;

  widget_rig_set_screen (context, width, height);
  margin = (int) (64 * yj_style_get_unit (box));
  g_object_set (box, "margin-top", margin, "spacing", margin / 2, NULL);
  for (guint i = 0; scene->types[i] != NULL; i++) {
    YjFieldGroup *group = add_group (context, box, scene, scene->types[i]);
    first = first == NULL ? group : first;
  }
  window = widget_rig_show (context, width, height, box, GTK_WIDGET (keyboard));
  if (scene->keys != NULL) {
    yj_field_editor_focus (yj_field_group_get_editor (first));
    press (keyboard, scene->keys);
    if (scene->more)
      widget_rig_click (yj_keyboard_get_more (keyboard));
  } else if (scene->more) {
    GList *controls = yj_field_editor_list_controls (yj_field_group_get_editor (first));
    widget_rig_click (controls->data);
    g_list_free (controls);
  }
  widget_rig_settle (window);
  widget_rig_save_picture (window, path);
  g_print ("%s keyboard %d\n", path, gtk_widget_get_height (GTK_WIDGET (keyboard)));
  widget_rig_close (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (YjContext) context = NULL;

  gtk_init ();
  context = widget_rig_context_new ();
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    if (argc > 2 && !g_str_equal (argv[2], scenes[i].name))
      continue;
    yj_session_set_language (context->session, "zh-CN");
    draw (context, argv[1], &scenes[i], 1080, 1920, "zh-portrait");
    draw (context, argv[1], &scenes[i], 1280, 800, "zh-landscape");
    yj_style_set_text_size (context->style, YJ_TEXT_LARGE);
    draw (context, argv[1], &scenes[i], 1080, 1920, "zh-portrait-large");
    draw (context, argv[1], &scenes[i], 1280, 800, "zh-landscape-large");
    yj_style_set_text_size (context->style, YJ_TEXT_STANDARD);
    yj_style_set_theme (context->style, YJ_THEME_HIGH_CONTRAST);
    draw (context, argv[1], &scenes[i], 1080, 1920, "zh-portrait-contrast");
    yj_style_set_theme (context->style, YJ_THEME_PAPER);
    yj_session_set_language (context->session, "en");
    if (scenes[i].keys == NULL || scenes[i].keys[0] == '\0')
      draw (context, argv[1], &scenes[i], 1080, 1920, "en-portrait");
  }
  return 0;
}
