/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: the published schemas of a catalogue's files, and what a value breaks of them.
 *
 * Of JSON Schema 2020-12 it knows the words that the schemas in assets/catalog/schema use: $ref to #/$defs/, type, enum, const,
 * minimum, maximum, minLength, maxLength, pattern, minItems, maxItems, uniqueItems, items, required, properties, additionalProperties,
 * propertyNames, maxProperties, allOf, anyOf, oneOf, not, if, then, else. A test compares its verdict with an independent validator's. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-finding.h"

G_BEGIN_DECLS

/* @pointer and @sentence live until the call returns. */
typedef void (*YjSchemaReportFunc) (YjFindingKind kind, const char *pointer, const char *sentence, gpointer user_data);

/* The published schema of "catalog", "item" or "region", built into the program. Never NULL. (transfer full) */
json_t *yj_schema_load (const char *name);
/* Is @value right by @schema? Everything that is not is told to @report, with the schema's own description of what is expected. */
gboolean yj_schema_validate (const json_t *schema, const json_t *value, YjSchemaReportFunc report, gpointer user_data);

G_END_DECLS
