/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what every connection to central is held to: times, TLS and its certificates, and how the kernel sends. */
#include "sync/courier/yj-uplink-private.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECT_TIMEOUT_SECONDS 10L
/* Slower than this for so long is a cut line. */
#define LOW_SPEED_BYTES 200L
#define LOW_SPEED_SECONDS 15L
/* Sent bytes that nobody acknowledges for so long: the line is dead, whatever the kernel still hopes. */
#define TCP_USER_TIMEOUT_MSEC 20000
/* What waits in the kernel beside what is on its way. More would hide from us when a body has gone. */
#define UNSENT_BYTES_MAX (32 * 1024)

static int
on_progress (void *user_data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  YjUplink *self = user_data;
  return g_cancellable_is_cancelled (self->stop);
}

static int
on_socket (void *user_data, curl_socket_t fd, curlsocktype purpose)
{
  static const char congestion_control[] = "bbr";
  YjUplink *self = user_data;
  unsigned int msec = TCP_USER_TIMEOUT_MSEC;
  int unsent = UNSENT_BYTES_MAX;

  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &msec, sizeof msec);
  setsockopt (fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
  /* On a line that loses packets it carries three times as much; a kernel that lacks it keeps its own. */
  g_atomic_int_set (&self->paced, setsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, congestion_control, sizeof congestion_control - 1) == 0);
  return CURL_SOCKOPT_OK;
}

/* Called for each certificate, central's own last; changes no judgement. A session that is resumed shows none: what was
 * seen before still holds. */
static int
on_certificate (int ok, X509_STORE_CTX *store)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (store, SSL_get_ex_data_X509_STORE_CTX_idx ());
  YjUplink *self = SSL_CTX_get_app_data (SSL_get_SSL_CTX (ssl));
  STACK_OF (X509) *chain = X509_STORE_CTX_get0_chain (store);
  gint64 until = G_MAXINT64;
  struct tm end;

  if (!ok || X509_STORE_CTX_get_error_depth (store) != 0)
    return ok;
  for (int i = 0; i < sk_X509_num (chain); i++)
    if (ASN1_TIME_to_tm (X509_get0_notAfter (sk_X509_value (chain, i)), &end) == 1)
      until = MIN (until, (gint64) timegm (&end) * G_USEC_PER_SEC);
  self->certified_until_usec = until;
  return ok;
}

/* A kiosk whose clock is before the floor verifies certificates at the floor. */
static CURLcode
on_ssl_context (CURL *curl, void *ssl_context, void *user_data)
{
  YjUplink *self = user_data;
  gint64 floor = yj_clock_get_floor_usec (self->clock);

  SSL_CTX_set_app_data (ssl_context, self);
  SSL_CTX_set_verify (ssl_context, SSL_VERIFY_PEER, on_certificate);
  if (yj_clock_get_wall_usec (self->clock) < floor)
    X509_VERIFY_PARAM_set_time (SSL_CTX_get0_param (ssl_context), (time_t) (floor / G_USEC_PER_SEC));
  return CURLE_OK;
}

static void
set_blob (CURL *curl, CURLoption option, const char *text)
{
  struct curl_blob blob = { (void *) text, strlen (text), CURL_BLOB_COPY };
  curl_easy_setopt (curl, option, &blob);
}

void
yj_uplink_set_connection (YjUplink *self)
{
  CURL *curl = self->curl;

  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_3);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_SECONDS);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, (long) self->timeout_seconds);
  curl_easy_setopt (curl, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
  curl_easy_setopt (curl, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS);
  curl_easy_setopt (curl, CURLOPT_SOCKOPTFUNCTION, on_socket);
  curl_easy_setopt (curl, CURLOPT_SOCKOPTDATA, self);
  /* No Accept-Encoding: a coded answer stays as it is and is refused. Unpacking would take what a stranger's frame asks for (a zstd
   * window of 128 MiB), and central's answers are small. */
  curl_easy_setopt (curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) YJ_UPLINK_ANSWER_MAX_BYTES);
  curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt (curl, CURLOPT_XFERINFODATA, self);
  curl_easy_setopt (curl, CURLOPT_CAPATH, NULL);
  curl_easy_setopt (curl, CURLOPT_CAINFO, NULL);
  set_blob (curl, CURLOPT_CAINFO_BLOB, self->ca);
  if (self->certificate != NULL) {
    set_blob (curl, CURLOPT_SSLCERT_BLOB, self->certificate);
    set_blob (curl, CURLOPT_SSLKEY_BLOB, self->key);
  }
  curl_easy_setopt (curl, CURLOPT_SSL_CTX_FUNCTION, on_ssl_context);
  curl_easy_setopt (curl, CURLOPT_SSL_CTX_DATA, self);
}

