/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the comparison of an object with the table of its members. */
#include "core/document/yj-form-members.h"
#include "core/base/yj-error.h"

/* The first member that is missing or wrong; NULL for none. *@found: how many are there. */
static const YjFormMember *
find_fault (const json_t *object, const YjFormMember *members, gsize n, gsize *found)
{
  *found = 0;
  for (gsize i = 0; i < n; i++) {
    const json_t *value = json_object_get (object, members[i].name);
    if (value == NULL ? !members[i].optional : !members[i].check (value))
      return &members[i];
    *found += value != NULL;
  }
  return NULL;
}

gboolean
yj_form_has_members (const json_t *object, const YjFormMember *members, gsize n)
{
  gsize found;
  return find_fault (object, members, n, &found) == NULL && json_is_object (object) && json_object_size (object) == found;
}

gboolean
yj_form_check_members (const json_t *object, const YjFormMember *members, gsize n, GError **error)
{
  gsize found;
  const YjFormMember *fault = find_fault (object, members, n, &found);

  if (fault != NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/%s is %s", fault->name,
                 json_object_get (object, fault->name) == NULL ? "missing" : "not as the schema has it");
  else if (json_object_size (object) != found)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the document has a member that the schema does not know");
  else
    return TRUE;
  return FALSE;
}
