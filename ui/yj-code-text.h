/* SPDX-License-Identifier: Apache-2.0 */
/* What a page says of a code that it has no use for. */
#pragma once
#include "core/ports/yj-code-scanner.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* One sentence in the session's language: what kind of code it is, with nothing of what it holds. (transfer none) */
const char *yj_code_text (YjContext *context, const YjCode *code);
/* The same, and the message @next, which says what to do. (transfer full) */
char *yj_code_text_with (YjContext *context, const YjCode *code, const char *next);

G_END_DECLS
