/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of the strip: matters, materials, numbered steps and lists to tick. */
#include "drivers/printers/yj-receipt-layout.h"

#define BODY 26
#define HEADING 30
#define SMALL 22
#define GAP 16
#define COLUMN_GAP 48 /* of a table on a sheet */
#define DEPARTMENT_SHARE 0.3 /* of the width, at most */
#define NARROW 400           /* there names need the whole line */

typedef struct {
  YjReceiptCanvas *canvas;
  YjReceipt *receipt;
  YjMessages *messages;
} Table;

static const char *
label (const Table *table, const char *id)
{
  return yj_messages_get (table->messages, table->receipt->language, id);
}

static gboolean
has (const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
format_count (const Table *table, const char *id, int count)
{
  g_autofree char *number = g_strdup_printf ("%d", count);
  return yj_messages_format (table->messages, table->receipt->language, id, "number", number, NULL);
}

static char *
days_text (const Table *table, const YjReceiptMatter *matter)
{
  if (matter->working_days == 0)
    return g_strdup (label (table, "receipt.same-day"));
  return matter->working_days < 0 ? g_strdup ("") : format_count (table, "receipt.days", matter->working_days);
}

static double
number_width (YjReceiptCanvas *canvas, guint n)
{
  g_autofree char *widest = g_strdup_printf ("%u", n);
  return yj_receipt_canvas_measure (canvas, widest, BODY, FALSE);
}

/* Widths over all rows, so that they align. */
typedef struct {
  double number, name;
  double department; /* 0: it stands below the name */
  double days;       /* 0: none is known */
} MatterColumns;

static void
widen (const Table *table, double *width, const char *text)
{
  if (has (text))
    *width = MAX (*width, yj_receipt_canvas_measure (table->canvas, text, BODY, FALSE));
}

/* Departments that would wrap beside a name stand below it. On a sheet names take no more than they need: what belongs to a matter stands
 * where the eye finds it. */
static MatterColumns
measure_matters (const Table *table)
{
  MatterColumns columns = { number_width (table->canvas, table->receipt->matters->len), 0, 0, 0 };
  double content = table->canvas->content, room;

  for (guint i = 0; i < table->receipt->matters->len; i++) {
    const YjReceiptMatter *matter = g_ptr_array_index (table->receipt->matters, i);
    g_autofree char *time = days_text (table, matter);
    widen (table, &columns.name, matter->name);
    widen (table, &columns.department, matter->department);
    widen (table, &columns.days, time);
  }
  if (content < NARROW || columns.department > content * DEPARTMENT_SHARE)
    columns.department = 0;
  if (yj_receipt_canvas_is_wide (table->canvas)) {
    columns.name += COLUMN_GAP - GAP;
    columns.department += columns.department > 0 && columns.days > 0 ? COLUMN_GAP - GAP : 0;
    columns.days = MAX (columns.days, yj_receipt_canvas_measure (table->canvas, label (table, "receipt.working-days"), BODY, FALSE));
  }
  room = content - columns.number - GAP - (columns.department > 0 ? columns.department + GAP : 0) - (columns.days > 0 ? columns.days + GAP : 0);
  columns.name = yj_receipt_canvas_is_wide (table->canvas) ? MIN (columns.name, room) : room;
  return columns;
}

/* To the end of the last column. */
static double
matters_width (const MatterColumns *columns)
{
  return columns->number + GAP + columns->name + (columns->department > 0 ? GAP + columns->department : 0) +
         (columns->days > 0 ? GAP + columns->days : 0);
}

static void
draw_matter (const Table *table, guint i, const MatterColumns *columns)
{
  const YjReceiptMatter *matter = g_ptr_array_index (table->receipt->matters, i);
  g_autofree char *ordinal = g_strdup_printf ("%u", i + 1);
  g_autofree char *time = days_text (table, matter);
  YjReceiptColumn row[4];
  guint n = 0;

  row[n++] = (YjReceiptColumn){ ordinal, columns->number, YJ_TEXT_END, FALSE };
  row[n++] = (YjReceiptColumn){ matter->name, columns->name, YJ_TEXT_START, FALSE };
  if (columns->department > 0)
    row[n++] = (YjReceiptColumn){ has (matter->department) ? matter->department : "", columns->department, YJ_TEXT_START, FALSE };
  if (columns->days > 0)
    row[n++] = (YjReceiptColumn){ time, columns->days, YJ_TEXT_END, FALSE };
  yj_receipt_canvas_columns (table->canvas, row, n, BODY, GAP);
  if (columns->department > 0 || !has (matter->department))
    return;
  row[0].text = "";
  row[1] = (YjReceiptColumn){ matter->department, table->canvas->content - columns->number - GAP, YJ_TEXT_START, FALSE };
  yj_receipt_canvas_columns (table->canvas, row, 2, SMALL, GAP);
  yj_receipt_canvas_skip (table->canvas, 4);
}

/* Heading and unit differ in size and stand on one line. */
static void
draw_matters_heading (const Table *table, const MatterColumns *columns)
{
  gboolean withdrawn = table->receipt->kind == YJ_RECEIPT_WITHDRAWAL;
  int content = table->canvas->content;
  double top = table->canvas->y, below;

  yj_receipt_canvas_text (table->canvas, label (table, withdrawn ? "receipt.withdrawal.matters" : "receipt.matters"), HEADING, TRUE, YJ_TEXT_START);
  if (columns->days <= 0)
    return;
  below = table->canvas->y;
  table->canvas->y = top + 4;
  table->canvas->content = (int) matters_width (columns);
  yj_receipt_canvas_text (table->canvas, label (table, "receipt.working-days"), BODY, FALSE, YJ_TEXT_END);
  table->canvas->content = content;
  table->canvas->y = MAX (below, table->canvas->y);
}

void
yj_receipt_tables_draw_matters (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages)
{
  Table table = { canvas, receipt, messages };
  MatterColumns columns;

  if (receipt->matters->len == 0)
    return;
  yj_receipt_canvas_rule (canvas, 4, 18);
  columns = measure_matters (&table);
  draw_matters_heading (&table, &columns);
  yj_receipt_canvas_skip (canvas, 4);
  for (guint i = 0; i < receipt->matters->len; i++)
    draw_matter (&table, i, &columns);
}

/* "2 pages", "photographed C": the right-hand columns of a material. */
static char *
how_text (const YjReceiptMaterial *material)
{
  if (!has (material->trust_level))
    return g_strdup (has (material->how) ? material->how : "");
  return has (material->how) ? g_strconcat (material->how, " ", material->trust_level, NULL) : g_strdup (material->trust_level);
}

static char *
pages_text (const Table *table, const YjReceiptMaterial *material)
{
  return material->pages == 0 ? g_strdup ("") : format_count (table, "receipt.pages", (int) material->pages);
}

typedef struct {
  double name; /* of a sheet alone: elsewhere it is what the others leave */
  double pages, how;
} MaterialColumns;

static MaterialColumns
measure_materials (const Table *table)
{
  MaterialColumns columns = { 0, 0, 0 };

  for (guint i = 0; i < table->receipt->materials->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (table->receipt->materials, i);
    g_autofree char *count = pages_text (table, material);
    g_autofree char *way = how_text (material);
    if (has (material->due))
      continue;
    widen (table, &columns.name, material->name);
    widen (table, &columns.pages, count);
    columns.how = MAX (columns.how, yj_receipt_canvas_measure (table->canvas, way, BODY, FALSE));
  }
  columns.how = MIN (columns.how, table->canvas->content * 0.4);
  columns.name = MIN (columns.name + COLUMN_GAP - GAP, table->canvas->content - columns.how - columns.pages - 2 * GAP);
  return columns;
}

/* What belongs to a material stands where the eye finds it. */
static void
draw_material_on_sheet (const Table *table, const YjReceiptMaterial *material, const MaterialColumns *columns)
{
  g_autofree char *count = pages_text (table, material);
  g_autofree char *way = how_text (material);
  const YjReceiptColumn row[] = { { material->name, columns->name, YJ_TEXT_START, FALSE },
                                  { count, MAX (columns->pages, 1), YJ_TEXT_END, FALSE },
                                  { way, MAX (columns->how, 1), YJ_TEXT_START, FALSE } };

  yj_receipt_canvas_columns (table->canvas, row, G_N_ELEMENTS (row), BODY, GAP);
}

static void
draw_material (const Table *table, const YjReceiptMaterial *material, const MaterialColumns *columns)
{
  g_autofree char *count = pages_text (table, material);
  g_autofree char *way = how_text (material);
  double how = columns->how;
  YjReceiptColumn row[3];
  guint n = 0;

  /* What was not photographed leaves its room for pages to the name. */
  if (!has (count))
    how = MIN (how, yj_receipt_canvas_measure (table->canvas, way, BODY, FALSE));
  row[n++] = (YjReceiptColumn){ material->name, table->canvas->content - how - GAP, YJ_TEXT_START, FALSE };
  if (has (count)) {
    row[0].width -= columns->pages + GAP;
    row[n++] = (YjReceiptColumn){ count, columns->pages, YJ_TEXT_END, FALSE };
  }
  row[n++] = (YjReceiptColumn){ way, MAX (how, 1), YJ_TEXT_END, FALSE };
  yj_receipt_canvas_columns (table->canvas, row, n, BODY, GAP);
}

/* What is still due, by when; "none" is said too, because silence could mean that nobody looked. */
static void
draw_due (const Table *table)
{
  gboolean any = FALSE;

  yj_receipt_canvas_skip (table->canvas, 10);
  for (guint i = 0; i < table->receipt->materials->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (table->receipt->materials, i);
    if (!has (material->due))
      continue;
    if (!any)
      yj_receipt_canvas_text (table->canvas, label (table, "receipt.due"), BODY, TRUE, YJ_TEXT_START);
    any = TRUE;
    yj_receipt_canvas_tick (table->canvas, material->name, material->due, BODY);
  }
  if (!any)
    yj_receipt_canvas_pair (table->canvas, label (table, "receipt.due"), label (table, "receipt.due.none"), BODY, TRUE);
}

static gboolean
has_level_c (YjReceipt *receipt)
{
  for (guint i = 0; i < receipt->materials->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (receipt->materials, i);
    if (!has (material->due) && g_strcmp0 (material->trust_level, "C") == 0)
      return TRUE;
  }
  return FALSE;
}

static void
draw_bring (const Table *table)
{
  if (table->receipt->bring->len == 0)
    return;
  yj_receipt_canvas_skip (table->canvas, 10);
  yj_receipt_canvas_text (table->canvas, label (table, "receipt.bring"), BODY, TRUE, YJ_TEXT_START);
  for (guint i = 0; i < table->receipt->bring->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (table->receipt->bring, i);
    yj_receipt_canvas_tick (table->canvas, material->name, material->how, BODY);
  }
}

static void
draw_fees (const Table *table)
{
  if (table->receipt->fees->len == 0)
    return;
  yj_receipt_canvas_rule (table->canvas, 2, 14);
  yj_receipt_canvas_text (table->canvas, label (table, "receipt.fees"), HEADING, TRUE, YJ_TEXT_START);
  yj_receipt_canvas_skip (table->canvas, 4);
  for (guint i = 0; i < table->receipt->fees->len; i++) {
    const YjReceiptFee *fee = g_ptr_array_index (table->receipt->fees, i);
    yj_receipt_canvas_pair (table->canvas, fee->name, fee->amount, BODY, FALSE);
    if (has (fee->basis))
      yj_receipt_canvas_text (table->canvas, fee->basis, SMALL, FALSE, YJ_TEXT_START);
  }
}

void
yj_receipt_tables_draw_materials (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages)
{
  Table table = { canvas, receipt, messages };
  MaterialColumns columns;
  guint received = 0;

  yj_receipt_canvas_rule (canvas, 2, 14);
  yj_receipt_canvas_text (canvas, label (&table, "receipt.materials"), HEADING, TRUE, YJ_TEXT_START);
  yj_receipt_canvas_skip (canvas, 4);
  columns = measure_materials (&table);
  for (guint i = 0; i < receipt->materials->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (receipt->materials, i);
    if (has (material->due))
      continue;
    (yj_receipt_canvas_is_wide (canvas) ? draw_material_on_sheet : draw_material) (&table, material, &columns);
    received++;
  }
  if (received == 0)
    yj_receipt_canvas_text (canvas, label (&table, "receipt.materials.none"), BODY, FALSE, YJ_TEXT_START);
  if (has_level_c (receipt))
    yj_receipt_canvas_text (canvas, label (&table, "receipt.level-c"), SMALL, FALSE, YJ_TEXT_START);
  draw_due (&table);
  draw_bring (&table);
  draw_fees (&table);
}

void
yj_receipt_tables_draw_numbered (YjReceiptCanvas *canvas, const char *const *lines)
{
  guint n = g_strv_length ((char **) lines);
  double number = number_width (canvas, n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *ordinal = g_strdup_printf ("%u", i + 1);
    YjReceiptColumn row[] = { { ordinal, number, YJ_TEXT_END, FALSE },
                              { lines[i], canvas->content - number - GAP, YJ_TEXT_START, FALSE } };
    yj_receipt_canvas_columns (canvas, row, 2, BODY, GAP);
  }
}

/* (transfer full) (nullable) when both are empty */
static char *
join (const char *first, const char *second)
{
  if (has (first) && has (second))
    return g_strdup_printf ("%s · %s", first, second);
  return g_strdup (has (first) ? first : second);
}

/* (transfer full) (nullable) */
static char *
list_days_text (const Table *table, const YjReceiptMatter *matter)
{
  if (matter->working_days == 0)
    return g_strdup (label (table, "receipt.same-day"));
  return matter->working_days < 0 ? NULL
                                  : format_count (table, matter->working_days == 1 ? "receipt.list.days.one" : "receipt.list.days", matter->working_days);
}

static void
draw_tick_matters (const Table *table)
{
  yj_receipt_canvas_rule (table->canvas, 4, 18);
  yj_receipt_canvas_text (table->canvas, label (table, "receipt.list.matters"), HEADING, TRUE, YJ_TEXT_START);
  yj_receipt_canvas_skip (table->canvas, 4);
  for (guint i = 0; i < table->receipt->matters->len; i++) {
    const YjReceiptMatter *matter = g_ptr_array_index (table->receipt->matters, i);
    g_autofree char *days = list_days_text (table, matter);
    g_autofree char *note = join (matter->department, days);
    yj_receipt_canvas_tick (table->canvas, matter->name, note, BODY);
  }
}

void
yj_receipt_tables_draw_ticks (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages)
{
  Table table = { canvas, receipt, messages };

  if (receipt->matters->len > 0)
    draw_tick_matters (&table);
  if (receipt->materials->len > 0) {
    yj_receipt_canvas_rule (canvas, 4, 18);
    yj_receipt_canvas_text (canvas, label (&table, "receipt.list.materials"), HEADING, TRUE, YJ_TEXT_START);
    yj_receipt_canvas_skip (canvas, 4);
  }
  for (guint i = 0; i < receipt->materials->len; i++) {
    const YjReceiptMaterial *material = g_ptr_array_index (receipt->materials, i);
    g_autofree char *note = join (material->how, material->due);
    yj_receipt_canvas_tick (canvas, material->name, note, BODY);
  }
  draw_bring (&table);
  draw_fees (&table);
}
