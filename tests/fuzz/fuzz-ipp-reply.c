/* SPDX-License-Identifier: Apache-2.0 */
/* What the print server answers: libcups' own reader of IPP from memory, then everything that our client takes from an answer. The few
 * functions of libcups that reach for a server are here, so that each question gets the input as its answer. */
#include "drivers/printers/yj-cups-server.h"
#include "drivers/printers/yj-cups-private.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

static struct {
  const guint8 *bytes;
  gsize size, next;
} input;
static ipp_status_t status;

static ssize_t
read_input (void *unused, ipp_uchar_t *buffer, size_t size)
{
  size_t n = MIN (size, input.size - input.next);

  memcpy (buffer, input.bytes + input.next, n);
  input.next += n;
  return (ssize_t) n;
}

/* ---- in the place of libcups ---- */

http_t *
httpConnect2 (const char *host, int port, http_addrlist_t *addresses, int family, http_encryption_t encryption, int blocking, int msec,
              int *cancel)
{
  static int connection;
  return (http_t *) &connection;
}

void
httpSetTimeout (http_t *http, double seconds, http_timeout_cb_t callback, void *data)
{
}

int
httpError (http_t *http)
{
  return 0;
}

void
httpClose (http_t *http)
{
}

ipp_status_t
cupsLastError (void)
{
  return status;
}

const char *
cupsUser (void)
{
  return "nobody";
}

ipp_t *
cupsDoRequest (http_t *http, ipp_t *request, const char *resource)
{
  ipp_t *answer = ippNew ();

  ippDelete (request);
  input.next = 0;
  if (ippReadIO (&input, read_input, 1, NULL, answer) != IPP_STATE_DATA) {
    ippDelete (answer);
    status = IPP_STATUS_ERROR_INTERNAL;
    return NULL;
  }
  /* Errors have nothing in them that is looked at: one input in sixteen is let through as one. */
  status = (ippGetStatusCode (answer) & 0x0F) == 0x0F ? ippGetStatusCode (answer) : IPP_STATUS_OK;
  return answer;
}

/* Whatever a printer says of its media, what is asked for is a keyword and a sheet that a receipt fits on. */
static void
choose_paper (YjCupsServer *server)
{
  g_auto (YjPrinterCapabilities) printer = { 0 };
  g_auto (GStrv) names = yj_cups_server_list_queues (server, NULL);
  YjReceiptPaper paper;

  if (!yj_cups_server_get_capabilities (server, &printer, NULL))
    return;
  for (YjPaperKind kind = YJ_PAPER_UNKNOWN; kind < YJ_PAPER_N_KINDS; kind++)
    if (yj_printer_capabilities_get_paper (&printer, kind, 250, &paper)) {
      g_autofree char *media = yj_printer_capabilities_get_media (&printer, &paper, 250);
      g_assert_true (g_str_is_ascii (media));
      g_assert_cmpint (yj_receipt_paper_get_content (&paper), >, 300);
      g_assert_cmpint (paper.resolution_dpi, >=, 100);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (YjCupsServer) server = yj_cups_server_new ("/nowhere", "receipt");
  YjQueueState queue = { 0 };
  YjJobNews news = { YJ_JOB_WAITING, 0 };
  int job;

  input.bytes = bytes;
  input.size = size;
  if (yj_cups_server_get_state (server, &queue, NULL))
    fuzz_use (&queue, sizeof queue);
  if (yj_cups_server_get_job (server, 1, &news, NULL))
    g_assert_cmpint (news.state, <=, YJ_JOB_COMPLETED);
  job = yj_cups_server_create_job (server, "receipt", "custom_80x100mm_80x100mm", 63, NULL);
  g_assert_cmpint (job, >=, 0);
  g_assert_cmpint (yj_cups_server_count_jobs (server, NULL), >=, -1);
  g_assert_cmpint (yj_cups_server_subscribe (server, NULL), >=, 0);
  if (yj_cups_server_find_end (server, 1, 1, &news, NULL))
    g_assert_true (news.state == YJ_JOB_COMPLETED || news.state == YJ_JOB_CANCELED || news.state == YJ_JOB_ABORTED);
  yj_cups_server_unsubscribe (server, 1);
  choose_paper (server);
  return 0;
}
