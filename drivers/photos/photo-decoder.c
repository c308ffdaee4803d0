/* SPDX-License-Identifier: Apache-2.0 */
/* yijian-photo-decoder MODULE: one photograph of a card from standard input, the picture as PPM to standard output. Owns the process in which a
 * library that nobody can look into may do its work, and end. */
#include "core/base/yj-secret.h"
#include "core/ports/yj-photo-decoder.h"
#include "drivers/photos/yijian-photo-decoder.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define RGB_BYTES (YJ_PHOTO_SIDE_MAX_PX * YJ_PHOTO_SIDE_MAX_PX * 3)
#define CPU_SECONDS 2

enum { DONE, NO_PHOTO = 1, NO_MODULE = 2 };

/* (nullable) */
static const YijianPhotoDecoder *
load (const char *path)
{
  void *module = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  const YijianPhotoDecoder *table = module != NULL ? dlsym (module, "yijian_photo_decoder") : NULL;

  return table != NULL && table->abi == YIJIAN_PHOTO_DECODER_ABI && table->decode != NULL ? table : NULL;
}

/* It dies with who asked, is no core dump, and computes for no longer than somebody waits. */
static void
confine (void)
{
  const struct rlimit none = { 0, 0 }, cpu = { CPU_SECONDS, CPU_SECONDS };

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_DUMPABLE, 0);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  setrlimit (RLIMIT_CORE, &none);
  setrlimit (RLIMIT_CPU, &cpu);
  setrlimit (RLIMIT_FSIZE, &none); /* nothing is written to a file */
}

/* Where the picture goes, out of reach of a library that talks on standard output. (nullable) */
static FILE *
take_output (void)
{
  int kept = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), nothing = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  if (kept < 0 || nothing < 0 || dup2 (nothing, STDOUT_FILENO) < 0)
    return NULL;
  return fdopen (kept, "w");
}

static int
decode (const YijianPhotoDecoder *table, const guint8 *coded, gsize size, guint8 *rgb, FILE *out)
{
  unsigned width_px = 0, height_px = 0;
  gsize rgb_bytes;

  if (table->decode (coded, size, rgb, RGB_BYTES, &width_px, &height_px) != 0 || width_px == 0 || height_px == 0 ||
      width_px > YJ_PHOTO_SIDE_MAX_PX || height_px > YJ_PHOTO_SIDE_MAX_PX)
    return NO_PHOTO;
  rgb_bytes = (gsize) width_px * height_px * 3;
  fprintf (out, "P6\n%u %u\n255\n", width_px, height_px);
  return fwrite (rgb, 1, rgb_bytes, out) == rgb_bytes && fflush (out) == 0 ? DONE : NO_PHOTO;
}

int
main (int argc, char **argv)
{
  static guint8 coded[YJ_PHOTO_CODED_MAX_BYTES], rgb[RGB_BYTES];
  FILE *out = take_output ();
  const YijianPhotoDecoder *table;
  gsize size;
  int status = NO_MODULE;

  if (argc != 2 || out == NULL)
    return NO_MODULE;
  confine ();
  size = fread (coded, 1, sizeof coded, stdin); /* first, so that whoever writes it is heard out */
  table = load (argv[1]);
  if (table != NULL)
    status = decode (table, coded, size, rgb, out);
  yj_secret_wipe (coded, sizeof coded);
  yj_secret_wipe (rgb, sizeof rgb);
  return status;
}
