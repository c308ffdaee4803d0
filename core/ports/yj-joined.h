/* SPDX-License-Identifier: Apache-2.0 */
/* Several devices that do the same work as one: what joins readers to a reader and scanners to a scanner, whatever their port. Every
 * signal of the port that one of them emits is emitted by the owner, but for "state-changed": the owner's state is the best of
 * theirs, and is said when it changes. Thread: as the port's. */
#pragma once
#include "core/ports/yj-id-reader.h"

G_BEGIN_DECLS

/* What a port is called with; all as in its header, on an object that implements it. */
typedef struct {
  GType (*get_type) (void);
  void (*start) (gpointer device);
  void (*stop) (gpointer device);
  YjDeviceState (*get_state) (gpointer device);
  void (*emit_state) (gpointer device, YjDeviceState state, const char *reason);
} YjJoinedPort;

/* A static YjJoinedPort @name for a port whose functions begin with @prefix and take their own kind of object: each is called through a
 * function of the right type, not through a cast. */
#define YJ_JOINED_PORT(name, prefix)                                                                                                       \
  static void name##_start (gpointer device) { prefix##_start (device); }                                                                 \
  static void name##_stop (gpointer device) { prefix##_stop (device); }                                                                   \
  static YjDeviceState name##_get_state (gpointer device) { return prefix##_get_state (device); }                                         \
  static void name##_emit_state (gpointer device, YjDeviceState state, const char *reason) { prefix##_emit_state (device, state, reason); } \
  static const YjJoinedPort name = { prefix##_get_type, name##_start, name##_stop, name##_get_state, name##_emit_state };

typedef struct _YjJoined YjJoined;

/* @owner (transfer none) implements the port and keeps this as long as it lives; @port is kept; @devices: (element-type GObject),
 * references are taken. (transfer full) */
YjJoined *yj_joined_new (gpointer owner, const YjJoinedPort *port, GPtrArray *devices);
/* Nothing that a device says reaches the owner after that. */
void yj_joined_free (YjJoined *self);

void yj_joined_start (YjJoined *self);
void yj_joined_stop (YjJoined *self);
/* READY or BUSY if one can work, FAULT rather than ABSENT; ABSENT for none. */
YjDeviceState yj_joined_get_state (YjJoined *self);

G_END_DECLS
