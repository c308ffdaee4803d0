/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt of an invented person for the tests of this folder. */
#pragma once
#include "core/document/yj-receipt.h"
#include "core/document/yj-reference.h"

#define SAMPLE_SECRET "3F8K7M2QW9XT"

static inline YjReceipt *
sample_receipt_new (const char *language, guint matters)
{
  YjReceipt *receipt = yj_receipt_new (YJ_RECEIPT_APPLICATION, language);
  const char *const steps[] = { "网络恢复后自动上报，您不用再来。", "是否受理，会另发短信通知。", NULL };

  receipt->hall = g_strdup ("青禾市政务服务中心");
  receipt->machine = g_strdup ("7K3M");
  receipt->item = g_strdup ("新生儿出生一件事");
  receipt->reference = yj_reference_new ("7K3M", 92);
  receipt->secret = g_strdup (SAMPLE_SECRET);
  receipt->qr_text = yj_reference_to_qr_text (receipt->reference, receipt->secret);
  receipt->applicant = g_strdup ("王*慧");
  receipt->document = g_strdup ("身份证 000***********1028");
  receipt->time = g_strdup ("2026-03-12 10:41");
  for (guint i = 0; i < matters; i++)
    yj_receipt_add_matter (receipt, i % 2 ? "城乡居民基本医疗保险参保登记" : "出生登记（上户口）", i % 2 ? "医保" : "公安",
                           (int) i % 40);
  yj_receipt_add_material (receipt, "居民户口簿", 2, "拍照", "C", NULL);
  yj_receipt_add_material (receipt, "疫苗接种记录", 0, NULL, NULL, "2026-03-26 前，到任一窗口补交");
  yj_receipt_add_bring (receipt, "居民户口簿", "领证时带原件");
  receipt->next_steps = g_strdupv ((char **) steps);
  receipt->query_how = g_strdup ("终端、手机、12345");
  receipt->complaint_how = g_strdup ("0700-8765 4321");
  receipt->versions = g_strdup ("同意书 3 版");
  return receipt;
}

static inline void
sample_set (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static inline YjReceipt *
sample_receipt_new_english (guint matters)
{
  YjReceipt *receipt = sample_receipt_new ("en", 0);
  const char *const steps[] = { "It is sent when the network is back; you need not return.",
                                "Completed within 30 working days of acceptance.", NULL };

  sample_set (&receipt->hall, "Qinghe Government Service Centre");
  sample_set (&receipt->item, "Birth of a child");
  sample_set (&receipt->document, "Resident card 000***********1028");
  sample_set (&receipt->query_how, "Any kiosk, or call 12345");
  sample_set (&receipt->versions, "Consent text 3");
  g_ptr_array_set_size (receipt->materials, 0);
  g_ptr_array_set_size (receipt->bring, 0);
  yj_receipt_add_material (receipt, "Household register", 2, "Photographed", "C", NULL);
  yj_receipt_add_material (receipt, "Vaccination record", 0, NULL, NULL, "By 2026-03-26, at any counter");
  for (guint i = 0; i < matters; i++)
    yj_receipt_add_matter (receipt, i % 2 ? "Basic medical insurance for residents" : "Birth registration",
                           i % 2 ? "Healthcare security" : "Public security", (int) i % 40);
  g_strfreev (receipt->next_steps);
  receipt->next_steps = g_strdupv ((char **) steps);
  return receipt;
}

/* The fixed words have no Uyghur translation; what the catalogue and the person bring is Uyghur, and the page goes from right to left. */
static inline YjReceipt *
sample_receipt_new_uyghur (guint matters)
{
  YjReceipt *receipt = sample_receipt_new ("ug", 0);
  const char *const steps[] = { "تور ئەسلىگە كەلگەندە ئاپتوماتىك يوللىنىدۇ.", "قوبۇل قىلىنغان-قىلىنمىغانلىقى ئۇچۇر ئارقىلىق ئۇقتۇرۇلىدۇ.", NULL };

  sample_set (&receipt->hall, "ھۆكۈمەت مۇلازىمەت مەركىزى");
  sample_set (&receipt->item, "بوۋاق تۇغۇلۇش");
  sample_set (&receipt->applicant, "ئالىم*");
  sample_set (&receipt->document, "كىملىك 000***********1028");
  g_ptr_array_set_size (receipt->materials, 0);
  g_ptr_array_set_size (receipt->bring, 0);
  yj_receipt_add_material (receipt, "نوپۇس دەپتىرى", 2, "سۈرەت", "C", NULL);
  for (guint i = 0; i < matters; i++)
    yj_receipt_add_matter (receipt, i % 2 ? "داۋالاش سۇغۇرتىسى" : "تۇغۇت تىزىملاش", i % 2 ? "سۇغۇرتا" : "ساقچى", (int) i + 1);
  g_strfreev (receipt->next_steps);
  receipt->next_steps = g_strdupv ((char **) steps);
  return receipt;
}

/* Characters that names have and few fonts: extensions A and B of the unified ideographs, compatibility forms, minority names. */
static inline YjReceipt *
sample_receipt_new_rare (void)
{
  YjReceipt *receipt = sample_receipt_new ("zh-CN", 1);

  sample_set (&receipt->applicant, "䶮*𠮷");
  yj_receipt_add_matter (receipt, "㙍𬱖镇户口登记（𫖯、𬸚、𪨶）", "公安", 3);
  yj_receipt_add_matter (receipt, "古丽·买买提 འཛིན་ ᠮᠣᠩᠭᠣᠯ", "民政", 5);
  return receipt;
}
