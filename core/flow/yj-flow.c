/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order of places: one table of steps. What a step's places are follows from the session. */
#include "core/flow/yj-flow.h"

typedef void (*ListSubjects) (YjSession *session, GPtrArray *subjects);
typedef gboolean (*Guard) (YjSession *session);

static void
list_questions (YjSession *session, GPtrArray *subjects)
{
  YjItem *item = yj_session_get_item (session);
  for (guint i = 0; i < item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (item->questions, i);
    if (yj_session_is_visible (session, question->when))
      g_ptr_array_add (subjects, (gpointer) question->id);
  }
}

/* A page of the form is asked when at least one of its visible fields did not come from the card. */
static gboolean
is_page_asked (YjSession *session, const YjPageGroup *page)
{
  g_autoptr (GPtrArray) fields = yj_session_list_fields (session, page);
  for (guint i = 0; i < fields->len; i++)
    if (!yj_session_is_prefilled (session, ((YjField *) g_ptr_array_index (fields, i))->id))
      return TRUE;
  return FALSE;
}

static void
list_form_pages (YjSession *session, GPtrArray *subjects)
{
  YjItem *item = yj_session_get_item (session);
  for (guint s = 0; s < item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (item->sections, s);
    for (guint p = 0; p < section->pages->len; p++) {
      YjPageGroup *page = g_ptr_array_index (section->pages, p);
      if (is_page_asked (session, page))
        g_ptr_array_add (subjects, (gpointer) page->id);
    }
  }
}

static gboolean
has_card (YjSession *session)
{
  return yj_session_get_card (session) != NULL;
}

static gboolean
has_materials (YjSession *session)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials (session);
  return materials->len > 0;
}

static gboolean
has_delivery (YjSession *session)
{
  return yj_session_get_item (session)->delivery->len > 0;
}

/* back: may a person step back from here? */
static const struct {
  const char *page;
  YjStage stage;
  ListSubjects list; /* NULL: one place without a subject */
  Guard guard;       /* NULL: always */
  gboolean needs_item;
  gboolean back;
} steps[] = {
  { "idle", YJ_STAGE_NONE, NULL, NULL, FALSE, FALSE },
  { "choose", YJ_STAGE_NONE, NULL, NULL, FALSE, TRUE },
  { "guide-question", YJ_STAGE_GUIDE, list_questions, NULL, TRUE, TRUE },
  { "notice", YJ_STAGE_GUIDE, NULL, NULL, TRUE, TRUE },
  { "privacy", YJ_STAGE_IDENTITY, NULL, NULL, TRUE, TRUE },
  { "identify", YJ_STAGE_IDENTITY, NULL, NULL, TRUE, TRUE },
  { "identity-result", YJ_STAGE_IDENTITY, NULL, has_card, TRUE, TRUE },
  { "form", YJ_STAGE_DETAILS, list_form_pages, NULL, TRUE, TRUE },
  { "materials", YJ_STAGE_PAPERS, NULL, has_materials, TRUE, TRUE },
  { "delivery", YJ_STAGE_PAPERS, NULL, has_delivery, TRUE, TRUE },
  { "check", YJ_STAGE_REVIEW, NULL, NULL, TRUE, TRUE },
  { "sign", YJ_STAGE_REVIEW, NULL, NULL, TRUE, TRUE },
  { "submit", YJ_STAGE_REVIEW, NULL, NULL, TRUE, FALSE },
  { "receipt", YJ_STAGE_NONE, NULL, NULL, TRUE, FALSE },
  { "evaluation", YJ_STAGE_NONE, NULL, NULL, TRUE, FALSE },
  { "done", YJ_STAGE_NONE, NULL, NULL, FALSE, FALSE },
};

struct _YjFlow {
  GObject parent_instance;
  YjSession *session;
  YjPlace place;
  char *subject;       /* owns place.subject */
  gboolean changing;   /* came from the check page */
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

/* Every place of the line as the session is now. Subjects are borrowed from the item. */
static GArray *
list_places (YjFlow *self)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (YjPlace));
  gboolean has_item = yj_session_get_item (self->session) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if ((steps[i].needs_item && !has_item) || (steps[i].guard != NULL && has_item && !steps[i].guard (self->session)))
      continue;
    g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
    if (steps[i].list != NULL)
      steps[i].list (self->session, subjects);
    else
      g_ptr_array_add (subjects, NULL);
    for (guint s = 0; s < subjects->len; s++) {
      YjPlace place = { steps[i].page, g_ptr_array_index (subjects, s), steps[i].stage };
      g_array_append_val (places, place);
    }
  }
  return places;
}

static int
step_of (const char *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].page, page))
      return (int) i;
  return -1;
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
  int step = step_of (self->place.page);

  for (int i = (int) places->len - 1; at < 0 && i >= 0; i--)
    if (step_of (g_array_index (places, YjPlace, i).page) < step)
      at = i;
  return MAX (at, 0);
}

static double
compute_progress (YjFlow *self, GArray *places, int at)
{
  const YjPlace *here = &g_array_index (places, YjPlace, at);
  guint in_stage = 0, before = 0;

  if (here->stage == YJ_STAGE_NONE)
    return step_of (here->page) > step_of ("submit") ? 1.0 : 0.0;
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

/* The first place before the check page whose work has never been done. */
static int
find_necessary (YjFlow *self, GArray *places, int check)
{
  for (int i = 0; i < check; i++) {
    const YjPlace *place = &g_array_index (places, YjPlace, i);
    g_autofree char *key = place_key (place);
    if (place->stage != YJ_STAGE_NONE && !g_hash_table_contains (self->visited, key))
      return i;
  }
  return check;
}

void
yj_flow_next (YjFlow *self)
{
  g_autoptr (GArray) places = list_places (self);
  int at = find_present (self, places), check = find_place (places, "check", NULL);

  if (self->beside->len > 0) {
    yj_flow_back (self);
    return;
  }
  g_hash_table_add (self->visited, place_key (&self->place));
  if (self->changing && check >= 0) {
    int next = find_necessary (self, places, check);
    self->changing = next != check;
    move_to_index (self, places, next);
  } else if (at + 1 < (int) places->len) {
    move_to_index (self, places, at + 1);
  } else {
    yj_flow_reset (self);
  }
}

gboolean
yj_flow_can_back (YjFlow *self)
{
  int step = step_of (self->place.page);
  return self->beside->len > 0 || (step >= 0 && steps[step].back);
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
  places = list_places (self);
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
  move_to_index (self, places, MAX (at - 1, 0));
}

void
yj_flow_change (YjFlow *self, const char *page, const char *subject)
{
  g_autoptr (GArray) places = list_places (self);
  int at = find_place (places, page, subject);

  if (at < 0)
    return;
  self->changing = g_str_equal (self->place.page, "check") || self->changing;
  g_array_set_size (self->beside, 0);
  move_to_index (self, places, at);
}

void
yj_flow_go_beside (YjFlow *self, const char *page, const char *subject)
{
  YjPlace here = { self->place.page, g_strdup (self->place.subject), self->place.stage };
  YjStage stage = g_str_equal (page, "capture") ? YJ_STAGE_PAPERS : YJ_STAGE_NONE;
  g_array_append_val (self->beside, here);
  move_to (self, g_intern_string (page), subject, stage);
}

void
yj_flow_reset (YjFlow *self)
{
  g_hash_table_remove_all (self->visited);
  g_array_set_size (self->beside, 0);
  self->changing = FALSE;
  self->progress = 0.0;
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
  g_autoptr (GArray) places = list_places (self);
  guint count = 0;
  for (int i = find_present (self, places); i < (int) places->len; i++)
    count += g_str_equal (g_array_index (places, YjPlace, i).page, page);
  return count;
}
