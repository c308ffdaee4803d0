/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of ethnicities and of kinds of documents. */
#include "core/identity/yj-code-names.h"

typedef struct {
  const char *code, *zh, *en;
} CodeName;

static const CodeName ethnicities[] = {
  { "01", "汉族", "Han" },          { "02", "蒙古族", "Mongol" },
  { "03", "回族", "Hui" },          { "04", "藏族", "Zang" },
  { "05", "维吾尔族", "Uygur" },    { "06", "苗族", "Miao" },
  { "07", "彝族", "Yi" },           { "08", "壮族", "Zhuang" },
  { "09", "布依族", "Buyei" },      { "10", "朝鲜族", "Chosen" },
  { "11", "满族", "Man" },          { "12", "侗族", "Dong" },
  { "13", "瑶族", "Yao" },          { "14", "白族", "Bai" },
  { "15", "土家族", "Tujia" },      { "16", "哈尼族", "Hani" },
  { "17", "哈萨克族", "Kazak" },    { "18", "傣族", "Dai" },
  { "19", "黎族", "Li" },           { "20", "傈僳族", "Lisu" },
  { "21", "佤族", "Va" },           { "22", "畲族", "She" },
  { "23", "高山族", "Gaoshan" },    { "24", "拉祜族", "Lahu" },
  { "25", "水族", "Sui" },          { "26", "东乡族", "Dongxiang" },
  { "27", "纳西族", "Naxi" },       { "28", "景颇族", "Jingpo" },
  { "29", "柯尔克孜族", "Kirgiz" }, { "30", "土族", "Tu" },
  { "31", "达斡尔族", "Daur" },     { "32", "仫佬族", "Mulao" },
  { "33", "羌族", "Qiang" },        { "34", "布朗族", "Blang" },
  { "35", "撒拉族", "Salar" },      { "36", "毛南族", "Maonan" },
  { "37", "仡佬族", "Gelao" },      { "38", "锡伯族", "Xibe" },
  { "39", "阿昌族", "Achang" },     { "40", "普米族", "Pumi" },
  { "41", "塔吉克族", "Tajik" },    { "42", "怒族", "Nu" },
  { "43", "乌孜别克族", "Uzbek" },  { "44", "俄罗斯族", "Russ" },
  { "45", "鄂温克族", "Ewenki" },   { "46", "德昂族", "Deang" },
  { "47", "保安族", "Bonan" },      { "48", "裕固族", "Yugur" },
  { "49", "京族", "Gin" },          { "50", "塔塔尔族", "Tatar" },
  { "51", "独龙族", "Derung" },     { "52", "鄂伦春族", "Oroqen" },
  { "53", "赫哲族", "Hezhen" },     { "54", "门巴族", "Monba" },
  { "55", "珞巴族", "Lhoba" },      { "56", "基诺族", "Jino" },
  { "97", "其他", "Other" },        { "98", "外国血统中国籍人士", "Chinese citizen of foreign descent" },
};

static const CodeName document_types[] = {
  { "111", "居民身份证", "Resident identity card" },
  { "112", "临时身份证", "Temporary identity card" },
  { "113", "户口簿", "Household register" },
  { "114", "军官证", "Officer's card" },
  { "115", "武警警官证", "Armed police officer's card" },
  { "117", "出生医学证明", "Birth certificate" },
  { "217", "残疾证", "Disability certificate" },
  { "219", "结婚证", "Marriage certificate" },
  { "221", "离婚证", "Divorce certificate" },
  { "335", "驾驶证", "Driving licence" },
  { "411", "外交护照", "Diplomatic passport" },
  { "412", "公务护照", "Service passport" },
  { "414", "普通护照", "Passport" },
  { "416", "入出境通行证", "Exit-entry permit" },
  { "420", "香港护照", "Hong Kong passport" },
  { "421", "澳门护照", "Macao passport" },
  { "511", "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents" },
  { "513", "往来港澳通行证", "Permit for Hong Kong and Macao" },
  { "516", "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents" },
  { "517", "大陆居民往来台湾通行证", "Permit for Taiwan" },
  { "553", "外国人永久居留证", "Foreigner's permanent residence card" },
  { "554", "外国人居留证", "Foreigner's residence permit" },
  { "990", "其他证件", "Other document" },
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
yj_document_type_get_name (const char *code, const char *language)
{
  return get_name (find_code (document_types, G_N_ELEMENTS (document_types), code), language);
}

const char *
yj_id_card_get_document_name (const YjIdCard *card, const char *language)
{
  static const CodeName social = { NULL, "社会保障卡", "Social-security card" };

  if (card->kind == YJ_ID_SOCIAL_SECURITY)
    return get_name (&social, language);
  return yj_document_type_get_name (card->document_type, language);
}
