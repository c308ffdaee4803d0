/* SPDX-License-Identifier: Apache-2.0 */
/* The readers that are measured beside each other, each on one picture by itself. */
#pragma once
#include "drivers/codes/yj-code-reader.h"

G_BEGIN_DECLS

typedef struct {
  guint budget_msec;
  YjSymbologies wanted;
  YjCodeReaderWatch watch; /* (nullable); told by ours alone */
  gpointer watch_data;
} BenchTask;

typedef struct {
  const char *name;
  YjSymbologies reads; /* of what is asked for */
  /* (transfer full) (element-type YjCode) */
  GPtrArray *(*read) (const YjFrame *frame, const BenchTask *task);
} BenchReader;

/* Ends with an empty row. */
extern const BenchReader bench_readers[];

#ifdef HAVE_ZXING
/* Calls @found for the code in the picture, if there is one. Grey rows without padding. */
typedef void (*BenchZxingFound) (const char *symbology, const void *bytes, gsize size, gpointer user_data);
void bench_zxing_read (const guint8 *pixels, int width_px, int height_px, BenchZxingFound found, gpointer user_data);
#endif

G_END_DECLS
