/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of the scripted print server: its printer, its last job, and what it answers. Whoever has it locks it. */
#pragma once
#include "tests/drivers/printers/scripted-cups.h"

typedef struct {
  ScriptedPrinter printer;
  gboolean driverless;
  int job; /* its number, 0: none yet */
  ipp_jstate_t state;
  int sheets;
  const char *spare; /* (nullable) the name of a second queue with the same printer */
} ScriptedQueue;

/* Does what @request asks for and adds to @answer what there is to say. */
void scripted_queue_act (ScriptedQueue *self, ipp_t *request, ipp_t *answer);
/* From now on it prints. What it knew of jobs it still knows. */
void scripted_queue_mend (ScriptedQueue *self);
/* Whether a job is at the printer that has its document; without one it moves no paper. */
gboolean scripted_queue_has_document (const ScriptedQueue *self);
