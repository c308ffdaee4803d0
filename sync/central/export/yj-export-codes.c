/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the code tables of exporters. */
#include "sync/central/export/yj-export-codes.h"
#include "core/base/yj-error.h"

static const struct {
  const char *grade;
  const char *codes[2]; /* by YjExportStandard */
  const char *words;
} grades[] = {
  { "very-satisfied", { "1", "5" }, "非常满意" },     { "satisfied", { "2", "4" }, "满意" },
  { "basically-satisfied", { "3", "3" }, "基本满意" }, { "dissatisfied", { "4", "2" }, "不满意" },
  { "very-dissatisfied", { "5", "1" }, "非常不满意" },
};

static const struct {
  const char *reason, *words;
} reasons[] = {
  { "fast", "办得快" },           { "clear", "说明清楚" },          { "easy", "操作方便" },          { "helpful", "工作人员热心" },
  { "slow", "办得慢" },           { "unclear", "说明不清楚" },      { "difficult", "操作不方便" },    { "unhelpful", "工作人员不热心" },
  { "too-many-papers", "要的材料多" }, { "other", "其他" },
};

/* evalDetail, where an indicator of the interface says what the person ticked: 517 服务热情效率高, 413 服务态度较好, 310 办事指南指引准确,
 * 214 服务态度生硬, 115 服务态度差效率低. */
static const struct {
  const char *grade, *reason, *code;
} details[] = {
  { "very-satisfied", "fast", "517" },       { "very-satisfied", "helpful", "517" },   { "satisfied", "helpful", "413" },
  { "basically-satisfied", "clear", "310" }, { "dissatisfied", "unhelpful", "214" },   { "very-dissatisfied", "unhelpful", "115" },
  { "very-dissatisfied", "slow", "115" },
};

static const char *
refuse (const char *what, GError **error)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the code table has no such %s", what);
  return NULL;
}

const char *
yj_export_grade_to_code (YjExportStandard standard, const char *grade, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (grades); i++)
    if (g_strcmp0 (grades[i].grade, grade) == 0)
      return grades[i].codes[standard];
  return refuse ("grade", error);
}

const char *
yj_export_grade_to_words (const char *grade, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (grades); i++)
    if (g_strcmp0 (grades[i].grade, grade) == 0)
      return grades[i].words;
  return refuse ("grade", error);
}

const char *
yj_export_reason_to_words (const char *reason, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].reason, reason) == 0)
      return reasons[i].words;
  return refuse ("reason", error);
}

const char *
yj_export_reason_to_code (const char *grade, const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    if (g_strcmp0 (details[i].grade, grade) == 0 && g_strcmp0 (details[i].reason, reason) == 0)
      return details[i].code;
  return NULL;
}
