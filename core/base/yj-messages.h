/* SPDX-License-Identifier: Apache-2.0 */
/* The program's own sentences, by id and language, from assets/translations/<language>.json
 * (one flat object: id -> text with {name} placeholders). The language is the session's and changes
 * at a touch, which is why this is a table and not the process's locale. zh-CN is complete by test;
 * a missing text falls back to zh-CN and then to the id itself. Languages are BCP 47 tags. */
#pragma once
#include <gio/gio.h>
#include <stdarg.h>

G_BEGIN_DECLS

#define YJ_TYPE_MESSAGES (yj_messages_get_type ())
G_DECLARE_FINAL_TYPE (YjMessages, yj_messages, YJ, MESSAGES, GObject)

#define YJ_LANGUAGE_BASE "zh-CN"

/* Loads every *.json of @dir. NULL with YJ_ERROR_BAD_DATA or YJ_ERROR_NOT_FOUND if one is unusable
 * or zh-CN is missing. (transfer full) (nullable) */
YjMessages *yj_messages_new (const char *dir, GError **error);
/* The tags that were loaded, zh-CN first. (transfer none) */
const char *const *yj_messages_get_languages (YjMessages *self);
/* The text of @id, never NULL. (transfer none) */
const char *yj_messages_get (YjMessages *self, const char *language, const char *id);
/* Replaces {name} by value for the NULL-terminated name, value, … pairs. (transfer full) */
char *yj_messages_format (YjMessages *self, const char *language, const char *id, ...) G_GNUC_NULL_TERMINATED;

char *yj_messages_format_valist (YjMessages *self, const char *language, const char *id, va_list list);

/* A sentence that is still to be put into a language: what validators and drivers report. */
typedef struct {
  char *id;       /* message id, "field.date.future" */
  char **params;  /* (nullable) name, value, name, value, …, NULL; never a person's data */
} YjProblem;

YjProblem *yj_problem_new (const char *id, ...) G_GNUC_NULL_TERMINATED;
void yj_problem_free (YjProblem *problem);
/* (transfer full) */
char *yj_messages_format_problem (YjMessages *self, const char *language, const YjProblem *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjProblem, yj_problem_free)

G_END_DECLS
