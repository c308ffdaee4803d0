/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the moves along the line of places; the table of steps is in yj-flow-steps.c. */
#include "core/flow/yj-flow-private.h"

struct _YjFlow {
  GObject parent_instance;
  YjSession *session;
  YjPlace place;
  char *subject;       /* owns place.subject */
  gboolean changing;   /* came from the check page */
  char *application;   /* id of the application that visited and progress are about */
  GHashTable *visited; /* "page/subject" of places whose work is done */
  GArray *beside;      /* YjPlace to return to, subjects owned */
  double progress;
};

G_DEFINE_FINAL_TYPE (YjFlow, yj_flow, G_TYPE_OBJECT)

static guint moved;

static void
clear_place (gpointer data)
{
  g_free ((gpointer) ((YjPlace *) data)->subject);
}

static void
yj_flow_finalize (GObject *object)
{
  YjFlow *self = YJ_FLOW (object);
  g_hash_table_unref (self->visited);
  g_array_unref (self->beside);
  g_free (self->subject);
  g_free (self->application);
  g_object_unref (self->session);
  G_OBJECT_CLASS (yj_flow_parent_class)->finalize (object);
}

static void
yj_flow_class_init (YjFlowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_flow_finalize;
  moved = g_signal_new ("moved", YJ_TYPE_FLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_flow_init (YjFlow *self)
{
  self->visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->beside = g_array_new (FALSE, FALSE, sizeof (YjPlace));
  g_array_set_clear_func (self->beside, clear_place);
  self->place = (YjPlace){ "idle", NULL, YJ_STAGE_NONE };
}

YjFlow *
yj_flow_new (YjSession *session)
{
  YjFlow *self = g_object_new (YJ_TYPE_FLOW, NULL);
  self->session = g_object_ref (session);
  return self;
}

YjSession *
yj_flow_get_session (YjFlow *self)
{
  return self->session;
}

const YjPlace *
yj_flow_get_place (YjFlow *self)
{
  return &self->place;
}

static int
find_place (GArray *places, const char *page, const char *subject)
{
  for (guint i = 0; i < places->len; i++) {
    YjPlace *place = &g_array_index (places, YjPlace, i);
    if (g_str_equal (place->page, page) && g_strcmp0 (place->subject, subject) == 0)
      return (int) i;
  }
  return -1;
}

/* Where the present place stands; if it has vanished, the last place of an earlier or the same step. */
static int
find_present (YjFlow *self, GArray *places)
{
  int at = find_place (places, self->place.page, self->place.subject);
  int step = yj_flow_find_step (self->place.page);

  for (int i = (int) places->len - 1; at < 0 && i >= 0; i--)
    if (yj_flow_find_step (g_array_index (places, YjPlace, i).page) < step)
      at = i;
  return MAX (at, 0);
}

static double
compute_progress (YjFlow *self, GArray *places, int at)
{
  const YjPlace *here = &g_array_index (places, YjPlace, at);
  guint in_stage = 0, before = 0;

  if (here->stage == YJ_STAGE_NONE)
    return yj_flow_find_step (here->page) > yj_flow_find_step ("submit") ? 1.0 : 0.0;
  for (guint i = 0; i < places->len; i++) {
    if (g_array_index (places, YjPlace, i).stage != here->stage)
      continue;
    in_stage++;
    before += (int) i < at;
  }
  return ((double) (here->stage - YJ_STAGE_GUIDE) + (double) (before + 1) / (in_stage + 1)) / 5.0;
}

static void
move_to (YjFlow *self, const char *page, const char *subject, YjStage stage)
{
  char *copy = g_strdup (subject);
  g_free (self->subject);
  self->subject = copy;
  self->place = (YjPlace){ page, copy, stage };
  g_signal_emit (self, moved, 0);
}

static void
move_to_index (YjFlow *self, GArray *places, int index)
{
  const YjPlace place = g_array_index (places, YjPlace, index);
  self->progress = MAX (self->progress, compute_progress (self, places, index));
  move_to (self, place.page, place.subject, place.stage);
}

static char *
place_key (const YjPlace *place)
{
  return g_strdup_printf ("%s/%s", place->page, place->subject != NULL ? place->subject : "");
}

/* The first place before the check page that was never passed, or lacks something since. */
static int
find_necessary (YjFlow *self, GArray *places, int check)
{
  for (int i = 0; i < check; i++) {
    const YjPlace *place = &g_array_index (places, YjPlace, i);
    g_autofree char *key = place_key (place);
    if (place->stage != YJ_STAGE_NONE &&
        (!g_hash_table_contains (self->visited, key) || !yj_flow_is_place_done (self->session, place)))
      return i;
  }
  return check;
}

/* What was passed for another application counts no longer. */
static void
follow_application (YjFlow *self)
{
  const char *id = yj_session_get_id (self->session);

  if (g_strcmp0 (id, self->application) == 0)
    return;
  g_free (self->application);
  self->application = g_strdup (id);
  g_hash_table_remove_all (self->visited);
  self->changing = FALSE;
  self->progress = 0.0;
}

/* The place after @at, or the one that must come first: nothing is signed or sent while something lacks. */
static int
choose_next (YjFlow *self, GArray *places, int at, int check)
{
  int necessary;

  if (check < 0 || (at < check && !self->changing) || at > find_place (places, "sign", NULL))
    return at + 1;
  necessary = find_necessary (self, places, check);
  if (necessary == check && at >= check) {
    self->changing = FALSE;
    return at + 1;
  }
  self->changing = necessary != check;
  return necessary;
}

void
yj_flow_next (YjFlow *self)
{
  g_autoptr (GArray) places = NULL;
  int next;

  if (self->beside->len > 0) {
    yj_flow_back (self);
    return;
  }
  follow_application (self);
  places = yj_flow_list_places (self->session);
  if (g_str_equal (self->place.page, "choose") && yj_session_get_item (self->session) == NULL)
    return;
  g_hash_table_add (self->visited, place_key (&self->place));
  next = choose_next (self, places, find_present (self, places), find_place (places, "check", NULL));
  if (next < (int) places->len)
    move_to_index (self, places, next);
  else
    yj_flow_reset (self);
}

gboolean
yj_flow_can_back (YjFlow *self)
{
  int step = yj_flow_find_step (self->place.page);
  return self->beside->len > 0 || yj_flow_step_has_back (step);
}

void
yj_flow_back (YjFlow *self)
{
  g_autoptr (GArray) places = NULL;
  int at;

  if (!yj_flow_can_back (self))
    return;
  if (self->beside->len > 0) {
    YjPlace place = g_array_index (self->beside, YjPlace, self->beside->len - 1);
    g_autofree char *subject = g_strdup (place.subject);
    g_array_set_size (self->beside, self->beside->len - 1);
    move_to (self, place.page, subject, place.stage);
    return;
  }
  follow_application (self);
  places = yj_flow_list_places (self->session);
  at = find_present (self, places);
  if (self->changing) {
    int check = find_place (places, "check", NULL);
    /* A page that has become necessary cannot be passed by stepping back over it. */
    if (find_necessary (self, places, check) == check) {
      self->changing = FALSE;
      move_to_index (self, places, check);
      return;
    }
  }
  if (find_place (places, self->place.page, self->place.subject) == at)
    at--; /* else it has vanished, and the place before it is found already */
  move_to_index (self, places, MAX (at, 0));
}

void
yj_flow_change (YjFlow *self, const char *page, const char *subject)
{
  g_autoptr (GArray) places = yj_flow_list_places (self->session);
  int at = find_place (places, page, subject);
  const YjPlace *from = self->beside->len > 0 ? &g_array_index (self->beside, YjPlace, 0) : &self->place;

  if (at < 0)
    return;
  follow_application (self);
  self->changing = g_str_equal (from->page, "check") || self->changing;
  g_array_set_size (self->beside, 0);
  move_to_index (self, places, at);
}

void
yj_flow_go_beside (YjFlow *self, const char *page, const char *subject)
{
  YjPlace here = { self->place.page, g_strdup (self->place.subject), self->place.stage };
  gboolean picture = g_str_equal (page, "capture") || g_str_equal (page, "countersign");
  YjStage of_picture = self->place.stage == YJ_STAGE_DETAILS ? YJ_STAGE_DETAILS : YJ_STAGE_PAPERS;
  YjStage stage = picture ? of_picture : YJ_STAGE_NONE;
  g_array_append_val (self->beside, here);
  move_to (self, g_intern_string (page), subject, stage);
}

gboolean
yj_flow_is_beside (YjFlow *self)
{
  return self->beside->len > 0;
}

void
yj_flow_reset (YjFlow *self)
{
  g_hash_table_remove_all (self->visited);
  g_array_set_size (self->beside, 0);
  self->changing = FALSE;
  self->progress = 0.0;
  g_clear_pointer (&self->application, g_free);
  yj_session_clear (self->session);
  move_to (self, "idle", NULL, YJ_STAGE_NONE);
}

double
yj_flow_get_progress (YjFlow *self)
{
  return self->progress;
}

guint
yj_flow_count_remaining (YjFlow *self, const char *page)
{
  g_autoptr (GArray) places = yj_flow_list_places (self->session);
  guint count = 0;
  for (int i = find_present (self, places); i < (int) places->len; i++)
    count += g_str_equal (g_array_index (places, YjPlace, i).page, page);
  return count;
}
