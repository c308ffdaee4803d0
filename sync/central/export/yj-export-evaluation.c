/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the members of the national evaluation interface that we know: projectNo, pf, taskName, proStatus, userProp, satisfaction, evalDetail,
 * writingEvaluation, assessTime, assessNumber. Who sends adds the rest (deptCode, taskCode, taskHandleItem, dataSource, sign …); it is listed.
 * A person who was dissatisfied has given a reason: as a code where one says it, and always in words. */
#include "core/base/yj-error.h"
#include "sync/central/export/yj-export-codes.h"
#include "sync/central/export/yj-export-formats.h"
#include "sync/central/yj-opened-folder.h"

#define CHANNEL_TERMINAL "5" /* pf: another terminal of the hall */
#define ASSESS_TIME "%Y-%m-%d %H:%M:%S"

static const char *const omitted[] = { "deptCode",     "taskCode",   "taskHandleItem", "subMatter",  "proDepart", "certKey",
                                       "userName",     "userPageType", "handleUserName", "handleUserPageType", "promisetime", "acceptDate",
                                       "dataSource",   "sign",       "time",           "appMark" };

gboolean
yj_export_write (const char *output, const char *name, const json_t *value, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autoptr (GBytes) bytes = yj_json_to_bytes (value);
  return yj_opened_write (output, file, bytes, error);
}

char *
yj_export_describe_reasons (const json_t *evaluation, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  size_t i;
  json_t *reason;

  json_array_foreach (yj_json_array (evaluation, "reasons"), i, reason) {
    const char *words = yj_export_reason_to_words (json_string_value (reason), error);
    if (words == NULL)
      return NULL;
    g_string_append_printf (text, "%s%s", i > 0 ? "；" : "", words);
  }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* Codes with commas between them, each once; NULL when none says what was ticked. */
static char *
list_details (const json_t *evaluation)
{
  const char *grade = yj_json_string (evaluation, "grade");
  g_autoptr (GPtrArray) codes = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  size_t i;
  json_t *reason;

  json_array_foreach (yj_json_array (evaluation, "reasons"), i, reason) {
    const char *code = yj_export_reason_to_code (grade, json_string_value (reason));
    if (code != NULL && !g_ptr_array_find_with_equal_func (codes, code, g_str_equal, NULL))
      g_ptr_array_add (codes, (gpointer) code);
  }
  return codes->len > 0 ? g_strjoinv (",", (char **) codes->pdata) : NULL;
}

/* 1 待办: no case has been taken up; 3 办结: every case has ended; 2 在办 between. */
static const char *
judge_status (const YjOpenedRecord *application)
{
  g_autoptr (GPtrArray) codes = yj_opened_record_list_case_codes (application);
  guint waiting = 0, ended = 0;

  for (guint i = 0; i < codes->len; i++) {
    g_autoptr (GPtrArray) rows = yj_opened_record_list_case (application, g_ptr_array_index (codes, i));
    const char *last = yj_json_string (g_ptr_array_index (rows, rows->len - 1), "status");
    waiting += g_strcmp0 (last, "waiting") == 0;
    ended += g_strcmp0 (last, "done") == 0 || g_strcmp0 (last, "refused") == 0 || g_strcmp0 (last, "withdrawn") == 0;
  }
  return waiting == codes->len ? "1" : ended == codes->len ? "3" : "2";
}

static json_t *
describe (const YjExportSource *source, const YjOpenedRecord *evaluation, const YjOpenedRecord *application, GError **error)
{
  g_autoptr (GError) local = NULL;
  const YjItem *item = yj_export_source_find_item (source, application);
  const char *code = yj_export_grade_to_code (YJ_EXPORT_EVALUATION, yj_json_string (evaluation->document, "grade"), &local);
  g_autofree char *words = code != NULL ? yj_export_describe_reasons (evaluation->document, &local) : NULL, *details = NULL, *time = NULL;
  gboolean enterprise = yj_json_string (yj_json_object (application->document, "applicant"), "enterprise") != NULL;

  if (local != NULL) {
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", yj_json_string (evaluation->record, "id"));
    return NULL;
  }
  details = list_details (evaluation->document);
  time = yj_export_format_time (yj_opened_record_get_time (evaluation, "at"), ASSESS_TIME);
  return json_pack ("{s:s, s:s, s:s*, s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s}", "projectNo", yj_opened_record_get_number (application), "pf",
                    CHANNEL_TERMINAL, "taskName", item != NULL ? yj_text_get (item->title, "zh-CN") : NULL, "proStatus",
                    judge_status (application), "userProp", enterprise ? "2" : "1", "satisfaction", code, "evalDetail", details,
                    "writingEvaluation", words, "assessTime", time, "assessNumber", "1");
}

static gboolean
collect (const YjExportSource *source, json_t *params, json_t *skipped, json_t *call_back, GError **error)
{
  for (guint i = 0; i < source->records->len; i++) {
    const YjOpenedRecord *record = g_ptr_array_index (source->records, i), *about;
    json_t *row;

    if (!yj_opened_record_is (record, "evaluation"))
      continue;
    about = yj_export_source_find_application (source, yj_json_string (record->document, "application"));
    if (about == NULL) { /* without its application there is no projectNo */
      json_array_append (skipped, json_object_get (record->record, "id"));
      continue;
    }
    row = describe (source, record, about, error);
    if (row == NULL)
      return FALSE;
    json_array_append_new (params, row);
    if (yj_json_bool (record->document, "call_back", FALSE))
      json_array_append_new (call_back, json_string (yj_opened_record_get_number (about)));
  }
  return TRUE;
}

static json_t *
list_omitted (void)
{
  json_t *list = json_array ();
  for (gsize i = 0; i < G_N_ELEMENTS (omitted); i++)
    json_array_append_new (list, json_string (omitted[i]));
  return list;
}

json_t *
yj_export_evaluations (const YjExportSource *source, const char *output, GError **error)
{
  g_autoptr (json_t) params = json_array (), skipped = json_array (), call_back = json_array (), file = NULL;

  if (!collect (source, params, skipped, call_back, error))
    return NULL;
  file = json_pack ("{s:s, s:O, s:o, s:O}", "interface", "政务服务好差评", "params", params, "omitted", list_omitted (), "without_application",
                    skipped);
  if (!yj_export_write (output, "evaluations", file, error) || !yj_export_write (output, "call-back", call_back, error))
    return NULL;
  return json_pack ("{s:I, s:I}", "evaluations", (json_int_t) json_array_size (params), "call-back", (json_int_t) json_array_size (call_back));
}
