/* SPDX-License-Identifier: Apache-2.0 */
/* The openssl command is the oracle: tests/support/open-gm opens what profile gm-1 seals, with it and tar alone. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-gm.h"
#include "core/seal/yj-seal.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *identity[2], *recipient[3];
  GBytes *plain, *sealed;
  char *dir;
} Fixture;

static GBytes *
make_plain (gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 31 + (i >> 8));
  return g_bytes_new_take (data, size);
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 2; i++)
    g_assert_true (yj_seal_keygen (YJ_SUITE_GM_1, &f->identity[i], &f->recipient[i], &error));
  f->recipient[2] = NULL;
  f->plain = make_plain (5000);
  f->sealed = yj_seal_bytes (f->plain, (const char *const *) f->recipient, &error);
  g_assert_no_error (error);
  f->dir = g_dir_make_tmp ("yijian-gm-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < 2; i++) {
    yj_secret_text_free (f->identity[i]);
    g_free (f->recipient[i]);
  }
  g_bytes_unref (f->plain);
  g_bytes_unref (f->sealed);
  g_rmdir (f->dir);
  g_free (f->dir);
}

static char *
write_file (Fixture *f, const char *name, const void *data, gsize size)
{
  char *path = g_build_filename (f->dir, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
  return path;
}

/* What openssl makes of @sealed with the identity @n; NULL when it refuses. */
static GBytes *
open_by_command (Fixture *f, GBytes *sealed, int n)
{
  g_autofree char *key = write_file (f, "key.pem", f->identity[n], strlen (f->identity[n]));
  g_autofree char *file = write_file (f, "sealed.tar", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  g_autofree char *script = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests", "support", "open-gm", NULL);
  g_autofree char *folder = g_build_filename (f->dir, "parts", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) out = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_subprocess_launcher_setenv (launcher, "TMPDIR", folder, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, script, key, file, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, NULL, NULL, &out, NULL, &error));
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* empty: nothing of what it took out is left, the content's key least of all */
  g_unlink (key);
  g_unlink (file);
  return g_subprocess_get_successful (process) ? g_steal_pointer (&out) : NULL;
}

static void
test_openssl_opens_ours (Fixture *f, gconstpointer unused)
{
  static const gsize sizes[] = { 0, 1, 15, 16, 17, 512, 65537, 300000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int n = 0; n < 2; n++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) plain = make_plain (sizes[i]);
      g_autoptr (GBytes) sealed = yj_seal_bytes (plain, (const char *const *) f->recipient, &error), opened = NULL;
      g_assert_no_error (error);
      opened = open_by_command (f, sealed, n);
      g_assert_nonnull (opened);
      g_assert_true (g_bytes_equal (opened, plain));
    }
  g_test_message ("openssl and tar opened %u sizes with either key", (guint) G_N_ELEMENTS (sizes));
}

static void
test_either_key_opens (Fixture *f, gconstpointer unused)
{
  for (int n = 0; n < 2; n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) opened = yj_seal_open (f->sealed, (const char *const[]){ f->identity[n], NULL }, 0, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (opened, f->plain));
  }
}

static GBytes *
change_entry (GBytes *sealed, const char *changed, gsize at, gboolean cut)
{
  g_autoptr (GPtrArray) entries = yj_archive_unpack_tar (sealed, 1 << 20, 16, NULL);
  g_autoptr (GPtrArray) result = yj_archive_entries_new ();

  for (guint i = 0; i < entries->len; i++) {
    YjArchiveEntry *entry = g_ptr_array_index (entries, i);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (GBytes) other = NULL;
    g_byte_array_append (bytes, g_bytes_get_data (entry->data, NULL), (guint) g_bytes_get_size (entry->data));
    if (g_str_equal (entry->name, changed)) {
      if (cut)
        g_byte_array_set_size (bytes, (guint) at);
      else
        bytes->data[at] ^= 1;
    }
    other = g_bytes_new (bytes->data, bytes->len);
    yj_archive_entries_add (result, entry->name, other);
  }
  return yj_archive_pack_tar (result, NULL);
}

/* Every byte of what the MAC covers and of the MAC itself; ours and openssl agree that it was changed. */
static void
test_changes_are_noticed (Fixture *f, gconstpointer unused)
{
  static const char *const names[] = { "manifest.json", "body.sm4", "body.hmac" };
  guint tried = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GPtrArray) entries = yj_archive_unpack_tar (f->sealed, 1 << 20, 16, NULL);
    gsize size = g_bytes_get_size (yj_archive_entries_find (entries, names[i]));
    for (gsize at = 0; at < size; at += MAX (size / 40, 1)) {
      g_autoptr (GBytes) flipped = change_entry (f->sealed, names[i], at, FALSE), cut = change_entry (f->sealed, names[i], at, TRUE);
      GBytes *both[] = { flipped, cut };
      for (guint k = 0; k < G_N_ELEMENTS (both); k++, tried++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (yj_seal_open (both[k], (const char *const[]){ f->identity[0], NULL }, 0, &error));
        g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
      }
    }
    g_autoptr (GBytes) flipped = change_entry (f->sealed, names[i], size / 2, FALSE);
    g_assert_null (open_by_command (f, flipped, 0));
  }
  g_test_message ("%u changed files were refused", tried);
}

static void
test_strangers_open_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  YjSecretText *other = NULL;
  g_autofree char *recipient = NULL, *age_recipient = NULL;
  YjSecretText *age = NULL;

  g_assert_true (yj_seal_keygen (YJ_SUITE_GM_1, &other, &recipient, NULL));
  g_assert_true (yj_seal_keygen (YJ_SUITE_INTL_1, &age, &age_recipient, NULL));
  g_assert_null (yj_seal_open (f->sealed, (const char *const[]){ other, age, NULL }, 0, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
  yj_secret_text_free (other);
  yj_secret_text_free (age);
}

static void
test_one_suite_at_a_time (Fixture *f, gconstpointer unused)
{
  g_autofree char *recipient = NULL;
  YjSecretText *identity = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_seal_keygen (YJ_SUITE_INTL_1, &identity, &recipient, NULL));
  g_assert_null (yj_seal_bytes (f->plain, (const char *const[]){ f->recipient[0], recipient, NULL }, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
  g_assert_cmpstr (yj_seal_get_suite ((const char *const *) f->recipient), ==, YJ_SUITE_GM_1);
  g_assert_null (yj_seal_get_suite ((const char *const[]){ recipient, f->recipient[0], NULL }));
  yj_secret_text_free (identity);
}

static void
test_bad_recipients (Fixture *f, gconstpointer unused)
{
  g_autofree char *off_curve = g_strdup (f->recipient[0]), *cut = g_strndup (f->recipient[0], 40);
  const char *cases[] = { "sm2:", "sm2:AAAA", "age1", "", "sm3:x", off_curve, cut };

  off_curve[strlen (off_curve) - 4] ^= 1;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (yj_seal_check_recipient (cases[i], &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
  }
  g_assert_true (yj_seal_check_recipient (f->recipient[0], NULL));
}

static void
test_key_files (Fixture *f, gconstpointer unused)
{
  g_autofree char *age_recipient = NULL;
  YjSecretText *age = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) identities = NULL;

  g_assert_true (yj_seal_keygen (YJ_SUITE_INTL_1, &age, &age_recipient, NULL));
  text = g_strdup_printf ("# public key: %s\n%s\n# %s\n  %s \nnothing\n%s", f->recipient[0], f->identity[0], age_recipient, age, f->identity[1]);
  identities = yj_seal_read_identities (text);
  g_assert_cmpuint (identities->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (identities, 1), ==, age);
  for (guint i = 0; i < 3; i += 2) {
    g_autoptr (GBytes) opened = yj_seal_open (f->sealed, (const char *const[]){ g_ptr_array_index (identities, i), NULL }, 0, NULL);
    g_assert_nonnull (opened);
  }
  g_assert_null (yj_seal_read_identities ("-----BEGIN PRIVATE KEY-----\nMIG"));
  g_assert_null (yj_seal_read_identities ("# nothing\n"));
  yj_secret_text_free (age);
}

static void
test_envelopes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) application = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = yj_envelope_seal (application, NULL, (const char *const *) f->recipient, &error);
  g_autoptr (YjEnvelope) envelope = NULL;

  g_assert_no_error (error);
  envelope = yj_envelope_open (sealed, (const char *const[]){ f->identity[1], NULL }, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (envelope->application, application));
}

static void
test_limits (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) short_one = g_bytes_new_static ("age", 3), garbage = g_bytes_new_static ("not a tar at all, and long enough", 33);

  g_assert_null (yj_seal_open (f->sealed, (const char *const[]){ f->identity[0], NULL }, 4999, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (yj_seal_open (garbage, (const char *const[]){ f->identity[0], NULL }, 0, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (yj_seal_open (short_one, (const char *const[]){ f->identity[0], NULL }, 0, &error));
  g_assert_nonnull (error);
}

#define ADD(name, function) g_test_add ("/seal-gm/" name, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("openssl alone opens what was sealed", test_openssl_opens_ours);
  ADD ("service and escrow each open it", test_either_key_opens);
  ADD ("a changed byte anywhere is noticed", test_changes_are_noticed);
  ADD ("other keys open nothing", test_strangers_open_nothing);
  ADD ("recipients of two suites are refused", test_one_suite_at_a_time);
  ADD ("what is no key is refused with a sentence", test_bad_recipients);
  ADD ("a key file may hold keys of both suites", test_key_files);
  ADD ("an envelope is sealed by the suite of its recipients", test_envelopes);
  ADD ("limits hold, and garbage is only refused", test_limits);
  return g_test_run ();
}
