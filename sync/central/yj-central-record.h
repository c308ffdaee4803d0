/* SPDX-License-Identifier: Apache-2.0 */
/* One sealed record as a kiosk sent it: read from an event and verified as far as it speaks for itself (form,
 * signature, source, digests). Whether it is new, complete and known is judged in yj-central-ingest.h. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

#define YJ_BATCH_MAX_EVENTS 500u
#define YJ_BATCH_MAX_CODED_BYTES (4u * 1024u * 1024u) /* of a request as it comes, compressed or not */
#define YJ_BATCH_MAX_DECODED_BYTES (16u * 1024u * 1024u) /* of the events in it */
#define YJ_BLOB_MAX_BYTES (4u * 1024u * 1024u)

typedef struct {
  char *event_id;          /* (nullable) as sent, even when nothing else is readable */
  char *header_jws;        /* exactly as received */
  char *digest;            /* SHA-256 of header_jws */
  GBytes *envelope;
  json_t *header;          /* payload of header_jws */
  char *source;            /* urn:yijian:kiosk:<kiosk>:<epoch> */
  const char *id;          /* the rest is borrowed from header */
  const char *kind;
  const char *reference;
  gint64 seq;
} YjRecord;
void yj_record_free (YjRecord *submission);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjRecord, yj_record_free)

/* Who is speaking: the code from the TLS identity, and every certificate (PEM) it ever had, because a record
 * keeps the signature of the key that sealed it. */
typedef struct {
  const char *kiosk;
  const json_t *certificates; /* array of strings */
} YjSpeaker;

/* Fills @submission as far as it can be read; on FALSE *@problem is the RFC 9457 object that says why.
 * A problem of type unknown-type may become no problem in a later version of central.
 * @kiosk: who is speaking. @keys: YjHeaderKey of every certificate it ever had. Thread: any, several at once. */
gboolean yj_record_read (YjRecord *submission, json_t *event, const char *kiosk, GPtrArray *keys, json_t **problem);

gboolean yj_is_hex (const char *text, gsize digits);   /* lower case */
gboolean yj_is_kiosk_code (const char *text);
gboolean yj_is_region (const char *text);
gboolean yj_is_reason (const char *text);              /* a symbol, or empty */

G_END_DECLS
