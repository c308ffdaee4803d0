/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/catalogue/many-items.h"
#include "core/catalogue/yj-catalogue.h"
#include <uchar.h>

/* Common characters of offices; a varied text takes others of them. */
#define POOL U"出生登记医学证明签发预防接种办理社会保障卡申领育疗待遇支付城乡居民参结婚变更户口状况夫妻投靠迁移退休资格确认企业职工养老险" \
             U"金提取住房公积独子女父母奖励二手合同网备案税费报不动产抵押供水电气过有线视残疾换挂失补级护理贴就训咨询介绍军人役恢复身份"
#define POOL_LENGTH (sizeof (POOL) / sizeof (char32_t) - 1)

static char *
vary_text (const char *text, guint by)
{
  static const char32_t pool[] = POOL;
  GString *varied = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN)
      c = pool[(c + by * 7) % POOL_LENGTH];
    else if (g_ascii_islower (c))
      c = 'a' + (c - 'a' + by) % 26;
    g_string_append_unichar (varied, c);
  }
  return g_string_free (varied, FALSE);
}

/* Every text below @value that is by language. */
static void
vary (json_t *value, guint by)
{
  const char *key;
  json_t *member;
  size_t i;

  json_array_foreach (value, i, member) vary (member, by);
  json_object_foreach (value, key, member) {
    if ((g_str_equal (key, "zh-CN") || g_str_equal (key, "en")) && json_is_string (member)) {
      g_autofree char *varied = vary_text (json_string_value (member), by);
      json_string_set (member, varied);
    }
    vary (member, by);
  }
}

GPtrArray *
many_items_new (guint n)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_from_dir (dir, NULL);
  GPtrArray *shipped = yj_catalogue_get_items (catalogue), *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++) {
    g_autoptr (json_t) file = json_deep_copy (((YjItem *) g_ptr_array_index (shipped, i % shipped->len))->file);
    g_autofree char *id = g_strdup_printf ("item-%u", i);
    g_autoptr (GError) error = NULL;
    json_object_set_new (file, "id", json_string (id));
    if (i >= shipped->len)
      vary (file, i / shipped->len);
    g_ptr_array_add (items, yj_item_new_from_json (file, &error));
    g_assert_no_error (error);
  }
  return items;
}

const char *
many_items_title (GPtrArray *items, guint i)
{
  return yj_text_get (((YjItem *) g_ptr_array_index (items, i))->title, "zh-CN");
}
