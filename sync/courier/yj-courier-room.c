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

/* On a short disk nothing is kept that central has signed for. */
static void
work_make_room (YjCourierCall *call, GError **error)
{
  static const YjOutboxRetention nothing = { 0, 0, 0 };
  gboolean more = FALSE;

  if (yj_courier_core_make_room_sync (call->self->core,
                                      yj_courier_service_is_disk_short (call->self) ? &nothing : &call->self->options.keep, &more, error))
    call->count = more;
}

/* A step at a time: what a person hands in meanwhile comes between. */
static void
answer_make_room (YjCourierCall *call)
{
  if (call->count > 0)
    yj_courier_service_make_room (call->self);
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
