/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of rules; the first that fits decides. */
#include "core/document/yj-code-kind.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/identity/yj-resident-id.h"
#include "core/identity/yj-uscc.h"
#include <string.h>

#define E_LICENCE_OID "1.2.156.3005.2."
#define INVOICE_COMMAS_MIN 6
/* Shorter ones are words and numbers that a person might read. */
#define CREDENTIAL_LENGTH_MIN 16

static gboolean
is_receipt (const char *text)
{
  g_autofree char *reference = NULL;
  g_autoptr (YjSecretText) secret = NULL;
  return yj_reference_parse_qr_text (text, &reference, &secret, NULL);
}

static gboolean
is_resident_number (const char *text)
{
  g_autoptr (YjSecretText) number = yj_resident_id_normalise (text);
  return yj_resident_id_check (number, NULL) == YJ_RESIDENT_ID_VALID;
}

static gboolean
is_uscc (const char *text)
{
  g_autofree char *code = g_ascii_strup (text, -1);
  return yj_uscc_check (g_strstrip (code)) == YJ_USCC_VALID;
}

static gboolean
is_e_licence (const char *text)
{
  return g_str_has_prefix (text, E_LICENCE_OID);
}

static gboolean
is_invoice (const char *text)
{
  guint commas = 0;

  if (!g_str_has_prefix (text, "01,"))
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    commas += *at == ',';
  return commas >= INVOICE_COMMAS_MIN;
}

/* A scheme and a colon (RFC 3986, 3.1), or what people take for an address. */
static gboolean
is_link (const char *text)
{
  gsize n = 0;

  if (g_ascii_strncasecmp (text, "www.", 4) == 0)
    return TRUE;
  while (g_ascii_isalnum (text[n]) || (n > 0 && text[n] != '\0' && strchr ("+-.", text[n]) != NULL))
    n++;
  return n >= 2 && g_ascii_isalpha (*text) && text[n] == ':' && strpbrk (text, " \r\n") == NULL;
}

static gboolean
is_credential (const char *text)
{
  gsize n = 0;

  while (g_ascii_isalnum (text[n]) || (text[n] != '\0' && strchr ("+/=-_.:|$", text[n]) != NULL))
    n++;
  return n >= CREDENTIAL_LENGTH_MIN && text[n] == '\0';
}

static gboolean
is_text (const char *text)
{
  return *text != '\0';
}

static const struct {
  YjCodeKind kind;
  gboolean (*fits) (const char *text);
} rules[] = {
  { YJ_CODE_KIND_RECEIPT, is_receipt },     { YJ_CODE_KIND_RESIDENT_NUMBER, is_resident_number },
  { YJ_CODE_KIND_USCC, is_uscc },           { YJ_CODE_KIND_E_LICENCE, is_e_licence },
  { YJ_CODE_KIND_INVOICE, is_invoice },     { YJ_CODE_KIND_LINK, is_link },
  { YJ_CODE_KIND_CREDENTIAL, is_credential }, { YJ_CODE_KIND_TEXT, is_text },
};

static gboolean
is_product (const char *symbology)
{
  return g_str_has_prefix (symbology, "ean-") || g_str_has_prefix (symbology, "upc-");
}

YjCodeKind
yj_code_kind_classify (const char *symbology, const char *text)
{
  if (is_product (symbology))
    return YJ_CODE_KIND_PRODUCT;
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (rules); i++)
    if (rules[i].fits (text))
      return rules[i].kind;
  return YJ_CODE_KIND_BYTES;
}

const char *
yj_code_kind_nick (YjCodeKind kind)
{
  static const char *const nicks[] = { "receipt", "resident-number", "uscc", "e-licence", "invoice",
                                       "link",    "product",         "credential", "text", "bytes" };
  return nicks[kind];
}
