/* SPDX-License-Identifier: Apache-2.0 */
/* How it is said that a material is wanted in more than one copy. Thread: any. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

/* "3 copies · @note" in @language where the person gives more than one copy of @material, else @note alone. @note: (nullable).
 * (transfer full) (nullable): NULL where neither is there. */
char *yj_copies_format (const YjMaterial *material, YjMessages *messages, const char *language, const char *note);

G_END_DECLS
