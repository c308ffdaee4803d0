/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the counters and histograms of a serving process, and their text. */
#include "sync/central/yj-central-metrics.h"
#include <string.h>

#define N_STATUSES 600

static const char *const bounds[] = { "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10" };
static const gint64 bounds_usec[] = { 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000 };
#define N_BOUNDS G_N_ELEMENTS (bounds)

static const char *const verdicts[] = { "accepted", "duplicate", "rejected", "incomplete", "deferred", "conflict", "malformed" };

typedef struct {
  guint64 below[N_BOUNDS];  /* each alone, not added up */
  guint64 n;
  gint64 sum_usec;
} Histogram;

typedef struct {
  const char *method;
  const char *route;
  guint64 statuses[N_STATUSES];
  Histogram seconds;
} Operation;

struct _YjMetrics {
  GMutex lock;
  GPtrArray *operations;    /* Operation */
  guint64 results[G_N_ELEMENTS (verdicts)];
  guint64 reconciled[2];    /* by whether it matched */
  Histogram store;
  gint64 started_usec;      /* monotonic */
};

YjMetrics *
yj_metrics_new (void)
{
  YjMetrics *self = g_new0 (YjMetrics, 1);

  g_mutex_init (&self->lock);
  self->operations = g_ptr_array_new_with_free_func (g_free);
  self->started_usec = g_get_monotonic_time ();
  return self;
}

void
yj_metrics_free (YjMetrics *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->operations);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
note (Histogram *histogram, gint64 usec)
{
  for (guint i = 0; i < N_BOUNDS; i++) {
    if (usec > bounds_usec[i])
      continue;
    histogram->below[i]++;
    break;
  }
  histogram->n++;
  histogram->sum_usec += usec;
}

static Operation *
find_operation (YjMetrics *self, const char *method, const char *route)
{
  Operation *operation;

  for (guint i = 0; i < self->operations->len; i++) {
    operation = g_ptr_array_index (self->operations, i);
    if (g_str_equal (operation->route, route) && g_str_equal (operation->method, method))
      return operation;
  }
  operation = g_new0 (Operation, 1);
  operation->method = method;
  operation->route = route;
  g_ptr_array_add (self->operations, operation);
  return operation;
}

void
yj_metrics_count_request (YjMetrics *self, const char *method, const char *route, guint status, gint64 usec)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Operation *operation = route != NULL ? find_operation (self, method, route) : find_operation (self, "other", "other");

  operation->statuses[MIN (status, N_STATUSES - 1)]++;
  note (&operation->seconds, usec);
}

void
yj_metrics_count_results (YjMetrics *self, const json_t *results)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  size_t i;
  json_t *result;

  json_array_foreach (results, i, result)
    for (guint k = 0; k < G_N_ELEMENTS (verdicts); k++)
      self->results[k] += g_strcmp0 (yj_json_string (result, "status"), verdicts[k]) == 0;
}

void
yj_metrics_count_reconciled (YjMetrics *self, gboolean matched)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->reconciled[matched ? 1 : 0]++;
}

void
yj_metrics_count_store (YjMetrics *self, gint64 usec)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  note (&self->store, usec);
}

static void
append_head (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* @labels: with a comma at its end, or empty. */
static void
append_histogram (GString *text, const char *name, const char *labels, const Histogram *histogram)
{
  gsize size = strlen (labels);
  guint64 sum = 0;

  for (guint i = 0; i < N_BOUNDS; i++) {
    sum += histogram->below[i];
    g_string_append_printf (text, "%s_bucket{%sle=\"%s\"} %" G_GUINT64_FORMAT "\n", name, labels, bounds[i], sum);
  }
  g_string_append_printf (text, "%s_bucket{%sle=\"+Inf\"} %" G_GUINT64_FORMAT "\n", name, labels, histogram->n);
  g_string_append_printf (text, "%s_sum", name);
  if (size > 0)
    g_string_append_printf (text, "{%.*s}", (int) size - 1, labels);
  g_string_append_printf (text, " %" G_GINT64_FORMAT ".%06d\n%s_count", histogram->sum_usec / G_USEC_PER_SEC,
                          (int) (histogram->sum_usec % G_USEC_PER_SEC), name);
  if (size > 0)
    g_string_append_printf (text, "{%.*s}", (int) size - 1, labels);
  g_string_append_printf (text, " %" G_GUINT64_FORMAT "\n", histogram->n);
}

static void
append_statuses (GString *text, const Operation *operation)
{
  for (guint status = 0; status < N_STATUSES; status++)
    if (operation->statuses[status] > 0)
      g_string_append_printf (text, "yijian_requests_total{method=\"%s\",route=\"%s\",status=\"%u\"} %" G_GUINT64_FORMAT "\n",
                              operation->method, operation->route, status, operation->statuses[status]);
}

void
yj_metrics_append (YjMetrics *self, GString *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  append_head (text, "yijian_uptime_seconds", "gauge", "Since this process began to serve.");
  g_string_append_printf (text, "yijian_uptime_seconds %.3f\n",
                          (double) (g_get_monotonic_time () - self->started_usec) / G_USEC_PER_SEC);
  append_head (text, "yijian_records_total", "counter", "Records judged by this process, by verdict.");
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    g_string_append_printf (text, "yijian_records_total{verdict=\"%s\"} %" G_GUINT64_FORMAT "\n", verdicts[i], self->results[i]);
  append_head (text, "yijian_reconciled_segments_total", "counter", "Parts of what kiosks hold receipts for, compared by this process.");
  for (guint i = 0; i < G_N_ELEMENTS (self->reconciled); i++)
    g_string_append_printf (text, "yijian_reconciled_segments_total{result=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            i == 0 ? "differs" : "matched", self->reconciled[i]);
  append_head (text, "yijian_store_seconds", "histogram", "Time of a batch in the store, waiting included.");
  append_histogram (text, "yijian_store_seconds", "", &self->store);
  append_head (text, "yijian_requests_total", "counter", "HTTP requests answered by this process.");
  for (guint i = 0; i < self->operations->len; i++)
    append_statuses (text, g_ptr_array_index (self->operations, i));
  append_head (text, "yijian_request_seconds", "histogram", "From a request's header to its answer.");
  for (guint i = 0; i < self->operations->len; i++) {
    const Operation *operation = g_ptr_array_index (self->operations, i);
    g_autofree char *labels = g_strdup_printf ("method=\"%s\",route=\"%s\",", operation->method, operation->route);
    append_histogram (text, "yijian_request_seconds", labels, &operation->seconds);
  }
}
