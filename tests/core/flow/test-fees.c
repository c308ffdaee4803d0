/* SPDX-License-Identifier: Apache-2.0 */
/* What an application costs follows from the answers, and is said on the notice, the list and the receipt. */
#include "core/flow/yj-session-fees.h"
#include "core/flow/yj-session-receipt.h"
#include "tests/core/flow/applicant.h"
#include <string.h>

typedef struct {
  YjCatalogue *catalogue;
  YjMessages *messages;
  YjSession *session;
} Fixture;

static void
setup (Fixture *f, gconstpointer item)
{
  f->catalogue = applicant_load_catalogue ();
  f->messages = applicant_load_messages ();
  f->session = applicant_session_new_for (f->catalogue, item);
}

static void
teardown (Fixture *f, gconstpointer item)
{
  g_object_unref (f->session);
  g_object_unref (f->messages);
  g_object_unref (f->catalogue);
}

static void
choose (Fixture *f, const char *question, const char *option)
{
  g_autoptr (json_t) value = json_string (option);
  yj_session_set_answer (f->session, question, value);
}

/* "过户 80 元; 寄到家里 20 元": everything, or what is to be paid. */
static char *
say (Fixture *f, gboolean due_only)
{
  g_autoptr (GPtrArray) fees = yj_session_list_fees (f->session);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < fees->len; i++) {
    const YjFee *fee = g_ptr_array_index (fees, i);
    g_autofree char *amount = yj_session_format_fee (f->session, f->messages, fee);
    if (!due_only || yj_fee_is_due (fee))
      g_string_append_printf (all, "%s%s %s", all->len > 0 ? "; " : "", yj_session_name_fee (f->session, f->messages, fee), amount);
  }
  g_test_message ("%s", all->str);
  return g_string_free (all, FALSE);
}

static void
assert_says (Fixture *f, gboolean due_only, const char *expected)
{
  g_autofree char *said = say (f, due_only);
  g_assert_cmpstr (said, ==, expected);
}

static void
test_free (Fixture *f, gconstpointer item)
{
  assert_says (f, FALSE, "所有手续 不收费; 寄到家里 20 元");
  assert_says (f, TRUE, "寄到家里 20 元");
  yj_session_set_delivery (f->session, "pickup");
  assert_says (f, FALSE, "所有手续 不收费");
  assert_says (f, TRUE, "");
  yj_session_set_delivery (f->session, "post");
  yj_session_set_language (f->session, "en");
  assert_says (f, FALSE, "All services Free; Send by post 20 yuan");
}

/* A home and a shop; with a mortgage; the utilities are free. */
static void
test_by_use (Fixture *f, gconstpointer item)
{
  yj_session_set_delivery (f->session, "pickup");
  choose (f, "home_use", "residence");
  assert_says (f, TRUE, "缴税 按核定的缴; 过户 80 元");
  choose (f, "home_use", "shop");
  assert_says (f, TRUE, "缴税 按核定的缴; 过户 550 元");
  choose (f, "payment", "loan");
  assert_says (f, FALSE, "缴税 按核定的缴; 过户 550 元; 抵押登记 550 元");
  choose (f, "signed_online", "no");
  assert_says (f, FALSE, "缴税 按核定的缴; 过户 550 元; 抵押登记 550 元; 其他手续 不收费");
}

static void
test_small_company (Fixture *f, gconstpointer item)
{
  yj_session_set_delivery (f->session, "pickup");
  choose (f, "deed", "mortgage");
  choose (f, "small_company", "no");
  assert_says (f, FALSE, "抵押登记 550 元");
  choose (f, "small_company", "yes");
  assert_says (f, FALSE, "抵押登记 不收费");
  choose (f, "deed", "both");
  assert_says (f, TRUE, "缴税 按核定的缴");
}

static guint
count_fees (YjReceipt *receipt, const char *name)
{
  guint n = 0;
  for (guint i = 0; i < receipt->fees->len; i++)
    n += g_str_equal (((YjReceiptFee *) g_ptr_array_index (receipt->fees, i))->name, name);
  return n;
}

/* The list tells also what is free, the receipt only what is to be paid. */
static void
test_paper (Fixture *f, gconstpointer item)
{
  g_autoptr (YjReceipt) list = yj_session_take_away_list_new (f->session, f->messages, NULL);
  g_autoptr (YjReceipt) posted = NULL, collected = NULL;

  g_assert_cmpuint (count_fees (list, "所有手续"), ==, 1);
  g_assert_cmpuint (count_fees (list, "寄到家里"), ==, 1);
  yj_session_set_submitted (f->session, "7K3M00000017A", "7K3M00000017A");
  yj_session_set_delivery (f->session, "post");
  posted = yj_session_receipt_new (f->session, f->messages, NULL, TRUE);
  g_assert_cmpuint (posted->fees->len, ==, 1);
  g_assert_cmpuint (count_fees (posted, "寄到家里"), ==, 1);
  yj_session_set_delivery (f->session, "pickup");
  collected = yj_session_receipt_new (f->session, f->messages, NULL, TRUE);
  g_assert_cmpuint (collected->fees->len, ==, 0);
}

/* Of everything that is shipped, no matter's fee is unsaid, whatever a random person answers. */
static void
test_all_said (Fixture *f, gconstpointer item)
{
  GPtrArray *items = yj_catalogue_get_items (f->catalogue);
  guint lists = 0;

  for (guint i = 0; i < items->len; i++)
    for (guint seed = 0; seed < 50; seed++) {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (YjSession) session = applicant_session_new_for (f->catalogue, ((YjItem *) g_ptr_array_index (items, i))->id);
      g_autoptr (YjFlow) flow = yj_flow_new (session);
      g_autoptr (GPtrArray) fees = NULL;
      g_assert_true (applicant_walk_to (flow, "notice", rand));
      fees = yj_session_list_fees (session);
      g_assert_cmpuint (fees->len, >=, 2); /* of matters, and of the post */
      lists++;
    }
  g_test_message ("%u lists of fees of %u items", lists, items->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/fees/what is free is said, and the post only when it is chosen", Fixture, "newborn", setup, test_free, teardown);
  g_test_add ("/fees/a home's registration costs by its use", Fixture, "second-hand-home", setup, test_by_use, teardown);
  g_test_add ("/fees/a small company registers for nothing", Fixture, "business-property", setup, test_small_company, teardown);
  g_test_add ("/fees/the list says all, the receipt what is to be paid", Fixture, "newborn", setup, test_paper, teardown);
  g_test_add ("/fees/everybody is told what it costs", Fixture, "newborn", setup, test_all_said, teardown);
  return g_test_run ();
}
