/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of surnames and of characters in given names, the frequent ones of each syllable first. */
#include "ui/keyboard/yj-pinyin-names.h"
#include <string.h>

static const char surnames[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
                               "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常";
static const char *const double_surnames[] = { "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木", "夏侯" };
static const char given[] = "梓浩宇轩涵欣怡诗琪子俊杰雨泽宸沐一诺依语汐若瑾安辰奕熙嘉佳思悦妍萱婷雪慧敏静丽伟强磊军洋勇艳娟涛明超霞平刚桂玉兰华建国志"
                            "晓小红梅秀英芳娜燕玲文斌鹏飞海波峰云龙凤春晨阳洁倩颖莹琳琴瑶瑞睿博翔昊天皓然远航逸凡晴清庆青卿心馨鑫新昕岚蓝岩彦言"
                            "羽予钰瑜煜昱昀允芸韵梦萌蒙沛佩培慕穆牧木紫芷智知之致哲喆乐可柯珂科恩甜恬添田朵多铎冰兵宾彬炳柏百川传淳纯德迪丹达大"
                            "东冬栋方芬奋丰富福贵冠光广国果涵寒翰晗函杭和荷贺鹤宏洪鸿弘虹厚虎花怀焕辉惠卉吉继济佳家嘉坚健剑江姣娇杰婕金锦瑾进晋"
                            "京晶菁景敬静靖久菊君钧均骏凯楷康科坤奎莱来朗蕾磊立力莉丽利良亮林霖琳灵凌玲龙隆露鲁璐路伦洛罗满茂美媚苗淼民敏铭鸣"
                            "墨默楠南宁诺攀盼朋彭鹏品萍齐奇琦启祺千谦乾强巧勤秋球泉全群然仁荣蓉柔如茹锐润若森珊山善尚少绍升生圣胜诗石时世仕淑舒"
                            "书树帅双爽顺硕松素泰堂棠桃廷亭庭彤桐童婉万薇维巍伟卫文雯武西希曦熙夕霞仙贤显香祥湘翔向萧晓孝笑馨兴星幸雄修旭轩宣璇"
                            "学雅亚岩炎妍燕彦扬阳瑶耀叶烨业一伊依仪宜艺义忆益逸毅茵音银英盈莹颖永咏友幼宇玉育裕媛元圆源远月悦岳越云允泽增展昭兆"
                            "哲珍真振正政之芝志智中忠钟竹珠柱卓子紫宗祖";

enum { COMPOSED = YJ_NAME_RANK_COMPOSED, KNOWN_NAME, DOUBLE_SURNAME, CHARACTER, REST = CHARACTER + 2000 };

static guint
place_in (const char *table, const char *character)
{
  const char *found = character[0] != '\0' ? strstr (table, character) : NULL;
  return found != NULL ? (guint) g_utf8_pointer_to_offset (table, found) : G_MAXUINT;
}

guint
yj_pinyin_surname_place (const char *character)
{
  return place_in (surnames, character);
}

guint
yj_pinyin_given_place (const char *character)
{
  return place_in (given, character);
}

static gboolean
has_double_surname (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (double_surnames); i++)
    if (g_str_has_prefix (text, double_surnames[i]))
      return TRUE;
  return FALSE;
}

guint
yj_pinyin_name_rank (YjNamePart part, const char *candidate, gboolean whole)
{
  glong n = g_utf8_strlen (candidate, -1);
  char first[8] = "";
  guint place;

  if (part == YJ_NAME_NONE || n == 0 || n > 4)
    return REST;
  if (part == YJ_NAME_WHOLE && has_double_surname (candidate))
    return n > 2 ? KNOWN_NAME : DOUBLE_SURNAME;
  g_utf8_strncpy (first, candidate, 1);
  place = part == YJ_NAME_WHOLE ? yj_pinyin_surname_place (first) : yj_pinyin_given_place (first);
  if (n == 1)
    return place != G_MAXUINT ? CHARACTER + place : REST;
  return part == YJ_NAME_WHOLE && place != G_MAXUINT && whole ? KNOWN_NAME : REST;
}
