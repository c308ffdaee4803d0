/* SPDX-License-Identifier: Apache-2.0 */
/* make-documents write DIR COUNT: applications for every item in turn, evaluations, header drafts and envelopes of random
 * people, with the keys. make-documents judge FILE…: "ok" or the reason, a line each, as yj_submission_check_form () says. */
#include "core/document/yj-application-document.h"
#include "core/document/yj-submission-private.h"
#include "core/document/yj-submission.h"
#include "core/seal/yj-age.h"
#include "tests/core/flow/applicant.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *dir;
  char *recipients[3];
  YjCatalogue *catalogue;
} Desk;

static void
write_bytes (Desk *desk, const char *name, guint number, gconstpointer data, gsize size)
{
  g_autofree char *file = g_strdup_printf ("%s-%04u.%s", name, number, g_str_equal (name, "envelope") ? "age" : "json");
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

static void
write_evaluation (Desk *desk, YjSession *session, guint number, GRand *rand)
{
  static const char *const grades[] = { "very-satisfied", "satisfied", "basically-satisfied", "dissatisfied", "very-dissatisfied" };
  static const char *const reasons[] = { "slow", "unclear", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *header = NULL;
  g_autoptr (json_t) evaluation = yj_evaluation_document_new (yj_session_get_id (session), grades[number % G_N_ELEMENTS (grades)],
                                                               g_rand_boolean (rand) ? reasons : NULL, APPLICANT_NOW_USEC);

  write_json (desk, "evaluation", number, evaluation);
  yj_submission_seal_evaluation (evaluation, yj_session_get_item (session), desk->catalogue, yj_session_get_region (session),
                                 (const char *const *) desk->recipients, &envelope, &header, &error);
  g_assert_no_error (error);
  write_text (desk, "evaluation-header", number, header);
}

static void
write_application (Desk *desk, guint number)
{
  GPtrArray *items = yj_catalogue_get_items (desk->catalogue);
  const YjItem *item = g_ptr_array_index (items, number % items->len);
  g_autoptr (YjSession) session = applicant_session_new_for (desk->catalogue, item->id);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *header = NULL;
  g_autoptr (json_t) document = NULL;

  yj_session_set_language (session, number % 2 == 0 ? "zh-CN" : "en");
  g_assert_true (applicant_walk_to (flow, "submit", rand));
  document = yj_application_document_new (session, &error);
  g_assert_no_error (error);
  write_json (desk, "application", number, document);
  yj_application_document_seal (session, (const char *const *) desk->recipients, &envelope, &header, &error);
  g_assert_no_error (error);
  write_text (desk, "application-header", number, header);
  write_bytes (desk, "envelope", number, g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope));
  write_evaluation (desk, session, number, rand);
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
  for (guint i = 0; i < count; i++)
    write_application (&desk, i);
  g_object_unref (desk.catalogue);
  g_free (desk.recipients[0]);
  g_free (desk.recipients[1]);
  return EXIT_SUCCESS;
}

static int
judge_all (char **paths)
{
  for (gsize i = 0; paths[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) document = yj_json_parse_file (paths[i], 0, 0, &error);
    if (document != NULL)
      yj_submission_check_form (document, &error);
    puts (error == NULL ? "ok" : error->message);
  }
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "write"))
    return write_all (argv[2], (guint) atoi (argv[3]));
  if (argc > 2 && g_str_equal (argv[1], "judge"))
    return judge_all (argv + 2);
  fputs ("make-documents write DIR COUNT | judge FILE...\n", stderr);
  return 2;
}
