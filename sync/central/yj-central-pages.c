/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what people and monitors read on the admin listener: health, metrics, the description, the fleet page. */
#include "sync/central/yj-central-request.h"
#include "yj-central-resources.h"
#include <string.h>

/* Asks nothing but this process: a monitor that restarts the dead must not restart those whose database is away. */
void
yj_pages_health (YjRequest *request)
{
  yj_request_answer_json (request, MHD_HTTP_OK,
                          json_pack ("{s:s, s:s, s:I}", "status", "ok", "central_epoch",
                                     yj_central_store_get_epoch (request->central->store), "server_ms",
                                     (json_int_t) (g_get_real_time () / 1000)));
}

/* What keeps this instance from serving kiosks well, or NULL. Without keys none serves at all. */
static const char *
find_obstacle (YjRequest *request)
{
  g_autoptr (YjServedCatalogue) served = NULL;

  if (g_atomic_int_get (request->listener->stopping) != 0)
    return "this instance is ending";
  if (!yj_central_store_check (request->central->store, NULL))
    return "the store does not answer";
  served = yj_central_catalogues_get_served (request->central->catalogues, NULL);
  return served == NULL ? "no catalogue is published" : NULL;
}

void
yj_pages_ready (YjRequest *request)
{
  const char *obstacle = find_obstacle (request);

  if (obstacle != NULL)
    yj_request_refuse (request, MHD_HTTP_SERVICE_UNAVAILABLE, "not-ready", obstacle);
  else
    yj_request_answer_json (request, MHD_HTTP_OK, json_pack ("{s:s}", "status", "ready"));
}

static const struct {
  const char *column;
  const char *metric;
  const char *type;
  const char *help;
} metrics[] = {
  { "submissions", "yijian_submissions_total", "counter", "Records stored." },
  { "rejected", "yijian_rejected_total", "counter", "Records stored that will not be processed." },
  { "cases", "yijian_cases_total", "counter", "Cases made." },
  { "outcomes", "yijian_outcomes_total", "counter", "Outcomes written." },
  { "quarantine", "yijian_quarantined_total", "counter", "Conflicting records kept aside." },
  { "outbox", "yijian_outbox_rows", "gauge", "Rows for what stands behind." },
  { "kiosks", "yijian_kiosks", "gauge", "Kiosks that are enrolled." },
};

static void
append_gauge (GString *text, const char *name, const char *help, int value)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s gauge\n%s %d\n", name, help, name, name, value);
}

/* What the process knows is told also while the store is away: that is when somebody looks. */
static void
append_counts (GString *text, YjCentral *central)
{
  g_autoptr (json_t) counts = yj_central_count (central);

  append_gauge (text, "yijian_store_up", "Whether the store answered.", counts != NULL);
  if (counts == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n%s %" G_GINT64_FORMAT "\n", metrics[i].metric, metrics[i].help,
                            metrics[i].metric, metrics[i].type, metrics[i].metric, yj_json_int (counts, metrics[i].column, 0));
}

void
yj_pages_metrics (YjRequest *request)
{
  YjCentral *central = request->central;
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  append_counts (text, central);
  append_gauge (text, "yijian_batches_in_flight", "Batches being received or judged.", yj_load_get_batches (central->load));
  append_gauge (text, "yijian_connections", "Connections of kiosks.", yj_load_get_connections (central->load));
  yj_metrics_append (central->metrics, text);
  bytes = g_string_free_to_bytes (text);
  yj_request_answer (request, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", bytes);
}

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/yijian/central/", name, NULL);
  return g_resource_lookup_data (yj_central_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

void
yj_pages_description (YjRequest *request)
{
  g_autoptr (GBytes) bytes = load ("openapi.yaml");
  yj_request_answer (request, MHD_HTTP_OK, "application/yaml", bytes);
}

typedef struct {
  const char *title, *kiosks, *code, *region, *seen, *version, *queued, *held, *dead, *received, *withheld, *never, *revoked,
    *reconciled, *differ;
  const char *submissions, *cases, *quarantine, *language;
} Words;

static const Words chinese = { "一件 汇聚端", "自助机", "编号", "大厅", "最近联系", "版本", "待送", "暂停", "待处置", "已收", "不送出",
                               "还没有联系过", "已停用", "核对", "条不符", "已收申请", "事项", "冲突待查", "zh-CN" };
static const Words english = { "Yijian central", "Kiosks", "Code", "Hall", "Last seen", "Version", "Queued", "Held", "Dead",
                               "Received", "Withheld", "never", "revoked", "Reconciled", "differ", "Records", "Cases", "Conflicts", "en" };

static void
append_cell (GString *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);
  g_string_append_printf (page, "<td>%s</td>", escaped);
}

/* @look: above zero somebody should look at it. */
static void
append_number (GString *page, const json_t *object, const char *key, gboolean look)
{
  gint64 n = yj_json_int (object, key, 0);

  if (json_is_integer (json_object_get (object, key)))
    g_string_append_printf (page, "<td class=\"n%s\">%" G_GINT64_FORMAT "</td>", look && n > 0 ? " look" : "", n);
  else
    g_string_append (page, "<td class=\"n\">–</td>");
}

static void
append_figure (GString *page, const char *name, const json_t *counts, const char *key, gboolean look)
{
  gint64 n = yj_json_int (counts, key, 0);
  g_string_append_printf (page, "<div><dt>%s</dt><dd%s>%" G_GINT64_FORMAT "</dd></div>", name, look && n > 0 ? " class=\"look\"" : "", n);
}

/* When the kiosk last compared with central what is settled, or how many records differ since. */
static void
append_reconciled (GString *page, const json_t *status, const Words *words)
{
  const json_t *last = yj_json_object (yj_json_object (status, "reconciliation"), "last");
  gint64 differ = yj_json_int (last, "lost", 0) + yj_json_int (last, "differing", 0);
  g_autoptr (GDateTime) at = last != NULL ? g_date_time_new_from_unix_utc (yj_json_int (last, "at_ms", 0) / 1000) : NULL;
  g_autofree char *text = at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  if (differ == 0) {
    append_cell (page, text != NULL ? text : "–");
    return;
  }
  g_string_append_printf (page, "<td class=\"look\">%" G_GINT64_FORMAT " %s</td>", differ, words->differ);
}

static void
append_head (GString *page, const Words *words)
{
  const char *const names[] = { words->code, words->region, words->seen, words->version, words->reconciled };
  const char *const numbers[] = { words->queued, words->held, words->dead, words->withheld, words->received };

  g_string_append_printf (page, "<div class=\"table\"><table><caption>%s</caption><thead><tr>", words->kiosks);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (page, "<th scope=\"col\">%s</th>", names[i]);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_string_append_printf (page, "<th scope=\"col\" class=\"n\">%s</th>", numbers[i]);
  g_string_append (page, "</tr></thead>\n<tbody>\n");
}

static void
append_kiosk (GString *page, const json_t *kiosk, const Words *words)
{
  const char *text = yj_json_string (kiosk, "status"), *seen = yj_json_string (kiosk, "seen");
  g_autoptr (json_t) status = text != NULL ? yj_json_parse (text, strlen (text), 0, 0, NULL) : NULL;
  const json_t *queue = yj_json_object (status, "queue");

  g_string_append (page, "<tr>");
  append_cell (page, yj_json_string (kiosk, "code"));
  append_cell (page, yj_json_string (kiosk, "region"));
  append_cell (page, yj_json_int (kiosk, "revoked", 0) != 0 ? words->revoked : seen != NULL ? seen : words->never);
  append_cell (page, yj_json_string (status, "version"));
  append_reconciled (page, status, words);
  append_number (page, queue, "queued", FALSE);
  append_number (page, queue, "held", TRUE);
  append_number (page, queue, "dead", TRUE);
  append_number (page, kiosk, "withheld", TRUE);
  append_number (page, kiosk, "submissions", FALSE);
  g_string_append (page, "</tr>\n");
}

static GBytes *
make_page (const json_t *kiosks, const json_t *counts, const Words *words)
{
  g_autoptr (GBytes) style = load ("fleet.css");
  GString *page = g_string_new (NULL);
  size_t i;
  json_t *kiosk;

  g_string_append_printf (page,
                          "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s</title>"
                          "<meta name=\"viewport\" content=\"width=device-width\"><style>%.*s</style></head><body>\n<h1>%s</h1>\n",
                          words->language, words->title, (int) g_bytes_get_size (style),
                          (const char *) g_bytes_get_data (style, NULL), words->title);
  g_string_append (page, "<dl>");
  append_figure (page, words->submissions, counts, "submissions", FALSE);
  append_figure (page, words->cases, counts, "cases", FALSE);
  append_figure (page, words->quarantine, counts, "quarantine", TRUE);
  g_string_append (page, "</dl>\n");
  append_head (page, words);
  json_array_foreach (kiosks, i, kiosk)
    append_kiosk (page, kiosk, words);
  g_string_append (page, "</tbody></table></div></body></html>\n");
  return g_string_free_to_bytes (page);
}

void
yj_pages_fleet (YjRequest *request)
{
  const char *languages = yj_request_get_field (request, "Accept-Language");
  const Words *words = languages != NULL && g_ascii_strncasecmp (languages, "en", 2) == 0 ? &english : &chinese;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) kiosks = yj_central_store_list_kiosks (request->central->store, &error);
  g_autoptr (json_t) counts = kiosks != NULL ? yj_central_store_count (request->central->store, &error) : NULL;
  g_autoptr (GBytes) page = NULL;

  if (counts == NULL) {
    yj_request_refuse_error (request, error);
    return;
  }
  page = make_page (kiosks, counts, words);
  yj_request_answer (request, MHD_HTTP_OK, "text/html; charset=utf-8", page);
  yj_request_add_field (request, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  yj_request_add_field (request, "Cache-Control", "no-store");
}
