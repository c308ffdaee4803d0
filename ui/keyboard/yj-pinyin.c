/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one composition: its letters, what it shows, and its candidates in the order they are offered. */
#include "ui/keyboard/yj-pinyin.h"
#include "core/base/yj-secret.h"
#include "ui/keyboard/yj-name-composer.h"
#include "ui/keyboard/yj-rime.h"
#include <string.h>

#define SCHEMA "yijian_pinyin"
#define KEY_BACKSPACE 0xff08 /* XK_BackSpace */

#define COMPOSED G_MAXUINT

typedef struct {
  char *text;
  guint index; /* the engine's; COMPOSED: none, the text was put together here */
  guint rank, order;
} Candidate;

struct _YjPinyin {
  GObject parent_instance;
  RimeSessionId session; /* 0: none yet */
  RimeSessionId helper;  /* looks up single syllables; 0: none yet */
  char *preedit;
  GPtrArray *candidates; /* Candidate */
  YjNamePart part;
  gboolean acquired;
};

G_DEFINE_FINAL_TYPE (YjPinyin, yj_pinyin, G_TYPE_OBJECT)

static guint changed_signal;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;
  yj_secret_text_free (candidate->text);
  g_free (candidate);
}

static void
end_session (YjPinyin *self)
{
  if (self->session != 0)
    yj_rime_api ()->destroy_session (self->session);
  if (self->helper != 0)
    yj_rime_api ()->destroy_session (self->helper);
  self->session = self->helper = 0;
}

static void
yj_pinyin_finalize (GObject *object)
{
  YjPinyin *self = YJ_PINYIN (object);

  end_session (self);
  if (self->acquired)
    yj_rime_release ();
  yj_secret_text_free (self->preedit);
  g_ptr_array_unref (self->candidates);
  G_OBJECT_CLASS (yj_pinyin_parent_class)->finalize (object);
}

static void
yj_pinyin_class_init (YjPinyinClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_pinyin_finalize;
  changed_signal = g_signal_new ("changed", YJ_TYPE_PINYIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_pinyin_init (YjPinyin *self)
{
  self->preedit = g_strdup ("");
  self->candidates = g_ptr_array_new_with_free_func (candidate_free);
}

YjPinyin *
yj_pinyin_new (GError **error)
{
  g_autoptr (YjPinyin) self = g_object_new (YJ_TYPE_PINYIN, NULL);

  self->acquired = yj_rime_acquire (error);
  return self->acquired ? g_steal_pointer (&self) : NULL;
}

void
yj_pinyin_set_name_part (YjPinyin *self, YjNamePart part)
{
  self->part = part;
}

static gboolean
ensure_session (YjPinyin *self)
{
  RimeApi *api = yj_rime_api ();

  if (self->session != 0 && api->find_session (self->session))
    return TRUE;
  yj_rime_wait ();
  self->session = api->create_session ();
  self->helper = api->create_session ();
  if (self->session != 0 && self->helper != 0 && api->select_schema (self->session, SCHEMA) && api->select_schema (self->helper, SCHEMA))
    return TRUE;
  end_session (self);
  return FALSE;
}

static int
compare_rank (gconstpointer a, gconstpointer b)
{
  const Candidate *first = *(const Candidate *const *) a, *second = *(const Candidate *const *) b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return first->order < second->order ? -1 : 1;
}

static void
add_candidate (YjPinyin *self, char *text, guint index, guint rank)
{
  Candidate *candidate = g_new0 (Candidate, 1);

  candidate->text = text;
  candidate->index = index;
  candidate->rank = rank;
  candidate->order = self->candidates->len;
  g_ptr_array_add (self->candidates, candidate);
}

static void
add_composed_names (YjPinyin *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  yj_name_composer_list (self->helper, self->part, self->preedit, names);
  for (guint i = 0; i < names->len; i++)
    add_candidate (self, g_ptr_array_index (names, i), COMPOSED, YJ_NAME_RANK_COMPOSED);
}

static gboolean
is_listed (YjPinyin *self, const char *text)
{
  for (guint i = 0; i < self->candidates->len; i++)
    if (g_str_equal (((Candidate *) g_ptr_array_index (self->candidates, i))->text, text))
      return TRUE;
  return FALSE;
}

/* The engine lists what takes up the most syllables first. */
static void
read_candidates (YjPinyin *self)
{
  RimeApi *api = yj_rime_api ();
  RimeCandidateListIterator iterator = { 0 };
  g_autoptr (GPtrArray) stops = self->part != YJ_NAME_NONE ? yj_name_composer_list_stops (self->helper, self->preedit) : NULL;
  YjNamePart part = self->part;
  glong longest = 0;
  guint composed;

  add_composed_names (self);
  composed = self->candidates->len;
  if (!api->candidate_list_begin (self->session, &iterator))
    return;
  for (guint i = 0; i < YJ_PINYIN_MAX_CANDIDATES && api->candidate_list_next (&iterator); i++) {
    const char *text = iterator.candidate.text;
    glong n = g_utf8_strlen (text, -1);
    longest = MAX (longest, n);
    if (stops != NULL && g_ptr_array_find_with_equal_func (stops, text, g_str_equal, NULL))
      part = YJ_NAME_NONE; /* from here on it is not the syllable that was typed */
    if (composed == 0 || !is_listed (self, text))
      add_candidate (self, g_strdup (text), i, yj_pinyin_name_rank (part, text, n == longest));
  }
  api->candidate_list_end (&iterator);
  g_ptr_array_sort (self->candidates, compare_rank);
}

static void
update (YjPinyin *self)
{
  RimeApi *api = yj_rime_api ();
  RIME_STRUCT (RimeContext, context);

  g_clear_pointer (&self->preedit, yj_secret_text_free);
  g_ptr_array_set_size (self->candidates, 0);
  if (self->session != 0 && api->get_context (self->session, &context)) {
    self->preedit = g_strdup (context.composition.preedit);
    api->free_context (&context);
  }
  if (self->preedit == NULL)
    self->preedit = g_strdup ("");
  if (self->preedit[0] != '\0')
    read_candidates (self);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
yj_pinyin_press (YjPinyin *self, char key)
{
  gboolean starts = key >= 'a' && key <= 'z';

  if ((!starts && (key != '\'' || !yj_pinyin_is_composing (self))) || !ensure_session (self))
    return FALSE;
  yj_rime_api ()->process_key (self->session, key, 0);
  update (self);
  return TRUE;
}

gboolean
yj_pinyin_backspace (YjPinyin *self)
{
  if (!yj_pinyin_is_composing (self))
    return FALSE;
  yj_rime_api ()->process_key (self->session, KEY_BACKSPACE, 0);
  update (self);
  return TRUE;
}

gboolean
yj_pinyin_is_composing (YjPinyin *self)
{
  return self->preedit[0] != '\0';
}

const char *
yj_pinyin_get_preedit (YjPinyin *self)
{
  return self->preedit;
}

guint
yj_pinyin_get_n_candidates (YjPinyin *self)
{
  return self->candidates->len;
}

const char *
yj_pinyin_get_candidate (YjPinyin *self, guint index)
{
  g_return_val_if_fail (index < self->candidates->len, NULL);
  return ((Candidate *) g_ptr_array_index (self->candidates, index))->text;
}

static char *
take_commit (YjPinyin *self)
{
  RimeApi *api = yj_rime_api ();
  RIME_STRUCT (RimeCommit, commit);
  char *text = NULL;

  if (!api->get_commit (self->session, &commit))
    return NULL;
  text = g_strdup (commit.text);
  if (commit.text != NULL)
    yj_secret_wipe (commit.text, strlen (commit.text));
  api->free_commit (&commit);
  return text;
}

/* What was chosen before of this composition stands at the beginning of the preedit. */
static char *
take_composed (YjPinyin *self, const char *name)
{
  const char *end = self->preedit;

  while (*end != '\0' && (guchar) *end >= 0x80 && g_utf8_get_char (end) != 0xfc)
    end = g_utf8_next_char (end);
  g_autoptr (YjSecretText) chosen = g_strndup (self->preedit, (gsize) (end - self->preedit));
  yj_rime_api ()->clear_composition (self->session);
  return g_strconcat (chosen, name, NULL);
}

char *
yj_pinyin_choose (YjPinyin *self, guint index)
{
  const Candidate *candidate;
  char *text;

  g_return_val_if_fail (index < self->candidates->len, NULL);
  candidate = g_ptr_array_index (self->candidates, index);
  if (candidate->index == COMPOSED) {
    text = take_composed (self, candidate->text);
  } else {
    yj_rime_api ()->select_candidate (self->session, candidate->index);
    text = take_commit (self);
    if (self->part == YJ_NAME_WHOLE)
      self->part = YJ_NAME_GIVEN; /* its surname is chosen */
  }
  update (self);
  return text;
}

/* The engine remembers what was committed as long as its session lives, so the session goes. */
void
yj_pinyin_clear (YjPinyin *self)
{
  gboolean composing = yj_pinyin_is_composing (self);

  end_session (self);
  if (composing)
    update (self);
}
