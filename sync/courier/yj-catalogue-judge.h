/* SPDX-License-Identifier: Apache-2.0 */
/* Asks yijian-catalogue-judge, a process of its own, whether a hall can use a bundle. Thread: any; blocks until it has answered. */
#pragma once
#include <gio/gio.h>
#include "core/base/yj-json.h"

G_BEGIN_DECLS

/* @program: the judge's path. @bundle: a file to be read from its beginning (transfer full). {"id", "version", "expires", "refuse_after"}, the latter two where the catalogue has them. (transfer full)
 * (nullable): the judge's own code and sentence; YJ_ERROR_BAD_DATA also when reading the bundle ended the judge; YJ_ERROR_FAILED: nothing
 * was judged, the same call may succeed later. */
json_t *yj_catalogue_judge_ask (const char *program, int bundle, const char *signature, const char *public_key, const char *region,
                                GError **error);

/* A file without a name that holds @bundle, for the judge to read; -1 with YJ_ERROR_FAILED. (transfer full) */
int yj_catalogue_judge_hold (GBytes *bundle, GError **error);

G_END_DECLS
