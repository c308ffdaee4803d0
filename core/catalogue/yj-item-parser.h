/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: reads the parts of an item, keeping the JSON Pointer of where it is and the
 * first error. After an error every call gives harmless values. */
#pragma once
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

typedef struct {
  YjItem *item;
  GString *pointer;
  GError *error;
  gsize n_sections; /* of the file, read so far: one that repeats counts once */
} YjItemParser;

/* Enters and leaves a member or element: keeps the pointer right. */
gsize yj_item_parser_push (YjItemParser *parser, const char *part);
gsize yj_item_parser_push_index (YjItemParser *parser, size_t index);
void yj_item_parser_pop (YjItemParser *parser, gsize mark);
void yj_item_parser_fail (YjItemParser *parser, const char *sentence);

const char *yj_item_parser_string (YjItemParser *parser, const json_t *object, const char *key, gboolean required);
const YjText *yj_item_parser_text (YjItemParser *parser, const json_t *object, const char *key, gboolean required);
/* A list of texts by language. (transfer container) (element-type YjText) */
GPtrArray *yj_item_parser_texts (YjItemParser *parser, const json_t *object, const char *key);
const char *const *yj_item_parser_strv (YjItemParser *parser, const json_t *object, const char *key);
const YjCondition *yj_item_parser_when (YjItemParser *parser, const json_t *object);

typedef gpointer (*YjItemPartFunc) (YjItemParser *parser, const json_t *object);
/* An array of objects, each made into a structure by @parse. (transfer full) */
GPtrArray *yj_item_parser_list (YjItemParser *parser, const json_t *object, const char *key, YjItemPartFunc parse);

/* What the lookups by id read: made when the parts are there. */
void yj_item_make_index (YjItem *self);
void yj_item_free_index (YjItem *self);

GPtrArray *yj_item_parse_options (YjItemParser *parser, const json_t *object);
gpointer yj_item_parse_field (YjItemParser *parser, const json_t *object);
gpointer yj_item_parse_section (YjItemParser *parser, const json_t *object);

G_END_DECLS
