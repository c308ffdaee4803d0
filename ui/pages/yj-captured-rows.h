/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a paper that are kept already, a row each: which one it is, and what can be done with it. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

/* Called when a button of page @index, counted from 0, was touched. */
typedef void (*YjCapturedFunc) (guint index, gpointer user_data);

typedef struct {
  YjCapturedFunc retake; /* (nullable): not while there is no camera */
  YjCapturedFunc remove;
  YjCapturedFunc earlier; /* the page before it comes after it */
  gpointer user_data;     /* an object; nothing is called when it is gone */
} YjCapturedWays;

/* Adds the rows to @page. @ways is copied. */
void yj_captured_rows_add (YjPage *page, GPtrArray *pages, const YjCapturedWays *ways);

G_END_DECLS
