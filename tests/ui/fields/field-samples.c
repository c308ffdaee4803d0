/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the fields that tests of editors edit. */
#include "field-samples.h"

static const struct {
  const char *type, *label, *label_en, *hint, *hint_en;
} samples[] = {
  { "address", "收件地址", "Address", "写到门牌号。", "Down to the house number." },
  { "bank-card", "妈妈的银行卡号", "The mother's bank card number", "16 到 19 位，在卡的正面。", "16 to 19 digits, on the front of the card." },
  { "certificate-number", "编号", "Number", "在右下角，1 个字母和 9 位数字。", "At the bottom right: 1 letter and 9 digits." },
  { "choice", "性别", "Sex", NULL, NULL },
  { "choices", "要带走的材料", "Papers to take along", "可以选几项。", "You can choose several." },
  { "date", "出生日期", "Date of birth", "出生 6 个月以内可以在这里办。", "Within 6 months of birth you can apply here." },
  { "landline", "固定电话", "Landline", "连区号一起填。", "With the area code." },
  { "mobile", "手机号", "Mobile number", NULL, NULL },
  { "money", "金额", "Amount", "单位：元。", "In yuan." },
  { "number", "子女数", "Number of children", NULL, NULL },
  { "other-document", "护照号码", "Passport number", NULL, NULL },
  { "person-name", "姓名", "Name", "只填这一次，所有手续都会用它。", "Asked once, used for every service." },
  { "photo", "照片", "Photo", NULL, NULL },
  { "postcode", "邮政编码", "Postcode", NULL, NULL },
  { "resident-id", "身份证号", "ID number", "照身份证填，18 位。", "As on the card, 18 characters." },
  { "signature", "签名", "Signature", NULL, NULL },
  { "text", "接生医院", "Hospital", "照证明上的名称填。", "As on the certificate." },
  { "uscc", "统一社会信用代码", "Unified social credit code", NULL, NULL },
  { "yes-no", "是否邮寄？", "Send by post?", NULL, NULL },
};

static const YjText *
text_new (const char *zh, const char *en)
{
  return zh != NULL ? yj_text_from_json (json_pack ("{s:s, s:s}", "zh-CN", zh, "en", en)) : NULL;
}

static void
add_option (YjField *field, const char *id, const char *zh, const char *en)
{
  YjOption *option = g_new0 (YjOption, 1);

  option->id = g_strdup (id);
  option->label = text_new (zh, en);
  g_ptr_array_add (field->options, option);
}

/* What a sample lives in until the program ends. */
static void
keep (YjField *field)
{
  static GPtrArray *kept;

  if (kept == NULL)
    kept = g_ptr_array_new ();
  g_ptr_array_add (kept, field);
}

static YjField *
field_new (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (g_str_equal (samples[i].type, type)) {
      YjField *field = g_new0 (YjField, 1);
      field->id = field->type = samples[i].type;
      field->label = text_new (samples[i].label, samples[i].label_en);
      field->hint = text_new (samples[i].hint, samples[i].hint_en);
      field->required = TRUE;
      field->options = g_ptr_array_new ();
      keep (field);
      return field;
    }
  g_test_message ("no sample field of type %s", type);
  g_assert_not_reached ();
}

const YjField *
field_sample (const char *type)
{
  static GHashTable *fields;
  YjField *field;

  if (fields == NULL)
    fields = g_hash_table_new (g_str_hash, g_str_equal);
  field = g_hash_table_lookup (fields, type);
  if (field != NULL)
    return field;
  field = field_new (type);
  if (g_str_equal (type, "choice")) {
    add_option (field, "male", "男", "Boy");
    add_option (field, "female", "女", "Girl");
  } else if (g_str_equal (type, "choices")) {
    add_option (field, "list", "办事清单", "List of steps");
    add_option (field, "form", "申请表", "Application form");
    add_option (field, "guide", "育儿指南", "Guide for parents");
  } else if (g_str_equal (type, "certificate-number")) {
    field->spec = json_pack ("{s:s}", "kind", "birth-certificate");
  }
  g_hash_table_insert (fields, (gpointer) field->type, field);
  return field;
}

const YjField *
field_sample_choice (const char *type, const char *title, guint n_options)
{
  YjField *field = field_new (type);

  for (guint i = 1; i <= n_options; i++) {
    g_autofree char *id = g_strdup_printf ("%02u", i), *zh = g_strdup_printf ("%s%u", title, i), *en = g_strdup_printf ("Kind %u", i);
    add_option (field, id, zh, en);
  }
  return field;
}
