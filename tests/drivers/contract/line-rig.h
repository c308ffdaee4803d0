/* SPDX-License-Identifier: Apache-2.0 */
/* The far end of a driver that listens to a line, for rigs: a pseudo terminal (drivers/virtual/yj-virtual-line.h), or a pipe of kernel
 * events that stands for a keyboard. Both can be pulled out, occupied, slow and cut. */
#pragma once
#include "tests/drivers/contract/contract.h"

G_BEGIN_DECLS

typedef struct _LineRig LineRig;

/* Its path is written into CONTRACT_GROUP as "port", and a short silence as "quiet_ms". */
gpointer line_rig_make_serial (const char *dir, GKeyFile *settings);
gpointer line_rig_make_keyboard (const char *dir, GKeyFile *settings);
void line_rig_free (gpointer device);
void line_rig_plug (gpointer device);
void line_rig_unplug (gpointer device);
/* As fast as it is taken again, and nothing half sent. */
void line_rig_rest (gpointer device);
void line_rig_slow (gpointer device);
void line_rig_occupy (gpointer device, gboolean occupied);
const char *line_rig_get_node (gpointer device);
/* A keyboard types them: printable ASCII and line ends. */
void line_rig_send (gpointer device, const char *bytes, gsize size);
/* Bytes that no device means, 200 of them, the same in every run. */
void line_rig_garbage (gpointer device);

/* What is the same in every rig of a line; what follows it in the initialiser may replace some of it. */
#define LINE_RIG_SERIAL                                                                                                                   \
  .make = line_rig_make_serial, .free = line_rig_free, .plug = line_rig_plug, .unplug = line_rig_unplug, .rest = line_rig_rest,           \
  .slow = line_rig_slow, .occupy = line_rig_occupy, .get_node = line_rig_get_node, .garbage = line_rig_garbage, .unit_bytes = 1,          \
  .is_on_a_line = TRUE, .reopenings = 1000
#define LINE_RIG_KEYBOARD                                                                                                                 \
  .make = line_rig_make_keyboard, .free = line_rig_free, .plug = line_rig_plug, .unplug = line_rig_unplug, .rest = line_rig_rest,         \
  .slow = line_rig_slow, .occupy = line_rig_occupy, .get_node = line_rig_get_node, .garbage = line_rig_garbage,                           \
  .unit_bytes = LINE_RIG_EVENT_BYTES, .is_on_a_line = TRUE, .reopenings = 1000
/* The kernel hands over whole events, never a part of one. */
#define LINE_RIG_EVENT_BYTES sizeof (struct input_event)

/* Such a device speaks when it has something to say. */
#define LINE_RIG_EXCUSES                                                                                                                  \
  { "silence", "a device that is asked nothing and has read nothing says nothing: half a frame is the silence that matters" },            \
  { "* while at fault", "it has no way to say that it cannot work" }

G_END_DECLS
