/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a session at its end, and two pairs of keys of age. */
#include "tests/support/finished-applicant.h"
#include "core/seal/yj-age.h"
#include "tests/core/flow/applicant.h"

#define N_KEYS 2

void
finished_applicant_begin (FinishedApplicant *self)
{
  g_autoptr (YjFlow) flow = NULL;

  *self = (FinishedApplicant){ .catalogue = applicant_load_catalogue () };
  self->session = applicant_session_new (self->catalogue);
  flow = yj_flow_new (self->session);
  g_assert_true (applicant_walk_to (flow, "submit", NULL));
  for (guint i = 0; i < N_KEYS; i++)
    yj_age_keygen (&self->identities[i], &self->recipients[i]);
}

void
finished_applicant_end (FinishedApplicant *self)
{
  g_object_unref (self->session);
  g_object_unref (self->catalogue);
  for (guint i = 0; i < N_KEYS; i++) {
    g_free (self->identities[i]);
    g_free (self->recipients[i]);
  }
}
