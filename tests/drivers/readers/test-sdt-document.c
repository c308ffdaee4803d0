/* SPDX-License-Identifier: Apache-2.0 */
/* A name on its way from the chip over the line into the sealed application: not a byte of it changes, whatever fonts there are. */
#include "core/document/yj-application-document.h"
#include "core/identity/yj-id-card-json.h"
#include "core/seal/yj-envelope.h"
#include "tests/core/flow/applicant.h"
#include "tests/drivers/readers/sdt-rig.h"
#include "tests/support/finished-applicant.h"
#include <string.h>

static const char *const names[] = {
  "张\ue863明",                                                        /* private use, as old systems have it */
  "\U000f0001\U0010fffd",                                              /* private planes: two units each on the chip */
  "陈\U00020bb7\U0002a6d6",                                            /* extension B */
  "\U0002a700\U0002b740\U0002b820\U0002ceb0\U00030000\U00031350\u9fff", /* C, D, E, F, G, H */
  "\u3400\u4dbf\ufa0e",                                                /* A, and a compatibility ideograph that is none */
  "葛\U000e0100飞",                                                     /* a selector of one form */
  "买买提·吐尔逊",
  "\U00020bb7\U00020bb7\U00020bb7\U00020bb7\U00020bb7\U00020bb7\U00020bb7王", /* all 15 units */
};

typedef struct {
  FinishedApplicant applicant;
  ReaderRig *rig;
  SdtRig *reader;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  finished_applicant_begin (&f->applicant);
  f->rig = reader_rig_new ();
  f->reader = sdt_rig_new (f->rig->line_path);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  sdt_rig_free (f->reader);
  reader_rig_free (f->rig);
  finished_applicant_end (&f->applicant);
}

/* The applicant's card, of another name, laid on the reader; what the driver read goes into the session. */
static void
read_card (Fixture *f, const char *name)
{
  g_autoptr (YjIdCard) card = applicant_card_new ();
  g_autoptr (json_t) json = NULL;
  g_autofree char *text = NULL;

  g_free (card->name);
  card->name = g_strdup (name);
  json = yj_id_card_to_json (card);
  text = yj_json_to_text (json);
  sdt_rig_insert (f->rig, text);
  sdt_rig_await (f->reader, "read:");
  yj_session_set_card (f->applicant.session, f->reader->last);
  reader_rig_tell (f->rig, "REMOVE");
  sdt_rig_await (f->reader, "removed");
}

/* What a department finds when it opens the envelope. (transfer full) */
static GBytes *
seal_and_open (Fixture *f)
{
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *draft_header = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjEnvelope) opened = NULL;

  yj_application_document_seal (f->applicant.session, (const char *const *) f->applicant.recipients, &envelope, &draft_header, &error);
  g_assert_no_error (error);
  opened = yj_envelope_open (envelope, (const char *const[]){ f->applicant.identities[0], NULL }, &error);
  g_assert_no_error (error);
  return g_bytes_ref (opened->application);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) application = NULL;
    g_autoptr (json_t) document = NULL;
    const char *text, *name;
    gsize size;

    read_card (f, names[i]);
    application = seal_and_open (f);
    text = g_bytes_get_data (application, &size);
    document = yj_json_parse (text, size, 0, 0, NULL);
    name = yj_json_string (json_object_get (document, "applicant"), "name");
    g_assert_cmpmem (name, strlen (name), names[i], strlen (names[i]));
    g_assert_nonnull (memmem (text, size, names[i], strlen (names[i]))); /* and as itself, not as an escape */
    g_test_message ("%u bytes kept", (guint) strlen (name));
  }
}

int
main (int argc, char **argv)
{
  sdt_rig_init (&argc, &argv);
  g_test_add ("/readers/sdt-document/a-name-is-the-same-bytes-on-the-chip-and-in-the-envelope", Fixture, NULL, setup, test_names, teardown);
  return g_test_run ();
}
