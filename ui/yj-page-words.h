/* SPDX-License-Identifier: Apache-2.0 */
/* The words above a page: what it asks, and the hint below. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_PAGE_WORDS (yj_page_words_get_type ())
G_DECLARE_FINAL_TYPE (YjPageWords, yj_page_words, YJ, PAGE_WORDS, GtkWidget)

GtkWidget *yj_page_words_new (YjContext *context);
/* @heading, @hint: (nullable); without both the words take no room. */
void yj_page_words_set (YjPageWords *self, const char *heading, const char *hint);

G_END_DECLS
