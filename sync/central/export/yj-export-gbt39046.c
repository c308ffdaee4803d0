/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the data sets of GB/T 39046-2020 "政务服务平台基础数据规范", clauses 6.2 to 6.6: which of their items we know, and from where. What we do
 * not know (codes of implementation, social credit codes of authorities, names of staff, numbers of documents and certificates) stays out
 * and is listed under "omitted". 办件编号 of a case is the number of the whole life event with "-n"; an evaluation is about the whole. */
#include "core/fields/yj-divisions.h"
#include "sync/central/export/yj-export-codes.h"
#include "sync/central/export/yj-export-formats.h"
#include "sync/central/export/yj-export-gbt39046-tables.h"
#include <string.h>

#define DATETIME "%Y%m%dT%H%M%S"
#define DATETIME8 "%Y%m%d%H:%M:%S"
#define REGION_CHARS 9

/* What a status is in table 7: 业务动作 and 环节名称. Of an action the standard knows 通过, 退回 and 其他. */
static const struct {
  const char *status, *action, *step;
} steps[] = {
  { "waiting", NULL, "受理" },  { "accepted", "通过", "受理" },    { "returned", "退回", "补正告知" },
  { "done", "通过", "办结" },   { "refused", "其他", "不予办理" }, { "withdrawn", "其他", "申请人撤回" },
};

/* How a material came (收取方式), and whether it is there (是否收取). */
static const struct {
  const char *how, *way, *taken;
} ways[] = {
  { "photographed", "附件上传", "1" }, { "signed", "附件上传", "1" },    { "generated", "系统生成", "1" }, { "e-licence", "电子证照", "1" },
  { "verified", "数据核验", "1" },     { "personal-space", "个人空间", "1" }, { "later", "容缺后补", "0" }, { "not-given", NULL, "0" },
};

typedef struct {
  const YjExportSource *source;
  YjExportSet *sets[YJ_GBT39046_N_SETS];
} Export;

static const json_t *
find_answer (const YjOpenedRecord *application, const char *id)
{
  size_t i;
  json_t *answer;

  json_array_foreach (yj_json_array (application->document, "answers"), i, answer)
    if (g_strcmp0 (yj_json_string (answer, "id"), id) == 0)
      return json_object_get (answer, "value");
  return NULL;
}

static void
put_time (YjExportSet *set, json_t *into, const char *name, const char *time, const char *format)
{
  g_autofree char *text = yj_export_format_time (time, format);
  yj_export_set_put (set, into, name, text);
}

/* Longer codes name villages; the standard takes nine digits. */
static void
put_region (YjExportSet *set, json_t *into, const YjOpenedRecord *record)
{
  const char *region = yj_json_string (yj_json_object (record->record, "header"), "region");
  g_autofree char *cut = region != NULL ? g_strndup (region, REGION_CHARS) : NULL;
  yj_export_set_put (set, into, "行政区划", cut);
}

static char *
describe_address (const json_t *address)
{
  static const char *const levels[] = { "province", "city", "county" };
  const char *detail = yj_json_string (address, "detail");
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    const char *code = yj_json_string (address, levels[i]), *name = code != NULL ? yj_divisions_get_name (code) : NULL;
    if (name != NULL && !yj_divisions_is_nameless (code))
      g_string_append (text, name);
  }
  g_string_append (text, detail != NULL ? detail : "");
  return g_string_free (text, FALSE);
}

/* Items 6 to 15: a person applies for themselves; for an enterprise its agent is who can be reached. */
static void
put_parties (YjExportSet *set, json_t *record, const YjOpenedRecord *application)
{
  const json_t *applicant = yj_json_object (application->document, "applicant"), *agent = yj_json_object (application->document, "agent");
  const char *enterprise = yj_json_string (applicant, "enterprise");
  g_autofree char *address = describe_address (find_answer (application, "post_address"));

  yj_export_set_put (set, record, "申请者名称", enterprise != NULL ? enterprise : yj_json_string (applicant, "name"));
  yj_export_set_put (set, record, "申请者证件类型代码", yj_json_string (applicant, "document_type"));
  yj_export_set_put (set, record, "申请者证件号码", yj_json_string (applicant, enterprise != NULL ? "uscc" : "number"));
  yj_export_set_put (set, record, "联系人/代理人姓名", yj_json_string (agent, "name"));
  yj_export_set_put (set, record, "联系人/代理人证件类型代码", yj_json_string (agent, "document_type"));
  yj_export_set_put (set, record, "联系人/代理人证件号码", yj_json_string (agent, "number"));
  yj_export_set_put (set, record, "联系人手机号码", json_string_value (find_answer (application, "mobile")));
  yj_export_set_put (set, record, "邮政编码", json_string_value (find_answer (application, "postcode")));
  yj_export_set_put (set, record, "通讯地址", address);
  yj_export_set_put (set, record, "法定代表人", json_string_value (find_answer (application, "legal_name")));
}

static const char *
name_material (const Export *export, const YjOpenedRecord *application, const char *id)
{
  const YjItem *item = yj_export_source_find_item (export->source, application);

  for (guint i = 0; item != NULL && i < item->materials->len; i++) {
    const YjMaterial *material = g_ptr_array_index (item->materials, i);
    if (g_strcmp0 (material->id, id) == 0)
      return yj_text_get (material->name, "zh-CN");
  }
  return id;
}

/* Items 21 to 26 come once for each material. */
static void
put_materials (const Export *export, json_t *record, const YjOpenedRecord *application)
{
  YjExportSet *set = export->sets[YJ_GBT39046_APPLICATION];
  json_t *list = json_array (), *material;
  size_t i;

  json_array_foreach (yj_json_array (application->document, "materials"), i, material) {
    const char *how = yj_json_string (material, "how");
    gsize n_pages = json_array_size (yj_json_array (material, "pages"));
    g_autofree char *pages = n_pages > 0 ? g_strdup_printf ("%zu", n_pages) : NULL;
    json_t *row = json_object ();

    yj_export_set_put (set, row, "材料名称", name_material (export, application, yj_json_string (material, "id")));
    for (gsize k = 0; k < G_N_ELEMENTS (ways); k++)
      if (g_strcmp0 (ways[k].how, how) == 0) {
        yj_export_set_put (set, row, "是否收取", ways[k].taken);
        yj_export_set_put (set, row, "收取方式", ways[k].way);
      }
    yj_export_set_put (set, row, "收取数量", pages);
    if (n_pages > 0)
      put_time (set, row, "收取时间", yj_opened_record_get_time (application, "finished"), DATETIME);
    json_array_append_new (list, row);
  }
  json_object_set_new (record, "材料", list);
}

static const char *
name_matter (const Export *export, const YjOpenedRecord *application, const json_t *row)
{
  const YjMatter *matter = yj_export_source_find_matter (export->source, application, yj_json_string (row, "matter"));
  return matter != NULL ? yj_text_get (matter->name, "zh-CN") : NULL;
}

static void
add_application (const Export *export, const YjOpenedRecord *application, const char *number, const json_t *first)
{
  YjExportSet *set = export->sets[YJ_GBT39046_APPLICATION];
  json_t *record = yj_export_set_begin (set, number);

  yj_export_set_put (set, record, "事项名称", name_matter (export, application, first));
  put_parties (set, record, application);
  yj_export_set_put (set, record, "申报来源代码", "9"); /* A.5 has no code for a terminal: 其他 */
  put_time (set, record, "申请时间", yj_opened_record_get_time (application, "finished"), DATETIME);
  put_region (set, record, application);
  put_materials (export, record, application);
}

static void
add_acceptance (const Export *export, const YjOpenedRecord *application, const char *number, const json_t *row)
{
  YjExportSet *set = export->sets[YJ_GBT39046_ACCEPTANCE];
  const YjMatter *matter = yj_export_source_find_matter (export->source, application, yj_json_string (row, "matter"));
  g_autofree char *promise = matter != NULL && matter->working_days > 0 ? g_strdup_printf ("%d个工作日", matter->working_days) : NULL;
  json_t *record = yj_export_set_begin (set, number);

  yj_export_set_put (set, record, "事项名称", name_matter (export, application, row));
  yj_export_set_put (set, record, "受理单位名称", yj_export_source_name_department (export->source, yj_json_string (row, "department")));
  put_time (set, record, "受理时间", yj_json_string (row, "at"), DATETIME);
  yj_export_set_put (set, record, "承诺办结时间", promise);
  put_region (set, record, application);
}

/* A step that waits has begun and not ended: state 1, 待办. Of any other only the moment is known, and the standard has it then as both. */
static void
add_step (const Export *export, const char *number, const json_t *row, gboolean last)
{
  YjExportSet *set = export->sets[YJ_GBT39046_HANDLING];
  const char *status = yj_json_string (row, "status"), *at = yj_json_string (row, "at");
  gboolean waiting = g_strcmp0 (status, "waiting") == 0;
  json_t *record;

  if (waiting && !last)
    return;
  record = yj_export_set_begin (set, number);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i].status, status) == 0) {
      yj_export_set_put (set, record, "业务动作", steps[i].action);
      yj_export_set_put (set, record, "环节名称", steps[i].step);
    }
  yj_export_set_put (set, record, "环节处理意见", yj_json_string (row, "reason"));
  put_time (set, record, "环节开始时间", at, DATETIME);
  put_time (set, record, "环节结束时间", at, DATETIME);
  yj_export_set_put (set, record, "处理单位名称", yj_export_source_name_department (export->source, yj_json_string (row, "department")));
  yj_export_set_put (set, record, "环节办理状态代码", waiting ? "1" : "2");
}

static void
add_completion (const Export *export, const YjOpenedRecord *application, const char *number, const json_t *row)
{
  YjExportSet *set = export->sets[YJ_GBT39046_COMPLETION];
  const YjMatter *matter = yj_export_source_find_matter (export->source, application, yj_json_string (row, "matter"));
  const char *status = yj_json_string (row, "status");
  const char *delivery = yj_json_string (yj_json_object (application->document, "delivery"), "id");
  gboolean done = g_strcmp0 (status, "done") == 0;
  json_t *record = yj_export_set_begin (set, number);

  put_time (set, record, "办结时间", yj_json_string (row, "at"), DATETIME8);
  if (done && matter != NULL && matter->result != NULL)
    yj_export_set_put (set, record, "结果证照名称", yj_text_get (matter->result, "zh-CN"));
  yj_export_set_put (set, record, "办件结果描述", done ? "办结" : g_strcmp0 (status, "refused") == 0 ? "不予办理" : "申请人撤回");
  put_region (set, record, application);
  if (done && delivery != NULL)
    yj_export_set_put (set, record, "是否快递寄送结果", g_str_equal (delivery, "post") ? "1" : "0");
}

static gboolean
is_end (const char *status)
{
  return g_strv_contains ((const char *const[]){ "done", "refused", "withdrawn", NULL }, status);
}

static void
add_case (const Export *export, const YjOpenedRecord *application, const char *code)
{
  g_autoptr (GPtrArray) rows = yj_opened_record_list_case (application, code);
  g_autofree char *number = yj_opened_record_make_case_number (application, code);
  gboolean accepted = FALSE;

  add_application (export, application, number, g_ptr_array_index (rows, 0));
  for (guint i = 0; i < rows->len; i++) {
    const json_t *row = g_ptr_array_index (rows, i);
    const char *status = yj_json_string (row, "status");
    if (!accepted && g_strcmp0 (status, "accepted") == 0)
      add_acceptance (export, application, number, row);
    accepted |= g_strcmp0 (status, "accepted") == 0;
    add_step (export, number, row, i + 1 == rows->len);
    if (status != NULL && is_end (status))
      add_completion (export, application, number, row);
  }
}

/* 评价人 stays out: an evaluation names nobody. */
static gboolean
add_evaluation (const Export *export, const YjOpenedRecord *evaluation, GError **error)
{
  YjExportSet *set = export->sets[YJ_GBT39046_EVALUATION];
  const YjOpenedRecord *about = yj_export_source_find_application (export->source, yj_json_string (evaluation->document, "application"));
  const char *grade = yj_json_string (evaluation->document, "grade");
  const char *words = yj_export_grade_to_words (grade, error);
  const char *code = words != NULL ? yj_export_grade_to_code (YJ_EXPORT_GBT39046, grade, error) : NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *reasons = code != NULL ? yj_export_describe_reasons (evaluation->document, &local) : NULL;
  json_t *record;

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (code == NULL || (error != NULL && *error != NULL))
    return FALSE;
  if (about == NULL) /* opened without its application: there is no 办件编号 */
    return TRUE;
  record = yj_export_set_begin (set, yj_opened_record_get_number (about));
  yj_export_set_put (set, record, "评价渠道", "政务大厅其他终端");
  put_time (set, record, "评价时间", yj_opened_record_get_time (evaluation, "at"), DATETIME);
  yj_export_set_put (set, record, "评价次数", "1");
  yj_export_set_put (set, record, "满意度", words);
  yj_export_set_put (set, record, "满意度代码", code);
  yj_export_set_put (set, record, "文字评价", reasons);
  put_region (set, record, evaluation);
  return TRUE;
}

static gboolean
add_record (const Export *export, const YjOpenedRecord *record, GError **error)
{
  g_autoptr (GPtrArray) codes = NULL;

  if (yj_opened_record_is (record, "evaluation")) {
    gboolean added = add_evaluation (export, record, error);
    if (!added)
      g_prefix_error (error, "%s: ", yj_json_string (record->record, "id"));
    return added;
  }
  if (!yj_opened_record_is (record, "application"))
    return TRUE;
  codes = yj_opened_record_list_case_codes (record);
  for (guint i = 0; i < codes->len; i++)
    add_case (export, record, g_ptr_array_index (codes, i));
  return TRUE;
}

static json_t *
write_sets (const Export *export, const char *output, GError **error)
{
  g_autoptr (json_t) counts = json_object ();

  for (guint i = 0; i < YJ_GBT39046_N_SETS; i++) {
    g_autoptr (json_t) value = yj_export_set_to_json (export->sets[i]);
    const char *file = yj_export_set_get_file (export->sets[i]);
    if (!yj_export_write (output, file, value, error))
      return NULL;
    json_object_set_new (counts, file, json_integer ((json_int_t) yj_export_set_count (export->sets[i])));
  }
  return g_steal_pointer (&counts);
}

json_t *
yj_export_gbt39046 (const YjExportSource *source, const char *output, GError **error)
{
  Export export = { source, { NULL } };
  gboolean good = TRUE;
  json_t *counts;

  for (guint i = 0; i < YJ_GBT39046_N_SETS; i++)
    export.sets[i] = yj_export_set_new (&yj_gbt39046_tables[i]);
  for (guint i = 0; good && i < source->records->len; i++)
    good = add_record (&export, g_ptr_array_index (source->records, i), error);
  counts = good ? write_sets (&export, output, error) : NULL;
  for (guint i = 0; i < YJ_GBT39046_N_SETS; i++)
    yj_export_set_free (export.sets[i]);
  return counts;
}
