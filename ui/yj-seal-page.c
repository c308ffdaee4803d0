/* SPDX-License-Identifier: Apache-2.0 */
/* Owns to whom a picture is sealed, and how large it may be. */
#include "ui/yj-seal-page.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-envelope.h"

GBytes *
yj_seal_page (YjContext *context, GBytes *picture, GError **error)
{
  g_auto (GStrv) recipients = yj_context_list_recipients (context);
  g_autoptr (GBytes) sealed = NULL;

  if (recipients[0] == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "there is nobody to seal to");
    return NULL;
  }
  sealed = yj_age_seal (picture, (const char *const *) recipients, error);
  if (sealed != NULL && g_bytes_get_size (sealed) > YJ_MATERIAL_MAX_BYTES) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, "the page is larger than a material may be");
    return NULL;
  }
  return g_steal_pointer (&sealed);
}
