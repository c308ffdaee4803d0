/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how characters become names. */
#include "ui/keyboard/yj-name-composer.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define MAX_SYLLABLES 3
#define PER_SYLLABLE 3
#define VOWELS "aeiouv"
#define MAX_READ 200 /* candidates of one syllable */
#define MAX_NAMES 3 /* single characters keep their place on the line */

typedef struct {
  char text[8];
  guint place;
} Character;

static gboolean
is_single (const char *text)
{
  return text[0] != '\0' && *g_utf8_next_char (text) == '\0' && strlen (text) < sizeof ((Character *) NULL)->text;
}

static gboolean
begin (RimeSessionId session, const char *letters, gsize n, RimeCandidateListIterator *iterator)
{
  RimeApi *api = yj_rime_api ();

  api->clear_composition (session);
  for (gsize i = 0; i < n; i++)
    api->process_key (session, letters[i], 0);
  return api->candidate_list_begin (session, iterator);
}

/* Appends the first character that each shorter syllable at the beginning of @syllable is read as: xi and xia in xiao.
 * The engine lists these after those of the whole, and does not say where they begin. */
static void
read_stops (RimeSessionId session, const char *syllable, GPtrArray *stops)
{
  for (gsize n = 1; syllable[n] != '\0'; n++) {
    RimeCandidateListIterator iterator = { 0 };
    gboolean found = FALSE;
    if (strpbrk (syllable, VOWELS) >= syllable + n || !begin (session, syllable, n, &iterator))
      continue;
    while (!found && yj_rime_api ()->candidate_list_next (&iterator))
      if (is_single (iterator.candidate.text)) {
        g_ptr_array_add (stops, g_strdup (iterator.candidate.text));
        found = TRUE;
      }
    yj_rime_api ()->candidate_list_end (&iterator);
  }
}

/* Keeps @best in order and full of the best; how many it holds. */
static guint
insert_best (Character best[PER_SYLLABLE], guint n, const char *text, guint place)
{
  guint at = n;

  while (at > 0 && best[at - 1].place > place)
    at--;
  if (at == PER_SYLLABLE)
    return n;
  memmove (best + at + 1, best + at, (MIN (n, PER_SYLLABLE - 1) - at) * sizeof *best);
  best[at].place = place;
  g_strlcpy (best[at].text, text, sizeof best[at].text);
  return MIN (n + 1, PER_SYLLABLE);
}

/* The best of the characters that @syllable is read as; how many. */
static guint
read_best (RimeSessionId session, const char *syllable, gboolean surname, Character best[PER_SYLLABLE])
{
  RimeCandidateListIterator iterator = { 0 };
  g_autoptr (GPtrArray) stops = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  read_stops (session, syllable, stops);
  if (begin (session, syllable, strlen (syllable), &iterator)) {
    for (guint read = 0; read < MAX_READ && yj_rime_api ()->candidate_list_next (&iterator); read++) {
      const char *text = iterator.candidate.text;
      guint place = surname ? yj_pinyin_surname_place (text) : yj_pinyin_given_place (text);
      if (g_ptr_array_find_with_equal_func (stops, text, g_str_equal, NULL))
        break;
      if (is_single (text) && place != G_MAXUINT)
        n = insert_best (best, n, text, place);
    }
    yj_rime_api ()->candidate_list_end (&iterator);
  }
  yj_rime_api ()->clear_composition (session);
  return n;
}

/* What is not chosen yet, in syllables as they are typed: "李mu qing" -> "mu", "qing"; ü is typed v. NULL unless all are
 * whole: a lone consonant stands for many. */
static char **
split_syllables (const char *preedit)
{
  g_autoptr (GString) letters = g_string_sized_new (strlen (preedit) + 1);
  char **syllables;

  for (const char *p = preedit; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0xfc)
      g_string_append_c (letters, 'v');
    else if (c == ' ' || c == '\'')
      g_string_append_c (letters, ' ');
    else if (c < 0x80)
      g_string_append_c (letters, (char) c);
  }
  syllables = g_strsplit (letters->str, " ", -1);
  yj_secret_wipe (letters->str, letters->len);
  for (guint i = 0; syllables[i] != NULL; i++)
    if (strpbrk (syllables[i], VOWELS) == NULL) {
      g_strfreev (syllables);
      return NULL;
    }
  return syllables;
}

/* Writes every combination whose places add up to @sum: the best of all first, then those one step beside. */
static void
combine (Character best[][PER_SYLLABLE], const guint *n, guint syllables, guint sum, GPtrArray *names, guint limit)
{
  guint at[MAX_SYLLABLES] = { 0 };

  for (guint all = 1; all != 0 && names->len < limit;) {
    guint total = 0, i = 0;
    for (guint s = 0; s < syllables; s++)
      total += at[s];
    if (total == sum) {
      char name[MAX_SYLLABLES * 8] = "";
      for (guint s = 0; s < syllables; s++)
        g_strlcat (name, best[s][at[s]].text, sizeof name);
      g_ptr_array_add (names, g_strdup (name));
      yj_secret_wipe (name, sizeof name);
    }
    while (i < syllables && ++at[i] == n[i])
      at[i++] = 0;
    all = i < syllables ? 1 : 0;
  }
}

void
yj_name_composer_list (RimeSessionId session, YjNamePart part, const char *preedit, GPtrArray *names)
{
  Character best[MAX_SYLLABLES][PER_SYLLABLE];
  guint n[MAX_SYLLABLES], limit = names->len + MAX_NAMES, n_syllables;
  g_auto (GStrv) syllables = split_syllables (preedit);

  n_syllables = syllables != NULL ? g_strv_length (syllables) : 0;
  if (part == YJ_NAME_NONE || n_syllables < 2 || n_syllables > MAX_SYLLABLES)
    return;
  for (guint s = 0; s < n_syllables; s++) {
    n[s] = read_best (session, syllables[s], part == YJ_NAME_WHOLE && s == 0, best[s]);
    if (n[s] == 0)
      return;
  }
  for (guint sum = 0; sum <= n_syllables * (PER_SYLLABLE - 1) && names->len < limit; sum++)
    combine (best, n, n_syllables, sum, names, limit);
  yj_secret_wipe (best, sizeof best);
}

GPtrArray *
yj_name_composer_list_stops (RimeSessionId session, const char *preedit)
{
  GPtrArray *stops = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) syllables = split_syllables (preedit);

  if (syllables != NULL && syllables[0] != NULL && syllables[0][0] != '\0')
    read_stops (session, syllables[0], stops);
  yj_rime_api ()->clear_composition (session);
  return stops;
}
