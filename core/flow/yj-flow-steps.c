/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of steps: which places there are for a session, and which of them still lack something. */
#include "core/flow/yj-flow-private.h"

typedef void (*ListSubjects) (YjSession *session, GPtrArray *subjects);
typedef gboolean (*Guard) (YjSession *session);
typedef gboolean (*IsDone) (YjSession *session, const char *subject);

static void
list_questions (YjSession *session, GPtrArray *subjects)
{
  g_autoptr (GPtrArray) questions = yj_session_list_questions (session);
  for (guint i = 0; i < questions->len; i++)
    g_ptr_array_add (subjects, (gpointer) ((YjQuestion *) g_ptr_array_index (questions, i))->id);
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
  YjItem *item = yj_session_get_item (session);
  for (guint i = 0; i < item->delivery->len; i++)
    if (yj_session_is_visible (session, ((YjDelivery *) g_ptr_array_index (item->delivery, i))->when))
      return TRUE;
  return FALSE;
}

static gboolean
is_question_done (YjSession *session, const char *subject)
{
  return yj_session_is_question_answered (session, yj_item_get_question (yj_session_get_item (session), subject));
}

static gboolean
is_consent_done (YjSession *session, const char *subject)
{
  return yj_session_get_item (session)->consents->len == 0 || yj_session_get_consent (session, 0);
}

static gboolean
is_page_done (YjSession *session, const char *subject)
{
  const YjPageGroup *page = yj_item_get_page (yj_session_get_item (session), subject);
  g_autoptr (GPtrArray) fields = yj_session_list_fields (session, page);
  return yj_session_is_answered (session, fields);
}

static gboolean
are_materials_done (YjSession *session, const char *subject)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials (session);
  for (guint i = 0; i < materials->len; i++)
    if (!yj_session_is_material_done (session, g_ptr_array_index (materials, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_delivery_done (YjSession *session, const char *subject)
{
  g_autoptr (GPtrArray) fields = yj_session_list_delivery_fields (session);
  const YjDelivery *delivery = yj_session_get_delivery (session);
  return delivery != NULL && yj_session_is_visible (session, delivery->when) && yj_session_is_answered (session, fields);
}

/* done: has the place all that the application needs from it? back: may a person step back from here? */
static const struct {
  const char *page;
  YjStage stage;
  ListSubjects list; /* NULL: one place without a subject */
  Guard guard;       /* NULL: always */
  IsDone is_done;    /* NULL: when it was passed */
  gboolean needs_item;
  gboolean back;
} steps[] = {
  { "idle", YJ_STAGE_NONE, NULL, NULL, NULL, FALSE, FALSE },
  { "choose", YJ_STAGE_NONE, NULL, NULL, NULL, FALSE, TRUE },
  { "guide-question", YJ_STAGE_GUIDE, list_questions, NULL, is_question_done, TRUE, TRUE },
  { "notice", YJ_STAGE_GUIDE, NULL, NULL, NULL, TRUE, TRUE },
  { "privacy", YJ_STAGE_IDENTITY, NULL, NULL, is_consent_done, TRUE, TRUE },
  { "identify", YJ_STAGE_IDENTITY, NULL, NULL, NULL, TRUE, TRUE },
  { "identity-result", YJ_STAGE_IDENTITY, NULL, has_card, NULL, TRUE, TRUE },
  { "form", YJ_STAGE_DETAILS, list_form_pages, NULL, is_page_done, TRUE, TRUE },
  { "materials", YJ_STAGE_PAPERS, NULL, has_materials, are_materials_done, TRUE, TRUE },
  { "delivery", YJ_STAGE_PAPERS, NULL, has_delivery, is_delivery_done, TRUE, TRUE },
  { "check", YJ_STAGE_REVIEW, NULL, NULL, NULL, TRUE, TRUE },
  { "sign", YJ_STAGE_REVIEW, NULL, NULL, NULL, TRUE, TRUE },
  { "submit", YJ_STAGE_REVIEW, NULL, NULL, NULL, TRUE, FALSE },
  { "receipt", YJ_STAGE_NONE, NULL, NULL, NULL, TRUE, FALSE },
  { "evaluation", YJ_STAGE_NONE, NULL, NULL, NULL, TRUE, FALSE },
  { "done", YJ_STAGE_NONE, NULL, NULL, NULL, FALSE, FALSE },
};

GArray *
yj_flow_list_places (YjSession *session)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (YjPlace));
  gboolean has_item = yj_session_get_item (session) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    gboolean applies = steps[i].needs_item && steps[i].stage != YJ_STAGE_GUIDE;
    if (applies && yj_session_get_guide_only (session))
      continue;
    if ((steps[i].needs_item && !has_item) || (steps[i].guard != NULL && has_item && !steps[i].guard (session)))
      continue;
    g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
    if (steps[i].list != NULL)
      steps[i].list (session, subjects);
    else
      g_ptr_array_add (subjects, NULL);
    for (guint s = 0; s < subjects->len; s++) {
      YjPlace place = { steps[i].page, g_ptr_array_index (subjects, s), steps[i].stage };
      g_array_append_val (places, place);
    }
  }
  return places;
}

int
yj_flow_find_step (const char *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].page, page))
      return (int) i;
  return -1;
}

gboolean
yj_flow_step_has_back (int step)
{
  return step >= 0 && steps[step].back;
}

gboolean
yj_flow_is_place_done (YjSession *session, const YjPlace *place)
{
  int step = yj_flow_find_step (place->page);
  return step < 0 || steps[step].is_done == NULL || steps[step].is_done (session, place->subject);
}
