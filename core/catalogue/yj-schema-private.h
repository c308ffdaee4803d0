/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: what the two halves of the schemas' reader share. */
#pragma once
#include "core/catalogue/yj-schema.h"

G_BEGIN_DECLS

typedef struct {
  const json_t *root;
  GString *pointer;          /* of the value that is looked at */
  YjSchemaReportFunc report; /* NULL: only the verdict is wanted, and the first fault decides */
  gpointer user_data;
} YjSchemaRun;

/* Always FALSE. @hint: (nullable) what the schema says about the place. */
gboolean yj_schema_fail (YjSchemaRun *run, YjFindingKind kind, const char *hint, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Everything about a string, a number or a word; TRUE for a list or an object of the right type. */
gboolean yj_schema_check_value (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint);
/* "1 to 64", "at least 1", "at most 64" of the members @least and @most of @schema. (transfer full) */
char *yj_schema_describe_range (const json_t *schema, const char *least, const char *most);
gboolean yj_schema_is_in_range (const json_t *schema, const char *least, const char *most, json_int_t number);

G_END_DECLS
