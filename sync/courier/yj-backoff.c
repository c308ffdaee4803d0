/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the length of waits. */
#include "sync/courier/yj-backoff.h"

guint
yj_backoff_msec (guint failures, GRand *rand)
{
  guint64 bound = YJ_BACKOFF_BASE_MSEC;
  for (guint i = 1; i < failures && bound < YJ_BACKOFF_CAP_MSEC; i++)
    bound *= 2;
  return (guint) g_rand_int_range (rand, 0, (gint32) MIN (bound, YJ_BACKOFF_CAP_MSEC) + 1);
}
