/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the characters that Chinese names are made of: a dictionary of everyday words ranks them low. A rank is
 * better the lower it is; equal ranks keep their order. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The part of a name that is about to be typed. */
typedef enum {
  YJ_NAME_NONE,  /* not a name: the dictionary's order */
  YJ_NAME_WHOLE, /* nothing stands before it: a surname comes first */
  YJ_NAME_GIVEN, /* after a surname */
} YjNamePart;

/* Names put together from characters come first: what the dictionary takes for a name is often a sentence. */
#define YJ_NAME_RANK_COMPOSED 0

/* @whole: the candidate takes up all that was typed. */
guint yj_pinyin_name_rank (YjNamePart part, const char *candidate, gboolean whole);
/* The place of one character among surnames or among the characters of given names; G_MAXUINT when it is not there. */
guint yj_pinyin_surname_place (const char *character);
guint yj_pinyin_given_place (const char *character);

G_END_DECLS
