/* SPDX-License-Identifier: Apache-2.0 */
/* What people type at a kiosk, and the item that has to come first, or among the first three where several are meant. */
#include "core/catalogue/yj-catalogue.h"

typedef struct {
  const char *query, *item;
} Asked;

static const Asked official[] = {
  { "新生儿出生", "newborn" }, { "公民婚育", "marriage" }, { "企业职工退休", "retirement" }, { "二手房转移登记", "second-hand-home" },
  { "灵活就业", "flexible-work" }, { "扶残助困", "disability" }, { "军人退役", "veteran" }, { "公民身后", "after-death" },
  { "企业开办", "business-start" }, { "餐饮", "catering" }, { "员工录用", "hiring" }, { "涉企不动产", "business-property" },
  { "企业简易注销", "business-closure" }, { "结婚登记", "marriage" }, { "出生医学证明", "newborn" }, { "营业执照", "business-start" },
  { "食品经营许可证", "catering" }, { "残疾人证", "disability" }, { "养老金", "retirement" }, { "清税", "business-closure" },
  { "育儿补贴", "childcare-subsidy" }, { "失业", "unemployment-support" }, { "预备役", "veteran" }, { "遗属待遇", "after-death" }, { "过户", "second-hand-home" },
};

/* As it is said at home, in some places only. */
static const Asked everyday[] = {
  { "上户口", "newborn" }, { "报户口", "newborn" }, { "生娃", "newborn" }, { "打疫苗", "newborn" }, { "宝宝", "newborn" },
  { "领证", "marriage" }, { "扯证", "marriage" }, { "准生证", "marriage" }, { "二婚", "marriage" }, { "退休金", "retirement" },
  { "办退休", "retirement" }, { "房本", "second-hand-home" }, { "卖房", "second-hand-home" }, { "买房", "second-hand-home" },
  { "打零工", "flexible-work" }, { "骑手", "flexible-work" }, { "外卖", "flexible-work" }, { "残疾证", "disability" }, { "轮椅", "disability" },
  { "退伍", "veteran" }, { "当兵回来", "veteran" }, { "老人走了", "after-death" }, { "老了人", "after-death" }, { "白事", "after-death" },
  { "丧葬费", "after-death" }, { "开公司", "business-start" }, { "办执照", "business-start" }, { "刻章", "business-start" },
  { "开饭店", "catering" }, { "开馆子", "catering" }, { "奶茶店", "catering" }, { "招人", "hiring" }, { "厂房", "business-property" },
  { "关店", "business-closure" }, { "倒闭", "business-closure" }, { "不干了", "business-closure" },
};

static const Asked sounds[] = {
  { "xse", "newborn" }, { "XSE", "newborn" }, { "shk", "newborn" }, { "tx", "retirement" }, { "ylj", "retirement" }, { "jh", "marriage" },
  { "jhdj", "marriage" }, { "esf", "second-hand-home" }, { "lhjy", "flexible-work" }, { "cjrz", "disability" }, { "jrty", "veteran" },
  { "szf", "after-death" }, { "yyzz", "business-start" }, { "kfd", "catering" }, { "ygly", "hiring" }, { "qyjyzx", "business-closure" },
  { "shanghukou", "newborn" }, { "xinshenger", "newborn" }, { "jiehun", "marriage" }, { "tuixiu", "retirement" }, { "ershoufang", "second-hand-home" },
  { "linghuojiuye", "flexible-work" }, { "canjiren", "disability" }, { "tuiwu", "veteran" }, { "huohua", "after-death" },
  { "kaigongsi", "business-start" }, { "canyin", "catering" }, { "zhaogong", "hiring" }, { "changfang", "business-property" },
  { "yebt", "childcare-subsidy" }, { "yuerbutie", "childcare-subsidy" }, { "shiye", "unemployment-support" }, { "gerencanbao", "flexible-work" }, { "yinhangkaihu", "business-start" }, { "dushengzinv", "retirement" }, { "dúshēngzǐnǚ", "retirement" },
};

static const Asked english[] = {
  { "birth of a child", "newborn" }, { "baby", "newborn" }, { "vaccination", "newborn" }, { "marriage", "marriage" }, { "wedding", "marriage" },
  { "retire", "retirement" }, { "pension", "retirement" }, { "second-hand home", "second-hand-home" }, { "house", "second-hand-home" },
  { "freelance", "flexible-work" }, { "disability", "disability" }, { "wheelchair", "disability" }, { "veteran", "veteran" },
  { "death", "after-death" }, { "funeral", "after-death" }, { "inherit", "after-death" }, { "start a company", "business-start" },
  { "restaurant", "catering" }, { "recruit", "hiring" }, { "factory", "business-property" }, { "close a company", "business-closure" },
  { "childcare", "childcare-subsidy" }, { "unemployment", "unemployment-support" }, { "liquidation", "business-closure" }, { "Company seals", "business-start" }, { "hire", "hiring" },
};

/* One letter missing, too many, wrong, two swapped; another character of the same sound; another accent; other widths, forms, blanks. */
static const Asked slips[] = {
  { "shanghuko", "newborn" }, { "shanghkou", "newborn" }, { "shanghhukou", "newborn" }, { "shanghukuo", "newborn" }, { "shabghukou", "newborn" },
  { "tuixu", "retirement" }, { "tuuixiu", "retirement" }, { "tuixoi", "retirement" }, { "tiuxiu", "retirement" }, { "jiehin", "marriage" },
  { "vacination", "newborn" }, { "restaurent", "catering" }, { "restuarant", "catering" }, { "marrriage", "marriage" }, { "pensoin", "retirement" },
  { "dissability", "disability" }, { "新生而出生", "newborn" }, { "退修", "retirement" }, { "洁婚", "marriage" }, { "营业知照", "business-start" },
  { "企业开半", "business-start" }, { "残疾人征", "disability" }, { "新生婴出生", "newborn" }, { "結婚", "marriage" }, { "養老金", "retirement" },
  { "營業執照", "business-start" }, { "喪葬費", "after-death" }, { "ｔｕｉｘｉｕ", "retirement" }, { "Ｐｅｎｓｉｏｎ", "retirement" },
  { "xin sheng er", "newborn" }, { "shang-hu-kou", "newborn" }, { "tui xiu", "retirement" }, { "tui'xiu", "retirement" }, { "上 户 口", "newborn" },
  { "TUIXIU", "retirement" }, { "jieh", "marriage" }, { "shanghk", "newborn" }, { "sanghukou", "newborn" }, { "yinyezizao", "business-start" },
  { "ninghuojiuye", "flexible-work" }, { "canyingdian", "catering" }, { "cangjiren", "disability" },
};

static const Asked sentences[] = {
  { "我要办退休", "retirement" }, { "怎么上户口", "newborn" }, { "想开个奶茶店", "catering" }, { "woyaojiehun", "marriage" },
  { "how do I get a pension", "retirement" }, { "register of a company", "business-start" }, { "社保 补贴", "flexible-work" },
  { "户口 迁移", "marriage" }, { "birth registration", "marriage" }, { "medical insurance residents", "newborn" },
};

/* What no item has is not found, however near some word is. */
static const Asked nothing[] = {
  { "zzzz", "" }, { "nanzhengjiu", "" }, { "护照", "" }, { "钓鱼", "" }, { "passport", "" }, { "qwerty", "" }, { "12345", "" }, { "？！", "" },
};

/* Several items have it: the one that is meant most often is near the top. */
static const Asked shared[] = {
  { "社保卡", "newborn" }, { "公积金", "retirement" }, { "公积金", "hiring" }, { "gjj", "hiring" }, { "户口", "newborn" }, { "医保", "newborn" },
  { "落户", "marriage" }, { "公章", "business-start" }, { "注销", "business-closure" }, { "注销户口", "after-death" }, { "抵押", "business-property" },
  { "房产", "business-property" }, { "就业登记", "hiring" }, { "档案", "flexible-work" }, { "发票", "business-start" }, { "insurance", "hiring" },
  { "household", "newborn" }, { "birth", "newborn" }, { "水电气", "second-hand-home" }, { "shuidianqi", "second-hand-home" },
};

static YjCatalogue *
load (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  YjCatalogue *catalogue = yj_catalogue_new_from_dir (dir, NULL);
  g_assert_nonnull (catalogue);
  return catalogue;
}

/* From 0; -1 when it is not found. "" stands for nothing at all, which is found first when nothing is. */
static int
find_position (YjCatalogue *catalogue, const Asked *asked)
{
  g_autoptr (GPtrArray) found = yj_catalogue_search (catalogue, asked->query);

  if (asked->item[0] == '\0')
    return found->len == 0 ? 0 : -1;
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((YjItem *) g_ptr_array_index (found, i))->id, asked->item))
      return (int) i;
  return -1;
}

static void
ask (YjCatalogue *catalogue, const char *what, const Asked *asked, gsize n, int at_most)
{
  gsize right = 0;

  for (gsize i = 0; i < n; i++) {
    int position = find_position (catalogue, &asked[i]);
    if (position >= 0 && position <= at_most)
      right++;
    else
      g_test_fail_printf ("\"%s\" has %s at %d", asked[i].query, asked[i].item, position);
  }
  g_test_message ("%s: %zu of %zu, %.0f %%", what, right, n, 100.0 * (double) right / (double) n);
}

static void
test_first (void)
{
  g_autoptr (YjCatalogue) catalogue = load ();

  ask (catalogue, "official names", official, G_N_ELEMENTS (official), 0);
  ask (catalogue, "everyday and local words", everyday, G_N_ELEMENTS (everyday), 0);
  ask (catalogue, "initials and pinyin", sounds, G_N_ELEMENTS (sounds), 0);
  ask (catalogue, "English", english, G_N_ELEMENTS (english), 0);
  ask (catalogue, "slips of the hand and of the ear", slips, G_N_ELEMENTS (slips), 0);
  ask (catalogue, "several words and sentences", sentences, G_N_ELEMENTS (sentences), 0);
  ask (catalogue, "not to be found", nothing, G_N_ELEMENTS (nothing), 0);
}

static void
test_first_three (void)
{
  g_autoptr (YjCatalogue) catalogue = load ();
  ask (catalogue, "words that several items have, among the first three", shared, G_N_ELEMENTS (shared), 2);
}

/* Somebody who knows the word sees the item before the word is whole. */
static void
test_as_typed (void)
{
  g_autoptr (YjCatalogue) catalogue = load ();
  guint letters = 0, needed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++) {
    g_autofree char *typed = g_strdup (sounds[i].query);
    letters += (guint) g_utf8_strlen (typed, -1);
    for (glong n = 1; n <= g_utf8_strlen (sounds[i].query, -1); n++) {
      g_utf8_strncpy (typed, sounds[i].query, (gsize) n);
      Asked begun = { typed, sounds[i].item };
      int position = find_position (catalogue, &begun);
      needed++;
      if (position >= 0 && position <= 2)
        break;
    }
  }
  g_test_message ("of %u letters typed the first %u bring the item among the first three", letters, needed);
  g_assert_cmpuint (needed, <, letters * 2 / 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-quality/what people type brings the item first", test_first);
  g_test_add_func ("/search-quality/a word of several items brings the right one near the top", test_first_three);
  g_test_add_func ("/search-quality/the item is there before the word is whole", test_as_typed);
  return g_test_run ();
}
