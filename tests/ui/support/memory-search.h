/* SPDX-License-Identifier: Apache-2.0 */
/* Searches the writable memory of this process for a text. The text itself is kept masked, so that the search does not
 * find itself. */
#pragma once
#include <glib.h>

typedef struct {
  char masked[64];
  gsize n;
} MemoryNeedle;

/* Masks @text and overwrites it. */
void memory_needle_init (MemoryNeedle *needle, char *text);
/* Puts the text into @buffer of at least n + 1 bytes; the caller overwrites it. */
void memory_needle_reveal (const MemoryNeedle *needle, char *buffer);
/* How often it stands in memory. */
guint memory_needle_count (const MemoryNeedle *needle);
