/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the records that the tests of central's store put in. */
#include "tests/sync/central/store-records.h"

YjRecord *
new_record_of (const char *kiosk, const char *epoch, gint64 seq)
{
  YjRecord *record = g_new0 (YjRecord, 1);
  g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012" G_GINT64_FORMAT, seq);
  g_autofree char *reference = g_strdup_printf ("%s%04" G_GINT64_FORMAT, kiosk, seq);

  record->header = json_pack ("{s:s, s:s, s:s, s:I, s:s, s:{s:s}, s:{s:s, s:i}, s:{s:s, s:i}, s:[{s:s, s:i}]}", "id", id, "kind",
                              "application", "reference", reference, "seq", (json_int_t) seq, "region", "000000", "source",
                              "kiosk", kiosk, "item", "id", "newborn", "version", 1, "catalogue", "id", "basic", "version", 1,
                              "materials", "sha256", "00", "bytes", 7);
  record->header_jws = g_strdup_printf ("jws-%" G_GINT64_FORMAT, seq);
  record->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, record->header_jws, -1);
  record->envelope = g_bytes_new ("\0sealed", 7);
  record->source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", kiosk, epoch);
  record->id = yj_json_string (record->header, "id");
  record->kind = "application";
  record->reference = yj_json_string (record->header, "reference");
  record->seq = seq;
  return record;
}

YjRecord *
new_record (gint64 seq)
{
  return new_record_of ("TEST", "00000000000000aa", seq);
}

gboolean
insert_record (YjCentralStore *store, const YjRecord *record, gboolean inside, GError **error)
{
  g_autofree char *receipt = g_strdup_printf ("receipt-%" G_GINT64_FORMAT, record->seq);
  g_autofree char *one = g_strdup_printf ("C%" G_GINT64_FORMAT "-1", record->seq), *two = g_strdup_printf ("C%" G_GINT64_FORMAT "-2", record->seq);
  g_autoptr (json_t) cases = json_pack ("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "matter", "a", "case", one, "department", "09", "matter",
                                        "b", "case", two, "department", "36");
  YjSettlement settlement = { "accepted", receipt, NULL, cases };

  if (inside)
    return yj_central_store_insert_submissions (store, &record, &settlement, 1, AT, error);
  if (!yj_central_store_begin (store, error))
    return FALSE;
  if (yj_central_store_insert_submissions (store, &record, &settlement, 1, AT, error))
    return yj_central_store_commit (store, error);
  yj_central_store_rollback (store);
  return FALSE;
}

void
insert_seq (YjCentralStore *store, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjRecord) record = new_record (seq);

  insert_record (store, record, FALSE, &error);
  g_assert_no_error (error);
}

gint64
count_rows (YjCentralStore *store, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) counts = yj_central_store_count (store, &error);

  g_assert_no_error (error);
  return yj_json_int (counts, what, -1);
}

void
assert_progress (YjCentralStore *store, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) progress = yj_central_store_get_progress (store, SOURCE, &error);
  g_autofree char *text = progress != NULL ? yj_json_to_text (progress) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, wanted);
}
