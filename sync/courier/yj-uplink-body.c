/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the body of a request as it is sent: out of memory, or out of a file that is read meanwhile. */
#include "sync/courier/yj-uplink-private.h"
#include <string.h>
#include <unistd.h>

static gssize
read_piece (const YjUplinkBody *body, char *buffer, gsize size)
{
  const YjUplinkRequest *request = body->request;

  if (request->body == NULL)
    return pread (request->file, buffer, size, request->file_offset + body->done);
  memcpy (buffer, (const char *) g_bytes_get_data (request->body, NULL) + body->done, size);
  return (gssize) size;
}

static size_t
on_read (char *buffer, size_t size, size_t n, void *user_data)
{
  YjUplinkBody *body = user_data;
  gssize got = read_piece (body, buffer, (gsize) MIN ((gint64) (size * n), body->bytes - body->done));

  if (got < 0)
    return CURL_READFUNC_ABORT;
  body->done += got;
  if (got > 0 && body->done == body->bytes && body->request->sent != NULL)
    body->request->sent (body->request->data);
  return (size_t) got;
}

/* A connection that was closed while it was idle: libcurl begins again on a new one. */
static int
on_seek (void *user_data, curl_off_t offset, int origin)
{
  ((YjUplinkBody *) user_data)->done = offset;
  return origin == SEEK_SET ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK;
}

void
yj_uplink_set_body (CURL *curl, const YjUplinkRequest *request, YjUplinkBody *body)
{
  *body = (YjUplinkBody){ request, request->body != NULL ? (gint64) g_bytes_get_size (request->body) : request->file_bytes, 0 };
  if (g_str_equal (request->method, "HEAD")) {
    curl_easy_setopt (curl, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request->body != NULL || request->file_bytes > 0) {
    curl_easy_setopt (curl, CURLOPT_POST, 1L);
    curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) body->bytes);
    curl_easy_setopt (curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt (curl, CURLOPT_READDATA, body);
    curl_easy_setopt (curl, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt (curl, CURLOPT_SEEKDATA, body);
  }
  curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, request->method);
}
