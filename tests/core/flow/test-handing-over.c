/* SPDX-License-Identifier: Apache-2.0 */
/* A record on its way to the courier: asked for first, handed over once, asked for again after a lost answer; never twice, never guessed. */
#include "core/flow/yj-handing-over.h"
#include "core/base/yj-error.h"
#include "tests/ui/support/yj-fake-courier.h"

#define ID "00000000-0000-7000-8000-000000000001"

typedef struct {
  YjFakeCourier *courier;
  YjHandingOver *handing_over;
  GString *said;
  guint n_seals;
  gboolean seal_fails;
} Fixture;

static gboolean
seal (gpointer owner, GBytes **envelope, char **draft_header, GError **error)
{
  Fixture *f = owner;

  f->n_seals++;
  if (f->seal_fails) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "nobody to seal to");
    return FALSE;
  }
  *envelope = g_bytes_new_static ("sealed", 6);
  *draft_header = g_strdup ("{\"id\":\"" ID "\"}");
  return TRUE;
}

static void
on_sending (YjHandingOver *handing_over, Fixture *f)
{
  g_string_append (f->said, "sending ");
}

static void
on_kept (YjHandingOver *handing_over, YjSubmission *submission, Fixture *f)
{
  g_assert_nonnull (submission->reference);
  g_assert_false (yj_handing_over_is_unknown (handing_over));
  g_string_append (f->said, "kept ");
}

static void
on_failed (YjHandingOver *handing_over, const GError *error, Fixture *f)
{
  g_string_append_printf (f->said, "%s:%s ", yj_handing_over_is_unknown (handing_over) ? "unknown" : "failed",
                          error != NULL ? yj_error_nick (error->code) : "absent");
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->courier = yj_fake_courier_new ();
  f->said = g_string_new (NULL);
  f->handing_over = yj_handing_over_new (YJ_COURIER (f->courier), seal, f);
  yj_handing_over_set_id (f->handing_over, ID, FALSE);
  g_signal_connect (f->handing_over, "sending", G_CALLBACK (on_sending), f);
  g_signal_connect (f->handing_over, "kept", G_CALLBACK (on_kept), f);
  g_signal_connect (f->handing_over, "failed", G_CALLBACK (on_failed), f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  yj_handing_over_stop (f->handing_over);
  yj_fake_courier_release (f->courier);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->handing_over);
  g_object_unref (f->courier);
  g_string_free (f->said, TRUE);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The courier answers the one call that waits, with @error (-1: none), and holds the next. */
static void
answer (Fixture *f, int error)
{
  g_assert_cmpuint (f->courier->held->len, ==, 1);
  f->courier->next_error = error;
  yj_fake_courier_release (f->courier);
  f->courier->holding = TRUE;
  settle ();
}

static void
begin (Fixture *f)
{
  f->courier->holding = TRUE;
  yj_handing_over_start (f->handing_over);
  settle ();
}

static void
test_once (Fixture *f, gconstpointer data)
{
  yj_handing_over_start (f->handing_over);
  yj_handing_over_start (f->handing_over); /* an impatient second touch */
  g_assert_cmpstr (f->said->str, ==, ""); /* nothing before the call is over */
  settle ();
  g_assert_cmpstr (f->said->str, ==, "sending kept ");
  yj_handing_over_start (f->handing_over); /* and whoever asks again hears that it is there */
  settle ();
  g_assert_cmpstr (f->said->str, ==, "sending kept kept ");
  g_assert_cmpuint (f->courier->envelopes->len, ==, 1);
  g_assert_cmpuint (f->n_seals, ==, 1);
}

static void
test_only_found_out (Fixture *f, gconstpointer data)
{
  yj_handing_over_look (f->handing_over);
  settle ();
  g_assert_cmpstr (f->said->str, ==, "failed:absent ");
  g_assert_cmpuint (f->n_seals, ==, 0);
  /* Wanted while it is being found out: that answer serves. */
  f->courier->holding = TRUE;
  yj_handing_over_look (f->handing_over);
  yj_handing_over_start (f->handing_over);
  answer (f, -1);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "failed:absent sending kept ");
}

static void
test_lost_answer (Fixture *f, gconstpointer data)
{
  static const int lost[] = { YJ_ERROR_OUTCOME_UNKNOWN, YJ_ERROR_TIMEOUT };

  f->courier->store_before_error = TRUE;
  begin (f);
  answer (f, -1);
  answer (f, lost[0]); /* it was stored, and the answer lost */
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "sending kept ");
  g_assert_cmpuint (f->courier->envelopes->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++) { /* not stored, and the answer lost */
    g_hash_table_remove_all (f->courier->references);
    f->courier->store_before_error = FALSE;
    g_string_set_size (f->said, 0);
    begin (f);
    answer (f, -1);
    answer (f, lost[i]);
    answer (f, -1);
    g_assert_cmpstr (f->said->str, ==, "sending failed:timeout "); /* not repeated by itself */
    g_assert_cmpuint (f->courier->envelopes->len, ==, 1);
  }
}

static void
test_unknown_stays (Fixture *f, gconstpointer data)
{
  f->courier->store_before_error = TRUE;
  begin (f);
  answer (f, -1);
  answer (f, YJ_ERROR_OUTCOME_UNKNOWN);
  answer (f, YJ_ERROR_CLOSED);
  g_assert_cmpstr (f->said->str, ==, "sending unknown:closed ");
  begin (f);
  answer (f, YJ_ERROR_TIMEOUT); /* still nobody there */
  g_assert_cmpstr (f->said->str, ==, "sending unknown:closed unknown:timeout ");
  begin (f);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "sending unknown:closed unknown:timeout kept ");
  g_assert_cmpuint (f->n_seals, ==, 1);
}

static void
test_certain_failures (Fixture *f, gconstpointer data)
{
  static const int errors[] = { YJ_ERROR_STORE_FULL, YJ_ERROR_CLOSED, YJ_ERROR_UNPROVISIONED, YJ_ERROR_NOT_FOUND };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_autofree char *expected = g_strdup_printf ("sending failed:%s ", yj_error_nick (errors[i]));
    g_string_set_size (f->said, 0);
    begin (f);
    answer (f, -1);
    answer (f, errors[i]);
    g_assert_cmpstr (f->said->str, ==, expected);
  }
  g_string_set_size (f->said, 0);
  f->seal_fails = TRUE;
  begin (f);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "failed:unprovisioned ");
  f->seal_fails = FALSE;
  begin (f);
  answer (f, -1);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "failed:unprovisioned sending kept ");
}

/* A record that gets its id with its seal is handed over unasked; an earlier life's is only looked for. */
static void
test_ids (Fixture *f, gconstpointer data)
{
  yj_handing_over_set_id (f->handing_over, NULL, FALSE);
  begin (f);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "sending kept ");
  g_assert_cmpstr (yj_handing_over_get_id (f->handing_over), ==, ID);
  g_string_set_size (f->said, 0);
  g_hash_table_remove_all (f->courier->references);
  yj_handing_over_set_id (f->handing_over, ID, TRUE);
  yj_handing_over_look (f->handing_over);
  answer (f, YJ_ERROR_CLOSED);
  yj_handing_over_look (f->handing_over);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "unknown:closed failed:absent ");
  g_assert_cmpuint (f->n_seals, ==, 1);
}

static void
test_stopped (Fixture *f, gconstpointer data)
{
  begin (f);
  yj_handing_over_stop (f->handing_over);
  answer (f, -1);
  g_assert_cmpstr (f->said->str, ==, "");
  g_assert_cmpuint (f->n_seals, ==, 0);
}

#define ADD(name, function) g_test_add ("/flow/handing-over/" name, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what is wanted twice is handed over once", test_once);
  ADD ("finding out hands nothing over", test_only_found_out);
  ADD ("a lost answer is looked up and nothing repeated by itself", test_lost_answer);
  ADD ("what nobody knows stays unknown until somebody answers", test_unknown_stays);
  ADD ("a failure that is certain says so and can be tried again", test_certain_failures);
  ADD ("a record without an id gets it from its header", test_ids);
  ADD ("whoever left hears nothing more", test_stopped);
  return g_test_run ();
}
