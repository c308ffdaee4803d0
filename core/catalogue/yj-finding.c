/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the names of what a check finds. */
#include "core/catalogue/yj-finding.h"

static const char *const names[] = {
  "unreadable",     "too-large",      "encoding",       "syntax",         "duplicate-key",  "nesting",     "missing-member",
  "unknown-member", "wrong-type",     "wrong-value",    "count",          "file-name",      "duplicate-id", "duplicate-text",
  "language",       "department",     "stage",          "hours",          "unknown-item",   "unknown-matter", "unknown-delivery", "unknown-answer", "unknown-option", "cycle",
  "needs",          "unreachable",    "never-asked",    "dead-end",       "unproven",       "no-fee", "not-browsed",  "needless",       "assumed",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == YJ_N_FINDING_KINDS);

gboolean
yj_finding_kind_is_error (YjFindingKind kind)
{
  return kind < YJ_FINDING_UNPROVEN;
}

const char *
yj_finding_kind_to_string (YjFindingKind kind)
{
  g_return_val_if_fail (kind < YJ_N_FINDING_KINDS, "");
  return names[kind];
}

void
yj_catalogue_finding_free (YjCatalogueFinding *finding)
{
  g_free (finding->file);
  g_free (finding->pointer);
  g_free (finding->sentence);
  g_free (finding);
}
