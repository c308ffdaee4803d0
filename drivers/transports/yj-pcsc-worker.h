/* SPDX-License-Identifier: Apache-2.0 */
/* The thread of a PC/SC port: everything that is asked of pcscd, and may take long. */
#pragma once
#include "drivers/transports/yj-pcsc-run.h"

G_BEGIN_DECLS

/* Until the run is ended (NULL then) or pcscd is lost: the error, see yj-pcsc-port.h. (transfer full) (nullable) */
GError *yj_pcsc_worker_serve (YjPcscRun *run);

G_END_DECLS
