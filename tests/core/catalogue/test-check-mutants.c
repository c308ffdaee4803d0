/* SPDX-License-Identifier: Apache-2.0 */
/* Shipped items with random mistakes: the check never crashes, whatever a kiosk refuses it finds, and what it finds right a person can
 * apply for to the end. The seed of every mutant is printed where one fails; 5,000 of them with YIJIAN_LONG. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include "tests/core/flow/applicant.h"
#include "tests/support/seed.h"
#include <glib/gstdio.h>
#include <string.h>

#define MUTANTS 400
#define MUTANTS_LONG 5000
#define MOVES_MAX 2000

typedef struct {
  json_t *parent;
  const char *key; /* (nullable) of an object's member */
  size_t index;    /* else of a list's element */
} Spot;

typedef struct {
  GArray *spots;
  GPtrArray *words; /* every string of the file */
} Places;

static void
collect (Places *places, json_t *value)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_string (value))
    g_ptr_array_add (places->words, (gpointer) json_string_value (value));
  json_object_foreach (value, key, member) {
    Spot spot = { value, key, 0 };
    g_array_append_val (places->spots, spot);
    collect (places, member);
  }
  json_array_foreach (value, i, member) {
    Spot spot = { value, NULL, i };
    g_array_append_val (places->spots, spot);
    collect (places, member);
  }
}

static json_t *
get (const Spot *spot)
{
  return spot->key != NULL ? json_object_get (spot->parent, spot->key) : json_array_get (spot->parent, spot->index);
}

static void
set (const Spot *spot, json_t *value)
{
  if (spot->key != NULL)
    json_object_set_new (spot->parent, spot->key, value);
  else
    json_array_set_new (spot->parent, spot->index, value);
}

static void
drop (const Spot *spot)
{
  if (spot->key != NULL)
    json_object_del (spot->parent, spot->key);
  else
    json_array_remove (spot->parent, spot->index);
}

static json_t *
make_strange (GRand *rand)
{
  static const char *const values[] = { "null", "[]", "{}", "\"\"", "-1", "0", "1000000000000", "1.5", "true", "false", "[[]]", "[null]",
                                        "{\"zh-CN\":1}", "{\"answer\":\"x\",\"is\":\"y\"}", "{\"all\":[{}]}", "{\"count\":\"x\",\"max\":40}", "40" };
  return json_loads (values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))], JSON_DECODE_ANY, NULL);
}

/* One mistake: a member dropped or given twice, something else in its place, or a name that leads elsewhere. */
static void
mutate (json_t *root, GRand *rand)
{
  g_autoptr (GArray) spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  Places places = { spots, words };
  const Spot *spot, *other;

  collect (&places, root);
  spot = &g_array_index (spots, Spot, g_rand_int_range (rand, 0, (gint32) spots->len));
  other = &g_array_index (spots, Spot, g_rand_int_range (rand, 0, (gint32) spots->len));
  switch (g_rand_int_range (rand, 0, 5)) {
  case 0:
    drop (spot);
    break;
  case 1: /* twice, behind each other */
    if (json_is_array (spot->parent))
      json_array_insert_new (spot->parent, spot->index, json_deep_copy (get (spot)));
    else
      json_object_set_new (spot->parent, "again", json_deep_copy (get (spot)));
    break;
  case 2:
    set (spot, json_deep_copy (get (other)));
    break;
  case 3:
    set (spot, make_strange (rand));
    break;
  default:
    set (spot, json_string (g_ptr_array_index (words, (guint) g_rand_int_range (rand, 0, (gint32) words->len))));
    break;
  }
}

typedef struct {
  guint clean, refused, tolerated, walked;
  GHashTable *found;     /* kinds of findings -> how many mutants had one */
  GHashTable *overlooked; /* those that a kiosk does not look at */
} Tally;

static void
count (GHashTable *table, YjFindingKind kind)
{
  gpointer key = GINT_TO_POINTER (kind);
  g_hash_table_insert (table, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (table, key)) + 1));
}

static gboolean
has_errors (GPtrArray *findings, GHashTable *table)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new (NULL, NULL);
  gboolean errors = FALSE;

  for (guint i = 0; i < findings->len; i++) {
    YjCatalogueFinding *finding = g_ptr_array_index (findings, i);
    g_assert_cmpuint (strlen (finding->sentence), >, 10);
    errors |= finding->error;
    if (finding->error && g_hash_table_add (kinds, GINT_TO_POINTER (finding->kind)) && table != NULL)
      count (table, finding->kind);
  }
  return errors;
}

/* Somebody applies for what the check found right, and reaches the end. */
static void
walk (YjCatalogue *catalogue, const char *item, guint32 seed)
{
  g_autoptr (YjSession) session = applicant_session_new_for (catalogue, item);
  g_autoptr (YjFlow) flow = yj_flow_new (session);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint moves = 0;

  while (!g_str_equal (yj_flow_get_place (flow)->page, "submit") && moves++ < MOVES_MAX) {
    applicant_do_place (flow, rand);
    yj_flow_next (flow);
  }
  if (moves >= MOVES_MAX)
    g_test_fail_printf ("%s, seed %u: stuck at %s %s", item, seed, yj_flow_get_place (flow)->page, yj_flow_get_place (flow)->subject);
}

static void
judge (const char *dir, const char *id, guint32 seed, Tally *tally)
{
  g_autoptr (GPtrArray) findings = yj_catalogue_check_dir (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_for_hall_from_dir (dir, "000000", &error);
  gboolean errors = has_errors (findings, tally->found);

  if (catalogue == NULL) {
    tally->refused++;
    if (!errors)
      g_test_fail_printf ("%s, seed %u: a kiosk refuses it (%s), and the check finds nothing", id, seed, error->message);
  } else if (errors) {
    tally->tolerated++;
    has_errors (findings, tally->overlooked);
  } else {
    tally->clean++;
    if (yj_catalogue_get_item (catalogue, id) != NULL) {
      walk (catalogue, id, seed);
      tally->walked++;
    }
  }
}

/* Without the care that g_file_set_contents () takes: nothing has to survive a power cut here. */
static void
write_fast (const char *dir, const char *name, const json_t *value)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_assert_cmpint (json_dump_file (value, path, JSON_COMPACT | JSON_ENCODE_ANY), ==, 0);
}

static void
try_mutant (const char *dir, const char *id, const json_t *file, guint32 seed, Tally *tally)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (json_t) mutant = json_deep_copy (file);
  g_autofree char *name = g_strdup_printf ("items/%s.json", id);

  for (gint32 n = g_rand_int_range (rand, 1, 4); n > 0; n--)
    mutate (mutant, rand);
  write_fast (dir, name, mutant);
  judge (dir, id, seed, tally);
}

static void
tell (const char *what, GHashTable *kinds)
{
  g_autoptr (GString) line = g_string_new (what);

  for (guint kind = 0; kind < YJ_N_FINDING_KINDS; kind++) {
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (kinds, GUINT_TO_POINTER (kind)));
    if (n > 0)
      g_string_append_printf (line, " %s %u,", yj_finding_kind_to_string (kind), n);
  }
  g_test_message ("%s", line->str);
}

static void
test_mutants (void)
{
  g_autoptr (YjCatalogue) shipped = applicant_load_catalogue ();
  GPtrArray *items = yj_catalogue_get_items (shipped);
  guint mutants = g_getenv ("YIJIAN_LONG") != NULL ? MUTANTS_LONG : MUTANTS;
  guint32 first = (guint32) g_test_rand_int () & 0x3fffffff;
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL), overlooked = g_hash_table_new (NULL, NULL);
  Tally tally = { 0, 0, 0, 0, found, overlooked };

  for (guint i = 0; i < items->len; i++) {
    YjItem *item = g_ptr_array_index (items, i);
    char *dir = rig_new ();
    g_autofree char *own = g_build_filename (dir, "items", "newborn.json", NULL);
    g_autoptr (json_t) list = json_pack ("[s]", item->id);
    g_assert_no_errno (g_unlink (own));
    rig_put (dir, "catalog.json", "/items", list);
    for (guint m = i; m < mutants; m += items->len)
      try_mutant (dir, item->id, item->file, first + m, &tally);
    rig_free (dir);
  }
  g_test_message ("seeds %u to %u: %u mutants, %u refused by a kiosk too, %u tolerated by it, %u right, of which %u were applied for to the end",
                  first, first + mutants - 1, mutants, tally.refused, tally.tolerated, tally.clean, tally.walked);
  tell ("found:", found);
  tell ("tolerated, because a kiosk takes what is signed and looks only at what it would stumble over:", overlooked);
  g_assert_cmpuint (tally.refused, >, mutants / 20);
  g_assert_cmpuint (tally.tolerated, >, mutants / 20);
  g_assert_cmpuint (tally.walked, >, mutants / 40);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  seed_test_init (&argc, &argv);
  g_test_add_func ("/check-mutants/finds what a kiosk refuses, and what is right can be applied for", test_mutants);
  return g_test_run ();
}
