/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl card and scan: the kiosk's own drivers, used once. What they read is printed and forgotten. */
#include "app/ctl/yj-ctl.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-id-reader.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-image-file.h"
#include "drivers/yj-driver.h"
#include <stdio.h>
#include <string.h>

#define CARD_TIMEOUT_SECONDS 30
/* The whole budget: a technician waits longer than a citizen. */
#define SCAN_BUDGET_MSEC 2000

typedef struct {
  YjCtl *ctl;
  GMainLoop *loop;
  GError *error;
  int status;
} CardWait;

static void
set_text (json_t *object, const char *key, const char *value)
{
  if (value != NULL)
    json_object_set_new (object, key, json_string (value));
}

static json_t *
card_to_json (const YjIdCard *card)
{
  json_t *object = json_pack ("{s:s, s:i}", "kind", yj_id_kind_nick (card->kind), "sex", card->sex);
  set_text (object, "document_type", card->document_type);
  set_text (object, "name", card->name);
  set_text (object, "latin_name", card->latin_name);
  set_text (object, "ethnicity", card->ethnicity);
  set_text (object, "birth", card->birth);
  set_text (object, "address", card->address);
  set_text (object, "number", card->number);
  set_text (object, "authority", card->authority);
  set_text (object, "valid_from", card->valid_from);
  set_text (object, "valid_to", card->valid_to);
  set_text (object, "country", card->country);
  set_text (object, "permit_number", card->permit_number);
  json_object_set_new (object, "photo_bytes", json_integer (card->photo != NULL ? (json_int_t) g_bytes_get_size (card->photo) : 0));
  return object;
}

static void
on_card_read (YjIdReader *reader, YjIdCard *card, CardWait *wait)
{
  json_t *object = card_to_json (card);
  yj_ctl_print_json (object, !wait->ctl->json);
  yj_json_wipe (object);
  wait->status = YJ_CTL_OK;
  g_main_loop_quit (wait->loop);
}

static void
on_card_failed (YjIdReader *reader, const GError *error, CardWait *wait)
{
  g_clear_error (&wait->error);
  wait->error = g_error_copy (error);
  wait->status = YJ_CTL_NO;
  g_main_loop_quit (wait->loop);
}

static gboolean
on_card_timeout (gpointer user_data)
{
  CardWait *wait = user_data;
  wait->error = g_error_new (YJ_ERROR, YJ_ERROR_TIMEOUT, "no card was laid on the reader in time, or the reader does not answer");
  g_main_loop_quit (wait->loop);
  return G_SOURCE_REMOVE;
}

static int
read_card (YjCtl *ctl, const char *port, guint timeout_seconds)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GObject) driver = NULL;
  CardWait wait = { ctl, g_main_loop_new (NULL, FALSE), NULL, YJ_CTL_FAILED };
  guint timeout = g_timeout_add_seconds (timeout_seconds, on_card_timeout, &wait);

  g_key_file_set_string (settings, "id-reader", "port", port);
  driver = yj_driver_create ("sdt-reader", settings, "id-reader", &wait.error);
  if (driver != NULL) {
    g_signal_connect (driver, "card-read", G_CALLBACK (on_card_read), &wait);
    g_signal_connect (driver, "card-failed", G_CALLBACK (on_card_failed), &wait);
    yj_id_reader_start (YJ_ID_READER (driver));
    g_main_loop_run (wait.loop);
    yj_id_reader_stop (YJ_ID_READER (driver));
    g_signal_handlers_disconnect_by_data (driver, &wait);
  }
  if (wait.error == NULL || !g_error_matches (wait.error, YJ_ERROR, YJ_ERROR_TIMEOUT))
    g_source_remove (timeout);
  if (wait.error != NULL)
    yj_ctl_fail (ctl, wait.error);
  g_clear_error (&wait.error);
  g_main_loop_unref (wait.loop);
  return wait.status;
}

int
yj_ctl_card (YjCtl *ctl, int argc, char **argv)
{
  gint64 seconds = CARD_TIMEOUT_SECONDS;

  if ((argc != 3 && argc != 5) || !g_str_equal (argv[0], "read") || !g_str_equal (argv[1], "--port"))
    return YJ_CTL_USAGE;
  if (argc == 5 && (!g_str_equal (argv[3], "--timeout") || !g_ascii_string_to_signed (argv[4], 10, 1, 3600, &seconds, NULL)))
    return YJ_CTL_USAGE;
  return read_card (ctl, argv[2], (guint) seconds);
}

/* Control characters, the backslash and what is not UTF-8 are escaped as in C. */
static char *
escape_payload (const YjCode *code)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (code->payload, &size);
  gboolean is_text = size == 0 || g_utf8_validate ((const char *) data, (gssize) size, NULL);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++) {
    static const char names[] = "abtnvfr";
    if (data[i] == '\\')
      g_string_append (text, "\\\\");
    else if (data[i] >= 7 && data[i] <= 13)
      g_string_append_printf (text, "\\%c", names[data[i] - 7]);
    else if (data[i] < 0x20 || data[i] == 0x7f || (data[i] >= 0x80 && !is_text))
      g_string_append_printf (text, "\\%03o", data[i]);
    else
      g_string_append_c (text, (char) data[i]);
  }
  return g_string_free (text, FALSE);
}

static int
scan_image (YjCtl *ctl, YjCodeReader *reader, const char *path, json_t *list)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjFrame) frame = yj_image_file_load (path, YJ_FRAME_GREY, &error);
  g_autoptr (GPtrArray) codes = NULL;

  if (frame == NULL) {
    fprintf (stderr, "yijianctl: %s\n", error->message);
    return YJ_CTL_FAILED;
  }
  /* Votes for linear codes must not go from one picture to the next. */
  yj_code_reader_reset (reader);
  codes = yj_code_reader_scan (reader, frame);
  for (guint i = 0; i < codes->len; i++) {
    YjCode *code = g_ptr_array_index (codes, i);
    g_autofree char *payload = escape_payload (code);
    if (ctl->json)
      json_array_append_new (list, json_pack ("{s:s, s:s, s:s}", "file", path, "symbology", code->symbology, "payload", payload));
    else
      printf ("%s\t%s\t%s\n", path, code->symbology, payload);
  }
  return codes->len > 0 ? YJ_CTL_OK : YJ_CTL_NO;
}

int
yj_ctl_scan (YjCtl *ctl, int argc, char **argv)
{
  g_autoptr (YjCodeReader) reader = NULL;
  g_autoptr (json_t) list = json_array ();
  int status = YJ_CTL_OK;

  if (argc < 1)
    return YJ_CTL_USAGE;
  reader = yj_code_reader_new (SCAN_BUDGET_MSEC);
  for (int i = 0; i < argc; i++)
    status = MAX (status, scan_image (ctl, reader, argv[i], list));
  if (ctl->json)
    yj_ctl_print_json (list, FALSE);
  return status;
}
