/* SPDX-License-Identifier: Apache-2.0 */
/* Text commands on a Unix socket, one a line, each answered by one line "OK…" or "ERR why": what every virtual device
 * is told to do. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_VIRTUAL_COMMAND_MAX_BYTES (512 * 1024)

/* @word in capitals, @rest what follows it without outer spaces ("" when nothing does). Answers "OK", "OK …" or
 * "ERR …". (transfer full) */
typedef char *(*YjVirtualCommand) (const char *word, const char *rest, gpointer user_data);

/* Listens at @path (mode 0600; an old socket there is replaced) until the service is unreferenced; the caller unlinks
 * @path. YJ_ERROR_BAD_DATA: a path that no socket can have. Connections and commands come in the thread-default main context. (transfer full) (nullable) */
GSocketService *yj_virtual_commands_listen (const char *path, YjVirtualCommand command, gpointer user_data, GError **error);

G_END_DECLS
