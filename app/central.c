/* SPDX-License-Identifier: Apache-2.0 */
/* The program yijian-central: its command line, and nothing else. */
#include "sync/central/yj-central-commands.h"

int
main (int argc, char **argv)
{
  return yj_central_main (argc, argv);
}
