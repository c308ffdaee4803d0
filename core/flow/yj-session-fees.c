/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which fees of the item are a session's. */
#include "core/flow/yj-session-fees.h"

static gboolean
has_own (YjSession *self, const YjMatter *matter)
{
  GPtrArray *fees = yj_session_get_item (self)->fees;

  for (guint i = 0; i < fees->len; i++) {
    YjFee *fee = g_ptr_array_index (fees, i);
    if (g_strcmp0 (fee->matter, matter->code) == 0 && yj_session_is_visible (self, fee->when))
      return TRUE;
  }
  return FALSE;
}

/* Is there a chosen matter that the fee is for? */
static gboolean
is_of_matters (YjSession *self, const YjFee *fee, GPtrArray *chosen)
{
  for (guint i = 0; i < chosen->len; i++) {
    const YjMatter *matter = g_ptr_array_index (chosen, i);
    if (fee->matter != NULL ? g_str_equal (fee->matter, matter->code) : !has_own (self, matter))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_of_delivery (YjSession *self, const YjFee *fee)
{
  const YjDelivery *chosen = yj_session_get_delivery (self);
  GPtrArray *deliveries = yj_session_get_item (self)->delivery;

  if (chosen != NULL)
    return g_str_equal (fee->delivery, chosen->id);
  for (guint i = 0; i < deliveries->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (deliveries, i);
    if (g_str_equal (fee->delivery, delivery->id) && yj_session_is_visible (self, delivery->when))
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
yj_session_list_fees (YjSession *self)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);
  YjItem *item = yj_session_get_item (self);
  GPtrArray *list = g_ptr_array_new ();

  for (int deliveries = 0; deliveries < 2; deliveries++)
    for (guint i = 0; item != NULL && i < item->fees->len; i++) {
      YjFee *fee = g_ptr_array_index (item->fees, i);
      if ((fee->delivery != NULL) == (deliveries == 1) && yj_session_is_visible (self, fee->when) &&
          (fee->delivery != NULL ? is_of_delivery (self, fee) : is_of_matters (self, fee, chosen)))
        g_ptr_array_add (list, fee);
    }
  return list;
}

gboolean
yj_fee_is_due (const YjFee *fee)
{
  return fee->kind != YJ_FEE_FREE;
}

/* Some of the chosen matters have a fee of their own. */
static gboolean
is_rest (YjSession *self)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);

  for (guint i = 0; i < chosen->len; i++)
    if (has_own (self, g_ptr_array_index (chosen, i)))
      return TRUE;
  return FALSE;
}

const char *
yj_session_name_fee (YjSession *self, YjMessages *messages, const YjFee *fee)
{
  const char *language = yj_session_get_language (self);
  YjItem *item = yj_session_get_item (self);
  const YjMatter *matter = fee->matter != NULL ? yj_item_get_matter (item, fee->matter) : NULL;

  if (matter != NULL)
    return yj_text_get (matter->everyday_name != NULL ? matter->everyday_name : matter->name, language);
  for (guint i = 0; fee->delivery != NULL && i < item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (item->delivery, i);
    if (g_str_equal (delivery->id, fee->delivery))
      return yj_text_get (delivery->label, language);
  }
  return yj_messages_get (messages, language, is_rest (self) ? "fees.rest" : "fees.all");
}

char *
yj_session_format_fee (YjSession *self, YjMessages *messages, const YjFee *fee)
{
  const char *language = yj_session_get_language (self);

  if (fee->kind == YJ_FEE_FIXED)
    return yj_messages_format (messages, language, "fees.yuan", "n", fee->yuan, NULL);
  return g_strdup (yj_messages_get (messages, language, fee->kind == YJ_FEE_FREE ? "fees.free" : "fees.assessed"));
}
