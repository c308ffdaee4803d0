/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 9457 problem objects. Types are listed in openapi.yaml and never change their meaning. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* @name: kebab case, becomes urn:yijian:problem:<name>; the title follows from it. @status 0 leaves it out (items
 * of a batch). @detail: (nullable), for people, nothing of a person in it. (transfer full) */
json_t *yj_problem_json_new (guint status, const char *name, const char *detail);
/* Always FALSE: to be returned by the function that found the problem. */
gboolean yj_problem_json_set (json_t **problem, const char *name, const char *detail_format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
