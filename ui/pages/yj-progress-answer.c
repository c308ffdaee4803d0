/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of an answer, and which words and colours its states have. */
#include "ui/pages/yj-progress-answer.h"
#include "ui/widgets/yj-widgets.h"

static const struct {
  const char *status, *css_kind;
} kinds[] = {
  { "waiting", "neutral" }, { "accepted", "info" }, { "returned", "warn" }, { "done", "done" }, { "refused", "error" },
  { "withdrawn", "neutral" },
};

static const char *
css_kind (const char *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].status, status) == 0)
      return kinds[i].css_kind;
  return "neutral";
}

/* A matter's name from whichever item of the catalogue knows its code. */
static const char *
matter_name (YjContext *context, const char *code)
{
  GPtrArray *items = context->catalogue != NULL ? yj_catalogue_get_items (context->catalogue) : NULL;
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const YjMatter *matter = yj_item_get_matter (g_ptr_array_index (items, i), code);
    if (matter != NULL)
      return yj_context_pick (context, matter->name);
  }
  return code;
}

/* Departments choose the symbols; one that is not known here is still something to ask at the counter with. */
static char *
format_reason (YjContext *context, const char *reason)
{
  g_autofree char *id = g_strconcat ("case.reason.", reason, NULL);
  const char *text = yj_context_text (context, id);
  return g_str_equal (text, id) ? yj_context_format (context, "case.reason", "code", reason, NULL) : g_strdup (text);
}

static void
add_matter (YjPage *page, const json_t *matter)
{
  YjContext *context = yj_page_get_context (page);
  const char *status = yj_json_string (matter, "status"), *reason = yj_json_string (matter, "reason");
  const char *department = yj_json_string (matter, "department");
  g_autofree char *id = g_strconcat ("case.", status != NULL ? status : "waiting", NULL);
  GtkWidget *panel = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "panel progress-row");
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_VERTICAL, ""),
            *tag = yj_tag_new (context, yj_context_text (context, id), css_kind (status));

  gtk_box_append (GTK_BOX (words), yj_label_new (context, matter_name (context, yj_json_string (matter, "code")), "strong"));
  if (department != NULL && context->catalogue != NULL)
    gtk_box_append (GTK_BOX (words),
                    yj_label_new (context, yj_catalogue_get_department (context->catalogue, department, yj_context_get_language (context)),
                                  "small ink-2"));
  if (reason != NULL && reason[0] != '\0') {
    g_autofree char *sentence = format_reason (context, reason);
    gtk_box_append (GTK_BOX (words), yj_label_new (context, sentence, "small"));
  }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (panel), words);
  gtk_box_append (GTK_BOX (panel), tag);
  yj_page_add (page, panel);
}

static char *
format_as_of (YjContext *context, const char *as_of)
{
  g_autoptr (GDateTime) utc = as_of != NULL ? g_date_time_new_from_iso8601 (as_of, NULL) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *day = local != NULL ? yj_context_format_day (context, local) : g_strdup ("");
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup (""), *both = g_strdup_printf ("%s %s", day, time);
  return yj_context_format (context, "progress.as-of", "time", both, NULL);
}

/* What is kept, what has arrived, and what was not taken are three different things. */
static GtkWidget *
make_state (YjContext *context, const char *state)
{
  static const char *const waiting[] = { "queued", "held", "dead", NULL };
  gboolean refused = g_strcmp0 (state, "rejected") == 0, kept = g_strv_contains (waiting, state != NULL ? state : "");
  const char *title = kept ? "progress.kept" : refused ? "progress.rejected" : "progress.sent";
  g_autofree char *text = g_strconcat (title, ".text", NULL);
  GtkWidget *notice = yj_notice_new (context,
                                     kept      ? YJ_NOTICE_INFO
                                     : refused ? YJ_NOTICE_WARN
                                               : YJ_NOTICE_DONE,
                                     yj_context_text (context, title), yj_context_text (context, text));
  if (kept)
    yj_notice_set_icon (notice, "yj-kept-here");
  return notice;
}

void
yj_progress_answer_show (YjPage *page, const json_t *progress)
{
  YjContext *context = yj_page_get_context (page);
  g_autofree char *as_of = format_as_of (context, yj_json_string (progress, "as_of"));
  json_t *matter;
  size_t i;

  yj_page_set_heading (page, yj_context_text (context, "progress.answer"));
  yj_page_set_hint (page, as_of);
  yj_page_add (page, make_state (context, yj_json_string (progress, "state")));
  json_array_foreach (yj_json_array (progress, "matters"), i, matter)
    add_matter (page, matter);
}
