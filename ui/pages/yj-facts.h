/* SPDX-License-Identifier: Apache-2.0 */
/* Facts, a row each, that stand on one another like lines of one panel; a page's end may part them. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

typedef struct {
  const char *label; /* id of the text */
  const char *value; /* (nullable): NULL and empty are left out */
} YjFact;

/* Appends the rows to @page. (transfer container) (element-type GtkWidget) */
GPtrArray *yj_facts_add (YjPage *page, const YjFact *facts, gsize n_facts);

G_END_DECLS
