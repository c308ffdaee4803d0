/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of ethnicities and of kinds of documents. */
#include "core/identity/yj-code-names.h"
#include <string.h>

typedef struct {
  const char *code, *zh, *en, *alpha2;
} CodeName;

static const CodeName ethnicities[] = {
  { "01", "汉族", "Han", "HA" },
  { "02", "蒙古族", "Mongol", "MG" },
  { "03", "回族", "Hui", "HU" },
  { "04", "藏族", "Zang", "ZA" },
  { "05", "维吾尔族", "Uygur", "UG" },
  { "06", "苗族", "Miao", "MH" },
  { "07", "彝族", "Yi", "YI" },
  { "08", "壮族", "Zhuang", "ZH" },
  { "09", "布依族", "Buyei", "BY" },
  { "10", "朝鲜族", "Chosen", "CS" },
  { "11", "满族", "Man", "MA" },
  { "12", "侗族", "Dong", "DO" },
  { "13", "瑶族", "Yao", "YA" },
  { "14", "白族", "Bai", "BA" },
  { "15", "土家族", "Tujia", "TJ" },
  { "16", "哈尼族", "Hani", "HN" },
  { "17", "哈萨克族", "Kazak", "KZ" },
  { "18", "傣族", "Dai", "DA" },
  { "19", "黎族", "Li", "LI" },
  { "20", "傈僳族", "Lisu", "LS" },
  { "21", "佤族", "Va", "VA" },
  { "22", "畲族", "She", "SH" },
  { "23", "高山族", "Gaoshan", "GS" },
  { "24", "拉祜族", "Lahu", "LH" },
  { "25", "水族", "Sui", "SU" },
  { "26", "东乡族", "Dongxiang", "DX" },
  { "27", "纳西族", "Naxi", "NX" },
  { "28", "景颇族", "Jingpo", "JP" },
  { "29", "柯尔克孜族", "Kirgiz", "KG" },
  { "30", "土族", "Tu", "TU" },
  { "31", "达斡尔族", "Daur", "DU" },
  { "32", "仫佬族", "Mulao", "ML" },
  { "33", "羌族", "Qiang", "QI" },
  { "34", "布朗族", "Blang", "BL" },
  { "35", "撒拉族", "Salar", "SL" },
  { "36", "毛南族", "Maonan", "MN" },
  { "37", "仡佬族", "Gelao", "GL" },
  { "38", "锡伯族", "Xibe", "XB" },
  { "39", "阿昌族", "Achang", "AC" },
  { "40", "普米族", "Pumi", "PM" },
  { "41", "塔吉克族", "Tajik", "TA" },
  { "42", "怒族", "Nu", "NU" },
  { "43", "乌孜别克族", "Uzbek", "UZ" },
  { "44", "俄罗斯族", "Russ", "RS" },
  { "45", "鄂温克族", "Ewenki", "EW" },
  { "46", "德昂族", "Deang", "DE" },
  { "47", "保安族", "Bonan", "BN" },
  { "48", "裕固族", "Yugur", "YG" },
  { "49", "京族", "Gin", "GI" },
  { "50", "塔塔尔族", "Tatar", "TT" },
  { "51", "独龙族", "Derung", "DR" },
  { "52", "鄂伦春族", "Oroqen", "OR" },
  { "53", "赫哲族", "Hezhen", "HZ" },
  { "54", "门巴族", "Monba", "MB" },
  { "55", "珞巴族", "Lhoba", "LB" },
  { "56", "基诺族", "Jino", "JN" },
  { "97", "其他", "Other", NULL },
  { "98", "外国血统中国籍人士", "Chinese citizen of foreign descent", NULL },
};

static const CodeName document_types[] = {
  { "111", "居民身份证", "Resident identity card", NULL },
  { "112", "临时身份证", "Temporary identity card", NULL },
  { "113", "户口簿", "Household register", NULL },
  { "114", "军官证", "Officer's card", NULL },
  { "115", "武警警官证", "Armed police officer's card", NULL },
  { "117", "出生医学证明", "Birth certificate", NULL },
  { "217", "残疾证", "Disability certificate", NULL },
  { "219", "结婚证", "Marriage certificate", NULL },
  { "221", "离婚证", "Divorce certificate", NULL },
  { "335", "驾驶证", "Driving licence", NULL },
  { "411", "外交护照", "Diplomatic passport", NULL },
  { "412", "公务护照", "Service passport", NULL },
  { "414", "普通护照", "Passport", NULL },
  { "416", "入出境通行证", "Exit-entry permit", NULL },
  { "420", "香港护照", "Hong Kong passport", NULL },
  { "421", "澳门护照", "Macao passport", NULL },
  { "511", "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents", NULL },
  { "513", "往来港澳通行证", "Permit for Hong Kong and Macao", NULL },
  { "516", "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents", NULL },
  { "517", "大陆居民往来台湾通行证", "Permit for Taiwan", NULL },
  { "553", "外国人永久居留证", "Foreigner's permanent residence card", NULL },
  { "554", "外国人居留证", "Foreigner's residence permit", NULL },
  { "990", "其他证件", "Other document", NULL },
};

static const CodeName *
find_code (const CodeName *table, gsize n, const char *code)
{
  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (table[i].code, code) == 0)
      return &table[i];
  return NULL;
}

static const char *
get_name (const CodeName *found, const char *language)
{
  if (found == NULL)
    return NULL;
  return g_str_has_prefix (language, "zh") ? found->zh : found->en;
}

const char *
yj_ethnicity_get_name (const char *code, const char *language)
{
  return get_name (find_code (ethnicities, G_N_ELEMENTS (ethnicities), code), language);
}

const char *
yj_ethnicity_get_alpha2 (const char *code)
{
  const CodeName *found = find_code (ethnicities, G_N_ELEMENTS (ethnicities), code);
  return found != NULL ? found->alpha2 : NULL;
}

const char *
yj_ethnicity_find (const char *name)
{
  g_autofree char *whole = g_str_has_suffix (name, "族") ? g_strdup (name) : g_strconcat (name, "族", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ethnicities); i++)
    if (g_str_equal (ethnicities[i].zh, whole) || g_str_equal (ethnicities[i].zh, name) ||
        g_ascii_strcasecmp (ethnicities[i].en, name) == 0)
      return ethnicities[i].code;
  return NULL;
}

const char *const *
yj_ethnicity_list (void)
{
  static const char *codes[G_N_ELEMENTS (ethnicities) + 1];
  static gsize filled;

  if (g_once_init_enter (&filled)) {
    for (gsize i = 0; i < G_N_ELEMENTS (ethnicities); i++)
      codes[i] = ethnicities[i].code;
    g_once_init_leave (&filled, 1);
  }
  return codes;
}

const char *
yj_document_type_get_name (const char *code, const char *language)
{
  return get_name (find_code (document_types, G_N_ELEMENTS (document_types), code), language);
}

const char *
yj_id_card_get_document_name (const YjIdCard *card, const char *language)
{
  static const CodeName social = { NULL, "社会保障卡", "Social-security card", NULL };

  if (card->kind == YJ_ID_SOCIAL_SECURITY)
    return get_name (&social, language);
  return yj_document_type_get_name (card->document_type, language);
}
