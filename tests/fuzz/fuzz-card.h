/* SPDX-License-Identifier: Apache-2.0 */
/* What every card must be that a parser gives: whole, and of valid text. */
#pragma once
#include "core/identity/yj-id-card-json.h"
#include "tests/fuzz/fuzz.h"

static inline void
fuzz_use_card (const YjIdCard *card)
{
  json_t *json;

  if (card == NULL)
    return;
  g_assert_nonnull (card->name);
  g_assert_nonnull (card->number);
  g_assert_nonnull (card->birth);
  g_assert_true (g_utf8_validate (card->name, -1, NULL));
  g_assert_true (g_utf8_validate (card->number, -1, NULL));
  /* jansson takes nothing but UTF-8: a text that was lost on the way would be one. */
  json = yj_id_card_to_json (card);
  g_assert_cmpstr (yj_json_string (json, "name"), ==, card->name);
  fuzz_use_text (yj_json_string (json, "number"));
  yj_json_wipe (json);
}
