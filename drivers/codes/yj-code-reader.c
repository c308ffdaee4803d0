/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order of the ways a picture is looked at and the time given to them. */
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-block-threshold.h"
#include "drivers/codes/yj-code-votes.h"
#include "drivers/codes/yj-line-strips.h"
#include "drivers/codes/yj-pyramid.h"
#include "drivers/codes/yj-qr-search.h"
#include "drivers/codes/yj-thread-time.h"

/* Up to here a picture is small enough to be enlarged. */
#define SMALL_PX 450000
/* Linear codes are looked for in a size whose longer side has no more than this: the whole of one has about a hundred modules. */
#define LINES_SIDE_PX 960

struct _YjCodeReader {
  GObject parent_instance;
  gint64 budget_usec;
  YjSymbologies wanted;
  YjCodeVotes *votes;
  YjQrMemory *memory;
  guint next_extra; /* the first of the other ways for the next picture */
  YjCodeReaderWatch watch;
  gpointer watch_data;
};

G_DEFINE_FINAL_TYPE (YjCodeReader, yj_code_reader, G_TYPE_OBJECT)

typedef struct {
  const YjPyramid *pyramid;
  YjSymbologies wanted;
  YjQrMemory *memory;
  gint64 deadline_usec;
} Look;

typedef enum {
  SEARCH_8,
  SEARCH_16,
  SEARCH_4,
  SEARCH_INVERTED,
  SEARCH_PAIRS,
  SEARCH_DOUBLED,
  WHOLE_HALF,
  WHOLE,
  WHOLE_DOUBLED,
  STRIPS,
  FULL_STRIPS
} WayKind;

typedef struct {
  const char *name;
  WayKind kind;
  YjStripsKind strips;
  YjSymbologies reads;
} Way;

#define LINEAR ((YjSymbologies) ~YJ_SYMBOLOGY_QR_CODE)

static const Way first_ways[] = {
  { "search-8", SEARCH_8, 0, YJ_SYMBOLOGY_QR_CODE },
  { "rows", STRIPS, YJ_STRIPS_ROWS, LINEAR },
};

/* What reads much in little time comes first. */
static const Way extra_ways[] = {
  { "columns", STRIPS, YJ_STRIPS_COLUMNS, LINEAR },
  { "search-inverted", SEARCH_INVERTED, 0, YJ_SYMBOLOGY_QR_CODE },
  { "wide-rows", STRIPS, YJ_STRIPS_WIDE_ROWS, LINEAR },
  { "whole-half", WHOLE_HALF, 0, YJ_SYMBOLOGY_QR_CODE },
  { "sharp-rows", STRIPS, YJ_STRIPS_SHARP_ROWS, LINEAR },
  { "search-16", SEARCH_16, 0, YJ_SYMBOLOGY_QR_CODE },
  { "rows-30", STRIPS, YJ_STRIPS_30_DEGREES, LINEAR },
  { "rows-150", STRIPS, YJ_STRIPS_150_DEGREES, LINEAR },
  { "search-4", SEARCH_4, 0, YJ_SYMBOLOGY_QR_CODE },
  { "search-pairs", SEARCH_PAIRS, 0, YJ_SYMBOLOGY_QR_CODE },
  { "full-rows", FULL_STRIPS, YJ_STRIPS_ROWS, LINEAR },
  { "search-doubled", SEARCH_DOUBLED, 0, YJ_SYMBOLOGY_QR_CODE },
  { "plain-rows", STRIPS, YJ_STRIPS_PLAIN_ROWS, LINEAR },
  { "rows-60", STRIPS, YJ_STRIPS_60_DEGREES, LINEAR },
  { "rows-120", STRIPS, YJ_STRIPS_120_DEGREES, LINEAR },
  { "whole", WHOLE, 0, YJ_SYMBOLOGY_QR_CODE },
  { "whole-doubled", WHOLE_DOUBLED, 0, YJ_SYMBOLOGY_QR_CODE },
};

static guint
lines_level (const YjPyramid *pyramid)
{
  guint level = 0;

  while (level + 1 < YJ_PYRAMID_LEVELS && pyramid->levels[level + 1] != NULL &&
         MAX (pyramid->levels[level]->width_px, pyramid->levels[level]->height_px) > LINES_SIDE_PX)
    level++;
  return level;
}

static GPtrArray *
read_strips (const Look *look, YjStripsKind kind, guint level)
{
  g_autoptr (YjGreyImage) strips = yj_line_strips_new (look->pyramid->levels[level], kind);
  return strips != NULL ? yj_zbar_scan (strips, look->wanted & LINEAR) : g_ptr_array_new ();
}

static GPtrArray *
read_whole (const Look *look, guint level, guint block_px)
{
  const YjGreyImage *grey =
      look->pyramid->levels[level] != NULL ? look->pyramid->levels[level] : look->pyramid->levels[0];
  g_autoptr (YjGreyImage) binary = yj_block_threshold (grey, block_px, 2);
  return yj_zbar_scan (binary, YJ_SYMBOLOGY_QR_CODE);
}

static GPtrArray *
read_inverted (const Look *look)
{
  g_autoptr (YjPyramid) inverted = yj_pyramid_new_take (yj_grey_image_new_inverted (look->pyramid->levels[0]));
  return yj_qr_search (inverted, 8, 2, NULL, look->deadline_usec);
}

/* (transfer full) (nullable): NULL for a picture that is large enough */
static YjGreyImage *
double_small (const Look *look)
{
  const YjGreyImage *grey = look->pyramid->levels[0];
  return (gsize) grey->width_px * grey->height_px <= SMALL_PX ? yj_grey_image_new_doubled (grey) : NULL;
}

static GPtrArray *
search_doubled (const Look *look)
{
  YjGreyImage *doubled = double_small (look);
  g_autoptr (YjPyramid) pyramid = doubled != NULL ? yj_pyramid_new_take (doubled) : NULL;
  return pyramid != NULL ? yj_qr_search (pyramid, 8, 2, NULL, look->deadline_usec) : g_ptr_array_new ();
}

static GPtrArray *
read_doubled (const Look *look)
{
  g_autoptr (YjGreyImage) doubled = double_small (look);
  return doubled != NULL ? yj_zbar_scan (doubled, YJ_SYMBOLOGY_QR_CODE) : g_ptr_array_new ();
}

static GPtrArray *
look_in_way (const Look *look, const Way *way)
{
  switch (way->kind) {
  case SEARCH_8:
    return yj_qr_search (look->pyramid, 8, 2, look->memory, look->deadline_usec);
  case SEARCH_16:
    return yj_qr_search (look->pyramid, 16, 2, NULL, look->deadline_usec);
  case SEARCH_4:
    return yj_qr_search (look->pyramid, 4, 4, NULL, look->deadline_usec);
  case SEARCH_INVERTED:
    return read_inverted (look);
  case SEARCH_PAIRS:
    return yj_qr_search_pairs (look->pyramid, look->deadline_usec);
  case SEARCH_DOUBLED:
    return search_doubled (look);
  case WHOLE_HALF:
    return read_whole (look, 1, 8);
  case WHOLE:
    return read_whole (look, 0, 16);
  case WHOLE_DOUBLED:
    return read_doubled (look);
  case FULL_STRIPS:
    return lines_level (look->pyramid) > 0 ? read_strips (look, way->strips, 0) : g_ptr_array_new ();
  default:
    return read_strips (look, way->strips, lines_level (look->pyramid));
  }
}

/* TRUE once something is sure enough to end this picture. */
static gboolean
try_way (YjCodeReader *self, const Look *look, const Way *way, gint64 started_usec, GPtrArray **codes)
{
  if ((way->reads & self->wanted) == 0)
    return FALSE;
  if (self->watch != NULL)
    self->watch (way->name, TRUE, self->watch_data);
  g_autoptr (GPtrArray) symbols = look_in_way (look, way);
  if (self->watch != NULL)
    self->watch (way->name, FALSE, self->watch_data);
  for (guint i = 0; i < symbols->len; i++)
    yj_code_votes_add (self->votes, g_ptr_array_index (symbols, i), g_get_monotonic_time ());
  g_clear_pointer (codes, g_ptr_array_unref);
  *codes = yj_code_votes_elect (self->votes, started_usec, FALSE);
  return (*codes)->len > 0;
}

static GPtrArray *
look_in_turn (YjCodeReader *self, const Look *look, gint64 started_usec)
{
  GPtrArray *codes = NULL;
  Look rest = *look;

  for (guint i = 0; i < G_N_ELEMENTS (first_ways); i++)
    if (try_way (self, look, &first_ways[i], started_usec, &codes))
      return codes;
  /* On a slow machine the first ways alone take all the time there is: one of the others has its turn all the same. */
  if (yj_thread_time_usec () >= look->deadline_usec)
    rest.deadline_usec = yj_thread_time_usec () + self->budget_usec / 2;
  for (guint i = 0; i < G_N_ELEMENTS (extra_ways) && (i == 0 || yj_thread_time_usec () < look->deadline_usec); i++) {
    const Way *way = &extra_ways[self->next_extra];
    self->next_extra = (self->next_extra + 1) % G_N_ELEMENTS (extra_ways);
    if (try_way (self, &rest, way, started_usec, &codes))
      return codes;
  }
  g_clear_pointer (&codes, g_ptr_array_unref);
  return yj_code_votes_elect (self->votes, started_usec, TRUE);
}

static GPtrArray *
symbols_to_codes (const GPtrArray *symbols)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_code_free);

  for (guint i = 0; i < symbols->len; i++) {
    const YjZbarSymbol *symbol = g_ptr_array_index (symbols, i);
    gsize size;
    gconstpointer payload = g_bytes_get_data (symbol->payload, &size);
    g_ptr_array_add (codes, yj_code_new (yj_symbology_name (symbol->symbology), payload, size));
  }
  return codes;
}

static void
yj_code_reader_finalize (GObject *object)
{
  YjCodeReader *self = YJ_CODE_READER (object);
  yj_code_votes_free (self->votes);
  yj_qr_memory_free (self->memory);
  G_OBJECT_CLASS (yj_code_reader_parent_class)->finalize (object);
}

static void
yj_code_reader_class_init (YjCodeReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_code_reader_finalize;
}

static void
yj_code_reader_init (YjCodeReader *self)
{
  self->votes = yj_code_votes_new ();
  self->memory = yj_qr_memory_new ();
  self->wanted = YJ_SYMBOLOGIES_DEFAULT;
}

YjCodeReader *
yj_code_reader_new (guint budget_msec)
{
  YjCodeReader *self = g_object_new (YJ_TYPE_CODE_READER, NULL);
  self->budget_usec = (gint64) budget_msec * 1000;
  return self;
}

void
yj_code_reader_set_symbologies (YjCodeReader *self, YjSymbologies wanted)
{
  self->wanted = wanted;
}

void
yj_code_reader_set_watch (YjCodeReader *self, YjCodeReaderWatch watch, gpointer user_data)
{
  self->watch = watch;
  self->watch_data = user_data;
}

GPtrArray *
yj_code_reader_scan (YjCodeReader *self, const YjFrame *frame)
{
  YjGreyImage *grey = yj_grey_image_new_from_frame (frame);
  gint64 started_usec = g_get_monotonic_time ();

  if (grey == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) yj_code_free);
  yj_code_votes_expire (self->votes, started_usec);
  g_autoptr (YjPyramid) pyramid = yj_pyramid_new_take (grey);
  gint64 deadline_usec = self->budget_usec == 0 ? G_MAXINT64 : yj_thread_time_usec () + self->budget_usec;
  Look look = { pyramid, self->wanted, self->memory, deadline_usec };
  g_autoptr (GPtrArray) symbols = look_in_turn (self, &look, started_usec);
  return symbols_to_codes (symbols);
}

void
yj_code_reader_reset (YjCodeReader *self)
{
  yj_code_votes_clear (self->votes);
  yj_qr_memory_clear (self->memory);
  self->next_extra = 0;
}
