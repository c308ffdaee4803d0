/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the search of a process through its own memory. */
#include "tests/support/memory-search.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MASK 0x5a
#define CHUNK_BYTES (1 << 20)
/* AddressSanitizer's shadow is larger than any heap of ours, and holds none of the program's bytes. */
#define MAPPING_MAX_BYTES (1ull << 36)

void
memory_needle_init (MemoryNeedle *needle, gconstpointer bytes, gsize size)
{
  g_assert_cmpuint (size, >, 0);
  g_assert_cmpuint (size, <=, sizeof needle->masked);
  needle->n = size;
  for (gsize i = 0; i < size; i++)
    needle->masked[i] = ((const guint8 *) bytes)[i] ^ MASK;
}

void
memory_needle_take (MemoryNeedle *needle, char *text)
{
  memory_needle_init (needle, text, strlen (text));
  explicit_bzero (text, needle->n);
}

void
memory_needle_reveal (const MemoryNeedle *needle, char *buffer)
{
  for (gsize i = 0; i < needle->n; i++)
    buffer[i] = (char) (needle->masked[i] ^ MASK);
  buffer[needle->n] = '\0';
}

static guint
count_in (const MemoryNeedle *needle, const guint8 *data, gsize size)
{
  const guint8 first = needle->masked[0] ^ MASK;
  guint found = 0;

  for (gsize at = 0; at + needle->n <= size; at++) {
    gsize i = 1;
    if (data[at] != first)
      continue;
    while (i < needle->n && (data[at + i] ^ MASK) == needle->masked[i])
      i++;
    found += i == needle->n;
  }
  return found;
}

typedef struct {
  const MemoryNeedle *needles;
  gsize n_needles, overlap;
  guint *counts;
  int memory;
  guint8 *chunk;
} Search;

static void
search_range (Search *search, guint64 start, guint64 end)
{
  while (start < end) {
    gsize want = MIN (CHUNK_BYTES, end - start);
    gssize got = pread (search->memory, search->chunk, want, (off_t) start);

    if (got <= 0 || ((gsize) got <= search->overlap && (guint64) got < end - start))
      return; /* the rest cannot be read */
    for (gsize i = 0; i < search->n_needles; i++) {
      /* What lies across two chunks is read again with the next; what lies within that part is counted once. */
      gsize skip = (guint64) got == end - start ? 0 : search->overlap - (search->needles[i].n - 1);
      search->counts[i] += count_in (&search->needles[i], search->chunk, (gsize) got - skip);
    }
    if ((guint64) got == end - start)
      return;
    start += (guint64) got - search->overlap;
  }
}

void
memory_needles_count (const MemoryNeedle *needles, gsize n_needles, guint *counts)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  Search search = { needles, n_needles, 0, counts, open ("/proc/self/mem", O_RDONLY | O_CLOEXEC), NULL };

  /* Shared, so that the kernel joins it to no other mapping: it is left out of the search, and nothing else may be. */
  search.chunk = mmap (NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_cmpint (search.memory, >=, 0);
  g_assert_true (search.chunk != MAP_FAILED);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  for (gsize i = 0; i < n_needles; i++) {
    counts[i] = 0;
    search.overlap = MAX (search.overlap, needles[i].n - 1);
  }
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    guint64 start, end, chunk = (guint64) (gsize) search.chunk;
    char rights[5];

    if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &start, &end, rights) == 3 && rights[1] == 'w' &&
        end - start <= MAPPING_MAX_BYTES && !(chunk >= start && chunk < end))
      search_range (&search, start, end);
  }
  close (search.memory);
  munmap (search.chunk, CHUNK_BYTES);
}

guint
memory_needle_count (const MemoryNeedle *needle)
{
  guint count;
  memory_needles_count (needle, 1, &count);
  return count;
}
