/* SPDX-License-Identifier: Apache-2.0 */
/* Why a device's node cannot be used, in one set of words for lines, keyboards and cameras. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* @number is an errno; @what was tried: "cannot be opened". YJ_ERROR_DEVICE_BUSY: another program has it; _DENIED: no right to it, and the
 * message names the group that has one; _DEVICE_ABSENT: it is not there; else _DEVICE_FAILED. */
void yj_node_set_error (GError **error, const char *node, const char *what, int number);
/* Opens @node and closes it again: what stands in the way of a program that could not use it. FALSE with the errors above. */
gboolean yj_node_try (const char *node, GError **error);

G_END_DECLS
