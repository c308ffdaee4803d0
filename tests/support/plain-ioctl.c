/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded before umockdev: ioctls go to the kernel. umockdev answers those of everything below /dev, and knows too few of a terminal's. */
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int
ioctl (int fd, unsigned long request, ...)
{
  va_list arguments;
  void *argument;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  return (int) syscall (SYS_ioctl, fd, request, argument);
}
