/* SPDX-License-Identifier: Apache-2.0 */
/* The only door to JSON text. Parses RFC 8259 with jansson, refuses duplicate keys, and caps bytes
 * and depth before the parser sees them. Positions in messages are line and column; places inside a
 * parsed value are JSON Pointers (RFC 6901). Errors: YJ_ERROR_BAD_DATA, YJ_ERROR_LIMIT,
 * YJ_ERROR_NOT_FOUND (file). Thread: any; a json_t is not shared between threads. */
#pragma once
#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

#define YJ_JSON_MAX_BYTES_DEFAULT (4u * 1024u * 1024u)
#define YJ_JSON_MAX_DEPTH_DEFAULT 32u

/* Parses @size bytes of @text; 0 for a limit means the default above.
 * Returns: (transfer full) (nullable): the value, or NULL with @error set. */
json_t *yj_json_parse (const char *text, gsize size, gsize max_bytes, guint max_depth, GError **error);

/* The same for a whole file, which may not be larger than @max_bytes. */
json_t *yj_json_parse_file (const char *path, gsize max_bytes, guint max_depth, GError **error);

/* NULL when @size bytes of @text are UTF-8 without a byte order mark; else what they are instead and what to do, as a sentence that holds
 * nothing of the text. (nullable) */
const char *yj_json_find_encoding_fault (const char *text, gsize size);

/* Compact text with keys in insertion order. Returns: (transfer full). */
char *yj_json_to_text (const json_t *value);
/* The same as bytes without the final NUL. Returns: (transfer full). */
GBytes *yj_json_to_bytes (const json_t *value);

/* Typed members of an object. A missing or differently typed member gives the fallback: NULL, 0,
 * FALSE. Borrowed from @object. */
const char *yj_json_string (const json_t *object, const char *key);
gint64 yj_json_int (const json_t *object, const char *key, gint64 fallback);
gboolean yj_json_bool (const json_t *object, const char *key, gboolean fallback);
json_t *yj_json_array (const json_t *object, const char *key);
json_t *yj_json_object (const json_t *object, const char *key);

/* Whether @value is an element of @array; FALSE for what is no array. */
gboolean yj_json_has_element (const json_t *array, const json_t *value);

/* As yj_json_string (), but a missing member is YJ_ERROR_BAD_DATA that names @key. */
const char *yj_json_require_string (const json_t *object, const char *key, GError **error);

/* Writes zeros over every string inside @value before dropping the reference: for values that hold a person's data
 * and that somebody else may still refer to. NULL is allowed. Memory that jansson frees is wiped anyway. */
void yj_json_wipe (json_t *value);

G_END_DECLS
