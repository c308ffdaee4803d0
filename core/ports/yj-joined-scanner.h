/* SPDX-License-Identifier: Apache-2.0 */
/* Several code scanners as one: the camera, and a scanner in a slot beside it. What any of them reads is read, its state is the best of
 * theirs. Thread: as for YjCodeScanner. */
#pragma once
#include "core/ports/yj-code-scanner.h"

G_BEGIN_DECLS

#define YJ_TYPE_JOINED_SCANNER (yj_joined_scanner_get_type ())
G_DECLARE_FINAL_TYPE (YjJoinedScanner, yj_joined_scanner, YJ, JOINED_SCANNER, GObject)

/* @scanners: (element-type YjCodeScanner), references are taken. (transfer full) */
YjCodeScanner *yj_joined_scanner_new (GPtrArray *scanners);

G_END_DECLS
