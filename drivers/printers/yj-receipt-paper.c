/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the measures of the papers that receipts are printed on. */
#include "drivers/printers/yj-receipt-paper.h"
#include <math.h>

#define DOT_MM 0.125 /* 203.2 dpi */
#define USUAL_DPI 203
#define A4_HEIGHT_MM 297

static const struct {
  const char *nick;
  double sheet_mm, head_mm; /* the head of a receipt printer is narrower than its roll */
  double narrowest_mm, widest_mm; /* sheets that are called by the name; some queues name the head's width */
  double unit_mm, module_mm;
  int margin, top;
} kinds[YJ_PAPER_N_KINDS] = {
  [YJ_PAPER_ROLL_80] = { "roll-80", 80, 72, 68, 84, DOT_MM, 1, 24, 24 },
  [YJ_PAPER_ROLL_58] = { "roll-58", 58, 48, 46, 62, DOT_MM, 0.875, 8, 24 },
  /* 26 units of body text are 11 points here; printers leave about 4 mm blank, the margin is 20. */
  [YJ_PAPER_A4] = { "a4", 210, 210, 205, 220, 11 * 25.4 / 72 / 26, 1, 134, 92 },
};

void
yj_receipt_paper_init (YjReceiptPaper *self, YjPaperKind kind, double sheet_mm, double page_mm, int resolution_dpi)
{
  double head_mm;

  if (kind == YJ_PAPER_UNKNOWN)
    kind = YJ_PAPER_ROLL_80;
  *self = (YjReceiptPaper){ kind, sheet_mm > 0 ? sheet_mm : kinds[kind].sheet_mm, 0, page_mm, resolution_dpi > 0 ? resolution_dpi : USUAL_DPI,
                            kinds[kind].unit_mm, kinds[kind].module_mm, 0, kinds[kind].margin, kinds[kind].top };
  if (kind == YJ_PAPER_A4 && page_mm <= 0)
    self->page_mm = A4_HEIGHT_MM;
  head_mm = MIN (kinds[kind].head_mm, self->sheet_mm);
  self->left_mm = (self->sheet_mm - head_mm) / 2;
  self->width = (int) (head_mm / self->unit_mm + 1e-6);
}

const char *
yj_paper_kind_nick (YjPaperKind kind)
{
  return kind < YJ_PAPER_N_KINDS ? kinds[kind].nick : NULL;
}

YjPaperKind
yj_paper_kind_from_nick (const char *nick)
{
  for (guint kind = 1; kind < YJ_PAPER_N_KINDS; kind++)
    if (g_strcmp0 (nick, kinds[kind].nick) == 0)
      return kind;
  return YJ_PAPER_UNKNOWN;
}

YjPaperKind
yj_paper_kind_from_width (double width_mm)
{
  for (guint kind = 1; kind < YJ_PAPER_N_KINDS; kind++)
    if (width_mm >= kinds[kind].narrowest_mm && width_mm <= kinds[kind].widest_mm)
      return kind;
  return YJ_PAPER_UNKNOWN;
}

int
yj_receipt_paper_get_content (const YjReceiptPaper *self)
{
  return self->width - 2 * self->margin;
}

double
yj_receipt_paper_get_page (const YjReceiptPaper *self)
{
  return self->page_mm > 0 ? floor (self->page_mm / self->unit_mm) : 0;
}

/* Heads of "203 dpi" have eight dots a millimetre. */
double
yj_receipt_paper_get_dot (const YjReceiptPaper *self)
{
  double dot_mm = self->resolution_dpi == USUAL_DPI ? DOT_MM : 25.4 / self->resolution_dpi;
  return dot_mm / self->unit_mm;
}
