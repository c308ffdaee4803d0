/* SPDX-License-Identifier: Apache-2.0 */
/* Looks through this process's writable memory for what a person typed, after the session was cleared. */
#include "core/document/yj-application-document.h"
#include "core/seal/yj-age.h"
#include "tests/core/flow/applicant.h"
#include "tests/support/memory-search.h"
#include <string.h>

/* Long where a field allows it: what is freed loses its first 16 bytes to malloc's own lists, and the search is for
 * the last 15. */
static const struct {
  const char *field, *text;
} canaries[] = {
  { "child_name", "甄金丝雀与她的许多姐妹们" },
  { "other_parent_name", "买买提·金丝雀与他的许多兄弟们" },
  { "other_parent_number", "000000199011030573" },
  { "mobile", "13800000417" },
  { "bank_card", "6200000000000000000" },
  { "household_booklet_no", "000417417" },
  { "post_address", "青禾市金丝雀巷 17 号 3 栋 501 室后面的小院子" },
  { "hospital", "青禾市第一金丝雀妇幼保健院分院" },
};

#define TAIL_BYTES 15

/* The ends of the canaries. */
static void
hide_all (MemoryNeedle *hidden)
{
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++) {
    gsize whole = strlen (canaries[i].text), size = MIN (whole, TAIL_BYTES);
    memory_needle_init (&hidden[i], canaries[i].text + whole - size, size);
  }
}

static void
type_canaries (YjSession *session)
{
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++) {
    json_t *raw = json_string (canaries[i].text);
    g_autoptr (YjProblem) problem =
      yj_session_answer_field (session, yj_item_get_field (yj_session_get_item (session), canaries[i].field), raw);
    g_assert_null (problem);
    yj_json_wipe (raw);
  }
}

static void
apply (YjFlow *flow)
{
  YjSession *session = yj_flow_get_session (flow);
  char *identity, *recipients[3] = { NULL, NULL, NULL };
  g_autofree char *header = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (applicant_walk_to (flow, "submit", NULL));
  type_canaries (session);
  for (int i = 0; i < 2; i++) {
    yj_age_keygen (&identity, &recipients[i]);
    g_free (identity);
  }
  yj_application_document_seal (session, (const char *const *) recipients, &envelope, &header, &error);
  g_assert_no_error (error);
  g_free (recipients[0]);
  g_free (recipients[1]);
}

static void
test_memory (void)
{
  g_autoptr (YjCatalogue) catalogue = applicant_load_catalogue ();
  g_autoptr (YjSession) session = applicant_session_new (catalogue);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  MemoryNeedle hidden[G_N_ELEMENTS (canaries)];
  guint before[G_N_ELEMENTS (canaries)], after[G_N_ELEMENTS (canaries)];
  guint leaked = 0;

  hide_all (hidden);
  apply (flow);
  memory_needles_count (hidden, G_N_ELEMENTS (hidden), before);
  yj_flow_reset (flow);
  memory_needles_count (hidden, G_N_ELEMENTS (hidden), after);
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++) {
    g_test_message ("%s: in memory %u times while it is needed, %u times after", canaries[i].field, before[i], after[i]);
    g_assert_cmpuint (before[i], >, 0); /* the search finds what is there */
    leaked += after[i];
  }
  g_assert_cmpuint (leaked, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/nothing of a person is left when the session was cleared", test_memory);
  return g_test_run ();
}
