/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the JSON form of a card. */
#include "core/identity/yj-id-card-json.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <stddef.h>

/* A photograph of a card has 1,024 bytes; other readers give pictures. */
#define PHOTO_MAX_BASE64_BYTES (256 * 1024)

static const struct {
  const char *key;
  gsize member;
} texts[] = {
  { "document_type", offsetof (YjIdCard, document_type) },
  { "name", offsetof (YjIdCard, name) },
  { "latin_name", offsetof (YjIdCard, latin_name) },
  { "ethnicity", offsetof (YjIdCard, ethnicity) },
  { "birth", offsetof (YjIdCard, birth) },
  { "address", offsetof (YjIdCard, address) },
  { "number", offsetof (YjIdCard, number) },
  { "authority", offsetof (YjIdCard, authority) },
  { "valid_from", offsetof (YjIdCard, valid_from) },
  { "valid_to", offsetof (YjIdCard, valid_to) },
  { "country", offsetof (YjIdCard, country) },
  { "permit_number", offsetof (YjIdCard, permit_number) },
};

static char **
text_at (const YjIdCard *card, gsize member)
{
  return (char **) (gpointer) ((guint8 *) card + member);
}

json_t *
yj_id_card_to_json (const YjIdCard *card)
{
  json_t *json = json_pack ("{s:s, s:i}", "kind", yj_id_kind_nick (card->kind), "sex", card->sex);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*text_at (card, texts[i].member) != NULL)
      json_object_set_new (json, texts[i].key, json_string (*text_at (card, texts[i].member)));
  if (card->photo != NULL) {
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data (card->photo, &size);
    g_autoptr (YjSecretText) encoded = g_base64_encode (bytes, size);
    json_object_set_new (json, "photo", json_string (encoded));
  }
  return json;
}

static gboolean
refuse (GError **error, const char *key, const char *why)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "/%s: %s", key, why);
  return FALSE;
}

static gboolean
take_kind (const json_t *json, YjIdKind *kind, GError **error)
{
  const char *nick = yj_json_string (json, "kind");

  *kind = YJ_ID_RESIDENT;
  if (json_object_get (json, "kind") == NULL)
    return TRUE;
  for (int i = YJ_ID_RESIDENT; i < YJ_N_ID_KINDS; i++)
    if (g_strcmp0 (nick, yj_id_kind_nick ((YjIdKind) i)) == 0) {
      *kind = (YjIdKind) i;
      return TRUE;
    }
  return refuse (error, "kind", "resident, hmt-residence, foreigner-2017, foreigner-2023, mrz or social-security is needed");
}

static gboolean
take_sex (const json_t *json, YjIdCard *card, GError **error)
{
  const char *word = yj_json_string (json, "sex");
  gint64 code = yj_json_int (json, "sex", 0);

  if (word != NULL)
    code = g_str_equal (word, "male") ? 1 : g_str_equal (word, "female") ? 2 : -1;
  if (code < 0 || code > 9)
    return refuse (error, "sex", "0, 1, 2, 9, male or female is needed");
  card->sex = (int) code;
  return TRUE;
}

static gboolean
take_photo (const json_t *json, YjIdCard *card, GError **error)
{
  const char *encoded = yj_json_string (json, "photo");
  gsize size = 0;

  if (json_object_get (json, "photo") == NULL)
    return TRUE;
  if (encoded == NULL || json_string_length (json_object_get (json, "photo")) > PHOTO_MAX_BASE64_BYTES)
    return refuse (error, "photo", "base64 of at most 192 KiB is needed");
  guchar *bytes = g_base64_decode (encoded, &size);
  card->photo = yj_secret_bytes_new_take (bytes, size);
  return TRUE;
}

YjIdCard *
yj_id_card_from_json (const json_t *json, GError **error)
{
  g_autoptr (YjIdCard) card = NULL;
  YjIdKind kind;

  if (!json_is_object (json)) {
    refuse (error, "", "an object is needed");
    return NULL;
  }
  if (!take_kind (json, &kind, error))
    return NULL;
  card = yj_id_card_new (kind);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    json_t *value = json_object_get (json, texts[i].key);
    if (value != NULL && !json_is_string (value)) {
      refuse (error, texts[i].key, "a string is needed");
      return NULL;
    }
    *text_at (card, texts[i].member) = g_strdup (json_string_value (value));
  }
  if (card->name == NULL)
    card->name = g_strdup (card->latin_name);
  if (card->name == NULL || card->number == NULL) {
    refuse (error, card->name == NULL ? "name" : "number", "is missing");
    return NULL;
  }
  return take_sex (json, card, error) && take_photo (json, card, error) ? g_steal_pointer (&card) : NULL;
}
