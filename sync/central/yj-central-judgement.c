/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the published catalogues say about a header: known, impossible, or not known yet. */
#include "sync/central/yj-central-catalogues-private.h"
#include "sync/central/yj-central-problem.h"

#define UNASSIGNED "unassigned"
#define UNPUBLISHED "publish the catalogue version that the header names"
#define LOOK_USEC (50 * 1000)

typedef YjPublishedCatalogue Published;

/* What a header is judged by: the very version that it names, if that was published here, else the newest before it. */
typedef struct {
  Published *used;       /* NULL: not published yet */
  gboolean exact;
} Yardstick;

static void
yardstick_clear (Yardstick *yardstick)
{
  yj_published_catalogue_unref (yardstick->used);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Yardstick, yardstick_clear)

/* A version ahead of all that is known may have been published by another instance a moment ago. */
static gboolean
find_yardstick (YjCentralCatalogues *self, const json_t *header, Yardstick *yardstick, GError **error)
{
  const json_t *catalogue = yj_json_object (header, "catalogue");
  const char *id = yj_json_string (catalogue, "id");
  gint64 version = yj_json_int (catalogue, "version", 0), newest;
  g_autoptr (GError) local = NULL;

  if (!yj_catalogues_look (self, yj_catalogues_find_newest (self, id) < version ? LOOK_USEC : YJ_CATALOGUES_LOOK_USEC, error))
    return FALSE;
  newest = yj_catalogues_find_newest (self, id);
  if (newest < version)
    return TRUE;
  yardstick->used = yj_catalogues_load (self, id, version, &local);
  yardstick->exact = yardstick->used != NULL;
  if (yardstick->used == NULL && local == NULL)
    yardstick->used = yj_catalogues_load (self, id, newest, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
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
not_yet (json_t **problem, const char *detail)
{
  yj_problem_json_set (problem, "catalogue-unpublished", "%s", detail);
  return YJ_JUDGEMENT_NOT_YET;
}

static YjJudgement
judge_item (const Yardstick *yardstick, YjItem *item, const json_t *header, json_t *departments, json_t **problem)
{
  size_t i;
  json_t *code;

  if (yardstick->exact && item->version != yj_json_int (yj_json_object (header, "item"), "version", 0))
    return impossible (problem, "item-version", "the header's item version is not the one of its catalogue version");
  if (yardstick->exact && is_past_refusal (yardstick->used, header))
    return impossible (problem, "catalogue-expired", "the record was sealed after the catalogue's last day");
  json_array_foreach (yj_json_array (header, "matters"), i, code) {
    const YjMatter *matter = yj_item_get_matter (item, json_string_value (code));
    if (matter == NULL && yardstick->exact)
      return impossible (problem, "unknown-matter", "the item has no such matter in this catalogue version");
    if (matter == NULL)
      return not_yet (problem, UNPUBLISHED);
    json_object_set_new (departments, matter->code, json_string (matter->department));
  }
  return YJ_JUDGEMENT_KNOWN;
}

static YjJudgement
judge (YjCentralCatalogues *self, const json_t *header, json_t *departments, json_t **problem)
{
  g_auto (Yardstick) yardstick = { NULL, FALSE };
  g_autoptr (GError) error = NULL;
  YjItem *item = NULL;
  size_t i;
  json_t *code;

  if (!find_yardstick (self, header, &yardstick, &error)) {
    g_message ("a record is deferred: %s", error->message);
    return not_yet (problem, "the catalogue version that the header names cannot be read at present");
  }
  /* A central without any catalogue keeps records for others to judge. */
  if (yj_catalogues_count (self) == 0) {
    json_array_foreach (yj_json_array (header, "matters"), i, code)
      json_object_set_new (departments, json_string_value (code), json_string (UNASSIGNED));
    return YJ_JUDGEMENT_KNOWN;
  }
  if (yardstick.used != NULL)
    item = yj_catalogue_get_item (yardstick.used->catalogue, yj_json_string (yj_json_object (header, "item"), "id"));
  if (item == NULL && yardstick.exact)
    return impossible (problem, "unknown-item", "the catalogue version has no such item");
  return item == NULL ? not_yet (problem, UNPUBLISHED) : judge_item (&yardstick, item, header, departments, problem);
}

YjJudgement
yj_central_catalogues_judge (YjCentralCatalogues *self, const json_t *header, json_t **departments, json_t **problem)
{
  g_autoptr (json_t) found = json_object ();
  /* A withdrawal names no item, and nothing has to be known of one. */
  gboolean names_item = json_object_get (header, "item") != NULL;
  YjJudgement judgement = names_item ? judge (self, header, found, problem) : YJ_JUDGEMENT_KNOWN;

  if (judgement == YJ_JUDGEMENT_KNOWN)
    *departments = g_steal_pointer (&found);
  return judgement;
}
