/* SPDX-License-Identifier: Apache-2.0 */
/* The data items of a social-security card (LD/T 32) and what they say: each record is a tag, a length and a value. Pure functions. */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

typedef enum {
  YJ_SOCIAL_ISSUED = 0x05,      /* day, 4 bytes */
  YJ_SOCIAL_VALID_TO = 0x06,    /* day */
  YJ_SOCIAL_NUMBER = 0x08,      /* 18 characters */
  YJ_SOCIAL_NAME = 0x09,        /* 30 bytes */
  YJ_SOCIAL_NAME_REST = 0x4E,   /* 20 bytes, since specification 2.0 */
  YJ_SOCIAL_SEX = 0x0A,         /* a digit of GB/T 2261.1 */
  YJ_SOCIAL_ETHNICITY = 0x0B,   /* a code of GB 3304, 1 byte */
  YJ_SOCIAL_BIRTH = 0x0D,       /* day */
} YjSocialTag;

#define YJ_SOCIAL_NAME_MAX_BYTES 128

/* What a name is gathered from, before it is text: a character may be cut between the two items. */
typedef struct {
  guint8 name[YJ_SOCIAL_NAME_MAX_BYTES], name_rest[YJ_SOCIAL_NAME_MAX_BYTES];
  gsize name_bytes, name_rest_bytes;
} YjSocialName;

/* Every item of one record (@size bytes, padding after it allowed) into @card and @name; tags that are not in the list are passed over,
 * and so is what cannot be such an item. */
void yj_social_items_take (const guint8 *record, gsize size, YjIdCard *card, YjSocialName *name);
/* GB 18030 to UTF-8. (transfer full) (nullable) when there is no name, or it is in another encoding */
char *yj_social_name_decode (const YjSocialName *name);

G_END_DECLS
