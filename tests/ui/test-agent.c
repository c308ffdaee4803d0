/* SPDX-License-Identifier: Apache-2.0 */
/* A company applies, and somebody stands at the kiosk for it: what is checked, signed and taken home names the company as who
 * applies, and the person, masked, as its agent. */
#include "core/identity/yj-mask.h"
#include "tests/core/flow/applicant.h"
#include "tests/ui/support/page-contract.h"

typedef struct {
  UiRig *rig;
  YjIdCard *card;
  const char *company; /* as the form names it */
  char *name, *number; /* of the card, masked */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->rig = ui_rig_new (data != NULL ? data : &ui_look_portrait);
  g_assert_true (yj_session_begin (f->rig->context->session, f->rig->context->catalogue, "business-start", &error));
  f->card = applicant_card_new ();
  f->name = yj_mask_name (f->card->name);
  f->number = yj_mask_number (f->card->number);
  g_assert_cmpstr (f->name, !=, f->card->name);
  g_assert_cmpstr (f->number, !=, f->card->number);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  ui_rig_free (f->rig);
  yj_id_card_free (f->card);
  g_free (f->name);
  g_free (f->number);
}

/* Everything is answered until there. */
static void
walk_to (Fixture *f, const char *page)
{
  g_assert_true (applicant_walk_to (f->rig->context->flow, page, NULL));
  f->company = yj_session_get_enterprise (f->rig->context->session, NULL);
  g_assert_nonnull (f->company);
}

/* TRUE when one of the sheets of the open page says it. */
static gboolean
says (Fixture *f, const char *text)
{
  YjPager *pager = yj_page_get_pager (yj_window_get_page (f->rig->window));
  gboolean said = FALSE;

  yj_pager_turn (pager, -(int) yj_pager_get_n_pages (pager));
  for (guint page = 0; page < yj_pager_get_n_pages (pager); page++) {
    ui_rig_settle (f->rig);
    said = said || ui_rig_sees (f->rig, text);
    yj_pager_turn (pager, 1);
  }
  return said;
}

static void
assert_masked (Fixture *f)
{
  g_assert_false (says (f, f->card->name));
  g_assert_false (says (f, f->card->number));
}

static void
test_check (Fixture *f, gconstpointer data)
{
  walk_to (f, "check");
  ui_rig_open (f->rig);
  g_assert_true (says (f, ui_rig_text (f->rig, "check.agent")));
  g_assert_false (says (f, ui_rig_text (f->rig, "check.applicant")));
  g_assert_true (says (f, f->company));
  g_assert_true (says (f, f->name));
  g_assert_true (says (f, f->number));
  assert_masked (f);
}

static void
test_sign (Fixture *f, gconstpointer data)
{
  g_autofree char *declares = NULL, *caption = NULL, *day = NULL;
  g_autoptr (GDateTime) today = yj_clock_get_today (f->rig->clock);

  walk_to (f, "sign");
  ui_rig_open (f->rig);
  declares = yj_context_format (f->rig->context, "sign.enterprise", "name", f->company, NULL);
  day = yj_context_format_day (f->rig->context, today);
  caption = yj_context_format (f->rig->context, "sign.caption.agent", "name", f->name, "date", day, NULL);
  g_assert_true (says (f, declares));
  g_assert_false (says (f, ui_rig_text (f->rig, "sign.declare")));
  g_assert_true (says (f, caption));
  assert_masked (f);
  g_test_message ("%s … %s", declares, caption);
}

static gboolean
has_printed (gpointer printer)
{
  return YJ_FAKE_PRINTER (printer)->printed->len > 0;
}

static void
test_receipt (Fixture *f, gconstpointer data)
{
  const YjReceipt *receipt;

  walk_to (f, "submit");
  yj_session_set_submitted (f->rig->context->session, "7K3M00F4C", "7K3M00F4C");
  ui_rig_go (f->rig, "receipt", NULL);
  ui_rig_open (f->rig);
  ui_rig_wait (has_printed, f->rig->printer);
  receipt = g_ptr_array_index (f->rig->printer->printed, 0);
  g_assert_cmpstr (receipt->applicant, ==, f->company);
  g_assert_cmpstr (receipt->agent, ==, f->name);
  g_assert_true (says (f, f->company));
  assert_masked (f);
}

/* Words as long as these leave least room for the code beside them. */
static void
test_code (Fixture *f, gconstpointer data)
{
  walk_to (f, "submit");
  yj_session_set_submitted (f->rig->context->session, "7K3M00F4C", "7K3M00F4C");
  ui_rig_go (f->rig, "receipt", NULL);
  ui_rig_open (f->rig);
  ui_rig_wait (has_printed, f->rig->printer);
  g_assert_cmpuint (page_contract_check (f->rig, "the receipt of a company", NULL), ==, 0);
  g_assert_true (says (f, f->company));
}

int
main (int argc, char **argv)
{
  UiLook large = ui_look_portrait;

  ui_rig_init (&argc, &argv);
  large.language = "en";
  large.text_size = YJ_TEXT_LARGE;
#define ADD(name, function) g_test_add ("/ui/agent/" name, Fixture, NULL, setup, function, teardown)
  ADD ("the-agent-is-checked-as-agent", test_check);
  ADD ("the-company-declares-and-the-agent-signs", test_sign);
  ADD ("the-receipt-is-the-company-s-through-its-agent", test_receipt);
  g_test_add ("/ui/agent/the-code-stands-on-the-screen-beside-the-company-s-name", Fixture, &large, setup, test_code, teardown);
  return g_test_run ();
}
