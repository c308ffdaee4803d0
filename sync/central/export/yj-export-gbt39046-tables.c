/* SPDX-License-Identifier: Apache-2.0 */
/* Owns tables 5 to 9 of GB/T 39046-2020: names of items and their formats. */
#include "sync/central/export/yj-export-gbt39046-tables.h"

#define TABLE(file, clause, name, items) { file, clause, name, items, G_N_ELEMENTS (items) }

static const YjExportItem application_items[] = {
  { "办件编号", YJ_FORM_TEXT, 1, 50 },          { "实施编码", YJ_FORM_TEXT, 1, 24 },       { "事项名称", YJ_FORM_TEXT, 1, 200 },
  { "办件类型", YJ_FORM_TEXT, 1, 20 },          { "办件类型代码", YJ_FORM_DIGITS, 1, 1 },  { "申请者名称", YJ_FORM_TEXT, 1, 100 },
  { "申请者证件类型代码", YJ_FORM_DIGITS, 3, 3 }, { "申请者证件号码", YJ_FORM_TEXT, 1, 18 }, { "联系人/代理人姓名", YJ_FORM_TEXT, 1, 30 },
  { "联系人/代理人证件类型代码", YJ_FORM_DIGITS, 3, 3 }, { "联系人/代理人证件号码", YJ_FORM_TEXT, 1, 18 },
  { "联系人手机号码", YJ_FORM_TEXT, 1, 18 },    { "邮政编码", YJ_FORM_DIGITS, 6, 6 },      { "通讯地址", YJ_FORM_TEXT, 1, 100 },
  { "法定代表人", YJ_FORM_TEXT, 1, 30 },        { "申报来源代码", YJ_FORM_DIGITS, 1, 1 },  { "申请时间", YJ_FORM_DATETIME, 0, 0 },
  { "投资项目编号", YJ_FORM_TEXT, 1, 24 },      { "行政区划", YJ_FORM_DIGITS, 1, 9 },      { "材料名称", YJ_FORM_TEXT, 1, 200 },
  { "是否收取", YJ_FORM_DIGITS, 1, 1 },         { "收取方式", YJ_FORM_TEXT, 1, 20 },       { "收取数量", YJ_FORM_DIGITS, 1, 2 },
  { "收取时间", YJ_FORM_DATETIME, 0, 0 },       { "附件实体", YJ_FORM_UNLIMITED, 0, 0 },
};
static const YjExportItem acceptance_items[] = {
  { "办件编号", YJ_FORM_TEXT, 1, 50 },     { "基本编码", YJ_FORM_TEXT, 1, 10 },      { "实施编码", YJ_FORM_TEXT, 1, 24 },
  { "事项名称", YJ_FORM_TEXT, 1, 200 },    { "受理单位名称", YJ_FORM_TEXT, 1, 100 }, { "受理单位统一社会信用代码", YJ_FORM_TEXT, 1, 18 },
  { "受理人员", YJ_FORM_TEXT, 1, 30 },     { "受理时间", YJ_FORM_DATETIME, 0, 0 },   { "受理文书编号", YJ_FORM_TEXT, 1, 30 },
  { "承诺办结时间", YJ_FORM_TEXT, 1, 20 }, { "办件类型", YJ_FORM_TEXT, 1, 20 },      { "办件类型代码", YJ_FORM_DIGITS, 1, 1 },
  { "行政区划", YJ_FORM_DIGITS, 1, 9 },
};
static const YjExportItem handling_items[] = {
  { "办件编号", YJ_FORM_TEXT, 1, 50 },           { "业务动作", YJ_FORM_TEXT, 1, 20 },           { "环节名称", YJ_FORM_TEXT, 1, 100 },
  { "环节处理人", YJ_FORM_TEXT, 1, 30 },         { "环节处理意见", YJ_FORM_TEXT, 1, 1000 },     { "环节开始时间", YJ_FORM_DATETIME, 0, 0 },
  { "环节结束时间", YJ_FORM_DATETIME, 0, 0 },    { "处理单位名称", YJ_FORM_TEXT, 1, 100 },      { "处理单位统一社会信用代码", YJ_FORM_TEXT, 1, 18 },
  { "环节办理状态代码", YJ_FORM_DIGITS, 1, 1 },  { "特别程序种类名称", YJ_FORM_TEXT, 1, 100 },  { "特别程序种类代码", YJ_FORM_DIGITS, 1, 1 },
  { "特别程序开始时间", YJ_FORM_DATETIME, 0, 0 }, { "特别程序启动理由或依据", YJ_FORM_UNLIMITED, 0, 0 }, { "申请人", YJ_FORM_TEXT, 1, 30 },
  { "特别程序结束时间", YJ_FORM_DATETIME, 0, 0 }, { "特别程序结果", YJ_FORM_UNLIMITED, 0, 0 },   { "特别程序办理意见", YJ_FORM_UNLIMITED, 0, 0 },
  { "办理单位名称", YJ_FORM_TEXT, 1, 100 },      { "办理单位统一社会信用代码", YJ_FORM_TEXT, 1, 18 }, { "办理人", YJ_FORM_TEXT, 1, 30 },
};
static const YjExportItem completion_items[] = {
  { "办件编号", YJ_FORM_TEXT, 1, 50 },       { "办理人姓名", YJ_FORM_TEXT, 1, 30 },      { "办结时间", YJ_FORM_DATETIME8, 0, 0 },
  { "结果证照名称", YJ_FORM_TEXT, 1, 200 },  { "结果证照编号", YJ_FORM_TEXT, 1, 50 },    { "办件结果描述", YJ_FORM_TEXT, 1, 1000 },
  { "证照有效期限", YJ_FORM_TEXT, 1, 30 },   { "发证/盖章单位", YJ_FORM_TEXT, 1, 100 },  { "行政区划", YJ_FORM_DIGITS, 1, 9 },
  { "是否快递寄送结果", YJ_FORM_DIGITS, 1, 1 }, { "是否收费", YJ_FORM_DIGITS, 1, 1 },
};
static const YjExportItem evaluation_items[] = {
  { "办件编号", YJ_FORM_TEXT, 1, 50 },   { "评价渠道", YJ_FORM_TEXT, 1, 50 },  { "评价人", YJ_FORM_TEXT, 1, 30 },
  { "评价时间", YJ_FORM_DATETIME, 0, 0 }, { "评价次数", YJ_FORM_DIGITS, 1, 2 }, { "满意度", YJ_FORM_TEXT, 1, 20 },
  { "满意度代码", YJ_FORM_DIGITS, 1, 1 }, { "文字评价", YJ_FORM_UNLIMITED, 0, 0 }, { "行政区划", YJ_FORM_DIGITS, 1, 9 },
};

const YjExportTable yj_gbt39046_tables[YJ_GBT39046_N_SETS] = {
  TABLE ("application", "6.2", "表5 办事申请基础数据集", application_items),
  TABLE ("acceptance", "6.3", "表6 事项受理基础数据集", acceptance_items),
  TABLE ("handling", "6.4", "表7 事项办理基础数据集", handling_items),
  TABLE ("completion", "6.5", "表8 事项办结基础数据集", completion_items),
  TABLE ("evaluation", "6.6", "表9 政务服务绩效评价基础数据集", evaluation_items),
};
