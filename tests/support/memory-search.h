/* SPDX-License-Identifier: Apache-2.0 */
/* Searches the writable memory of this process for bytes that should be gone. They are kept masked, so that the search does
 * not find itself. */
#pragma once
#include <glib.h>

#define MEMORY_NEEDLE_MAX_BYTES 64

typedef struct {
  guint8 masked[MEMORY_NEEDLE_MAX_BYTES];
  gsize n;
} MemoryNeedle;

/* Masks @size bytes, at most MEMORY_NEEDLE_MAX_BYTES, that the caller overwrites where they are not constant. */
void memory_needle_init (MemoryNeedle *needle, gconstpointer bytes, gsize size);
/* Masks @text and overwrites it. */
void memory_needle_take (MemoryNeedle *needle, char *text);
/* Puts the text into @buffer of at least n + 1 bytes; the caller overwrites it. */
void memory_needle_reveal (const MemoryNeedle *needle, char *buffer);
/* How often it stands in memory. */
guint memory_needle_count (const MemoryNeedle *needle);
/* The same for several in one search. */
void memory_needles_count (const MemoryNeedle *needles, gsize n_needles, guint *counts);
