/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order of the parts; the tables are in yj-receipt-tables.c, the marks in the canvas. */
#include "drivers/printers/yj-receipt-layout.h"
#include "core/document/yj-reference.h"

#define BODY 26
#define HEADING 30
#define SMALL 22
#define NUMBER 60
#define CODE_GAP 40 /* between the code and what stands beside it */
#define FEED 24 /* before the cut */

typedef struct {
  YjReceiptCanvas *canvas;
  YjReceipt *receipt;
  YjMessages *messages;
} Draw;

/* What is called otherwise on each kind of paper. */
static const struct {
  const char *title, *reference, *qr, *time, *legal;
} words[YJ_RECEIPT_N_KINDS] = {
  [YJ_RECEIPT_APPLICATION] = { "receipt.title", "receipt.reference", "receipt.qr", "receipt.time", "receipt.legal" },
  [YJ_RECEIPT_TAKE_AWAY_LIST] = { "receipt.list.title", "receipt.reference", "receipt.qr", "receipt.time", "receipt.list.legal" },
  [YJ_RECEIPT_DRAFT] = { "receipt.draft.title", "receipt.draft.reference", "receipt.draft.qr", "receipt.draft.time", "receipt.draft.legal" },
  [YJ_RECEIPT_WITHDRAWAL] = { "receipt.withdrawal.title", "receipt.withdrawal.reference", "receipt.qr", "receipt.withdrawal.time", "receipt.withdrawal.legal" },
};

static const char *
label (const Draw *draw, const char *id)
{
  return yj_messages_get (draw->messages, draw->receipt->language, id);
}

static gboolean
has (const char *text)
{
  return text != NULL && *text != '\0';
}

/* Thick between groups, thin inside them. */
static void
end_group (const Draw *draw)
{
  yj_receipt_canvas_rule (draw->canvas, 4, 18);
}

static void
pair (const Draw *draw, const char *id, const char *value, gboolean bold)
{
  if (has (value))
    yj_receipt_canvas_pair (draw->canvas, label (draw, id), value, BODY, bold);
}

static void
draw_head (const Draw *draw)
{
  YjReceipt *receipt = draw->receipt;
  double machine = has (receipt->machine) ? yj_receipt_canvas_measure (draw->canvas, receipt->machine, BODY, FALSE) : 0;
  double hall = draw->canvas->content - (machine > 0 ? machine + 24 : 0);
  YjReceiptColumn columns[] = { { has (receipt->hall) ? receipt->hall : "", hall, YJ_TEXT_START, TRUE },
                                { receipt->machine, machine, YJ_TEXT_END, FALSE } };

  yj_receipt_canvas_columns (draw->canvas, columns, machine > 0 ? 2 : 1, BODY, 24);
  yj_receipt_canvas_rule (draw->canvas, 4, 14);
}

static void
draw_title (const Draw *draw)
{
  yj_receipt_canvas_skip (draw->canvas, 6);
  yj_receipt_canvas_title (draw->canvas, label (draw, words[draw->receipt->kind].title), 44);
  if (has (draw->receipt->item))
    yj_receipt_canvas_text (draw->canvas, draw->receipt->item, BODY, FALSE, YJ_TEXT_CENTRE);
  yj_receipt_canvas_skip (draw->canvas, 14);
}

/* Groups of four, so that 12 characters can be read out and typed. */
static char *
group_in_fours (const char *text)
{
  GString *grouped = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++) {
    if (at != text && (at - text) % 4 == 0)
      g_string_append_c (grouped, ' ');
    g_string_append_c (grouped, *at);
  }
  return g_string_free (grouped, FALSE);
}

static void
draw_code_words (const Draw *draw)
{
  g_autofree char *grouped = NULL, *line = NULL;

  yj_receipt_canvas_text (draw->canvas, label (draw, words[draw->receipt->kind].qr), 24, FALSE, YJ_TEXT_CENTRE);
  if (!has (draw->receipt->secret))
    return;
  grouped = group_in_fours (draw->receipt->secret);
  line = yj_messages_format (draw->messages, draw->receipt->language, "receipt.secret", "code", grouped, NULL);
  yj_receipt_canvas_text (draw->canvas, line, 24, FALSE, YJ_TEXT_CENTRE);
}

static void
draw_number (const Draw *draw)
{
  g_autofree char *shown = NULL;

  if (!has (draw->receipt->reference))
    return;
  shown = yj_reference_to_display (draw->receipt->reference);
  yj_receipt_canvas_boxed (draw->canvas, label (draw, words[draw->receipt->kind].reference), shown, NUMBER);
}

/* On a sheet the code stands beside the number and its words. */
static gboolean
draw_beside (const Draw *draw, GError **error)
{
  YjReceiptCanvas *canvas = draw->canvas;
  double top, below, size;

  yj_receipt_canvas_keep (canvas, 400);
  yj_receipt_canvas_skip (canvas, -CODE_GAP / 2); /* the quiet zone has begun above */
  top = canvas->y;
  if (!yj_receipt_canvas_qr (canvas, draw->receipt->qr_text, YJ_TEXT_END, &size, error))
    return FALSE;
  below = canvas->y;
  canvas->y = top + (below - top - size) / 2;
  canvas->content -= (int) size + 2 * CODE_GAP;
  draw_number (draw);
  yj_receipt_canvas_skip (canvas, CODE_GAP / 2);
  draw_code_words (draw);
  canvas->content += (int) size + 2 * CODE_GAP;
  canvas->y = MAX (below, canvas->y);
  return TRUE;
}

static gboolean
draw_reference (const Draw *draw, GError **error)
{
  if (has (draw->receipt->qr_text) && yj_receipt_canvas_is_wide (draw->canvas))
    return draw_beside (draw, error);
  draw_number (draw);
  if (!has (draw->receipt->qr_text))
    return TRUE;
  if (!yj_receipt_canvas_qr (draw->canvas, draw->receipt->qr_text, YJ_TEXT_CENTRE, NULL, error))
    return FALSE;
  yj_receipt_canvas_skip (draw->canvas, -10);
  draw_code_words (draw);
  return TRUE;
}

static void
draw_application (const Draw *draw)
{
  YjReceipt *receipt = draw->receipt;

  end_group (draw);
  pair (draw, "receipt.case-number", receipt->case_number, FALSE);
  pair (draw, receipt->agent != NULL ? "receipt.enterprise" : "receipt.applicant", receipt->applicant, FALSE);
  pair (draw, "receipt.agent", receipt->agent, FALSE);
  pair (draw, "receipt.document", receipt->document, FALSE);
  pair (draw, words[receipt->kind].time, receipt->time, FALSE);
  pair (draw, "receipt.draft.keep-until", receipt->keep_until, TRUE);
  pair (draw, "receipt.state", label (draw, receipt->sent ? "receipt.state.sent" : "receipt.state.kept"), TRUE);
}

static void
draw_next (const Draw *draw)
{
  if (draw->receipt->next_steps == NULL || draw->receipt->next_steps[0] == NULL)
    return;
  yj_receipt_canvas_text (draw->canvas, label (draw, "receipt.next"), HEADING, TRUE, YJ_TEXT_START);
  yj_receipt_canvas_skip (draw->canvas, 4);
  yj_receipt_tables_draw_numbered (draw->canvas, (const char *const *) draw->receipt->next_steps);
}

static void
draw_contacts (const Draw *draw)
{
  YjReceipt *receipt = draw->receipt;

  if (!has (receipt->counter) && !has (receipt->delivery) && !has (receipt->query_how) && !has (receipt->complaint_how))
    return;
  yj_receipt_canvas_rule (draw->canvas, 2, 14);
  pair (draw, "receipt.counter", receipt->counter, FALSE);
  pair (draw, "receipt.delivery", receipt->delivery, FALSE);
  pair (draw, "receipt.query", receipt->query_how, FALSE);
  pair (draw, "receipt.complaint", receipt->complaint_how, FALSE);
}

/* On a sheet the place for the seal is beside what happens next. */
static void
draw_outlook (const Draw *draw)
{
  YjReceiptCanvas *canvas = draw->canvas;
  gboolean sealed = draw->receipt->kind == YJ_RECEIPT_APPLICATION && yj_receipt_canvas_is_wide (canvas);
  double side = sealed ? yj_receipt_canvas_get_seal (canvas) : 0, top;

  if (sealed)
    yj_receipt_canvas_keep (canvas, side + CODE_GAP);
  end_group (draw);
  top = canvas->y;
  canvas->content -= sealed ? (int) side + CODE_GAP : 0;
  draw_next (draw);
  draw_contacts (draw);
  canvas->content += sealed ? (int) side + CODE_GAP : 0;
  if (sealed)
    yj_receipt_canvas_seal (canvas, label (draw, "receipt.seal"), top);
}

static void
draw_small_print (const Draw *draw)
{
  gboolean is_list = draw->receipt->kind == YJ_RECEIPT_TAKE_AWAY_LIST;
  g_autofree char *number = g_strdup_printf ("%u", MAX (draw->receipt->copy, 1));
  g_autofree char *copy
      = yj_messages_format (draw->messages, draw->receipt->language, "receipt.copy", "number", number, NULL);
  g_autofree char *line = NULL;

  end_group (draw);
  yj_receipt_canvas_text (draw->canvas, label (draw, words[draw->receipt->kind].legal), SMALL, FALSE,
                          YJ_TEXT_START);
  if (is_list)
    line = g_strdup (has (draw->receipt->versions) ? draw->receipt->versions : "");
  else
    line = has (draw->receipt->versions) ? g_strconcat (draw->receipt->versions, "  ", copy, NULL) : g_strdup (copy);
  yj_receipt_canvas_skip (draw->canvas, 6);
  if (has (line))
    yj_receipt_canvas_text (draw->canvas, line, SMALL, FALSE, YJ_TEXT_CENTRE);
  yj_receipt_canvas_skip (draw->canvas, FEED);
}

gboolean
yj_receipt_layout_draw (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages, GError **error)
{
  Draw draw = { canvas, receipt, messages };

  draw_head (&draw);
  draw_title (&draw);
  if (receipt->kind == YJ_RECEIPT_TAKE_AWAY_LIST) {
    if (has (receipt->qr_text) && !draw_reference (&draw, error))
      return FALSE;
    yj_receipt_tables_draw_ticks (canvas, receipt, messages);
  } else {
    if (!draw_reference (&draw, error))
      return FALSE;
    draw_application (&draw);
    yj_receipt_tables_draw_matters (canvas, receipt, messages);
    if (receipt->kind == YJ_RECEIPT_APPLICATION)
      yj_receipt_tables_draw_materials (canvas, receipt, messages);
  }
  draw_outlook (&draw);
  draw_small_print (&draw);
  yj_receipt_canvas_end (canvas);
  return TRUE;
}
