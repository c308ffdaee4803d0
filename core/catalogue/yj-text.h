/* SPDX-License-Identifier: Apache-2.0 */
/* A map language -> text inside a catalogue: {"zh-CN": …, "en": …}. Borrowed from the JSON it stands in. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjText YjText;

/* @json: an object or NULL. (transfer none) (nullable) */
const YjText *yj_text_from_json (const json_t *json);
/* In @language, else zh-CN, else "". Never NULL. (transfer none) */
const char *yj_text_get (const YjText *text, const char *language);
gboolean yj_text_has (const YjText *text, const char *language);

G_END_DECLS
