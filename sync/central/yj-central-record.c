/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of one event: CloudEvents members, header JWS, envelope, and that they agree. */
#include "sync/central/yj-central-record.h"
#include "core/base/yj-base64.h"
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-seal.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-problem.h"
#include <string.h>

#define HEADER_JWS_MAX_BYTES (32u * 1024u)
#define MAX_MATTERS 64u
#define MAX_MATERIALS 40u
#define MAX_RECIPIENTS 16u
#define KEEP_DAYS_MAX 90
#define MAX_SEQ G_GINT64_CONSTANT (9007199254740991) /* exact in any JSON reader */
#define LOWER_HEX "0123456789abcdef"
#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define CROCKFORD "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

void
yj_record_free (YjRecord *submission)
{
  if (submission == NULL)
    return;
  g_free (submission->event_id);
  g_free (submission->header_jws);
  g_free (submission->digest);
  g_clear_pointer (&submission->envelope, g_bytes_unref);
  json_decref (submission->header);
  g_free (submission->source);
  g_free (submission);
}

static gboolean
consists_of (const char *text, const char *characters, gsize min, gsize max)
{
  gsize size = text != NULL ? strnlen (text, max + 1) : 0;
  return text != NULL && size >= min && size <= max && strspn (text, characters) == size;
}

gboolean
yj_is_hex (const char *text, gsize digits)
{
  return consists_of (text, LOWER_HEX, digits, digits);
}

gboolean
yj_is_kiosk_code (const char *text)
{
  return consists_of (text, CROCKFORD, 4, 4);
}

gboolean
yj_is_region (const char *text)
{
  return consists_of (text, DIGITS LETTERS "-", 1, 16);
}

gboolean
yj_is_reason (const char *text)
{
  return consists_of (text, DIGITS "abcdefghijklmnopqrstuvwxyz.-", 0, 64);
}

static gboolean
is_uuid (const char *text)
{
  static const guint8 dashes[] = { 8, 13, 18, 23 };

  if (!consists_of (text, LOWER_HEX "-", 36, 36))
    return FALSE;
  for (guint i = 0, dash = 0; i < 36; i++) {
    gboolean wanted = dash < 4 && i == dashes[dash];
    if ((text[i] == '-') != wanted)
      return FALSE;
    dash += wanted;
  }
  return TRUE;
}

static gboolean
is_sized (const json_t *object, gint64 max_bytes)
{
  gint64 bytes = yj_json_int (object, "bytes", 0);
  return yj_is_hex (yj_json_string (object, "sha256"), 64) && bytes > 0 && bytes <= max_bytes;
}

static gboolean
is_versioned (const json_t *object)
{
  const char *id = yj_json_string (object, "id");
  return id != NULL && strnlen (id, 129) <= 128 && *id != '\0' && yj_json_int (object, "version", -1) >= 0;
}

typedef gboolean (*ElementCheck) (const json_t *element);

static gboolean
is_matter (const json_t *element)
{
  return consists_of (json_string_value (element), DIGITS LETTERS "._-", 1, 64);
}

static gboolean
is_material (const json_t *element)
{
  return is_sized (element, YJ_MATERIAL_MAX_BYTES);
}

static gboolean
is_recipient (const json_t *element)
{
  return yj_is_hex (json_string_value (element), 16);
}

/* An array of at most @max elements, none of them twice. */
static gboolean
is_set (const json_t *array, gsize max, ElementCheck check)
{
  gsize size = json_array_size (array);

  if (!json_is_array (array) || size > max)
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    const json_t *element = json_array_get (array, i);
    if (!check (element))
      return FALSE;
    for (gsize k = 0; k < i; k++)
      if (json_equal (element, json_array_get (array, k)))
        return FALSE;
  }
  return TRUE;
}

static gboolean
is_withdrawal (const json_t *withdraws)
{
  const char *reference = yj_json_string (withdraws, "reference");
  g_autofree char *stored = reference != NULL ? yj_reference_normalise (reference, NULL) : NULL;
  return stored != NULL && g_str_equal (stored, reference) && yj_is_hex (yj_json_string (withdraws, "proof"), 64);
}

/* Which members a kind has beside those of all. */
typedef struct {
  const char *name;
  gboolean item, secret, application, withdraws, keep_days;
  gsize max_matters, max_materials;
} Kind;

static const Kind kinds[] = {
  { "application", .item = TRUE, .secret = TRUE, .max_matters = MAX_MATTERS, .max_materials = MAX_MATERIALS },
  { "draft", .item = TRUE, .secret = TRUE, .keep_days = TRUE, .max_materials = MAX_MATERIALS },
  { "evaluation", .item = TRUE, .application = TRUE },
  { "withdrawal", .withdraws = TRUE },
};

static const Kind *
find_kind (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

/* The first member of its kind that is missing, wrong, or another kind's. */
static const char *
find_bad_kind_member (const Kind *kind, const json_t *h)
{
  const char *secret = yj_json_string (h, "progress_secret_sha256");
  gint64 days = yj_json_int (h, "keep_days", 0);

  if (kind->item != is_versioned (yj_json_object (h, "item")))
    return "item";
  if (kind->item != is_versioned (yj_json_object (h, "catalogue")))
    return "catalogue";
  if (!is_set (json_object_get (h, "matters"), kind->max_matters, is_matter))
    return "matters";
  if (!is_set (json_object_get (h, "materials"), kind->max_materials, is_material))
    return "materials";
  if (secret != NULL && (!kind->secret || !yj_is_hex (secret, 64)))
    return "progress_secret_sha256";
  if (kind->application && !is_uuid (yj_json_string (h, "application")))
    return "application";
  if (kind->withdraws && !is_withdrawal (yj_json_object (h, "withdraws")))
    return "withdraws";
  return kind->keep_days && (days < 1 || days > KEEP_DAYS_MAX) ? "keep_days" : NULL;
}

/* Names the first member that breaks the schema of headers. */
static const char *
find_bad_member (const YjRecord *self)
{
  json_t *h = self->header;

  if (yj_json_int (h, "schema", 0) != 1)
    return "schema";
  if (!is_uuid (self->id))
    return "id";
  if (!yj_is_region (yj_json_string (h, "region")))
    return "region";
  if (!is_set (json_object_get (h, "recipients"), MAX_RECIPIENTS, is_recipient))
    return "recipients";
  if (!is_sized (yj_json_object (h, "envelope"), YJ_ENVELOPE_MAX_BYTES))
    return "envelope";
  if (self->seq < 1 || self->seq > MAX_SEQ)
    return "seq";
  if (!yj_is_hex (yj_json_string (yj_json_object (h, "source"), "epoch"), 16))
    return "source";
  return find_bad_kind_member (find_kind (self->kind), h);
}

/* A reference is made of kiosk and number; any other would let two records share the names of their cases. */
static gboolean
check_reference (const YjRecord *self, const char *kiosk)
{
  g_autofree char *own = yj_reference_new (kiosk, (guint64) self->seq);
  return g_strcmp0 (own, self->reference) == 0;
}

static gboolean
check_header (YjRecord *self, const char *kiosk, json_t **problem)
{
  const char *bad;

  self->id = yj_json_string (self->header, "id");
  self->kind = yj_json_string (self->header, "kind");
  self->reference = yj_json_string (self->header, "reference");
  self->seq = yj_json_int (self->header, "seq", 0);
  if (g_strcmp0 (yj_json_string (yj_json_object (self->header, "source"), "kiosk"), kiosk) != 0)
    return yj_problem_json_set (problem, "foreign-source", "the header's source is not kiosk %s", kiosk);
  if (find_kind (self->kind) == NULL)
    return yj_problem_json_set (problem, "unknown-type", "the header's kind is not known to this central");
  if (!yj_seal_is_suite (yj_json_string (self->header, "suite")))
    return yj_problem_json_set (problem, "unknown-type", "the header's suite is not known to this central");
  bad = find_bad_member (self);
  if (bad == NULL && !check_reference (self, kiosk))
    bad = "reference";
  return bad == NULL || yj_problem_json_set (problem, "malformed", "the header's member %s is missing or wrong", bad);
}

static gboolean
verify_header (YjRecord *self, const char *kiosk, GPtrArray *keys, json_t **problem)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize size;

  for (guint i = 0; payload == NULL && i < keys->len; i++)
    payload = yj_suite_verify_header (self->header_jws, g_ptr_array_index (keys, i), NULL);
  if (payload == NULL)
    return yj_problem_json_set (problem, "header-unverified", "no certificate of kiosk %s fits", kiosk);
  text = g_bytes_get_data (payload, &size);
  self->header = yj_json_parse (text, size, HEADER_JWS_MAX_BYTES, 8, &error);
  if (!json_is_object (self->header))
    return yj_problem_json_set (problem, "malformed", "the header is not a JSON object");
  return TRUE;
}

static gboolean
read_envelope (YjRecord *self, const json_t *text, json_t **problem)
{
  const char *base64 = json_string_value (text);
  gsize size = json_string_length (text);
  gssize got;
  guint8 *data;

  if (size > (YJ_ENVELOPE_MAX_BYTES + 2) / 3 * 4)
    return yj_problem_json_set (problem, "too-large", "the envelope has more than %u bytes", YJ_ENVELOPE_MAX_BYTES);
  data = g_malloc (YJ_BASE64_BYTES (size) + 1);
  got = yj_base64_decode (YJ_BASE64_STANDARD, base64, size, data);
  if (got < 0) {
    g_free (data);
    return yj_problem_json_set (problem, "malformed", "the envelope is not base64");
  }
  self->envelope = g_bytes_new_take (data, (gsize) got);
  return TRUE;
}

static gboolean
check_envelope (const YjRecord *self, json_t **problem)
{
  const json_t *stated = yj_json_object (self->header, "envelope");
  g_autofree char *digest = yj_sha256_hex (self->envelope);

  if (yj_json_int (stated, "bytes", 0) == (gint64) g_bytes_get_size (self->envelope) &&
      g_str_equal (digest, yj_json_string (stated, "sha256")))
    return TRUE;
  return yj_problem_json_set (problem, "digest-mismatch", "the envelope is not the one the header describes");
}

/* The event's own members say again what the header says, for whoever reads events without verifying. */
static gboolean
check_event (YjRecord *self, json_t *event, json_t **problem)
{
  g_autofree char *type = g_strdup_printf ("org.yijian.%s.v1", self->kind);
  g_autofree char *sequence = g_strdup_printf ("%" G_GINT64_FORMAT, self->seq);
  const json_t *source = yj_json_object (self->header, "source");

  self->source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", yj_json_string (source, "kiosk"), yj_json_string (source, "epoch"));
  if (g_strcmp0 (yj_json_string (event, "source"), self->source) != 0)
    return yj_problem_json_set (problem, "foreign-source", "event and header name different sources");
  if (g_strcmp0 (self->event_id, self->id) != 0 || g_strcmp0 (yj_json_string (event, "type"), type) != 0 ||
      g_strcmp0 (yj_json_string (event, "sequence"), sequence) != 0)
    return yj_problem_json_set (problem, "malformed", "event and header differ in id, type or sequence");
  return TRUE;
}

static gboolean
names_speaker (const json_t *event, const char *kiosk)
{
  g_autofree char *prefix = g_strdup_printf ("urn:yijian:kiosk:%s:", kiosk);
  const char *source = yj_json_string (event, "source");
  return source != NULL && g_str_has_prefix (source, prefix);
}

gboolean
yj_record_read (YjRecord *self, json_t *event, const char *kiosk, GPtrArray *keys, json_t **problem)
{
  const char *event_id = yj_json_string (event, "id");
  json_t *data = yj_json_object (event, "data");
  const char *jws = yj_json_string (data, "header_jws");
  const json_t *envelope = json_object_get (data, "envelope");
  g_autoptr (GBytes) bytes = NULL;

  if (event_id != NULL && strnlen (event_id, 129) <= 128)
    self->event_id = g_strdup (event_id);
  if (g_strcmp0 (yj_json_string (event, "specversion"), "1.0") != 0 || !is_uuid (event_id) ||
      g_strcmp0 (yj_json_string (event, "datacontenttype"), "application/json") != 0)
    return yj_problem_json_set (problem, "malformed", "not a CloudEvent 1.0 with a UUID and JSON in it");
  if (!names_speaker (event, kiosk))
    return yj_problem_json_set (problem, "foreign-source", "the event's source is not kiosk %s", kiosk);
  if (jws == NULL || !json_is_string (envelope) || strlen (jws) > HEADER_JWS_MAX_BYTES)
    return yj_problem_json_set (problem, "malformed", "data needs header_jws (at most %u bytes) and envelope", HEADER_JWS_MAX_BYTES);
  self->header_jws = g_strdup (jws);
  bytes = g_bytes_new_static (self->header_jws, strlen (jws));
  self->digest = yj_sha256_hex (bytes);
  return verify_header (self, kiosk, keys, problem) && check_header (self, kiosk, problem) &&
         check_event (self, event, problem) && read_envelope (self, envelope, problem) && check_envelope (self, problem);
}
