/* SPDX-License-Identifier: Apache-2.0 */
/* A social-security card (社会保障卡) asked for its holder: LD/T 32 (formerly LB 002), application “sx1.sh.社会保障” (SSSE), of which the files
 * EF05 (card) and EF06 (holder) are read as far as a card gives them without a PIN and without a key. Nothing else of the card is touched,
 * and no PIN is ever sent. Cards of specification 3.0 give their holder to terminals that hold a key only.
 *
 * Only validity is taken from EF05: not the number of the card, nor who issued it. Pure: takes answers, gives commands. */
#pragma once
#include "core/identity/yj-id-card.h"

G_BEGIN_DECLS

typedef struct _YjSocialCard YjSocialCard;

/* @over_t0: the card talks by T=0. (transfer full) */
YjSocialCard *yj_social_card_new (gboolean over_t0);
void yj_social_card_free (YjSocialCard *self);
/* What is sent next; NULL when all was asked. (transfer none) (nullable) until the next call of yj_social_card_take () */
const guint8 *yj_social_card_get_command (YjSocialCard *self, gsize *size);
/* What the card answered to it. YJ_ERROR_CARD_FOREIGN: no social-security card; YJ_ERROR_CARD_UNREADABLE: no answer at all. */
gboolean yj_social_card_take (YjSocialCard *self, const guint8 *answer, gsize size, GError **error);
/* YJ_ERROR_CARD_FOREIGN: it gives its holder only to who has a key; YJ_ERROR_CARD_UNREADABLE: without a name, a number or a real day of
 * birth, or in another encoding than GB 18030. (transfer full) (nullable) */
YjIdCard *yj_social_card_finish (YjSocialCard *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSocialCard, yj_social_card_free)

G_END_DECLS
