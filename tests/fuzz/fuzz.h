/* SPDX-License-Identifier: Apache-2.0 */
/* A fuzz target: one function that takes any bytes. libFuzzer calls it with what it invents, tests/fuzz/corpus.c with what is kept. */
#pragma once
#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

/* Its result depends on every byte, so that no compiler leaves out the work that made them; a sanitizer reads them all. */
static inline void
fuzz_use (gconstpointer bytes, gsize size)
{
  static volatile guint8 sink;
  const guint8 *at = bytes;

  for (gsize i = 0; i < size; i++)
    sink ^= at[i];
}

static inline void
fuzz_use_text (const char *text)
{
  gsize n = 0;

  if (text == NULL)
    return;
  while (text[n] != '\0')
    n++;
  fuzz_use (text, n);
}
