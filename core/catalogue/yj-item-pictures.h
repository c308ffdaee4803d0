/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: a picture that a form asks for (a field of type photo or signature) is sealed, sent and kept like a page of a
 * paper. So each such field brings a material of its own id with it, with one page, that is there while the field has an answer.
 * The answer is the SHA-256 of the sealed page (core/flow/yj-session.h). */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* @root: an item whose repetitions are written out. @root itself when no field asks for a picture, else one like it with the
 * materials behind its own; they carry "of_field", the type of their field. (transfer full) */
json_t *yj_item_add_pictures (json_t *root);

G_END_DECLS
