/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the command export: from what unseal wrote to what others read, where the private key is and no database. */
#include "core/base/yj-error.h"
#include "sync/central/export/yj-export-formats.h"
#include "sync/central/yj-central-commands.h"
#include "sync/central/yj-opened-folder.h"

static const struct {
  const char *name;
  YjExportFunc run;
} formats[] = {
  { "gbt39046", yj_export_gbt39046 },
  { "evaluation", yj_export_evaluations },
};

static YjExportFunc
find_format (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (formats[i].name, name) == 0)
      return formats[i].run;
  return NULL;
}

gboolean
yj_command_export (const YjCommandOptions *options, const char *const *rest, GError **error)
{
  YjExportFunc run = find_format (options->format);
  g_autoptr (YjExportSource) source = NULL;
  g_autoptr (json_t) counts = NULL;
  g_autofree char *fresh = NULL;

  if (run == NULL || options->output == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "--format gbt39046 or evaluation and -o DIR, a new folder, are needed");
    return FALSE;
  }
  if (g_file_test (options->output, G_FILE_TEST_EXISTS)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "%s is there already", options->output);
    return FALSE;
  }
  source = yj_export_source_open (rest[0], options->catalogue, error);
  fresh = source != NULL ? yj_opened_begin (options->output, error) : NULL;
  counts = fresh != NULL ? run (source, fresh, error) : NULL;
  if (counts != NULL && yj_opened_finish (fresh, options->output, error)) {
    yj_command_print (counts);
    return TRUE;
  }
  if (fresh != NULL)
    yj_opened_drop (fresh);
  return FALSE;
}
