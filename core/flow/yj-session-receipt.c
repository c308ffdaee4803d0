/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which of a session's facts stand on paper, and masks them. */
#include "core/flow/yj-session-receipt.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/flow/yj-copies.h"
#include "core/flow/yj-session-fees.h"
#include "core/identity/yj-code-names.h"
#include "core/identity/yj-mask.h"

typedef struct {
  YjSession *session;
  YjMessages *messages;
  const char *language;
  YjHall *hall; /* (nullable) */
  YjReceipt *receipt;
} Maker;

static const char *
text (Maker *maker, const char *id)
{
  return yj_messages_get (maker->messages, maker->language, id);
}

static const char *
hall_text (Maker *maker, const char *key)
{
  return maker->hall != NULL ? yj_hall_get_text (maker->hall, key, maker->language) : "";
}

static void
begin (Maker *maker, YjReceiptKind kind, const char *kiosk_code)
{
  YjItem *item = yj_session_get_item (maker->session);
  YjCatalogue *catalogue = yj_session_get_catalogue (maker->session);

  maker->language = yj_session_get_language (maker->session);
  maker->hall = yj_catalogue_get_hall (catalogue);
  maker->receipt = yj_receipt_new (kind, maker->language);
  maker->receipt->hall = g_strdup (hall_text (maker, "name"));
  maker->receipt->machine = g_strdup (kiosk_code != NULL ? kiosk_code : "");
  maker->receipt->item = g_strdup (yj_text_get (item->title, maker->language));
  maker->receipt->query_how = g_strdup (text (maker, "receipt.query.how"));
  maker->receipt->complaint_how = g_strdup (hall_text (maker, "complaint_phone"));
  maker->receipt->versions =
      g_strdup_printf ("%s %d · %s %d", yj_catalogue_get_id (catalogue), yj_catalogue_get_version (catalogue), item->id, item->version);
}

static void
add_matters (Maker *maker)
{
  g_autoptr (GPtrArray) matters = yj_session_list_chosen_matters (maker->session);
  YjCatalogue *catalogue = yj_session_get_catalogue (maker->session);

  for (guint i = 0; i < matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (matters, i);
    yj_receipt_add_matter (maker->receipt, yj_text_get (matter->name, maker->language),
                           yj_catalogue_get_department (catalogue, matter->department, maker->language), matter->working_days);
  }
}

static const char *
how_text (Maker *maker, const YjMaterial *material)
{
  static const char *const ids[] = { "receipt.how.photographed", "receipt.how.generated", "receipt.how.e-licence", "receipt.how.verified",
                                     "receipt.how.personal-space" };
  return text (maker, ids[material->exemption]);
}

/* How many copies, and @note. (transfer full) (nullable) */
static char *
note_text (Maker *maker, const YjMaterial *material, const char *note)
{
  return yj_copies_format (material, maker->messages, maker->language, note);
}

/* Only what was photographed here carries a trust level; what may follow says how. */
static void
add_received (Maker *maker, const YjMaterial *material)
{
  GPtrArray *pages = yj_session_get_material_pages (maker->session, material->id);
  const char *name = yj_text_get (material->name, maker->language);
  guint n_pages = pages != NULL ? pages->len : 0;

  if (material->exemption == YJ_EXEMPTION_NONE && n_pages == 0) {
    g_autofree char *due = note_text (maker, material, text (maker, "receipt.due.later"));
    if (yj_session_get_material_later (maker->session, material->id))
      yj_receipt_add_material (maker->receipt, name, 0, NULL, NULL, due);
    return;
  }
  yj_receipt_add_material (maker->receipt, name, n_pages, how_text (maker, material), n_pages > 0 ? material->trust_level : NULL, NULL);
}

static void
add_to_bring (Maker *maker, GPtrArray *materials)
{
  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    if (material->bring_original != NULL)
      yj_receipt_add_bring (maker->receipt, yj_text_get (material->name, maker->language),
                            yj_text_get (material->bring_original, maker->language));
  }
}

/* @all: also what is free. */
static void
add_fees (Maker *maker, gboolean all)
{
  g_autoptr (GPtrArray) fees = yj_session_list_fees (maker->session);

  for (guint i = 0; i < fees->len; i++) {
    const YjFee *fee = g_ptr_array_index (fees, i);
    g_autofree char *amount = yj_session_format_fee (maker->session, maker->messages, fee);
    if (all || yj_fee_is_due (fee))
      yj_receipt_add_fee (maker->receipt, yj_session_name_fee (maker->session, maker->messages, fee), amount,
                          yj_text_get (fee->basis, maker->language));
  }
}

static void
add_person (Maker *maker)
{
  const YjIdCard *card = yj_session_get_card (maker->session);
  const char *kind, *enterprise = yj_session_get_enterprise (maker->session, NULL);
  g_autoptr (YjSecretText) number = NULL;

  maker->receipt->applicant = g_strdup (enterprise);
  if (card == NULL)
    return;
  number = yj_mask_number (card->number);
  kind = yj_id_card_get_document_name (card, maker->language);
  *(enterprise != NULL ? &maker->receipt->agent : &maker->receipt->applicant) = yj_mask_name (card->name);
  maker->receipt->document = g_strdup_printf ("%s %s", kind != NULL ? kind : "", number);
}

static void
add_next_steps (Maker *maker, gboolean sent)
{
  int longest = 0, days = yj_session_get_limit_days (maker->session, &longest);
  g_autofree char *number = g_strdup_printf ("%d", days), *most = g_strdup_printf ("%d", longest);
  const char *none = longest > days ? "receipt.next.same-day.longer" : "receipt.next.same-day";
  const char *one = longest > days ? "receipt.next.day.longer" : "receipt.next.day";
  const char *many = longest > days ? "receipt.next.days.longer" : "receipt.next.days";
  g_autofree char *when =
      yj_messages_format (maker->messages, maker->language, days == 0 ? none : days == 1 ? one : many, "number", number, "longest", most, NULL);
  const char *steps[] = { text (maker, sent ? "receipt.next.sent" : "receipt.next.kept"), when, text (maker, "receipt.next.ask"), NULL };
  maker->receipt->next_steps = g_strdupv ((char **) steps);
}

YjReceipt *
yj_session_receipt_new (YjSession *session, YjMessages *messages, const char *kiosk_code, gboolean sent)
{
  Maker maker = { session, messages };
  g_autoptr (GPtrArray) materials = yj_session_list_materials (session);
  const YjDelivery *delivery = yj_session_get_delivery (session);
  const char *reference = yj_session_get_reference (session), *case_number = yj_session_get_case_number (session);

  begin (&maker, YJ_RECEIPT_APPLICATION, kiosk_code);
  maker.receipt->reference = g_strdup (reference);
  if (g_strcmp0 (case_number, reference) != 0)
    maker.receipt->case_number = g_strdup (case_number);
  maker.receipt->secret = g_strdup (yj_session_get_secret (session));
  maker.receipt->qr_text = yj_reference_to_qr_text (reference, maker.receipt->secret);
  maker.receipt->time = yj_receipt_format_time (yj_session_get_clock (session));
  maker.receipt->sent = sent;
  add_person (&maker);
  add_matters (&maker);
  for (guint i = 0; i < materials->len; i++)
    add_received (&maker, g_ptr_array_index (materials, i));
  add_to_bring (&maker, materials);
  add_fees (&maker, FALSE);
  if (delivery != NULL)
    maker.receipt->delivery = g_strdup (yj_text_get (delivery->label, maker.language));
  add_next_steps (&maker, sent);
  return maker.receipt;
}

GDateTime *
yj_session_get_draft_end (YjSession *session)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (yj_session_get_clock (session)) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  return g_date_time_add_days (local, yj_catalogue_get_draft_days (yj_session_get_catalogue (session)));
}

static char *
format_draft_end (YjSession *session)
{
  g_autoptr (GDateTime) end = yj_session_get_draft_end (session);
  return yj_clock_is_verified (yj_session_get_clock (session)) ? g_date_time_format (end, "%Y-%m-%d") : NULL;
}

static GStrv
list_draft_steps (Maker *maker)
{
  g_autofree char *days = g_strdup_printf ("%d", yj_catalogue_get_draft_days (yj_session_get_catalogue (maker->session)));
  g_autofree char *deleted = yj_messages_format (maker->messages, maker->language, "receipt.draft.next.deleted", "days", days, NULL);
  const char *steps[] = { text (maker, "receipt.draft.next.counter"), text (maker, "receipt.draft.next.bring"), deleted, NULL };
  return g_strdupv ((char **) steps);
}

static char *
format_counter (Maker *maker)
{
  /* The paper is read on another day. */
  g_autofree char *hours =
      maker->hall != NULL ? yj_hall_format_week (maker->hall, maker->messages, maker->language, yj_session_get_clock (maker->session))
                          : g_strdup ("");
  return g_strdup_printf ("%s %s %s", hall_text (maker, "address"), hall_text (maker, "counter"), hours);
}

YjReceipt *
yj_session_draft_slip_new (YjSession *session, YjMessages *messages, const char *kiosk_code, const char *reference, gboolean sent)
{
  Maker maker = { session, messages };

  begin (&maker, YJ_RECEIPT_DRAFT, kiosk_code);
  maker.receipt->reference = g_strdup (reference);
  maker.receipt->secret = g_strdup (yj_session_get_secret (session));
  maker.receipt->qr_text = yj_reference_to_qr_text (reference, maker.receipt->secret);
  maker.receipt->time = yj_receipt_format_time (yj_session_get_clock (session));
  maker.receipt->keep_until = format_draft_end (session);
  maker.receipt->sent = sent;
  add_person (&maker);
  maker.receipt->next_steps = list_draft_steps (&maker);
  maker.receipt->counter = format_counter (&maker);
  return maker.receipt;
}

YjReceipt *
yj_session_take_away_list_new (YjSession *session, YjMessages *messages, const char *kiosk_code)
{
  Maker maker = { session, messages };
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (session);

  begin (&maker, YJ_RECEIPT_TAKE_AWAY_LIST, kiosk_code);
  add_matters (&maker);
  for (guint i = 0; i < materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (materials, i);
    g_autofree char *how = note_text (&maker, material, material->hint != NULL ? yj_text_get (material->hint, maker.language) : NULL);
    yj_receipt_add_material (maker.receipt, yj_text_get (material->name, maker.language), 0, how, NULL, NULL);
  }
  add_fees (&maker, TRUE);
  maker.receipt->counter = format_counter (&maker);
  return maker.receipt;
}
