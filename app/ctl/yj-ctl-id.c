/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl id: prints what core/identity says of a number or a machine-readable zone. */
#include "app/ctl/yj-ctl.h"
#include "core/identity/yj-id-check.h"
#include <stdio.h>

int
yj_ctl_id (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (json_t) answer = NULL;
  const char *key;
  json_t *value;

  if (argc != 2 || !g_str_equal (argv[0], "check"))
    return YJ_CTL_USAGE;
  answer = yj_id_check (argv[1]);
  if (ctl->json)
    yj_ctl_print_json (answer, FALSE);
  else
    json_object_foreach (answer, key, value) {
      g_autofree char *text = json_is_string (value) ? g_strdup (json_string_value (value)) : yj_json_to_text (value);
      printf ("%s: %s\n", key, text);
    }
  return yj_json_bool (answer, "valid", FALSE) ? YJ_CTL_OK : YJ_CTL_NO;
}
