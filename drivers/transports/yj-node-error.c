/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the errno of a device's node means to a technician. */
#include "drivers/transports/yj-node-error.h"
#include "core/base/yj-error.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
get_code (int number)
{
  switch (number) {
  case EBUSY:
  case EWOULDBLOCK:
    return YJ_ERROR_DEVICE_BUSY;
  case EACCES:
  case EPERM:
    return YJ_ERROR_DENIED;
  case ENOENT:
  case ENXIO:
  case ENODEV:
  case EIO:
  case ENOTDIR:
    return YJ_ERROR_DEVICE_ABSENT;
  default:
    return YJ_ERROR_DEVICE_FAILED;
  }
}

void
yj_node_set_error (GError **error, const char *node, const char *what, int number)
{
  int code = get_code (number);

  g_set_error (error, YJ_ERROR, code, "%s: %s: %s%s", node, what, g_strerror (number),
               code == YJ_ERROR_DENIED ? ": it must belong to the group yijian-devices, and this program's account to that group" : "");
}

gboolean
yj_node_try (const char *node, GError **error)
{
  int fd;

  do
    fd = open (node, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) {
    yj_node_set_error (error, node, "cannot be opened", errno);
    return FALSE;
  }
  close (fd);
  return TRUE;
}
