/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on a labelled picture, and whether a reader's answer is that. The folder holds the pictures and dev.tsv: a heading, then
 * a row a picture, columns dataset, path, accepted payloads as a JSON array, kind, …, and the picture's file as the tenth. */
#pragma once
#include "core/base/yj-json.h"
#include "core/ports/yj-code-scanner.h"

G_BEGIN_DECLS

typedef struct {
  char *set;       /* the data set's name */
  char *file;      /* beside the table */
  json_t *accepted; /* any one of these texts is right */
  gboolean has_text; /* FALSE: a code is there and nobody has agreed on its text, so that no answer is wrong */
} BenchLabel;

/* The rows of @folder/dev.tsv whose picture is at hand. (transfer full) (element-type BenchLabel) (nullable) */
GPtrArray *bench_labels_load (const char *folder, GError **error);

gboolean bench_label_accepts (const BenchLabel *label, const YjCode *code);

G_END_DECLS
