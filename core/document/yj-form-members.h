/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/document: has an object the members of its schema, and no other? Thread: any. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;
  gboolean (*check) (const json_t *value);
  gboolean optional;
} YjFormMember;

gboolean yj_form_has_members (const json_t *object, const YjFormMember *members, gsize n);
/* The same with a sentence that names the member: YJ_ERROR_BAD_DATA. */
gboolean yj_form_check_members (const json_t *object, const YjFormMember *members, gsize n, GError **error);

#define YJ_FORM_HAS_MEMBERS(object, members) yj_form_has_members (object, members, G_N_ELEMENTS (members))

G_END_DECLS
