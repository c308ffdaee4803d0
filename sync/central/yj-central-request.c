/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a request's life: route, checks before the body, the body up to its cap, decoding, sending. */
#include "sync/central/yj-central-request.h"
#include "core/base/yj-error.h"
#include "sync/central/yj-central-problem.h"
#include <string.h>
#include <zstd.h>

#define BUFFERED_MAX_BYTES (256 * 1024 * 1024)
/* A refused body is read to its end, so that the sender sees the answer and not a reset; up to a point. */
#define DRAIN_KNOWN_BYTES (32u * 1024u * 1024u)
#define DRAIN_UNKNOWN_BYTES (256u * 1024u)
#define ZSTD_WINDOW_LOG_MAX 24
#define MAX_DEPTH 16
/* A parsed value takes up to fifty times the bytes of its text: what counts is how many there are. */
#define MAX_VALUES 65536u

YjRequest *
yj_request_new (const YjListenerContext *listener, struct MHD_Connection *mhd, const char *url, const char *method)
{
  YjRequest *request = g_new0 (YjRequest, 1);
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  request->listener = listener;
  request->central = listener->central;
  request->mhd = mhd;
  request->connection = info->socket_context;
  request->method = g_intern_string (strlen (method) <= 16 ? method : "?");
  request->path = g_strdup (url);
  request->started_usec = g_get_monotonic_time ();
  request->upload_length = -1;
  request->fields = g_ptr_array_new_with_free_func (g_free);
  yj_connection_expect (request->connection, request->started_usec, 0);
  g_atomic_int_inc (listener->running);
  return request;
}

static void
release_body (YjRequest *request)
{
  if (request->body == NULL)
    return;
  g_atomic_int_add (request->listener->buffered_bytes, -(gint) request->body->len);
  g_clear_pointer (&request->body, g_byte_array_unref);
}

void
yj_request_free (YjRequest *request)
{
  g_atomic_int_add (request->listener->running, -1);
  if (request->counted)
    yj_load_add_batches (request->central->load, -1);
  release_body (request);
  yj_upload_free (request->upload);
  yj_identity_free (request->proxied);
  json_decref (request->kiosk);
  g_free (request->path);
  g_free (request->content_type);
  g_clear_pointer (&request->answer, g_bytes_unref);
  g_ptr_array_unref (request->fields);
  g_free (request);
}

const char *
yj_request_get_field (YjRequest *request, const char *name)
{
  return MHD_lookup_connection_value (request->mhd, MHD_HEADER_KIND, name);
}

gint64
yj_request_get_number (YjRequest *request, enum MHD_ValueKind kind, const char *name, gint64 fallback)
{
  const char *text = MHD_lookup_connection_value (request->mhd, kind, name);
  guint64 value;

  if (text == NULL)
    return fallback;
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL) ? (gint64) value : -1;
}

/* A '/' at the end stands for one more part. */
static gboolean
fits (const YjRoute *route, const char *path)
{
  gsize size = strlen (route->path);

  if (size > 1 && route->path[size - 1] == '/')
    return strncmp (path, route->path, size) == 0 && path[size] != '\0' && strchr (path + size, '/') == NULL;
  return g_str_equal (route->path, path);
}

static gboolean
answers_method (const YjRoute *route, const char *method)
{
  return g_str_equal (route->method, method) || (g_str_equal (route->method, "GET") && g_str_equal (method, "HEAD"));
}

static gboolean
find_route (YjRequest *request)
{
  g_autoptr (GString) allowed = g_string_new (NULL);

  for (const YjRoute *route = yj_central_get_routes (); route->method != NULL; route++) {
    if ((route->listeners & request->listener->kind) == 0 || !fits (route, request->path))
      continue;
    if (answers_method (route, request->method)) {
      request->route = route;
      request->rest = request->path + strlen (route->path);
      return TRUE;
    }
    g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "", route->method);
  }
  if (allowed->len == 0) {
    yj_request_refuse (request, MHD_HTTP_NOT_FOUND, "not-found", NULL);
    return FALSE;
  }
  yj_request_refuse (request, MHD_HTTP_METHOD_NOT_ALLOWED, "method-not-allowed", NULL);
  yj_request_add_field (request, "Allow", "%s", allowed->str);
  return FALSE;
}

static gboolean
is_content_type (const char *field, const char *wanted)
{
  gsize size = strlen (wanted);
  return field != NULL && g_ascii_strncasecmp (field, wanted, size) == 0 && (field[size] == '\0' || field[size] == ';' || field[size] == ' ');
}

static gboolean
check_coding (YjRequest *request)
{
  const char *coding = yj_request_get_field (request, "Content-Encoding");

  if (coding == NULL || g_ascii_strcasecmp (coding, "identity") == 0)
    return TRUE;
  if (request->route->chunk == NULL && g_ascii_strcasecmp (coding, "zstd") == 0)
    return TRUE;
  yj_request_refuse (request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "unsupported-media", "the content coding is not supported");
  yj_request_add_field (request, "Accept-Encoding", "zstd, identity");
  return FALSE;
}

static gboolean
check_body (YjRequest *request)
{
  gint64 length = yj_request_get_number (request, MHD_HEADER_KIND, "Content-Length", 0);

  if (request->route->content_type == NULL)
    return TRUE;
  if (!is_content_type (yj_request_get_field (request, "Content-Type"), request->route->content_type)) {
    yj_request_refuse (request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "unsupported-media", "the content type is not supported");
    yj_request_add_field (request, "Accept", "%s", request->route->content_type);
    return FALSE;
  }
  if (length > (gint64) request->route->max_bytes) {
    yj_request_refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "the body is larger than allowed");
    return FALSE;
  }
  if (g_atomic_int_get (request->listener->buffered_bytes) > BUFFERED_MAX_BYTES) {
    yj_request_refuse (request, MHD_HTTP_SERVICE_UNAVAILABLE, "busy", NULL);
    return FALSE;
  }
  return check_coding (request);
}

static gboolean
check_rate (YjRequest *request)
{
  guint seconds;

  if (request->route->need != YJ_NEED_KIOSK || yj_rates_take_request (request->listener->rates, request->identity->code, &seconds))
    return TRUE;
  yj_request_refuse (request, MHD_HTTP_TOO_MANY_REQUESTS, "too-many-requests", NULL);
  yj_request_add_field (request, "Retry-After", "%u", seconds);
  return FALSE;
}

void
yj_request_begin (YjRequest *request)
{
  const char *length = yj_request_get_field (request, "Content-Length");

  request->expects_body = (length != NULL && !g_str_equal (length, "0")) || yj_request_get_field (request, "Transfer-Encoding") != NULL;
  if (!find_route (request) || !yj_request_identify (request) || !check_rate (request) || !check_body (request))
    return;
  if (request->route->begin != NULL)
    request->route->begin (request);
}

gboolean
yj_request_is_hopeless (YjRequest *request)
{
  gint64 length = yj_request_get_number (request, MHD_HEADER_KIND, "Content-Length", G_MAXINT64);
  gboolean known = request->identity != NULL || request->listener->kind != YJ_LISTENER_KIOSK;

  if (request->status == 0 || !request->expects_body)
    return FALSE;
  return length < 0 || length > (known ? DRAIN_KNOWN_BYTES : DRAIN_UNKNOWN_BYTES);
}

static void
collect (YjRequest *request, const char *data, gsize size)
{
  if (request->route->content_type == NULL || request->received_bytes > request->route->max_bytes) {
    release_body (request);
    yj_request_refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "the body is larger than allowed");
    return;
  }
  if (request->body == NULL)
    request->body = g_byte_array_new ();
  g_byte_array_append (request->body, (const guint8 *) data, (guint) size);
  g_atomic_int_add (request->listener->buffered_bytes, (gint) size);
}

gboolean
yj_request_receive (YjRequest *request, const char *data, gsize size)
{
  request->received_bytes += size;
  yj_connection_expect (request->connection, request->started_usec, request->received_bytes);
  if (request->status != 0)
    return request->received_bytes <= DRAIN_KNOWN_BYTES;
  if (request->route->chunk != NULL)
    request->route->chunk (request, data, size);
  else
    collect (request, data, size);
  return TRUE;
}

void
yj_request_finish (YjRequest *request)
{
  if (request->status == 0)
    request->route->handle (request);
  if (request->status == 0)
    yj_request_refuse (request, MHD_HTTP_INTERNAL_SERVER_ERROR, "internal", NULL);
  release_body (request);
}

/* Decodes with a fixed window and never past @max_bytes: what a bomb unpacks to is not allocated. */
static GByteArray *
decompress (const GByteArray *coded, gsize max_bytes, gboolean *too_large)
{
  ZSTD_DCtx *context = ZSTD_createDCtx ();
  g_autofree guint8 *piece = g_malloc (ZSTD_DStreamOutSize ());
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  ZSTD_inBuffer in = { coded->data, coded->len, 0 };
  size_t left = 1;

  ZSTD_DCtx_setParameter (context, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX);
  while (left != 0 || in.pos < in.size) {
    ZSTD_outBuffer out = { piece, ZSTD_DStreamOutSize (), 0 };
    gsize before = in.pos;
    left = ZSTD_decompressStream (context, &out, &in);
    *too_large = plain->len + out.pos > max_bytes;
    if (ZSTD_isError (left) || *too_large || (out.pos == 0 && in.pos == before)) {
      ZSTD_freeDCtx (context);
      return NULL;
    }
    g_byte_array_append (plain, piece, (guint) out.pos);
  }
  ZSTD_freeDCtx (context);
  return g_steal_pointer (&plain);
}

static GByteArray *
decode (YjRequest *request, gsize max_bytes)
{
  const char *coding = yj_request_get_field (request, "Content-Encoding");
  gboolean too_large = FALSE;
  GByteArray *plain;

  if (request->body == NULL) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "there is no body");
    return NULL;
  }
  if (coding == NULL || g_ascii_strcasecmp (coding, "zstd") != 0)
    return g_byte_array_ref (request->body);
  plain = decompress (request->body, max_bytes, &too_large);
  if (too_large)
    yj_request_refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "the decoded body is larger than allowed");
  else if (plain == NULL)
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "the body is not zstd, or is cut off");
  return plain;
}

/* Of what begins a value in JSON. */
static guint
count_beginnings (const guint8 *text, gsize size)
{
  guint8 n = 0; /* of at most 128 */

  for (gsize i = 0; i < size; i++)
    n += (text[i] == ',') | (text[i] == '[') | (text[i] == '{');
  return n;
}

/* Not exact (text in strings counts too), but never too low. Pieces of one size are what a processor counts sixteen at a time. */
static gboolean
has_too_many_values (const GByteArray *text)
{
  const guint piece = 128;
  guint n = 0, i = 0;

  for (; i + piece <= text->len && n <= MAX_VALUES; i += piece)
    n += count_beginnings (text->data + i, piece);
  return n + count_beginnings (text->data + i, MIN (text->len - i, piece)) > MAX_VALUES;
}

json_t *
yj_request_parse (YjRequest *request, gsize max_bytes)
{
  g_autoptr (GByteArray) plain = decode (request, max_bytes);
  g_autoptr (GError) error = NULL;
  json_t *value;

  if (plain == NULL)
    return NULL;
  if (plain->len > max_bytes || has_too_many_values (plain)) {
    yj_request_refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "the body has more bytes or more values than allowed");
    return NULL;
  }
  value = yj_json_parse ((const char *) plain->data, plain->len, max_bytes, MAX_DEPTH, &error);
  if (value == NULL)
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", error->message);
  return value;
}

enum MHD_Result
yj_request_send (YjRequest *request)
{
  gsize size = 0;
  const void *data = request->answer != NULL ? g_bytes_get_data (request->answer, &size) : "";
  struct MHD_Response *response = MHD_create_response_from_buffer (size, (void *) data, MHD_RESPMEM_MUST_COPY);
  enum MHD_Result result;

  if (response == NULL)
    return MHD_NO;
  if (request->content_type != NULL)
    MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, request->content_type);
  MHD_add_response_header (response, "X-Content-Type-Options", "nosniff");
  for (guint i = 0; i + 1 < request->fields->len; i += 2)
    MHD_add_response_header (response, g_ptr_array_index (request->fields, i), g_ptr_array_index (request->fields, i + 1));
  /* A server that ends lets nobody wait for a next answer on the same connection. */
  if (g_atomic_int_get (request->listener->stopping) != 0)
    MHD_add_response_header (response, MHD_HTTP_HEADER_CONNECTION, "close");
  yj_metrics_count_request (request->central->metrics, request->route != NULL ? request->route->method : NULL,
                            request->route != NULL ? request->route->path : NULL, request->status,
                            g_get_monotonic_time () - request->started_usec);
  yj_connection_expect (request->connection, g_get_monotonic_time (), size);
  result = MHD_queue_response (request->mhd, request->status, response);
  MHD_destroy_response (response);
  return result;
}
