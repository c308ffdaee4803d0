/* SPDX-License-Identifier: Apache-2.0 */
/* make-documents write DIR COUNT: applications for every item in turn, drafts, evaluations and withdrawals, header drafts and
 * envelopes of random people, with the keys. make-documents judge KIND FILE…: "ok" or the reason, a line each, as the checks of the
 * forms say. make-documents seal DIR RECIPIENT RECIPIENT: one record of each kind as a kiosk hands it over. */
#include "core/document/yj-application-document.h"
#include "core/document/yj-draft-document.h"
#include "core/document/yj-evaluation.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-submission.h"
#include "core/document/yj-withdrawal.h"
#include "core/seal/yj-age.h"
#include "tests/core/flow/applicant.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DISSATISFIED 3 /* whose evaluation is a negative one */

typedef struct {
  const char *dir;
  char *recipients[3];
  YjCatalogue *catalogue;
} Desk;

static void
write_bytes (Desk *desk, const char *name, guint number, gconstpointer data, gsize size)
{
  g_autofree char *file = g_strdup_printf ("%s-%04u.%s", name, number, g_str_has_suffix (name, "envelope") ? "age" : "json");
  g_autofree char *path = g_build_filename (desk->dir, file, NULL);
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

static void
write_text (Desk *desk, const char *name, guint number, const char *text)
{
  write_bytes (desk, name, number, text, strlen (text));
}

static void
write_json (Desk *desk, const char *name, guint number, const json_t *value)
{
  g_autofree char *text = yj_json_to_text (value);
  write_text (desk, name, number, text);
}

/* What stands beside a document: its header draft and the envelope. */
static void
write_sealed (Desk *desk, const char *kind, guint number, gboolean sealed, GBytes *envelope, const char *header, GError *error)
{
  g_autofree char *header_name = g_strconcat (kind, "-header", NULL), *envelope_name = g_strconcat (kind, "-envelope", NULL);

  g_assert_no_error (error);
  g_assert_true (sealed);
  write_text (desk, header_name, number, header);
  write_bytes (desk, envelope_name, number, g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope));
}

static void
write_evaluation (Desk *desk, YjSession *session, guint number, GRand *rand)
{
  const char *grade = yj_evaluation_list_grades ()[number % 5];
  const char *const *known = yj_evaluation_list_reasons (grade);
  const char *reasons[] = { known[rand != NULL ? g_rand_int_range (rand, 0, 4) : 0], NULL };
  gboolean call_back = rand == NULL || g_rand_boolean (rand);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *header = NULL;
  g_autoptr (json_t) evaluation = yj_evaluation_document_new (yj_session_get_id (session), grade, reasons, call_back, APPLICANT_NOW_USEC);
  gboolean sealed = yj_evaluation_seal (evaluation, yj_session_get_item (session), desk->catalogue, yj_session_get_region (session),
                                        (const char *const *) desk->recipients, &envelope, &header, &error);

  write_json (desk, "evaluation", number, evaluation);
  write_sealed (desk, "evaluation", number, sealed, envelope, header, error);
}

/* The document is inside the envelope alone: who asks has typed nothing else. */
static void
write_withdrawal (Desk *desk, YjSession *session, guint number)
{
  g_autofree char *reference = yj_reference_new ("0000", number + 1), *header = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GError) error = NULL;
  gboolean sealed = yj_withdrawal_seal (reference, yj_session_get_secret (session), yj_session_get_language (session), NULL,
                                        APPLICANT_NOW_USEC, (const char *const *) desk->recipients, &envelope, &header, &error);

  write_sealed (desk, "withdrawal", number, sealed, envelope, header, error);
}

/* Handed over before the last step, or much earlier. */
static void
write_draft (Desk *desk, YjSession *session, guint number)
{
  g_autoptr (json_t) draft = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *header = NULL;
  g_autoptr (GError) error = NULL;
  gboolean sealed = yj_draft_document_seal (session, "I agree", (const char *const *) desk->recipients, &envelope, &header, &error);

  g_assert_no_error (error);
  draft = yj_draft_document_new (session, "I agree", &error);
  write_json (desk, "draft", number, draft);
  write_sealed (desk, "draft", number, sealed, envelope, header, error);
}

static void
write_application (Desk *desk, YjSession *session, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *header = NULL;
  g_autoptr (json_t) document = yj_application_document_new (session, &error);
  gboolean sealed;

  g_assert_no_error (error);
  write_json (desk, "application", number, document);
  sealed = yj_application_document_seal (session, (const char *const *) desk->recipients, &envelope, &header, &error);
  write_sealed (desk, "application", number, sealed, envelope, header, error);
}

/* @rand NULL: the plainest case, without photographed pages. */
static void
write_person (Desk *desk, guint number, GRand *rand)
{
  static const char *const places[] = { "notice", "form", "materials", "check", "submit" };
  GPtrArray *items = yj_catalogue_get_items (desk->catalogue);
  const YjItem *item = g_ptr_array_index (items, number % items->len);
  g_autoptr (YjSession) session = applicant_session_new_for (desk->catalogue, item->id), half = applicant_session_new_for (desk->catalogue, item->id);
  g_autoptr (YjFlow) flow = yj_flow_new (session), half_flow = yj_flow_new (half);

  yj_session_set_language (session, number % 2 == 0 ? "zh-CN" : "en");
  g_assert_true (applicant_walk_to (flow, "submit", rand));
  write_application (desk, session, number);
  write_evaluation (desk, session, number, rand);
  write_withdrawal (desk, session, number);
  applicant_walk_to (half_flow, places[number / items->len % G_N_ELEMENTS (places)], rand);
  write_draft (desk, half, number);
}

static int
write_all (const char *dir, guint count)
{
  Desk desk = { dir, { NULL, NULL, NULL }, applicant_load_catalogue () };

  for (int i = 0; i < 2; i++) {
    g_autofree char *path = g_build_filename (dir, i == 0 ? "service.key" : "escrow.key", NULL), *identity = NULL;
    yj_age_keygen (&identity, &desk.recipients[i]);
    g_assert_true (g_file_set_contents (path, identity, -1, NULL));
  }
  for (guint i = 0; i < count; i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    write_person (&desk, i, rand);
  }
  g_object_unref (desk.catalogue);
  g_free (desk.recipients[0]);
  g_free (desk.recipients[1]);
  return EXIT_SUCCESS;
}

/* To keys that somebody else has. */
static int
seal_one_each (char **arguments)
{
  Desk desk = { arguments[0], { arguments[1], arguments[2], NULL }, applicant_load_catalogue () };
  write_person (&desk, DISSATISFIED, NULL);
  g_object_unref (desk.catalogue);
  return EXIT_SUCCESS;
}

typedef gboolean (*CheckForm) (const json_t *document, GError **error);

static int
judge_all (const char *kind, char **paths)
{
  CheckForm check = g_str_equal (kind, "evaluation") ? yj_evaluation_check_form
                    : g_str_equal (kind, "withdrawal") ? yj_withdrawal_check_form
                    : g_str_equal (kind, "draft") ? yj_submission_check_draft_form
                                                  : yj_submission_check_form;

  for (gsize i = 0; paths[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) document = yj_json_parse_file (paths[i], 0, 0, &error);
    if (document != NULL)
      check (document, &error);
    puts (error == NULL ? "ok" : error->message);
  }
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "write"))
    return write_all (argv[2], (guint) atoi (argv[3]));
  if (argc == 5 && g_str_equal (argv[1], "seal"))
    return seal_one_each (argv + 2);
  if (argc > 3 && g_str_equal (argv[1], "judge"))
    return judge_all (argv[2], argv + 3);
  fputs ("make-documents write DIR COUNT | seal DIR RECIPIENT RECIPIENT | judge KIND FILE...\n", stderr);
  return 2;
}
