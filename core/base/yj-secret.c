/* SPDX-License-Identifier: Apache-2.0 */
/* Owns wiping. libsodium does the work. */
#include "core/base/yj-secret.h"
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* libsodium wants to be set up once before its guarded memory is used. */
__attribute__ ((constructor)) static void
init_sodium (void)
{
  if (sodium_init () < 0)
    abort ();
}

typedef struct {
  gpointer data;
  gsize size;
} Taken;

static void
taken_free (gpointer data)
{
  Taken *taken = data;
  sodium_memzero (taken->data, taken->size);
  g_free (taken->data);
  g_free (taken);
}

GBytes *
yj_secret_bytes_new (gconstpointer data, gsize size)
{
  gpointer copy = sodium_malloc (MAX (size, 1));
  if (size > 0)
    memcpy (copy, data, size);
  return g_bytes_new_with_free_func (copy, size, sodium_free, copy);
}

GBytes *
yj_secret_bytes_new_take (gpointer data, gsize size)
{
  Taken *taken = g_new (Taken, 1);
  taken->data = data;
  taken->size = size;
  return g_bytes_new_with_free_func (data, size, taken_free, taken);
}

void
yj_secret_text_free (char *text)
{
  if (text == NULL)
    return;
  sodium_memzero (text, strlen (text));
  g_free (text);
}

void
yj_secret_wipe (gpointer data, gsize size)
{
  if (data != NULL)
    sodium_memzero (data, size);
}
