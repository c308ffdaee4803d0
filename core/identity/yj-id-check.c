/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the guess of what kind of number somebody typed. */
#include "core/identity/yj-id-check.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mrz.h"
#include "core/identity/yj-resident-id.h"
#include "core/identity/yj-uscc.h"
#include <string.h>

static const char *const resident_reasons[] = {
  NULL,
  "it has not 18 characters",
  "numbers of 15 digits are void since 2013",
  "only digits, and X at the end, are allowed",
  "the birth date does not exist",
  "the birth date is in the future",
  "the check character does not fit",
};
static const char *const uscc_reasons[] = {
  NULL, "it has not 18 characters", "I, O, S, V and Z are not used", "the check character does not fit",
  "the check of the organisation code inside does not fit",
};

static json_t *
check_resident (const char *number, GDateTime *today)
{
  YjResidentIdVerdict verdict = yj_resident_id_check (number, today);
  json_t *answer = json_pack ("{s:s, s:b}", "kind", "resident-id", "valid", verdict == YJ_RESIDENT_ID_VALID);

  if (verdict != YJ_RESIDENT_ID_VALID) {
    json_object_set_new (answer, "reason", json_string (resident_reasons[verdict]));
    return answer;
  }
  g_autofree char *birth = yj_resident_id_get_birth (number), *area = g_strndup (number, 6);
  json_object_set_new (answer, "area", json_string (area));
  if (number[0] != '9') {
    json_object_set_new (answer, "birth", json_string (birth));
    json_object_set_new (answer, "sex", json_string (yj_resident_id_get_sex (number) == 1 ? "male" : "female"));
  }
  return answer;
}

static json_t *
check_mrz (const char *text, GDateTime *today)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjIdCard) card = yj_mrz_parse (text, today, &error);
  json_t *answer = json_pack ("{s:s, s:b}", "kind", "mrz", "valid", card != NULL);

  if (card == NULL) {
    json_object_set_new (answer, "reason", json_string (error->message));
    return answer;
  }
  json_object_set_new (answer, "number", json_string (card->number));
  json_object_set_new (answer, "name", json_string (card->name));
  json_object_set_new (answer, "birth", json_string (card->birth));
  json_object_set_new (answer, "expiry", json_string (card->valid_to));
  json_object_set_new (answer, "nationality", json_string (card->country));
  return answer;
}

json_t *
yj_id_check (const char *text)
{
  g_autoptr (YjSecretText) number = yj_resident_id_normalise (text);
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  YjUsccVerdict uscc = yj_uscc_check (number);
  YjResidentIdVerdict resident = yj_resident_id_check (number, today);

  if (strchr (number, '<') != NULL)
    return check_mrz (text, today);
  if (resident == YJ_RESIDENT_ID_VALID || uscc == YJ_USCC_LENGTH || (resident != YJ_RESIDENT_ID_CHARACTER && uscc != YJ_USCC_VALID))
    return resident == YJ_RESIDENT_ID_LENGTH
             ? json_pack ("{s:s, s:b, s:s}", "kind", "unknown", "valid", FALSE, "reason",
                          "neither a resident number, a credit code nor a machine-readable zone")
             : check_resident (number, today);
  json_t *answer = json_pack ("{s:s, s:b}", "kind", "uscc", "valid", uscc == YJ_USCC_VALID);
  if (uscc != YJ_USCC_VALID)
    json_object_set_new (answer, "reason", json_string (uscc_reasons[uscc]));
  return answer;
}
