/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the memory of what a document said, and wipes it. */
#include "core/identity/yj-id-card.h"
#include "core/base/yj-secret.h"

G_DEFINE_BOXED_TYPE (YjIdCard, yj_id_card, yj_id_card_copy, yj_id_card_free)

YjIdCard *
yj_id_card_new (YjIdKind kind)
{
  YjIdCard *card = g_new0 (YjIdCard, 1);
  card->kind = kind;
  return card;
}

YjIdCard *
yj_id_card_copy (const YjIdCard *card)
{
  YjIdCard *copy = yj_id_card_new (card->kind);
  copy->document_type = g_strdup (card->document_type);
  copy->name = g_strdup (card->name);
  copy->latin_name = g_strdup (card->latin_name);
  copy->sex = card->sex;
  copy->ethnicity = g_strdup (card->ethnicity);
  copy->birth = g_strdup (card->birth);
  copy->address = g_strdup (card->address);
  copy->number = g_strdup (card->number);
  copy->authority = g_strdup (card->authority);
  copy->valid_from = g_strdup (card->valid_from);
  copy->valid_to = g_strdup (card->valid_to);
  copy->country = g_strdup (card->country);
  copy->permit_number = g_strdup (card->permit_number);
  copy->photo = card->photo != NULL ? g_bytes_ref (card->photo) : NULL;
  return copy;
}

void
yj_id_card_free (YjIdCard *card)
{
  if (card == NULL)
    return;
  char *texts[] = { card->document_type, card->name,       card->latin_name, card->ethnicity,
                    card->birth,         card->address,    card->number,     card->authority,
                    card->valid_from,    card->valid_to,   card->country,    card->permit_number };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    yj_secret_text_free (texts[i]);
  g_clear_pointer (&card->photo, g_bytes_unref);
  g_free (card);
}

const char *
yj_id_kind_nick (YjIdKind kind)
{
  static const char *const nicks[] = { "resident", "hmt-residence", "foreigner-2017", "foreigner-2023", "mrz", "social-security" };

  G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == YJ_N_ID_KINDS);
  return (guint) kind < G_N_ELEMENTS (nicks) ? nicks[kind] : "unknown";
}
