/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the guess of what kind of number somebody typed. */
#include "core/identity/yj-id-check.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mrz.h"
#include "core/identity/yj-resident-id.h"
#include "core/identity/yj-uscc.h"
#include <string.h>

#define TEXT_MAX_BYTES 1024
/* From here on a row of digits is taken for a resident number that is too short or too long. */
#define NUMBER_MIN_DIGITS 14
#define NUMBER_MAX_DIGITS 20

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
  NULL,
  "it has not 18 characters",
  "I, O, S, V and Z are not used",
  "the check character does not fit",
  "the check of the organisation code inside does not fit",
};

static json_t *
answer_new (const char *kind, const char *reason)
{
  json_t *answer = json_pack ("{s:s, s:b}", "kind", kind, "valid", reason == NULL);

  if (reason != NULL)
    json_object_set_new (answer, "reason", json_string (reason));
  return answer;
}

static void
add_part (json_t *answer, const char *key, const char *text, gsize from, gsize size)
{
  json_object_set_new (answer, key, json_stringn (text + from, size));
}

static json_t *
check_resident (const char *number, YjResidentIdVerdict verdict)
{
  json_t *answer = answer_new ("resident-id", resident_reasons[verdict]);

  if (verdict != YJ_RESIDENT_ID_VALID)
    return answer;
  g_autoptr (YjSecretText) birth = yj_resident_id_get_birth (number);
  json_object_set_new (answer, "number", json_string (number));
  add_part (answer, "area", number, 0, 6);
  json_object_set_new (answer, "area_kind", json_string (yj_area_kind_nick (yj_resident_id_get_area_kind (number))));
  json_object_set_new (answer, "birth", json_string (birth));
  json_object_set_new (answer, "sex", json_string (yj_resident_id_get_sex (number) == 1 ? "male" : "female"));
  add_part (answer, "sequence", number, 14, 3);
  return answer;
}

static json_t *
check_uscc (const char *code, YjUsccVerdict verdict)
{
  json_t *answer = answer_new ("uscc", uscc_reasons[verdict]);
  const char *registrar;

  if (verdict != YJ_USCC_VALID)
    return answer;
  registrar = yj_uscc_get_registrar (code, "en");
  json_object_set_new (answer, "code", json_string (code));
  json_object_set_new (answer, "registrar", json_string (registrar != NULL ? registrar : "unknown"));
  add_part (answer, "class", code, 1, 1);
  add_part (answer, "area", code, 2, 6);
  add_part (answer, "organisation", code, 8, 9);
  return answer;
}

static json_t *
check_mrz (const char *text, GDateTime *today)
{
  static const char *const sexes[] = { "unspecified", "male", "female" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YjIdCard) card = yj_mrz_parse (text, today, &error);
  json_t *answer = answer_new ("mrz", card == NULL ? error->message : NULL);

  if (card == NULL)
    return answer;
  json_object_set_new (answer, "document_type", json_string (card->document_type));
  json_object_set_new (answer, "number", json_string (card->number));
  json_object_set_new (answer, "name", json_string (card->name));
  json_object_set_new (answer, "birth", json_string (card->birth));
  json_object_set_new (answer, "sex", json_string (sexes[card->sex]));
  json_object_set_new (answer, "expiry", json_string (card->valid_to));
  json_object_set_new (answer, "nationality", json_string (card->country));
  return answer;
}

static gboolean
looks_like_resident (const char *number)
{
  gsize n = strlen (number), digits = strspn (number, "0123456789");

  if (n == 18 && digits >= 17)
    return TRUE;
  return n >= NUMBER_MIN_DIGITS && n <= NUMBER_MAX_DIGITS && (digits == n || (digits == n - 1 && number[n - 1] == 'X'));
}

json_t *
yj_id_check (const char *text)
{
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  gboolean readable = strlen (text) <= TEXT_MAX_BYTES && g_utf8_validate (text, -1, NULL);
  g_autoptr (YjSecretText) number = yj_resident_id_normalise (readable ? text : "");
  YjUsccVerdict uscc = yj_uscc_check (number);
  YjResidentIdVerdict resident = yj_resident_id_check (number, today);

  if (strchr (number, '<') != NULL)
    return check_mrz (number, today);
  if (resident == YJ_RESIDENT_ID_VALID || (uscc != YJ_USCC_VALID && looks_like_resident (number)))
    return check_resident (number, resident);
  if (strlen (number) == 18 && uscc != YJ_USCC_LENGTH && strspn (number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 18)
    return check_uscc (number, uscc);
  return answer_new ("unknown", "neither a resident number, a credit code nor a machine-readable zone");
}
