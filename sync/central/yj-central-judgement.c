/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the published catalogues say about a header: known, impossible, or not known yet. */
#include "sync/central/yj-central-catalogues-private.h"
#include "sync/central/yj-central-problem.h"

#define UNASSIGNED "unassigned"

typedef YjPublishedCatalogue Published;

/* The item in the very version of the header, if that was published here, else in the newest. */
static YjItem *
find_item (YjCentralCatalogues *self, const json_t *header, Published **exact)
{
  const json_t *catalogue = yj_json_object (header, "catalogue");
  const char *id = yj_json_string (catalogue, "id");
  Published *newest = yj_catalogues_find_newest (self, id);

  *exact = yj_catalogues_find_version (self, id, yj_json_int (catalogue, "version", 0));
  if (*exact == NULL && newest == NULL)
    return NULL;
  return yj_catalogue_get_item (*exact != NULL ? (*exact)->catalogue : newest->catalogue,
                                yj_json_string (yj_json_object (header, "item"), "id"));
}

static gboolean
is_ahead (YjCentralCatalogues *self, const json_t *header)
{
  const json_t *catalogue = yj_json_object (header, "catalogue");
  Published *newest = yj_catalogues_find_newest (self, yj_json_string (catalogue, "id"));
  return newest == NULL || yj_json_int (catalogue, "version", 0) > yj_catalogue_get_version (newest->catalogue);
}

/* A session that began on the last day may end on the next one. Only a verified clock says a date. */
static gboolean
is_past_refusal (const Published *exact, const json_t *header)
{
  const char *limit = yj_catalogue_get_refuse_after (exact->catalogue);
  const char *wall = yj_json_string (header, "wall");
  g_autoptr (GDateTime) sealed = NULL, last = NULL, over = NULL;
  g_autofree char *end = NULL;

  if (limit == NULL || wall == NULL || g_strcmp0 (yj_json_string (header, "clock"), "verified") != 0)
    return FALSE;
  end = g_strconcat (limit, "T23:59:59Z", NULL);
  sealed = g_date_time_new_from_iso8601 (wall, NULL);
  last = g_date_time_new_from_iso8601 (end, NULL);
  over = last != NULL ? g_date_time_add_days (last, 1) : NULL;
  return sealed != NULL && over != NULL && g_date_time_compare (sealed, over) > 0;
}

static YjJudgement
impossible (json_t **problem, const char *name, const char *detail)
{
  yj_problem_json_set (problem, name, "%s", detail);
  return YJ_JUDGEMENT_IMPOSSIBLE;
}

static YjJudgement
judge_known (const Published *exact, YjItem *item, const json_t *header, json_t *departments, json_t **problem)
{
  size_t i;
  json_t *code;

  if (exact != NULL && item->version != yj_json_int (yj_json_object (header, "item"), "version", 0))
    return impossible (problem, "item-version", "the header's item version is not the one of its catalogue version");
  if (exact != NULL && is_past_refusal (exact, header))
    return impossible (problem, "catalogue-expired", "the record was sealed after the catalogue's last day");
  json_array_foreach (yj_json_array (header, "matters"), i, code) {
    const YjMatter *matter = yj_item_get_matter (item, json_string_value (code));
    if (matter == NULL && exact != NULL)
      return impossible (problem, "unknown-matter", "the item has no such matter in this catalogue version");
    if (matter == NULL) {
      yj_problem_json_set (problem, "catalogue-unpublished", "publish the catalogue version that the header names");
      return YJ_JUDGEMENT_NOT_YET;
    }
    json_object_set_new (departments, matter->code, json_string (matter->department));
  }
  return YJ_JUDGEMENT_KNOWN;
}

YjJudgement
yj_central_catalogues_judge (YjCentralCatalogues *self, const json_t *header, json_t **departments, json_t **problem)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (json_t) found = json_object ();
  YjJudgement judgement = YJ_JUDGEMENT_KNOWN;
  Published *exact = NULL;
  YjItem *item;
  size_t i;
  json_t *code;

  /* A central without any catalogue keeps records for others to judge. */
  if (self->published->len == 0) {
    json_array_foreach (yj_json_array (header, "matters"), i, code)
      json_object_set_new (found, json_string_value (code), json_string (UNASSIGNED));
    *departments = g_steal_pointer (&found);
    return YJ_JUDGEMENT_KNOWN;
  }
  item = find_item (self, header, &exact);
  if (item == NULL && exact != NULL)
    return impossible (problem, "unknown-item", "the catalogue version has no such item");
  if (item == NULL || (exact == NULL && is_ahead (self, header))) {
    yj_problem_json_set (problem, "catalogue-unpublished", "publish the catalogue version that the header names");
    return YJ_JUDGEMENT_NOT_YET;
  }
  judgement = judge_known (exact, item, header, found, problem);
  if (judgement == YJ_JUDGEMENT_KNOWN)
    *departments = g_steal_pointer (&found);
  return judgement;
}
