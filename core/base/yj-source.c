/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a kept source is attached and let go. */
#include "core/base/yj-source.h"

void
yj_source_clear (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
yj_source_set_timer (GSource **source, guint msec, GSourceFunc callback, gpointer data)
{
  yj_source_clear (source);
  *source = g_timeout_source_new (msec);
  g_source_set_callback (*source, callback, data, NULL);
  g_source_attach (*source, g_main_context_get_thread_default ());
}
