/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of what is typed into a field, and what comes of it. */
#pragma once
#include "core/fields/yj-field-type.h"

typedef struct {
  const char *type, *spec, *typed; /* JSON with ' for "; what begins with [ or { is parsed, all else is a text */
  const char *stored;              /* NULL where it is refused … */
  const char *problem;             /* … with this */
  const char *why;                 /* (nullable) */
} TypedValue;

/* Normalises and judges every row on 1 March 2028, the day after a 29 February; prints the table. */
void typed_values_check (const TypedValue *rows, guint n);
/* A test function that does so with the table @rows. */
#define TYPED_VALUES_TEST(name, rows)               \
  static void name (void)                           \
  {                                                 \
    typed_values_check (rows, G_N_ELEMENTS (rows)); \
  }
