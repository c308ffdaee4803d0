/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of an answer, and which words and colours its states have. */
#include "ui/pages/yj-progress-answer.h"
#include "ui/widgets/yj-widgets.h"

static const struct {
  const char *status, *css_kind;
} kinds[] = {
  { "waiting", "neutral" }, { "accepted", "info" }, { "returned", "warn" },
  { "done", "done" },       { "refused", "error" }, { "withdrawn", "neutral" },
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

/* @status: as which it is shown. */
static void
add_matter (YjPage *page, const json_t *matter, const char *status)
{
  YjContext *context = yj_page_get_context (page);
  const char *reason = yj_json_string (matter, "reason"), *department = yj_json_string (matter, "department");
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

static gboolean
is_draft (const json_t *progress)
{
  return g_strcmp0 (yj_json_string (progress, "kind"), "draft") == 0;
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

static const struct {
  const char *withdrawal, *title, *text;
} withdrawals[] = {
  { "asked", "progress.withdrawal.asked", "progress.withdrawal.asked.text" },
  { "withdrawn", "progress.withdrawal.withdrawn", "progress.withdrawal.withdrawn.text" },
  { "partly", "progress.withdrawal.partly", "progress.withdrawal.partly.text" },
  { "too-late", "progress.withdrawal.too-late", "progress.withdrawal.too-late.text" },
};

static void
add_info (YjPage *page, const char *title, const char *text)
{
  YjContext *context = yj_page_get_context (page);
  yj_page_add (page, yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, title), yj_context_text (context, text)));
}

/* That it was taken back, or will be, and what became of that; a draft is for the counter. */
static void
add_special (YjPage *page, const json_t *progress)
{
  const char *withdrawal = yj_json_string (progress, "withdrawal");

  for (gsize i = 0; i < G_N_ELEMENTS (withdrawals); i++)
    if (g_strcmp0 (withdrawals[i].withdrawal, withdrawal) == 0)
      add_info (page, withdrawals[i].title, withdrawals[i].text);
  if (is_draft (progress))
    add_info (page, "progress.draft", "progress.draft.text");
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
  if (!is_draft (progress))
    yj_page_add (page, make_state (context, yj_json_string (progress, "state")));
  add_special (page, progress);
  json_array_foreach (yj_json_array (progress, "matters"), i, matter)
    add_matter (page, matter, yj_json_string (matter, "status"));
}

/* ---- taking it back ---- */

static gboolean
is_open (const json_t *matter)
{
  static const char *const closed[] = { "done", "refused", "withdrawn", NULL };
  const char *status = yj_json_string (matter, "status");
  return status == NULL || !g_strv_contains (closed, status);
}

static guint
count_matters (const json_t *progress, gboolean open)
{
  json_t *matter;
  size_t i;
  guint n = 0;

  json_array_foreach (yj_json_array (progress, "matters"), i, matter)
    n += is_open (matter) == open;
  return n;
}

gboolean
yj_progress_answer_can_withdraw (const json_t *progress)
{
  gboolean untold = count_matters (progress, TRUE) + count_matters (progress, FALSE) == 0; /* no department has it yet */
  return !is_draft (progress) && yj_json_string (progress, "withdrawal") == NULL &&
         g_strcmp0 (yj_json_string (progress, "state"), "rejected") != 0 && (untold || count_matters (progress, TRUE) > 0);
}

static void
add_matters (YjPage *page, const json_t *progress, gboolean open, const char *title)
{
  json_t *matter;
  size_t i;

  if (count_matters (progress, open) == 0)
    return;
  yj_page_add_title (page, yj_context_text (yj_page_get_context (page), title));
  json_array_foreach (yj_json_array (progress, "matters"), i, matter)
    if (is_open (matter) == open)
      add_matter (page, matter, yj_json_string (matter, "status"));
}

void
yj_progress_answer_show_withdrawal (YjPage *page, const json_t *progress)
{
  YjContext *context = yj_page_get_context (page);

  if (count_matters (progress, TRUE) == 0)
    yj_page_add (page, yj_label_new (context, yj_context_text (context, "withdraw.whole"), "body"));
  add_matters (page, progress, TRUE, "withdraw.open");
  add_matters (page, progress, FALSE, "withdraw.closed");
}

void
yj_progress_answer_list_withdrawn (YjContext *context, const json_t *progress, YjReceipt *slip)
{
  json_t *matter;
  size_t i;

  json_array_foreach (yj_json_array (progress, "matters"), i, matter) {
    const char *department = yj_json_string (matter, "department");
    if (is_open (matter))
      yj_receipt_add_matter (slip, matter_name (context, yj_json_string (matter, "code")),
                             department != NULL && context->catalogue != NULL
                                 ? yj_catalogue_get_department (context->catalogue, department, yj_context_get_language (context))
                                 : NULL,
                             -1);
  }
}
