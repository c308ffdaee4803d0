/* SPDX-License-Identifier: Apache-2.0 */
/* What this program holds: descriptors, threads, sources of the main context, and memory. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint descriptors;
  guint threads; /* but those that GLib keeps for the next task */
  guint sources;
} ContractUsage;

ContractUsage contract_usage_take (void);
/* Runs the loop until no more is held than in @before; fails when it does not come to that. @what: of whom it is told. */
void contract_usage_assert_no_more (const ContractUsage *before, const char *what);
/* Bytes that are allocated now. */
gsize contract_usage_get_bytes (void);

G_END_DECLS
