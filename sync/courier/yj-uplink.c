/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how bytes reach central. Judges no answer. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-uplink-private.h"
#include <string.h>

#define TIMEOUT_SECONDS_DEFAULT 120u

typedef struct {
  GByteArray *bytes;
  gboolean too_large;
  YjUplinkAnswer *answer;
} Sink;

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

static size_t
on_body (char *data, size_t size, size_t n, void *user_data)
{
  Sink *sink = user_data;
  if (sink->bytes->len + size * n > YJ_UPLINK_ANSWER_MAX_BYTES) {
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

static int
on_ready (void *user_data, char *a, char *b, int c, int d)
{
  const YjUplinkRequest *request = user_data;
  return request->ready == NULL || request->ready (request->data) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
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

/* The same failure has the same words each time: a change of them is a line in the log, and how long it took would be one at every try. */
static char *
dup_words (const char *detail)
{
  g_autoptr (GRegex) took = g_regex_new (" after [0-9]+ (ms|milliseconds)", 0, 0, NULL);
  g_autofree char *text = g_utf8_make_valid (detail, -1);
  return g_regex_replace_literal (took, text, -1, 0, "", 0, NULL);
}

static void
set_failure (YjUplink *self, GError **error, CURLcode code, const Sink *sink, const char *detail)
{
  g_autofree char *words = dup_words (detail);
  curl_off_t began = 0;
  int yj_code = YJ_ERROR_OFFLINE;

  curl_easy_getinfo (self->curl, CURLINFO_PRETRANSFER_TIME_T, &began);
  if (sink->too_large || code == CURLE_FILESIZE_EXCEEDED) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "central's answer is larger than %u bytes", YJ_UPLINK_ANSWER_MAX_BYTES);
    return;
  }
  if (is_tls_failure (code, detail))
    yj_code = YJ_ERROR_UNVERIFIED;
  else if (began > 0)
    yj_code = YJ_ERROR_TIMEOUT;
  g_set_error (error, YJ_ERROR, yj_code, "central: %s%s%s", curl_easy_strerror (code), *words != '\0' ? ": " : "", words);
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
  YjUplinkBody body;
  char detail[CURL_ERROR_SIZE] = "";
  struct curl_slist *headers = list_headers (request);
  long status = 0;
  CURLcode code;

  answer->upload_offset = answer->retry_after_seconds = -1;
  if (self->curl == NULL)
    self->curl = curl_easy_init ();
  else
    curl_easy_reset (self->curl); /* keeps the connection */
  yj_uplink_set_connection (self);
  yj_uplink_set_body (self->curl, request, &body);
  curl_easy_setopt (self->curl, CURLOPT_PREREQFUNCTION, on_ready);
  curl_easy_setopt (self->curl, CURLOPT_PREREQDATA, request);
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

gboolean
yj_uplink_is_paced (YjUplink *self)
{
  return g_atomic_int_get (&self->paced) != 0;
}
