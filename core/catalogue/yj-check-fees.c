/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of an item's fees: each is of something that exists, is known before the form, and no matter's is unsaid. */
#include "core/catalogue/yj-check-private.h"

static const YjDelivery *
find_delivery (YjItem *item, const char *id)
{
  for (guint i = 0; i < item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (item->delivery, i);
    if (g_strcmp0 (delivery->id, id) == 0)
      return delivery;
  }
  return NULL;
}

typedef struct {
  YjCheck *check;
  const char *pointer;
} Use;

/* The notice says what it costs before the form is asked. */
static void
check_answer (gpointer data, gpointer user_data)
{
  Use *use = user_data;
  if (yj_item_get_question (use->check->item, data) == NULL)
    yj_check_report (use->check, YJ_FINDING_UNKNOWN_ANSWER, use->pointer, "the condition names %s, which is no question of the guide", (const char *) data);
}

static void
check_fee (YjCheck *check, const YjFee *fee, const char *pointer)
{
  const YjMatter *matter = fee->matter != NULL ? yj_item_get_matter (check->item, fee->matter) : NULL;
  const YjDelivery *delivery = fee->delivery != NULL ? find_delivery (check->item, fee->delivery) : NULL;
  const YjCondition *outer = matter != NULL ? matter->when : delivery != NULL ? delivery->when : NULL;
  const YjCondition *conditions[] = { outer, fee->when };
  g_autofree char *when = g_strconcat (pointer, "/when", NULL);
  Use use = { check, when };

  if (fee->matter != NULL && matter == NULL)
    yj_check_report (check, YJ_FINDING_UNKNOWN_MATTER, pointer, "there is no matter %s", fee->matter);
  if (fee->delivery != NULL && delivery == NULL)
    yj_check_report (check, YJ_FINDING_UNKNOWN_DELIVERY, pointer, "there is no delivery %s", fee->delivery);
  yj_condition_foreach_answer (fee->when, check_answer, &use);
  yj_check_reach (check, conditions, G_N_ELEMENTS (conditions), NULL, pointer, G_MAXUINT, NULL);
}

static gboolean
is_said (YjItem *item, const YjMatter *matter)
{
  for (guint i = 0; i < item->fees->len; i++) {
    YjFee *fee = g_ptr_array_index (item->fees, i);
    if (fee->delivery == NULL && (fee->matter == NULL || g_str_equal (fee->matter, matter->code)))
      return TRUE;
  }
  return FALSE;
}

void
yj_check_fees (YjCheck *check)
{
  for (guint i = 0; i < check->item->fees->len; i++) {
    g_autofree char *pointer = g_strdup_printf ("/fees/%u", i);
    check_fee (check, g_ptr_array_index (check->item->fees, i), pointer);
  }
  for (guint i = 0; i < check->item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (check->item->matters, i);
    g_autofree char *pointer = g_strdup_printf ("/matters/%u", i);
    if (!is_said (check->item, matter))
      yj_check_report (check, YJ_FINDING_NO_FEE, pointer, "nothing says what %s costs, or that it is free", matter->code);
  }
}
