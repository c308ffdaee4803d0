/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a number and its paper are shown. */
#include "ui/pages/yj-slip.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "ui/drawings/yj-disc.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/drawings/yj-qr-code.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"

static const struct {
  const char *number, *code, *printing, *printed, *no_paper;
} texts[YJ_RECEIPT_N_KINDS] = {
  [YJ_RECEIPT_APPLICATION] = { "receipt-page.number", "receipt-page.code", "receipt-page.printing", "receipt-page.printed", "receipt-page.no-paper" },
  [YJ_RECEIPT_TAKE_AWAY_LIST] = { "receipt-page.number", "receipt-page.code", "receipt-page.printing", "receipt-page.printed", "receipt-page.no-paper" },
  [YJ_RECEIPT_DRAFT] = { "hand-over.number", "hand-over.code", "hand-over.printing", "hand-over.printed", "receipt-page.no-paper" },
  [YJ_RECEIPT_WITHDRAWAL] = { "withdraw.number", "receipt-page.code", "receipt-page.printing", "receipt-page.printed", "withdraw.no-paper" },
};

GtkWidget *
yj_slip_head_new (YjContext *context, const char *text)
{
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "result-head"), *disc = yj_disc_new (TRUE, 0);
  GtkWidget *words = yj_label_new (context, yj_context_text (context, text), "result");

  gtk_widget_add_css_class (disc, "result");
  gtk_accessible_update_property (GTK_ACCESSIBLE (disc), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_context_text (context, "timeline.done"), -1);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (head), disc);
  gtk_box_append (GTK_BOX (head), words);
  return head;
}

static GtkWidget *
make_code (YjContext *context, YjReceiptKind kind, const char *text)
{
  GtkWidget *code = yj_qr_code_new (yj_context_text (context, texts[kind].code));
  g_autoptr (GError) error = NULL;

  if (!yj_qr_code_set_text (YJ_QR_CODE (code), text, &error))
    g_message ("the receipt's code cannot be drawn: %s", error->message);
  gtk_widget_set_valign (code, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (code, GTK_ALIGN_END);
  return code;
}

static void
add_line (YjContext *context, GtkWidget *words, const char *text, const char *css_classes)
{
  if (text != NULL && text[0] != '\0')
    gtk_box_append (GTK_BOX (words), yj_balanced_new (GTK_LABEL (yj_label_new (context, text, css_classes))));
}

/* On a wide screen large words leave room for what is needed alone; the paper says all of it. */
static gboolean
is_tight (YjContext *context)
{
  return yj_style_is_landscape (context->style) && yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;
}

/* In groups of four that stay in one line. (transfer full) */
static char *
group (const char *secret)
{
  g_autofree char *spaced = yj_reference_to_display (secret);
  g_auto (GStrv) groups = g_strsplit (spaced, " ", -1);
  return g_strjoinv ("\u00a0", groups);
}

/* A company's name may be long: it has a line of its own. In large words, what the head of the page and the clock say makes room for what is
 * still to be told. */
GtkWidget *
yj_slip_number_new (YjContext *context, YjReceipt *slip)
{
  g_autofree char *number = yj_reference_to_display (slip->reference);
  g_autofree char *when = slip->time != NULL ? yj_context_format_now (context) : NULL;
  g_autoptr (YjSecretText) code = slip->secret != NULL ? group (slip->secret) : NULL;
  g_autoptr (YjSecretText) secret = code != NULL ? yj_context_format (context, "receipt.secret", "code", code, NULL) : NULL;
  GtkWidget *panel = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "panel receipt-panel personal");
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "receipt-words");
  gboolean is_roomy = yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD;

  add_line (context, words, yj_context_text (context, texts[slip->kind].number), "small ink-2");
  add_line (context, words, number, "reference");
  add_line (context, words, secret, "small tabular");
  if (is_roomy)
    add_line (context, words, slip->item, "small ink-2");
  add_line (context, words, slip->applicant, "small ink-2");
  if (is_roomy)
    add_line (context, words, when, "small ink-2");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (panel), words);
  if (slip->qr_text != NULL)
    gtk_box_append (GTK_BOX (panel), make_code (context, slip->kind, slip->qr_text));
  return panel;
}

/* What to look at, beside the words, where they leave room for it. */
static GtkWidget *
add_picture (YjContext *context, GtkWidget *notice, YjIllustrationKind kind, const char *description)
{
  GtkWidget *picture;

  if (yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD)
    return notice;
  picture = yj_illustration_new (kind, yj_context_text (context, description));
  gtk_widget_add_css_class (picture, "fault");
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (notice), picture);
  return notice;
}

/* A jam has no error of its own: the printer says it beside the one that a receipt ended with. */
static const char *
name_fault (YjContext *context, const GError *error)
{
  YjPrinterReasons reasons = context->printer != NULL ? yj_receipt_printer_get_reasons (context->printer) : YJ_PRINTER_OK;

  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY))
    return "print-fault.media-empty";
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_COVER_OPEN))
    return "print-fault.cover-open";
  if ((reasons & YJ_PRINTER_MEDIA_JAM) != 0)
    return "print-fault.media-jam";
  return g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT) ? "print-fault.device-absent" : "print-fault.failed";
}

/* Whatever is the matter with the printer, the number on the screen is as good as the paper. */
static GtkWidget *
make_fault_notice (YjContext *context, YjReceiptKind kind, const GError *error)
{
  GtkWidget *notice = yj_notice_new (context, YJ_NOTICE_WARN, yj_context_text (context, name_fault (context, error)),
                                     yj_context_text (context, texts[kind].no_paper));

  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_MEDIA_EMPTY))
    return add_picture (context, notice, YJ_ILLUSTRATION_PAPER_OUT, "printer.picture.paper-out");
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_COVER_OPEN))
    return add_picture (context, notice, YJ_ILLUSTRATION_COVER_OPEN, "printer.picture.cover-open");
  return notice;
}

GtkWidget *
yj_slip_paper_notice_new (YjContext *context, YjReceiptKind kind, const char *take)
{
  YjPaperState state = yj_paper_get_state (context->paper, kind);

  if (state == YJ_PAPER_FAILED)
    return make_fault_notice (context, kind, yj_paper_get_error (context->paper, kind));
  if (state == YJ_PAPER_UNKNOWN)
    return add_picture (context,
                        yj_notice_new (context, YJ_NOTICE_WARN, yj_context_text (context, "receipt-page.print-unknown"),
                                       yj_context_text (context, "receipt-page.print-unknown.next")),
                        YJ_ILLUSTRATION_TAKE_RECEIPT, "done.picture");
  return yj_notice_new (context, YJ_NOTICE_WARN, take,
                        yj_context_text (context, state == YJ_PAPER_PRINTED ? texts[kind].printed : texts[kind].printing));
}

static void
add_column (GtkWidget *row, GtkWidget *const *parts)
{
  GtkWidget *column = yj_box_new (GTK_ORIENTATION_VERTICAL, "result-column");

  for (; *parts != NULL; parts++)
    gtk_box_append (GTK_BOX (column), *parts);
  gtk_box_append (GTK_BOX (row), column);
}

static GtkWidget *
make_columns (GtkWidget *const *left, GtkWidget *const *right)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "result-columns");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  add_column (row, left);
  add_column (row, right);
  return row;
}

/* There is no room for the number and the paper at once. */
static gboolean
is_parted (YjContext *context)
{
  return is_tight (context) || yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST;
}

/* Where the paper does not stand on the first page, the rest comes first. */
gboolean
yj_slip_is_read (YjPage *page)
{
  return !is_parted (yj_page_get_context (page)) || yj_pager_get_seen_all (yj_page_get_pager (page));
}

const char *
yj_slip_primary (YjPage *page, YjReceiptKind kind)
{
  YjContext *context = yj_page_get_context (page);

  if (!yj_slip_is_read (page))
    return yj_context_text (context, "notice.read-on");
  return yj_context_text (context,
                          yj_paper_get_state (context->paper, kind) == YJ_PAPER_FAILED ? "receipt-page.noted" : "receipt-page.primary");
}

static void
add_told (YjPage *page, GtkWidget *const *told)
{
  for (; *told != NULL; told++)
    if (gtk_widget_has_css_class (*told, "section-title"))
      yj_pager_append_title (yj_page_get_pager (page), *told);
    else
      yj_page_add (page, *told);
}

/* On a high screen the paper stands right above the buttons, whichever page of the rest is shown. */
void
yj_slip_add (YjPage *page, GtkWidget *head, GtkWidget *number, GtkWidget *paper, GtkWidget *const *told)
{
  YjContext *context = yj_page_get_context (page);

  if (yj_style_is_landscape (context->style) && !is_tight (context)) {
    yj_page_add (page, make_columns ((GtkWidget *[]){ head, number, paper, NULL }, told));
    return;
  }
  yj_page_add (page, head);
  yj_page_add (page, number);
  if (is_parted (context))
    yj_page_add (page, paper);
  else
    yj_page_set_aside (page, paper);
  add_told (page, told);
}
