/* SPDX-License-Identifier: Apache-2.0 */
/* Runs drivers through faults: one test a cell of the table. --list tells the table instead: a line for each rig and fault, and one for
 * each registered driver without a rig. The table is printed by test-contract.py, which runs this once for each rig. */
#include "drivers/yj-driver.h"
#include "tests/drivers/contract/contract-syscalls.h"
#include "tests/drivers/contract/contract-usage.h"
#include "tests/drivers/contract/contract.h"
#include <stdio.h>
#include <string.h>

static const ContractFault *const faults[] = { contract_life_faults, contract_plug_faults, contract_byte_faults, contract_node_faults };

typedef struct {
  const ContractRig *rig;
  const ContractFault *fault;
} Cell;

static const char *
find_excuse (const ContractRig *rig, const char *fault)
{
  for (const ContractExcuse *excuse = rig->excuses; excuse != NULL && excuse->fault != NULL; excuse++)
    if (g_pattern_match_simple (excuse->fault, fault))
      return excuse->why;
  return NULL;
}

/* An excuse counts before what could be done. */
static gboolean
is_possible (const Cell *cell)
{
  return find_excuse (cell->rig, cell->fault->name) == NULL && (cell->fault->is_possible == NULL || cell->fault->is_possible (cell->rig));
}

static void
run_cell (gconstpointer data)
{
  const Cell *cell = data;
  ContractUsage usage = contract_usage_take ();

  contract_syscalls_reset ();
  cell->fault->run (cell->rig);
  contract_usage_assert_no_more (&usage, cell->rig->name);
}

static void
for_each_cell (void (*visit) (const Cell *cell))
{
  for (guint list = 0; contract_rigs[list] != NULL; list++)
    for (guint r = 0; contract_rigs[list][r] != NULL; r++)
      for (guint f = 0; f < G_N_ELEMENTS (faults); f++)
        for (const ContractFault *fault = faults[f]; fault->name != NULL; fault++)
          visit (&(Cell){ contract_rigs[list][r], fault });
}

static void
print_cell (const Cell *cell)
{
  const char *why = find_excuse (cell->rig, cell->fault->name);
  printf ("cell\t%s\t%s\t%s\t%s\n", cell->rig->name, cell->fault->name, is_possible (cell) ? "run" : why != NULL ? "excused" : "unexplained",
          why != NULL ? why : "");
}

static gboolean
has_rig (const char *driver)
{
  for (guint list = 0; contract_rigs[list] != NULL; list++)
    for (guint r = 0; contract_rigs[list][r] != NULL; r++)
      if (g_str_equal (contract_rigs[list][r]->driver, driver))
        return TRUE;
  return FALSE;
}

static void
print_drivers (void)
{
  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++)
    printf ("driver\t%s\t%s\n", info->id, has_rig (info->id) ? "rig" : "no rig");
}

static GPtrArray *cells; /* of Cell; GLib would free only those that it runs */

static void
add_cell (const Cell *cell)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s", cell->rig->name, cell->fault->name);

  if (!is_possible (cell))
    return;
  g_ptr_array_add (cells, g_memdup2 (cell, sizeof *cell));
  g_test_add_data_func (path, g_ptr_array_index (cells, cells->len - 1), run_cell);
}

static void
run_nothing (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

/* GLib's threads for tasks come with the first task, and stay. */
static void
warm_up_tasks (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_run_in_thread_sync (task, run_nothing);
}

/* What libraries make once and keep belongs to no cell. */
static void
warm_up (const Cell *cell)
{
  static const ContractRig *warm;
  Contract *c;

  if (cell->rig == warm || !is_possible (cell))
    return;
  warm = cell->rig;
  c = contract_new (cell->rig, TRUE);
  contract_bring_to (c, CONTRACT_READY);
  contract_work (c);
  contract_free (c);
}

static const char *only;

static void
warm_up_wanted (const Cell *cell)
{
  if (only == NULL || g_str_has_prefix (only + 1, cell->rig->name))
    warm_up (cell);
}

static void
keep_log (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
  g_test_message ("%s", message);
}

int
main (int argc, char **argv)
{
  int status;

  if (argc > 1 && g_str_equal (argv[1], "--list")) {
    for_each_cell (print_cell);
    print_drivers ();
    return 0;
  }
  for (int i = 1; i + 1 < argc; i++)
    if (g_str_equal (argv[i], "-p"))
      only = argv[i + 1];
  g_test_init (&argc, &argv, NULL); /* whose folders are its caller's, because libraries read them before the first test */
  g_log_set_handler (NULL, G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, keep_log, NULL);
  g_log_set_handler ("yijian-drivers", G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, keep_log, NULL);
  warm_up_tasks ();
  for_each_cell (warm_up_wanted);
  cells = g_ptr_array_new_with_free_func (g_free);
  for_each_cell (add_cell);
  status = g_test_run ();
  g_ptr_array_unref (cells);
  return status;
}
