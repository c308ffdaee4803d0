/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the search of a process through its own memory. */
#include "tests/ui/support/memory-search.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MASK 0x5a
#define CHUNK (1 << 20)

void
memory_needle_init (MemoryNeedle *needle, char *text)
{
  needle->n = strlen (text);
  g_assert_cmpuint (needle->n, <, sizeof needle->masked);
  for (gsize i = 0; i < needle->n; i++)
    needle->masked[i] = text[i] ^ MASK;
  explicit_bzero (text, needle->n);
}

void
memory_needle_reveal (const MemoryNeedle *needle, char *buffer)
{
  for (gsize i = 0; i < needle->n; i++)
    buffer[i] = needle->masked[i] ^ MASK;
  buffer[needle->n] = '\0';
}

static guint
count_in (const MemoryNeedle *needle, const char *data, gsize size)
{
  guint found = 0;

  for (gsize at = 0; at + needle->n <= size; at++) {
    gsize i = 0;
    while (i < needle->n && (data[at + i] ^ MASK) == needle->masked[i])
      i++;
    found += i == needle->n ? 1 : 0;
  }
  return found;
}

static guint
count_range (const MemoryNeedle *needle, int memory, guint64 start, guint64 end, char *chunk)
{
  guint found = 0;

  while (start < end) {
    gsize want = MIN (CHUNK, end - start);
    gssize got = pread (memory, chunk, want, (off_t) start);
    if (got <= 0)
      return found;
    found += count_in (needle, chunk, (gsize) got);
    if ((guint64) got == end - start)
      return found;
    start += (guint64) got - (needle->n - 1); /* a text may lie across two chunks */
  }
  return found;
}

guint
memory_needle_count (const MemoryNeedle *needle)
{
  g_autofree char *maps = NULL;
  /* Shared, so that the kernel joins it to no other mapping: it is left out of the search, and nothing else may be. */
  char *chunk = mmap (NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_auto (GStrv) lines = NULL;
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint found = 0;

  g_assert_cmpint (memory, >=, 0);
  g_assert_true (chunk != MAP_FAILED);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    guint64 start, end;
    char rights[5];
    /* The chunk holds what was read before: it is not searched. */
    if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &start, &end, rights) == 3 && rights[1] == 'w' &&
        !((guint64) (gsize) chunk >= start && (guint64) (gsize) chunk < end))
      found += count_range (needle, memory, start, end, chunk);
  }
  close (memory);
  munmap (chunk, CHUNK);
  return found;
}
