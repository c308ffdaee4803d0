/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the kinds of trouble, which of them need a person, and the next step for each. */
#include "sync/courier/yj-sync-result.h"
#include "core/base/yj-error.h"

static const struct {
  const char *nick;
  gboolean alarm;
  const char *next_step;
} kinds[] = {
  [YJ_TROUBLE_NONE] = { "none", FALSE, "nothing to do" },
  [YJ_TROUBLE_UNENROLLED] = { "unenrolled", TRUE, "enrol this kiosk: yijianctl provision --central URL --token TOKEN --ca FILE" },
  [YJ_TROUBLE_OFFLINE] = { "offline", FALSE,
                           "nothing is lost and it is tried again by itself; if it lasts, check cable, router and the address of central" },
  [YJ_TROUBLE_BUSY] = { "busy", FALSE, "nothing is lost and it is tried again by itself; if it lasts, tell central's administrator" },
  [YJ_TROUBLE_RECORD] = { "record", FALSE, "look at the records that central cannot take: yijianctl queue list, yijianctl queue quarantine" },
  [YJ_TROUBLE_CERTIFICATE] = { "certificate", TRUE,
                               "everything is kept; check the kiosk's clock, then whether central still knows this kiosk, then enrol it anew" },
  [YJ_TROUBLE_FOREIGN] = { "foreign", TRUE,
                           "everything is kept; something else answers at central's address: look for a login page, a proxy or a wrong address" },
  [YJ_TROUBLE_VERSION] = { "version", TRUE, "everything is kept; update the kiosk's software" },
  [YJ_TROUBLE_CATALOGUE] = { "catalogue", TRUE,
                             "the kiosk goes on with the catalogue it has; have central publish one that its catalogue key signed" },
  [YJ_TROUBLE_STORE] = { "store", TRUE, "check the disk: free space, then its health; export the queue before anything else" },
  [YJ_TROUBLE_KEY] = { "key", FALSE,
                       "the kiosk goes on with its present key and tries the change again by itself; if it lasts, tell central's administrator" },
};

void
yj_sync_result_clear (YjSyncResult *result)
{
  g_clear_pointer (&result->trouble, g_free);
}

gboolean
yj_trouble_is_alarm (YjTrouble kind)
{
  return kinds[kind].alarm;
}

const char *
yj_trouble_nick (YjTrouble kind)
{
  return kinds[kind].nick;
}

const char *
yj_trouble_next_step (YjTrouble kind)
{
  return kinds[kind].next_step;
}

void
yj_sync_result_trouble (YjSyncResult *result, YjTrouble kind, const char *format, ...)
{
  va_list args;

  if (result->trouble != NULL && (yj_trouble_is_alarm (result->kind) || !yj_trouble_is_alarm (kind)))
    return;
  g_free (result->trouble);
  va_start (args, format);
  result->trouble = g_strdup_vprintf (format, args);
  va_end (args);
  result->kind = kind;
}

void
yj_sync_result_forget_trouble (YjSyncResult *result)
{
  g_clear_pointer (&result->trouble, g_free);
  result->kind = YJ_TROUBLE_NONE;
}

void
yj_sync_result_take_error (YjSyncResult *result, const GError *error)
{
  YjTrouble kind = g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED) ? YJ_TROUBLE_CERTIFICATE
                   : g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT)    ? YJ_TROUBLE_FOREIGN
                                                                          : YJ_TROUBLE_OFFLINE;
  yj_sync_result_trouble (result, kind, "%s", error->message);
}
