/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the room on the disk: whether it is short, and that what is settled makes way. */
#include "sync/courier/yj-courier-service-private.h"
#include <sys/statvfs.h>

gboolean
yj_courier_service_is_disk_short (YjCourierService *self)
{
  struct statvfs info;
  return statvfs (self->state_dir, &info) == 0 &&
         (guint64) info.f_bavail * info.f_frsize < (guint64) self->options.reserve_mib * 1024 * 1024;
}

/* What came of one step. */
enum { ALL_DONE, MORE_TO_PURGE, SHORT_DISK_SERVED };

static void
work_make_room (YjCourierCall *call, GError **error)
{
  gboolean short_disk = yj_courier_service_is_disk_short (call->self), more = FALSE;

  if (!yj_courier_core_make_room_sync (call->self->core, &call->self->options.keep, short_disk, &more, error))
    return;
  call->count = more ? MORE_TO_PURGE : short_disk ? SHORT_DISK_SERVED : ALL_DONE;
}

/* A step at a time: what a person hands in meanwhile comes between. */
static void
answer_make_room (YjCourierCall *call)
{
  if (call->count == MORE_TO_PURGE)
    yj_courier_service_make_room (call->self);
  else if (call->count == SHORT_DISK_SERVED)
    yj_courier_service_refresh (call->self); /* the gate may be open now */
}

void
yj_courier_service_make_room (YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, NULL), work_make_room, answer_make_room);
}

static void
work_keep_house (YjCourierCall *call, GError **error)
{
  yj_outbox_keep_house (call->self->core->outbox);
  work_make_room (call, error);
}

void
yj_courier_service_keep_house (YjCourierService *self)
{
  yj_courier_call_run (yj_courier_call_new (self, NULL), work_keep_house, answer_make_room);
}
