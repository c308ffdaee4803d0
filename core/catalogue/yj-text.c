/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the fallback between the languages of a catalogue's texts. */
#include "core/catalogue/yj-text.h"
#include "core/base/yj-messages.h"

const YjText *
yj_text_from_json (const json_t *json)
{
  return json_is_object (json) ? (const YjText *) json : NULL;
}

gboolean
yj_text_has (const YjText *text, const char *language)
{
  const char *found = yj_json_string ((const json_t *) text, language);
  return found != NULL && *found != '\0';
}

const char *
yj_text_get (const YjText *text, const char *language)
{
  const char *found = yj_json_string ((const json_t *) text, language);
  if (found == NULL)
    found = yj_json_string ((const json_t *) text, YJ_LANGUAGE_BASE);
  return found != NULL ? found : "";
}
