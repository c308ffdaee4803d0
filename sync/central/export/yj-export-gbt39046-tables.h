/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the exporter: tables 5 to 9 of GB/T 39046-2020 (clauses 6.2 to 6.6). */
#pragma once
#include "sync/central/export/yj-export-set.h"

G_BEGIN_DECLS

enum {
  YJ_GBT39046_APPLICATION,
  YJ_GBT39046_ACCEPTANCE,
  YJ_GBT39046_HANDLING,
  YJ_GBT39046_COMPLETION,
  YJ_GBT39046_EVALUATION,
  YJ_GBT39046_N_SETS
};

extern const YjExportTable yj_gbt39046_tables[YJ_GBT39046_N_SETS];

G_END_DECLS
