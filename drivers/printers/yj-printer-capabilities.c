/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of printer attributes and the choice of a medium. */
#include "drivers/printers/yj-printer-capabilities.h"
#include <cups/pwg.h>
#include <math.h>
#include <string.h>

#define HUNDREDTHS 100
#define SLACK 50               /* sizes are rounded to whole millimetres here and to points there */
#define WIDEST_ROLL 9000       /* what takes more is fed sheets, whatever its smallest size is */
#define WIDEST 200000          /* two metres; beyond that a number makes no sense */
#define LONGEST 100000000
#define MOST_VALUES 1000
#define LONGEST_KEYWORD 255
#define SHORTEST_NEED_MM 40.0

static void
size_clear (gpointer data)
{
  g_free (((YjMediaSize *) data)->keyword);
}

/* A size that makes sense; the keyword is one that may be sent back. */
static gboolean
parse_keyword (const char *keyword, int *width, int *length)
{
  const pwg_media_t *media;

  if (keyword == NULL || strlen (keyword) > LONGEST_KEYWORD || !g_str_is_ascii (keyword))
    return FALSE;
  media = pwgMediaForPWG (keyword);
  if (media == NULL || media->width <= 0 || media->length <= 0 || media->width > WIDEST || media->length > LONGEST)
    return FALSE;
  *width = media->width;
  *length = media->length;
  return TRUE;
}

static gboolean
is_bound (const char *keyword, const char *bound)
{
  return g_str_has_prefix (keyword, bound) && (g_str_has_prefix (keyword, "custom_") || g_str_has_prefix (keyword, "roll_"));
}

static void
add_range (YjPrinterCapabilities *self, YjMediaSize *range)
{
  if (range->width_min > 0 && range->width_max >= range->width_min && range->length_max >= range->length_min)
    g_array_append_val (self->sizes, *range);
}

static void
parse_sizes (YjPrinterCapabilities *self, ipp_attribute_t *supported)
{
  YjMediaSize range = { 0 };
  int n = MIN (ippGetCount (supported), MOST_VALUES);

  for (int i = 0; i < n; i++) {
    const char *keyword = ippGetString (supported, i, NULL);
    int width, length;
    if (!parse_keyword (keyword, &width, &length))
      continue;
    if (is_bound (keyword, "custom_min_") || is_bound (keyword, "roll_min_")) {
      range.width_min = width;
      range.length_min = length;
    } else if (is_bound (keyword, "custom_max_") || is_bound (keyword, "roll_max_")) {
      range.width_max = width;
      range.length_max = length;
    } else {
      YjMediaSize size = { g_strdup (keyword), width, width, length, length };
      g_array_append_val (self->sizes, size);
    }
  }
  add_range (self, &range);
}

static YjPaperKind
kind_of (int width)
{
  return yj_paper_kind_from_width ((double) width / HUNDREDTHS);
}

/* The loaded medium as a keyword, when that is one of ours. */
static gboolean
take_kind (YjPrinterCapabilities *self, ipp_attribute_t *attribute)
{
  int width, length;

  for (int i = 0; i < MIN (ippGetCount (attribute), MOST_VALUES); i++)
    if (parse_keyword (ippGetString (attribute, i, NULL), &width, &length) && kind_of (width) != YJ_PAPER_UNKNOWN) {
      self->kind = kind_of (width);
      self->width = width;
      return TRUE;
    }
  return FALSE;
}

static int
find_widest (const YjPrinterCapabilities *self)
{
  int widest = 0;
  for (guint i = 0; i < self->sizes->len; i++)
    widest = MAX (widest, g_array_index (self->sizes, YjMediaSize, i).width_max);
  return widest;
}

/* A range of widths is a tolerance about the roll's own. */
static int
settle_width (const YjPrinterCapabilities *self, int widest)
{
  YjReceiptPaper usual;
  int own;

  yj_receipt_paper_init (&usual, self->kind, 0, 0, 0);
  own = (int) lround (usual.sheet_mm * HUNDREDTHS);
  for (guint i = 0; i < self->sizes->len; i++) {
    const YjMediaSize *size = &g_array_index (self->sizes, YjMediaSize, i);
    if (own >= size->width_min && own <= size->width_max)
      return own;
  }
  return widest;
}

/* Nothing is known of what is loaded: a printer of sheets has A4, one of rolls its widest. */
static void
guess_kind (YjPrinterCapabilities *self)
{
  int widest = find_widest (self);

  if (widest > WIDEST_ROLL)
    self->kind = yj_printer_capabilities_takes (self, YJ_PAPER_A4) ? YJ_PAPER_A4 : YJ_PAPER_UNKNOWN;
  else
    self->kind = kind_of (widest);
  if (self->kind == YJ_PAPER_ROLL_80 || self->kind == YJ_PAPER_ROLL_58)
    self->width = settle_width (self, widest);
}

static void
parse_resolution (YjPrinterCapabilities *self, ipp_t *answer)
{
  ipp_attribute_t *attribute = ippFindAttribute (answer, "printer-resolution-default", IPP_TAG_RESOLUTION);
  ipp_res_t units = IPP_RES_PER_INCH;
  int across = 0, along = 0;

  if (attribute == NULL)
    attribute = ippFindAttribute (answer, "printer-resolution-supported", IPP_TAG_RESOLUTION);
  if (attribute != NULL)
    across = ippGetResolution (attribute, 0, &along, &units);
  if (units == IPP_RES_PER_CM && across > 0 && across < 10000)
    across = (int) lround (across * 2.54);
  self->resolution_dpi = across >= 100 && across <= 2400 ? across : 0;
}

static void
parse_finishings (YjPrinterCapabilities *self, ipp_t *answer)
{
  ipp_attribute_t *attribute = ippFindAttribute (answer, "finishings-supported", IPP_TAG_ENUM);

  if (ippContainsInteger (attribute, IPP_FINISHINGS_TRIM_AFTER_JOB))
    self->cut = IPP_FINISHINGS_TRIM_AFTER_JOB;
  else if (ippContainsInteger (attribute, IPP_FINISHINGS_TRIM))
    self->cut = IPP_FINISHINGS_TRIM;
}

static void
parse_device (YjPrinterCapabilities *self, ipp_t *answer)
{
  const char *uri = ippGetString (ippFindAttribute (answer, "device-uri", IPP_TAG_URI), 0, NULL);
  const char *model = ippGetString (ippFindAttribute (answer, "printer-make-and-model", IPP_TAG_TEXT), 0, NULL);

  self->is_ipp = uri != NULL && (g_str_has_prefix (uri, "ipp:") || g_str_has_prefix (uri, "ipps:") || strstr (uri, "._ipp") != NULL);
  if (uri != NULL && g_str_has_prefix (uri, "ipp:") && strstr (uri, "._ipp") == NULL)
    self->uri = g_strdup (uri);
  /* cupsd and cups-filters end the model's name so when they made the queue from the printer's own attributes. */
  self->is_driverless = self->is_ipp && model != NULL && (strstr (model, "IPP Everywhere") != NULL || strstr (model, "driverless") != NULL);
}

void
yj_printer_capabilities_parse (YjPrinterCapabilities *self, ipp_t *answer)
{
  *self = (YjPrinterCapabilities){ 0 };
  self->sizes = g_array_new (FALSE, FALSE, sizeof (YjMediaSize));
  g_array_set_clear_func (self->sizes, size_clear);
  parse_sizes (self, ippFindAttribute (answer, "media-supported", IPP_TAG_ZERO));
  if (!take_kind (self, ippFindAttribute (answer, "media-ready", IPP_TAG_ZERO))
      && !take_kind (self, ippFindAttribute (answer, "media-default", IPP_TAG_ZERO)))
    guess_kind (self);
  parse_resolution (self, answer);
  parse_finishings (self, answer);
  parse_device (self, answer);
}

void
yj_printer_capabilities_clear (YjPrinterCapabilities *self)
{
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->uri, g_free);
}

static gboolean
holds_width (const YjMediaSize *size, YjPaperKind kind, int width)
{
  if (width > 0)
    return width >= size->width_min - SLACK && width <= size->width_max + SLACK;
  return kind_of (size->width_max) == kind;
}

gboolean
yj_printer_capabilities_takes (const YjPrinterCapabilities *self, YjPaperKind kind)
{
  gboolean sheets = find_widest (self) > WIDEST_ROLL;

  if (kind == self->kind)
    return TRUE;
  if (kind != YJ_PAPER_A4 && sheets)
    return FALSE;
  for (guint i = 0; i < self->sizes->len; i++)
    if (holds_width (&g_array_index (self->sizes, YjMediaSize, i), kind, 0))
      return TRUE;
  return FALSE;
}

/* The shortest size that holds @needed, or else the longest; a range counts as the size that is cut from it. (nullable) */
static const YjMediaSize *
find_size (const YjPrinterCapabilities *self, YjPaperKind kind, int width, double needed_mm, int *length)
{
  const YjMediaSize *found = NULL;
  int needed = (int) ceil (MAX (needed_mm, SHORTEST_NEED_MM)) * HUNDREDTHS;

  for (guint i = 0; i < self->sizes->len; i++) {
    const YjMediaSize *size = &g_array_index (self->sizes, YjMediaSize, i);
    int offered = CLAMP (needed, size->length_min, size->length_max);
    gboolean better = found == NULL || (offered >= needed ? *length < needed || offered < *length : offered > *length);
    if (!holds_width (size, kind, width) || !better)
      continue;
    found = size;
    *length = offered;
  }
  return found;
}

gboolean
yj_printer_capabilities_get_paper (const YjPrinterCapabilities *self, YjPaperKind wanted, double needed_mm, YjReceiptPaper *paper)
{
  YjPaperKind kind = wanted != YJ_PAPER_UNKNOWN ? wanted : self->kind;
  int width = kind == self->kind ? self->width : 0, length = 0;
  const YjMediaSize *size;

  if (wanted != YJ_PAPER_UNKNOWN && self->sizes->len > 0 && !yj_printer_capabilities_takes (self, wanted))
    return FALSE;
  if (kind == YJ_PAPER_UNKNOWN && self->sizes->len > 0)
    return FALSE;
  if (kind == YJ_PAPER_A4) {
    yj_receipt_paper_init (paper, kind, 0, 0, self->resolution_dpi);
    return TRUE;
  }
  size = find_size (self, kind, width, needed_mm, &length);
  if (size != NULL && width == 0)
    width = size->width_max;
  yj_receipt_paper_init (paper, kind, (double) width / HUNDREDTHS, 0, self->resolution_dpi);
  /* Not measured, or nothing is known: a roll without an end. */
  if (size != NULL && needed_mm > 0 && (length < needed_mm * HUNDREDTHS || size->length_min == size->length_max))
    paper->page_mm = (double) length / HUNDREDTHS;
  return TRUE;
}

char *
yj_printer_capabilities_get_media (const YjPrinterCapabilities *self, const YjReceiptPaper *paper, guint page_mm)
{
  char width[G_ASCII_DTOSTR_BUF_SIZE];
  int wide = (int) lround (paper->sheet_mm * HUNDREDTHS), length = 0;
  const YjMediaSize *size = find_size (self, paper->kind, wide, page_mm, &length);

  if (paper->kind == YJ_PAPER_A4)
    return g_strdup ("iso_a4_210x297mm");
  if (size != NULL && size->keyword != NULL)
    return g_strdup (size->keyword);
  if (size != NULL)
    page_mm = MAX (page_mm, (guint) size->length_min / HUNDREDTHS);
  /* The name that IPP gives a roll cut to this length (PWG 5101.1). */
  g_ascii_formatd (width, sizeof width, "%.4g", paper->sheet_mm);
  return g_strdup_printf ("custom_%sx%umm_%sx%umm", width, page_mm, width, page_mm);
}
