/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a kiosk's status: what it must say of itself, and what central has to say to it in return. */
#include "sync/central/yj-central-reconciliation.h"
#include "sync/central/yj-central-request.h"
#include <string.h>

#define MAX_WITHHELD 10000u
#define MAX_VERSION_BYTES 64u

/* [[source, seq]], or NULL when an entry is neither a number nor an object with one. */
static json_t *
read_withheld (const json_t *body, const char *kiosk)
{
  g_autoptr (json_t) pairs = json_array ();
  const char *epoch = yj_json_string (body, "epoch");
  json_t *list = yj_json_array (body, "withheld"), *entry;
  size_t i;

  if (json_array_size (list) > MAX_WITHHELD)
    return NULL;
  json_array_foreach (list, i, entry) {
    const char *own_epoch = yj_json_string (entry, "epoch");
    gint64 seq = json_is_integer (entry) ? json_integer_value (entry) : yj_json_int (entry, "seq", 0);
    g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", kiosk, own_epoch != NULL ? own_epoch : epoch);
    if (seq < 1 || !yj_is_hex (own_epoch != NULL ? own_epoch : epoch, 16))
      return NULL;
    json_array_append_new (pairs, json_pack ("[s, I]", source, (json_int_t) seq));
  }
  return g_steal_pointer (&pairs);
}

static json_t *
find_commands (YjRequest *request, const json_t *body)
{
  const json_t *catalogue = yj_json_object (body, "catalogue");
  const char *id = yj_json_string (catalogue, "id");
  json_t *commands = json_array ();

  if (catalogue != NULL && yj_central_catalogues_is_newer (request->central->catalogues, id != NULL ? id : "", yj_json_int (catalogue, "version", -1)))
    json_array_append_new (commands, json_string ("pull-catalogue"));
  if (yj_json_int (request->kiosk, "rotate", 0) != 0)
    json_array_append_new (commands, json_string ("rotate-key"));
  return commands;
}

static gboolean
is_status (const json_t *body, const char *kiosk)
{
  const char *version = yj_json_string (body, "version"), *named = yj_json_string (body, "kiosk");
  return version != NULL && strnlen (version, MAX_VERSION_BYTES + 1) <= MAX_VERSION_BYTES && yj_json_object (body, "queue") != NULL &&
         (named == NULL || g_str_equal (named, kiosk)) && yj_central_is_reconciliation (body);
}

/* Without them references go on standing for numbers, so a status is answered in any case. */
static void
add_case_numbers (YjRequest *request, const json_t *body, json_t *answer)
{
  const char *epoch = yj_json_string (body, "epoch");
  g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", request->identity->code, epoch);
  g_autoptr (GError) error = NULL;
  json_t *ranges;

  if (request->central->case_prefix == NULL || epoch == NULL || !yj_is_hex (epoch, 16))
    return;
  ranges = yj_central_give_case_numbers (request->central, source, yj_json_object (body, "case_numbers"), &error);
  if (ranges != NULL)
    json_object_set_new (answer, "number_ranges", ranges);
  else
    g_message ("no case numbers could be reserved: %s", error->message);
}

/* Which numbers of the outbox are here: a kiosk that was put back to an older image, or a central that was, is noticed at the next
 * heartbeat, not at the next record. */
static gboolean
add_numbers (YjRequest *request, const json_t *body, json_t *answer, GError **error)
{
  const char *epoch = yj_json_string (body, "epoch");
  g_autofree char *source = NULL;
  g_autoptr (json_t) progress = NULL;

  if (!yj_is_hex (epoch, 16))
    return TRUE;
  source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", request->identity->code, epoch);
  progress = yj_central_store_get_progress (request->central->store, source, error);
  if (progress == NULL)
    return FALSE;
  json_object_set_new (answer, "source", json_string (source));
  return json_object_update (answer, progress) == 0;
}

/* A question is answered once and not kept; what the kiosk reports of the last answers is. */
static json_t *
take_question (const json_t *body)
{
  json_t *member = yj_json_object (body, "reconciliation"), *segments = json_incref (yj_json_array (member, "segments"));

  json_object_del (member, "segments");
  return segments;
}

static gboolean
add_reconciliation (YjRequest *request, const json_t *body, const json_t *segments, json_t *answer, GError **error)
{
  json_t *compared;

  if (segments == NULL)
    return TRUE;
  compared = yj_central_reconcile (request->central, request->identity->code, yj_json_string (body, "epoch"), segments, error);
  return compared != NULL && json_object_set_new (answer, "reconciliation", compared) == 0;
}

void
yj_status_put (YjRequest *request)
{
  g_autoptr (json_t) body = yj_request_parse (request, YJ_STATUS_MAX_BYTES);
  g_autoptr (json_t) withheld = NULL, segments = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *at = yj_central_now ();
  json_t *answer;

  if (body == NULL)
    return;
  withheld = read_withheld (body, request->identity->code);
  if (withheld == NULL || !is_status (body, request->identity->code)) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request",
                       "version, queue, and withheld with sequence numbers and their epoch are needed; kiosk is the certificate's; a"
                       " reconciliation is as described");
    return;
  }
  segments = take_question (body);
  text = yj_json_to_text (body);
  if (!yj_central_store_set_status (request->central->store, request->identity->code, text, withheld, at, &error)) {
    yj_request_refuse_error (request, error);
    return;
  }
  answer = json_pack ("{s:o}", "commands", find_commands (request, body));
  add_case_numbers (request, body, answer);
  if (!add_numbers (request, body, answer, &error) || !add_reconciliation (request, body, segments, answer, &error)) {
    json_decref (answer);
    yj_request_refuse_error (request, error);
    return;
  }
  yj_central_add_standing (request->central, answer);
  yj_request_answer_json (request, MHD_HTTP_OK, answer);
}
