/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody who has answered everything and stands before "submit", and the keys that what they hand in is sealed to. */
#pragma once
#include "core/flow/yj-session.h"

typedef struct {
  YjCatalogue *catalogue;
  YjSession *session;
  char *identities[3], *recipients[3]; /* two pairs of keys, and NULL */
} FinishedApplicant;

void finished_applicant_begin (FinishedApplicant *self);
void finished_applicant_end (FinishedApplicant *self);
