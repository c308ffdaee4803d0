/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how the notice says one matter, one material and the fees. */
#include "ui/pages/yj-notice-rows.h"
#include "core/flow/yj-copies.h"
#include "core/flow/yj-session-fees.h"
#include "ui/widgets/yj-widgets.h"

/* With the largest text what stands at a row's end stands under its words. */
static GtkWidget *
make_row_box (YjContext *context, const char *css_classes)
{
  gboolean stacked = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST;
  GtkWidget *box = yj_box_new (stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, css_classes);
  if (stacked)
    gtk_widget_add_css_class (box, "stacked");
  return box;
}

/* ---- matters ---- */

/* The department, and the official name where it is another one and there is room. (transfer full) */
static char *
format_matter_line (YjContext *context, const YjMatter *matter)
{
  const char *language = yj_context_get_language (context), *official = yj_context_pick (context, matter->name);
  const char *department = yj_catalogue_get_department (context->catalogue, matter->department, language);
  gboolean room = yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD && g_str_has_prefix (language, "zh");

  if (!room || matter->everyday_name == NULL || g_str_equal (official, yj_context_pick (context, matter->everyday_name)))
    return g_strdup (department);
  return g_strdup_printf ("%s · %s", department, official);
}

GtkWidget *
yj_notice_matter_words_new (YjContext *context, const YjMatter *matter)
{
  const char *everyday = yj_context_pick (context, matter->everyday_name != NULL ? matter->everyday_name : matter->name);
  g_autofree char *line = format_matter_line (context, matter), *n = g_strdup_printf ("%d", matter->working_days);
  const char *within = matter->working_days == 0 ? "notice.matter.same-day" : matter->working_days == 1 ? "notice.matter.day" : "notice.matter.days";
  g_autofree char *days = yj_context_format (context, within, "n", n, NULL);
  gboolean longer = matter->working_days > yj_session_get_limit_days (context->session, NULL);
  GtkWidget *box = make_row_box (context, "row-words"), *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  GtkWidget *end = yj_label_new (context, days, longer ? "small strong-warn" : "small");

  gtk_box_append (GTK_BOX (words), yj_label_new (context, everyday, "strong tight"));
  gtk_box_append (GTK_BOX (words), yj_label_new (context, line, "small ink-2 tight"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (end), FALSE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), end);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

/* ---- materials ---- */

static GtkWidget *
make_tags (YjContext *context, const YjMaterial *material)
{
  gboolean below = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST;
  GtkWidget *tags = yj_box_new (below ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, "tags");

  if (material->exemption == YJ_EXEMPTION_GENERATED)
    gtk_box_append (GTK_BOX (tags), yj_tag_new (context, yj_context_text (context, "tag.generated"), "done"));
  else if (material->exemption != YJ_EXEMPTION_NONE)
    gtk_box_append (GTK_BOX (tags), yj_tag_new (context, yj_context_text (context, "tag.not-needed"), "done"));
  else
    gtk_box_append (GTK_BOX (tags), yj_tag_new_with_icon (context, yj_context_text (context, "tag.photograph"), "warn", "yj-camera"));
  if (material->exemption == YJ_EXEMPTION_NONE && material->necessity != YJ_NECESSITY_REQUIRED)
    gtk_box_append (GTK_BOX (tags),
                    yj_tag_new (context,
                                yj_context_text (context, material->necessity == YJ_NECESSITY_LATER ? "tag.later" : "tag.optional"),
                                "neutral"));
  gtk_widget_set_valign (tags, GTK_ALIGN_CENTER);
  if (below)
    gtk_widget_set_halign (tags, GTK_ALIGN_START);
  return tags;
}

GtkWidget *
yj_notice_material_row_new (YjContext *context, const YjMaterial *material)
{
  const char *hint = material->hint != NULL ? yj_context_pick (context, material->hint) : NULL;
  g_autofree char *note = yj_copies_format (material, context->messages, yj_context_get_language (context), hint);
  GtkWidget *row = make_row_box (context, "fixed"), *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "");

  gtk_box_append (GTK_BOX (words), yj_label_new (context, yj_context_pick (context, material->name), "strong tight"));
  if (note != NULL)
    gtk_box_append (GTK_BOX (words), yj_label_new (context, note, "small ink-2 tight"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), make_tags (context, material));
  return row;
}

/* ---- fees ---- */

/* "Registration: 550 yuan (for other property)". (transfer full) */
static char *
format_fee_line (YjContext *context, const YjFee *fee)
{
  const char *name = yj_session_name_fee (context->session, context->messages, fee), *basis = yj_context_pick (context, fee->basis);
  g_autofree char *amount = yj_session_format_fee (context->session, context->messages, fee);
  return yj_context_format (context, yj_fee_is_due (fee) ? "notice.fees.due" : "notice.fees.free", "name", name, "amount", amount, "basis",
                            basis, NULL);
}

GtkWidget *
yj_notice_fees_row_new (YjContext *context, GPtrArray *fees, guint first, guint n)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "fixed"), *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "");

  if (first == 0)
    gtk_box_append (GTK_BOX (words), yj_label_new (context, yj_context_text (context, "notice.fees"), "strong tight"));
  for (guint i = first; i < first + n; i++) {
    const YjFee *fee = g_ptr_array_index (fees, i);
    g_autofree char *line = format_fee_line (context, fee);
    gtk_box_append (GTK_BOX (words), yj_label_new (context, line, yj_fee_is_due (fee) ? "small tight" : "small ink-2 tight"));
  }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), words);
  return row;
}
