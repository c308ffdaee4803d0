/* SPDX-License-Identifier: Apache-2.0 */
/* Names on the bus that courier and clients share, and how a YjError travels over D-Bus:
 * org.yijian.Error.<Nick in CamelCase>. */
#pragma once
#include "core/base/yj-error.h"

G_BEGIN_DECLS

#define YJ_COURIER_BUS_NAME "org.yijian.Courier1"
#define YJ_COURIER_OBJECT_PATH "/org/yijian/Courier1"
#define YJ_ERROR_DBUS_PREFIX "org.yijian.Error."

/* Registers every code of YJ_ERROR with GDBus, so that a remote error arrives as the same code. Call
 * it once before the first call or answer. */
void yj_error_register_dbus (void);

G_END_DECLS
