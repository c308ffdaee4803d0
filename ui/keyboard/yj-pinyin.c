/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one composition: its letters, what it shows, and its candidates in the order they are offered. */
#include "ui/keyboard/yj-pinyin.h"
#include "core/base/yj-secret.h"
#include "ui/keyboard/yj-pinyin-names.h"
#include "ui/keyboard/yj-rime.h"
#include <string.h>

#define SCHEMA "yijian_pinyin"
#define KEY_BACKSPACE 0xff08 /* XK_BackSpace */

typedef struct {
  char *text;
  guint index; /* the engine's */
  guint rank;
} Candidate;

struct _YjPinyin {
  GObject parent_instance;
  RimeSessionId session; /* 0: none yet */
  char *preedit;
  GPtrArray *candidates; /* Candidate */
  gboolean name_start;
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
  self->session = 0;
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
yj_pinyin_set_name_start (YjPinyin *self, gboolean name_start)
{
  self->name_start = name_start;
}

static gboolean
ensure_session (YjPinyin *self)
{
  RimeApi *api = yj_rime_api ();

  if (self->session != 0 && api->find_session (self->session))
    return TRUE;
  yj_rime_wait ();
  self->session = api->create_session ();
  if (self->session == 0 || api->select_schema (self->session, SCHEMA))
    return self->session != 0;
  end_session (self);
  return FALSE;
}

static int
compare_rank (gconstpointer a, gconstpointer b)
{
  const Candidate *first = *(const Candidate *const *) a, *second = *(const Candidate *const *) b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return first->index < second->index ? -1 : 1;
}

/* The engine lists what takes up the most syllables first. */
static void
read_candidates (YjPinyin *self)
{
  RimeApi *api = yj_rime_api ();
  RimeCandidateListIterator iterator = { 0 };
  glong longest = 0;

  if (!api->candidate_list_begin (self->session, &iterator))
    return;
  for (guint i = 0; i < YJ_PINYIN_MAX_CANDIDATES && api->candidate_list_next (&iterator); i++) {
    Candidate *candidate = g_new0 (Candidate, 1);
    glong n = g_utf8_strlen (iterator.candidate.text, -1);
    longest = MAX (longest, n);
    candidate->text = g_strdup (iterator.candidate.text);
    candidate->index = i;
    candidate->rank = self->name_start ? yj_pinyin_name_rank (candidate->text, n == longest) : 0;
    g_ptr_array_add (self->candidates, candidate);
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

char *
yj_pinyin_choose (YjPinyin *self, guint index)
{
  char *text;

  g_return_val_if_fail (index < self->candidates->len, NULL);
  yj_rime_api ()->select_candidate (self->session, ((Candidate *) g_ptr_array_index (self->candidates, index))->index);
  text = take_commit (self);
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
