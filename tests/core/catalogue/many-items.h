/* SPDX-License-Identifier: Apache-2.0 */
/* As many items as a province has, made by varying those that are shipped: texts as long and as many, of other characters. */
#pragma once
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

/* (transfer full) (element-type YjItem) */
GPtrArray *many_items_new (guint n);
/* In zh-CN. (transfer none) */
const char *many_items_title (GPtrArray *items, guint i);

G_END_DECLS
