/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual card reader for a test: the program, its line and its socket, in a folder of their own. */
#pragma once
#include <gio/gio.h>

typedef struct {
  char *dir;
  char *line_path;
  char *socket_path;
  GSubprocess *program;
} ReaderRig;

/* Starts build/drivers/virtual/yijian-virtual-reader and waits until it is ready. */
ReaderRig *reader_rig_new (void);
/* The same with the framing "sdt" or "stx". */
ReaderRig *reader_rig_new_framed (const char *framing);
/* Ends the program and asserts that it took its line and its socket away. */
void reader_rig_free (ReaderRig *rig);
/* What it answers to @command, without the line feed. (transfer full) */
char *reader_rig_ask (ReaderRig *rig, const char *command);
/* Asserts that the answer is OK. */
void reader_rig_tell (ReaderRig *rig, const char *command);
/* Runs the main context until @done (data) or @seconds are over; FALSE then. */
gboolean reader_rig_wait (gboolean (*done) (gpointer data), gpointer data, guint seconds);
/* A card of a person who does not exist, as JSON. */
extern const char *const reader_rig_card;
