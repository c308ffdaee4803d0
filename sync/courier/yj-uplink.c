/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how bytes reach central. Judges no answer. */
#include "sync/courier/yj-uplink.h"
#include "core/base/yj-error.h"
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_MAX_BYTES (8u * 1024u * 1024u)
#define CONNECT_TIMEOUT_SECONDS 10L
#define TIMEOUT_SECONDS_DEFAULT 120u
/* Slower than this for so long is a cut line. */
#define LOW_SPEED_BYTES 200L
#define LOW_SPEED_SECONDS 15L
/* Sent bytes that nobody acknowledges for so long: the line is dead, whatever the kernel still hopes. */
#define TCP_USER_TIMEOUT_MSEC 20000

struct _YjUplink {
  CURL *curl;
  char *url, *ca, *certificate, *key;
  YjClock *clock;
  guint timeout_seconds;
  GCancellable *stop;
  gint64 certified_until_usec; /* of the chain that was seen last; 0: none yet */
};

typedef struct {
  GByteArray *bytes;
  gboolean too_large;
  YjUplinkAnswer *answer;
} Sink;

/* A file on its way. */
typedef struct {
  const YjUplinkRequest *request;
  gint64 done;
} Source;

void
yj_uplink_answer_free (YjUplinkAnswer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer->etag);
  g_free (answer);
}

YjUplink *
yj_uplink_new (const char *url, const char *ca, const char *certificate, const char *key, YjClock *clock, guint timeout_seconds,
               GCancellable *stop)
{
  YjUplink *self = g_new0 (YjUplink, 1);
  static gsize initialised;

  if (g_once_init_enter (&initialised)) {
    curl_global_init (CURL_GLOBAL_DEFAULT);
    g_once_init_leave (&initialised, 1);
  }
  self->url = g_strdup (url);
  self->ca = g_strdup (ca);
  self->certificate = g_strdup (certificate);
  self->key = g_strdup (key);
  self->clock = g_object_ref (clock);
  self->timeout_seconds = timeout_seconds > 0 ? timeout_seconds : TIMEOUT_SECONDS_DEFAULT;
  self->stop = stop != NULL ? g_object_ref (stop) : NULL;
  return self;
}

void
yj_uplink_free (YjUplink *self)
{
  if (self == NULL)
    return;
  if (self->curl != NULL)
    curl_easy_cleanup (self->curl);
  g_free (self->url);
  g_free (self->ca);
  g_free (self->certificate);
  g_free (self->key);
  g_object_unref (self->clock);
  g_clear_object (&self->stop);
  g_free (self);
}

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
  unsigned int msec = TCP_USER_TIMEOUT_MSEC;

  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &msec, sizeof msec);
  /* On a line that loses packets it carries three times as much; a kernel that lacks it keeps its own. */
  setsockopt (fd, IPPROTO_TCP, TCP_CONGESTION, congestion_control, sizeof congestion_control - 1);
  return CURL_SOCKOPT_OK;
}

static size_t
on_body (char *data, size_t size, size_t n, void *user_data)
{
  Sink *sink = user_data;
  if (sink->bytes->len + size * n > ANSWER_MAX_BYTES) {
    sink->too_large = TRUE;
    return 0;
  }
  g_byte_array_append (sink->bytes, (const guint8 *) data, (guint) (size * n));
  return size * n;
}

static gboolean
take_header (const char *line, const char *name, char **value)
{
  gsize size = strlen (name);
  if (g_ascii_strncasecmp (line, name, size) != 0 || line[size] != ':')
    return FALSE;
  g_free (*value);
  *value = g_strstrip (g_strdup (line + size + 1));
  return TRUE;
}

static gint64
parse_number (const char *text)
{
  guint64 value;
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &value, NULL) ? (gint64) value : -1;
}

static size_t
on_header (char *data, size_t size, size_t n, void *user_data)
{
  Sink *sink = user_data;
  g_autofree char *line = g_strndup (data, size * n), *number = NULL;

  if (take_header (line, "ETag", &sink->answer->etag))
    return size * n;
  if (take_header (line, "Upload-Offset", &number))
    sink->answer->upload_offset = parse_number (number);
  else if (take_header (line, "Upload-Complete", &number))
    sink->answer->upload_complete = g_str_equal (number, "?1");
  else if (take_header (line, "Retry-After", &number))
    sink->answer->retry_after_seconds = parse_number (number);
  return size * n;
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

static void
set_connection (YjUplink *self)
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
  /* No Accept-Encoding: a coded answer stays as it is and is refused. Unpacking would take what a stranger's frame asks for (a zstd
   * window of 128 MiB), and central's answers are small. */
  curl_easy_setopt (curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) ANSWER_MAX_BYTES);
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

static size_t
on_read (char *buffer, size_t size, size_t n, void *user_data)
{
  Source *source = user_data;
  gint64 left = source->request->file_bytes - source->done;
  ssize_t got = pread (source->request->file, buffer, (size_t) MIN ((gint64) (size * n), left), source->request->file_offset + source->done);

  if (got < 0)
    return CURL_READFUNC_ABORT;
  source->done += got;
  return (size_t) got;
}

/* A connection that was closed while it was idle: libcurl begins again on a new one. */
static int
on_seek (void *user_data, curl_off_t offset, int origin)
{
  ((Source *) user_data)->done = offset;
  return origin == SEEK_SET ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK;
}

static void
set_file (CURL *curl, Source *source)
{
  curl_easy_setopt (curl, CURLOPT_POST, 1L);
  curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) source->request->file_bytes);
  curl_easy_setopt (curl, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt (curl, CURLOPT_READDATA, source);
  curl_easy_setopt (curl, CURLOPT_SEEKFUNCTION, on_seek);
  curl_easy_setopt (curl, CURLOPT_SEEKDATA, source);
}

static void
set_body (CURL *curl, const YjUplinkRequest *request, Source *source)
{
  gsize size = 0;
  gconstpointer data = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  if (g_str_equal (request->method, "HEAD")) {
    curl_easy_setopt (curl, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request->file_bytes > 0)
    set_file (curl, source);
  if (request->body != NULL) {
    curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) size);
    curl_easy_setopt (curl, CURLOPT_POSTFIELDS, data != NULL ? data : "");
  }
  curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static struct curl_slist *
list_headers (const YjUplinkRequest *request)
{
  struct curl_slist *list = curl_slist_append (NULL, "Expect:");

  if (request->content_type != NULL) {
    g_autofree char *line = g_strdup_printf ("Content-Type: %s", request->content_type);
    list = curl_slist_append (list, line);
  }
  if (request->zstd)
    list = curl_slist_append (list, "Content-Encoding: zstd");
  for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
    list = curl_slist_append (list, request->headers[i]);
  return list;
}

/* With TLS 1.3 the server's judgement on our certificate comes as an alert, at the first read. */
static gboolean
is_tls_failure (CURLcode code, const char *detail)
{
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_ISSUER_ERROR ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_PINNEDPUBKEYNOTMATCH ||
         ((code == CURLE_SSL_CONNECT_ERROR || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) && strstr (detail, "alert") != NULL);
}

static void
set_failure (YjUplink *self, GError **error, CURLcode code, const Sink *sink, const char *detail)
{
  curl_off_t began = 0;
  int yj_code = YJ_ERROR_OFFLINE;

  curl_easy_getinfo (self->curl, CURLINFO_PRETRANSFER_TIME_T, &began);
  if (sink->too_large || code == CURLE_FILESIZE_EXCEEDED) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "central's answer is larger than %u bytes", ANSWER_MAX_BYTES);
    return;
  }
  if (is_tls_failure (code, detail))
    yj_code = YJ_ERROR_UNVERIFIED;
  else if (began > 0)
    yj_code = YJ_ERROR_TIMEOUT;
  g_set_error (error, YJ_ERROR, yj_code, "central: %s%s%s", curl_easy_strerror (code), *detail != '\0' ? ": " : "", detail);
}

static gint64
read_transfer_usec (CURL *curl)
{
  curl_off_t began = 0, ended = 0;
  curl_easy_getinfo (curl, CURLINFO_PRETRANSFER_TIME_T, &began);
  curl_easy_getinfo (curl, CURLINFO_TOTAL_TIME_T, &ended);
  return MAX (ended - began, 1);
}

YjUplinkAnswer *
yj_uplink_exchange (YjUplink *self, const YjUplinkRequest *request, GError **error)
{
  g_autofree char *url = g_strconcat (self->url, request->path, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (YjUplinkAnswer) answer = g_new0 (YjUplinkAnswer, 1);
  Sink sink = { bytes, FALSE, answer };
  Source source = { request, 0 };
  char detail[CURL_ERROR_SIZE] = "";
  struct curl_slist *headers = list_headers (request);
  long status = 0;
  CURLcode code;

  answer->upload_offset = answer->retry_after_seconds = -1;
  if (self->curl == NULL)
    self->curl = curl_easy_init ();
  else
    curl_easy_reset (self->curl); /* keeps the connection */
  set_connection (self);
  set_body (self->curl, request, &source);
  curl_easy_setopt (self->curl, CURLOPT_URL, url);
  curl_easy_setopt (self->curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (self->curl, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt (self->curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt (self->curl, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt (self->curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (self->curl, CURLOPT_HEADERDATA, &sink);
  code = curl_easy_perform (self->curl);
  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all (headers);
  if (code != CURLE_OK) {
    set_failure (self, error, code, &sink, detail);
    /* A handle that failed may carry the failure on (curl issue 17139): the next exchange gets a new one. */
    g_clear_pointer (&self->curl, curl_easy_cleanup);
    return NULL;
  }
  answer->status = (int) status;
  answer->transfer_usec = read_transfer_usec (self->curl);
  answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return g_steal_pointer (&answer);
}

gint64
yj_uplink_get_certified_until_usec (YjUplink *self)
{
  return self->certified_until_usec;
}
