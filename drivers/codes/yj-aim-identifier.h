/* SPDX-License-Identifier: Apache-2.0 */
/* Symbology identifiers, ISO/IEC 15424: "]" and two characters that a scanner, when it is told to, puts before what it read. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The name (as in yj-code-scanner.h) of the symbology that the first three of @bytes identify; "other" for one that has no name
 * here; NULL when they are no identifier. (transfer none) (nullable) */
const char *yj_aim_identifier_get_symbology (const guint8 *bytes, gsize size);

G_END_DECLS
