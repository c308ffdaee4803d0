/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the oracle of paper: which sheets were too many, too late or missing, and which answers too slow. */
#include "tests/chaos/paper-account.h"

struct _LaneBook {
  LaneAccount *account;
  GPtrArray *visits; /* LaneVisit, in their order */
};

LaneAccount *
lane_account_new (void)
{
  LaneAccount *account = g_new0 (LaneAccount, 1);

  account->stories = g_ptr_array_new_with_free_func (g_free);
  account->answer_msec = g_array_new (FALSE, FALSE, sizeof (gint64));
  return account;
}

void
lane_account_add (LaneAccount *sum, LaneAccount *account)
{
  guint *from = &account->visits, *to = &sum->visits;

  for (gsize i = 0; i < G_STRUCT_OFFSET (LaneAccount, answer_msec) / sizeof (guint); i++)
    to[i] += from[i];
  g_array_append_vals (sum->answer_msec, account->answer_msec->data, account->answer_msec->len);
  for (guint i = 0; i < account->stories->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (account->stories, i));
  g_ptr_array_unref (account->stories);
  g_array_unref (account->answer_msec);
  g_free (account);
}

static void
visit_free (gpointer data)
{
  LaneVisit *visit = data;

  g_free (visit->title);
  g_string_free (visit->story, TRUE);
  g_free (data);
}

LaneBook *
lane_book_new (LaneAccount *account)
{
  LaneBook *self = g_new0 (LaneBook, 1);

  self->account = account;
  self->visits = g_ptr_array_new_with_free_func (visit_free);
  return self;
}

void
lane_book_free (LaneBook *self)
{
  g_ptr_array_unref (self->visits);
  g_free (self);
}

LaneVisit *
lane_book_begin_visit (LaneBook *self, const char *title)
{
  LaneVisit *visit = g_new0 (LaneVisit, 1);

  visit->story = g_string_new (NULL);
  visit->began_usec = g_get_monotonic_time ();
  visit->title = g_strdup (title);
  g_ptr_array_add (self->visits, visit);
  self->account->visits++;
  return visit;
}

LaneVisit *
lane_book_get_present (LaneBook *self)
{
  return self->visits->len > 0 ? g_ptr_array_index (self->visits, self->visits->len - 1) : NULL;
}

void
lane_book_note (LaneBook *self, const char *what)
{
  LaneVisit *visit = lane_book_get_present (self);

  if (visit != NULL)
    g_string_append_printf (visit->story, ", %s at %" G_GINT64_FORMAT, what, (g_get_monotonic_time () - visit->began_usec) / 1000);
}

static void
tell_story (LaneBook *self, const LaneVisit *visit, const char *why)
{
  g_ptr_array_add (self->account->stories, g_strdup_printf ("%s: %s%s", why, visit->title, visit->story->str));
}

/* What the machine did not let this program do is told apart, and not hidden. An answer needs two threads in turn, the driver's and this one,
 * each of which may be as late as the worst beat. */
static void
judge_time (LaneBook *self, gint64 asked_usec, Heartbeat *heartbeat)
{
  gint64 now_usec = g_get_monotonic_time (), starved_usec = 2 * heartbeat_get_worst_usec (heartbeat, asked_usec, now_usec);
  gint64 msec = (now_usec - asked_usec) / 1000;
  g_autofree char *why = g_strdup_printf ("an answer after %" G_GINT64_FORMAT " ms, a beat %" G_GINT64_FORMAT " ms late", msec, starved_usec / 2000);

  g_array_append_val (self->account->answer_msec, msec);
  if (msec <= LANE_PROMISE_MSEC)
    return;
  self->account->slow++;
  self->account->starved += msec - starved_usec / 1000 <= LANE_PROMISE_MSEC;
  tell_story (self, lane_book_get_present (self), why);
}

void
lane_book_take_answer (LaneBook *self, gint64 asked_usec, Heartbeat *heartbeat, YjPrintOutcome outcome, const char *failure)
{
  gboolean printed = outcome == YJ_PRINT_PRINTED, failed = outcome == YJ_PRINT_FAILED;

  lane_book_note (self, failure != NULL ? failure : printed ? "printed" : failed ? "failed" : "unknown");
  lane_book_get_present (self)->printed += printed;
  self->account->printed += printed;
  self->account->unknown += outcome == YJ_PRINT_UNKNOWN;
  self->account->failed += failed;
  judge_time (self, asked_usec, heartbeat);
}

static LaneVisit *
find_visit (LaneBook *self, const char *title)
{
  for (guint i = 0; i < self->visits->len; i++)
    if (g_str_equal (((LaneVisit *) g_ptr_array_index (self->visits, i))->title, title))
      return g_ptr_array_index (self->visits, i);
  return NULL;
}

static guint
count_sheets (GStrv sheets, const LaneVisit *visit)
{
  g_autofree char *prefix = g_strconcat (visit->title, "@", NULL);
  guint n = 0;

  for (guint i = 0; sheets[i] != NULL; i++)
    n += g_str_has_prefix (sheets[i], prefix);
  return n;
}

static void
judge_sheet (LaneBook *self, const char *sheet)
{
  g_auto (GStrv) pair = g_strsplit (sheet, "@", 2);
  LaneVisit *visit = find_visit (self, pair[0]); /* every title is one of ours */
  gint64 late_usec = g_ascii_strtoll (pair[1], NULL, 10) - visit->ended_usec;
  g_autofree char *why = g_strdup_printf ("a sheet %" G_GINT64_FORMAT " ms late", late_usec / 1000);

  self->account->sheets++;
  self->account->late += late_usec > 0;
  if (late_usec > 0)
    tell_story (self, visit, why);
}

static void
judge_visit (LaneBook *self, const LaneVisit *visit, guint sheets)
{
  self->account->doubled += sheets > visit->requests ? sheets - visit->requests : 0;
  self->account->false_success += visit->printed > sheets ? visit->printed - sheets : 0;
  if (sheets > visit->requests || visit->printed > sheets)
    tell_story (self, visit, sheets > visit->requests ? "too many sheets" : "no sheet for a success");
}

void
lane_book_take_stock (LaneBook *self, const char *line)
{
  g_auto (GStrv) sheets = g_strsplit (line, " ", -1);

  for (guint i = 0; sheets[i] != NULL && *sheets[i] != '\0'; i++)
    judge_sheet (self, sheets[i]);
  for (guint i = 0; i < self->visits->len; i++) {
    const LaneVisit *visit = g_ptr_array_index (self->visits, i);
    judge_visit (self, visit, count_sheets (sheets, visit));
  }
}
