/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is known of surnames: the hundred most frequent ones, after the police's count of names, and those of two
 * characters. */
#include "ui/keyboard/yj-pinyin-names.h"
#include <string.h>

/* In order of frequency. */
static const char surnames[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
                               "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常";
static const char *const double_surnames[] = { "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木", "夏侯" };

enum { WHOLE_NAME, DOUBLE_SURNAME, SURNAME, REST = SURNAME + 200 };

guint
yj_pinyin_name_rank (const char *text, gboolean whole)
{
  glong n = g_utf8_strlen (text, -1);
  char first[8] = "";
  const char *found;

  for (guint i = 0; i < G_N_ELEMENTS (double_surnames); i++)
    if (g_str_has_prefix (text, double_surnames[i]))
      return n > 2 ? WHOLE_NAME : DOUBLE_SURNAME;
  if (n == 0)
    return REST;
  g_utf8_strncpy (first, text, 1);
  found = strstr (surnames, first);
  if (found == NULL || n > 4)
    return REST;
  if (n > 1)
    return whole ? WHOLE_NAME : REST;
  return SURNAME + (guint) g_utf8_pointer_to_offset (surnames, found);
}
