/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how it is counted what a program holds. */
#include "tests/drivers/contract/contract-usage.h"
#include "tests/drivers/contract/contract.h"
#include <malloc.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
gsize __sanitizer_get_current_allocated_bytes (void);
#endif

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n - 1; /* the folder's own */
}

/* For whoever looks for the one that was left. */
static void
tell_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL), *target = g_file_read_link (path, NULL);
    g_test_message ("descriptor %s: %s", name, target);
  }
}

/* Threads that wait for the next task or the next child of the program belong to no driver. */
static gboolean
is_glibs_own (const char *id)
{
  static const char *const names[] = { "pool-", "gmain", "gdbus", "task" };
  g_autofree char *path = g_build_filename ("/proc/self/task", id, "comm", NULL), *name = NULL;

  if (!g_file_get_contents (path, &name, NULL, NULL))
    return TRUE; /* it has just ended */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (name, names[i]))
      return TRUE;
  return FALSE;
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    n += !is_glibs_own (name);
  return n;
}

/* The numbers of sources are given in turn, and one that is destroyed is found no more. */
static guint
count_sources (void)
{
  g_autoptr (GSource) last = g_idle_source_new ();
  guint id = g_source_attach (last, NULL), n = 0;

  g_source_destroy (last);
  for (guint i = 1; i < id; i++)
    n += g_main_context_find_source_by_id (NULL, i) != NULL;
  return n;
}

ContractUsage
contract_usage_take (void)
{
  return (ContractUsage){ count_descriptors (), count_threads (), count_sources () };
}

static gboolean
is_no_more (gpointer data)
{
  ContractUsage now = contract_usage_take (), *before = data;
  /* The one that looks has two sources of its own at work. */
  return now.descriptors <= before->descriptors && now.threads <= before->threads && now.sources <= before->sources + 1;
}

void
contract_usage_assert_no_more (const ContractUsage *before, const char *what)
{
  ContractUsage allowed = *before, now;

  if (contract_run_until (is_no_more, &allowed, NULL))
    return;
  now = contract_usage_take ();
  tell_descriptors ();
  g_error ("%s leaves %d descriptors, %d threads and %d sources behind", what, (int) (now.descriptors - before->descriptors),
           (int) (now.threads - before->threads), (int) (now.sources - before->sources));
}

gsize
contract_usage_get_bytes (void)
{
#if defined(__SANITIZE_ADDRESS__)
  return __sanitizer_get_current_allocated_bytes ();
#else
  return mallinfo2 ().uordblks;
#endif
}
