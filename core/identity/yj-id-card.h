/* SPDX-License-Identifier: Apache-2.0 */
/* What an identity document said: one value for the four chip layouts of GA 450 readers (facts:
 * GA/T 490, GA/T 1012), for machine-readable zones (ICAO 9303) and for social-security cards (LD/T 32). Texts are UTF-8 as on the
 * document; a name whose characters no font has is kept as it is. Freed memory is wiped. */
#pragma once
#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  YJ_ID_RESIDENT,       /* resident identity card, flag ' ' */
  YJ_ID_HMT_RESIDENCE,  /* residence permit for Hong Kong, Macao, Taiwan residents, flag 'J' */
  YJ_ID_FOREIGNER_2017, /* foreigner's permanent residence card, 2017 layout, flag 'I' */
  YJ_ID_FOREIGNER_2023, /* the same, 2023 layout, flag 'Y' */
  YJ_ID_MRZ,            /* passport or travel permit read by its machine-readable zone */
  YJ_ID_SOCIAL_SECURITY, /* social-security card read by its contacts; the number is its holder's social-security number */
  YJ_N_ID_KINDS         /* not a kind */
} YjIdKind;

typedef struct {
  YjIdKind kind;
  char *document_type; /* GA/T 2000.156 code: "111", "553", "414" */
  char *name;          /* Chinese name, or Latin where there is no other; never NULL */
  char *latin_name;    /* (nullable) */
  int sex;             /* GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unstated */
  char *ethnicity;     /* (nullable) GB 3304 code "01" */
  char *birth;         /* YYYY-MM-DD */
  char *address;       /* (nullable) */
  char *number;        /* never NULL */
  char *authority;     /* (nullable) */
  char *valid_from;    /* (nullable) YYYY-MM-DD */
  char *valid_to;      /* (nullable) YYYY-MM-DD or "long-term" */
  char *country;       /* (nullable) ISO 3166-1 alpha-3 */
  char *permit_number; /* (nullable) J layout: travel permit; 2023: link to the old number */
  GBytes *photo;       /* (nullable) opaque WLT, JPEG or BMP bytes */
} YjIdCard;

#define YJ_TYPE_ID_CARD (yj_id_card_get_type ())
GType yj_id_card_get_type (void);
YjIdCard *yj_id_card_new (YjIdKind kind);
YjIdCard *yj_id_card_copy (const YjIdCard *card);
void yj_id_card_free (YjIdCard *card);
/* "resident", "hmt-residence", "foreigner-2017", "foreigner-2023", "mrz", "social-security". */
const char *yj_id_kind_nick (YjIdKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjIdCard, yj_id_card_free)

G_END_DECLS
