/* SPDX-License-Identifier: Apache-2.0 */
/* Owns HEAD and PATCH of /v1/blobs: resumable uploads with the field names of the IETF draft. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-request.h"
#include <string.h>

static void
add_state (YjRequest *request, gint64 offset, gboolean complete)
{
  yj_request_add_field (request, "Upload-Offset", "%" G_GINT64_FORMAT, offset);
  yj_request_add_field (request, "Upload-Complete", complete ? "?1" : "?0");
  yj_request_add_field (request, "Cache-Control", "no-store");
}

static gboolean
check_address (YjRequest *request)
{
  if (yj_is_hex (request->rest, 64))
    return TRUE;
  yj_request_refuse (request, MHD_HTTP_NOT_FOUND, "not-found", "the address is not a SHA-256 in lower-case hex");
  return FALSE;
}

/* *@size: -1 while it is not complete; *@offset: how far it has come, -1 when nothing is there. */
static gboolean
find_state (YjRequest *request, gint64 *size, gint64 *offset)
{
  g_autoptr (GError) error = NULL;

  if (!yj_central_blobs_get_size (request->central->blobs, request->rest, size, &error) ||
      (*size < 0 && !yj_central_blobs_get_offset (request->central->blobs, request->identity->code, request->rest, offset, &error))) {
    yj_request_refuse_error (request, error);
    return FALSE;
  }
  if (*size >= 0)
    *offset = *size;
  return TRUE;
}

void
yj_uploads_head (YjRequest *request)
{
  gint64 size, offset;

  if (!check_address (request) || !find_state (request, &size, &offset))
    return;
  if (offset < 0) {
    yj_request_refuse (request, MHD_HTTP_NOT_FOUND, "not-found", NULL);
    return;
  }
  yj_request_answer (request, MHD_HTTP_OK, NULL, NULL);
  add_state (request, offset, size >= 0);
  if (size >= 0)
    yj_request_add_field (request, "Upload-Length", "%" G_GINT64_FORMAT, size);
}

static void
refuse_offset (YjRequest *request)
{
  gint64 size, offset;

  if (!find_state (request, &size, &offset))
    return;
  yj_request_refuse (request, MHD_HTTP_CONFLICT, "offset-mismatch", NULL);
  add_state (request, MAX (offset, 0), size >= 0);
}

static void
refuse (YjRequest *request, const GError *error)
{
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_EXISTS))
    refuse_offset (request);
  else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED))
    yj_request_refuse (request, MHD_HTTP_UNPROCESSABLE_CONTENT, "digest-mismatch", error->message);
  else
    yj_request_refuse_error (request, error);
}

static gboolean
read_fields (YjRequest *request, gint64 *offset)
{
  const char *complete = yj_request_get_field (request, "Upload-Complete");
  gint64 length = yj_request_get_number (request, MHD_HEADER_KIND, "Content-Length", 0);

  *offset = yj_request_get_number (request, MHD_HEADER_KIND, "Upload-Offset", -1);
  request->upload_length = yj_request_get_number (request, MHD_HEADER_KIND, "Upload-Length", -1);
  request->upload_complete = g_strcmp0 (complete, "?1") == 0;
  if (*offset < 0 || (!request->upload_complete && g_strcmp0 (complete, "?0") != 0)) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "Upload-Offset and Upload-Complete (?0 or ?1) are needed");
    return FALSE;
  }
  if (request->upload_length > YJ_BLOB_MAX_BYTES || *offset > YJ_BLOB_MAX_BYTES || *offset + length > YJ_BLOB_MAX_BYTES) {
    yj_request_refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "a material has at most 4 MiB");
    return FALSE;
  }
  return TRUE;
}

void
yj_uploads_begin (YjRequest *request)
{
  g_autoptr (GError) error = NULL;
  gint64 offset, size;

  if (!check_address (request) || !read_fields (request, &offset))
    return;
  if (!yj_central_blobs_get_size (request->central->blobs, request->rest, &size, &error)) {
    yj_request_refuse_error (request, error);
    return;
  }
  if (size >= 0) {
    refuse_offset (request);
    return;
  }
  request->upload = yj_upload_new (request->central->blobs, request->identity->code, request->rest, offset, &error);
  if (request->upload != NULL)
    return;
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT))
    yj_request_refuse (request, MHD_HTTP_TOO_MANY_REQUESTS, "too-many-uploads", error->message);
  else
    refuse (request, error);
}

void
yj_uploads_chunk (YjRequest *request, const char *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  if (!yj_upload_append (request->upload, data, size, &error))
    refuse (request, error);
}

void
yj_uploads_finish (YjRequest *request)
{
  g_autoptr (GError) error = NULL;
  gint64 offset = yj_upload_get_offset (request->upload);

  if (request->upload_complete && request->upload_length >= 0 && request->upload_length != offset) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "the upload ends at another length than Upload-Length");
    return;
  }
  if (!yj_upload_finish (request->upload, request->upload_complete, &error)) {
    refuse (request, error);
    return;
  }
  yj_request_answer (request, MHD_HTTP_NO_CONTENT, NULL, NULL);
  add_state (request, offset, request->upload_complete);
}
