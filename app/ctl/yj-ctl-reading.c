/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl card and scan: the kiosk's own drivers, used once. What they read is printed and forgotten. */
#include "app/ctl/yj-ctl.h"
#include "core/identity/yj-id-check.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-id-reader.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/codes/yj-image-file.h"
#include "drivers/yj-driver.h"
#include <stdio.h>
#include <string.h>

#define CARD_TIMEOUT_SECONDS 30
/* The whole budget: a technician waits longer than a citizen. */
#define EVERY_WAY 0 /* whatever time it takes */

typedef struct {
  YjCtl *ctl;
  GMainLoop *loop;
  GError *error;
  int status;
  guint timeout; /* 0: it is over */
  char *trouble; /* (nullable) why the reader cannot be used */
} CardWait;

static void
set_text (json_t *object, const char *key, const char *value)
{
  if (value != NULL)
    json_object_set_new (object, key, json_string (value));
}

/* A number that a person may type is checked here as there: a card is shown with what is wrong with it. The
 * numbers of the 2017 layout and of passports have no check of this kind. */
static void
set_number_check (json_t *object, const YjIdCard *card)
{
  json_t *check = yj_id_check (card->number);

  if (card->kind != YJ_ID_FOREIGNER_2017 && card->kind != YJ_ID_MRZ) {
    json_object_set_new (object, "number_valid", json_boolean (yj_json_bool (check, "valid", FALSE)));
    set_text (object, "number_reason", yj_json_string (check, "reason"));
  }
  yj_json_wipe (check);
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
  set_number_check (object, card);
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

static void
on_reader_state_changed (YjIdReader *reader, YjDeviceState state, const char *reason, CardWait *wait)
{
  g_clear_pointer (&wait->trouble, g_free);
  if (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT)
    wait->trouble = g_strdup (reason);
}

static gboolean
on_card_timeout (gpointer user_data)
{
  CardWait *wait = user_data;

  wait->timeout = 0;
  if (wait->trouble != NULL)
    wait->error = g_error_new (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "the reader cannot be used: %s", wait->trouble);
  else
    wait->error = g_error_new (YJ_ERROR, YJ_ERROR_TIMEOUT, "no card was laid on the reader in time");
  g_main_loop_quit (wait->loop);
  return G_SOURCE_REMOVE;
}

static void
wait_for_card (CardWait *wait, YjIdReader *reader, guint timeout_seconds)
{
  wait->timeout = g_timeout_add_seconds (timeout_seconds, on_card_timeout, wait);
  g_signal_connect (reader, "card-read", G_CALLBACK (on_card_read), wait);
  g_signal_connect (reader, "card-failed", G_CALLBACK (on_card_failed), wait);
  g_signal_connect (reader, "state-changed", G_CALLBACK (on_reader_state_changed), wait);
  yj_id_reader_start (reader);
  g_main_loop_run (wait->loop);
  yj_id_reader_stop (reader);
  g_signal_handlers_disconnect_by_data (reader, wait);
  g_clear_handle_id (&wait->timeout, g_source_remove);
}

/* @driver_id (nullable): by the port. */
static int
read_card (YjCtl *ctl, const char *port, const char *driver_id, guint timeout_seconds)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GObject) driver = NULL;
  CardWait wait = { ctl, g_main_loop_new (NULL, FALSE), NULL, YJ_CTL_FAILED, 0, NULL };

  g_key_file_set_string (settings, "id-reader", "port", port);
  if (driver_id == NULL)
    driver_id = g_str_has_prefix (port, "pcsc") ? "pcsc-reader" : "sdt-reader";
  driver = yj_driver_create (driver_id, settings, "id-reader", &wait.error);
  if (driver != NULL && !YJ_IS_ID_READER (driver))
    wait.error = g_error_new (YJ_ERROR, YJ_ERROR_NOT_FOUND, "“%s” is no driver of a card reader", driver_id);
  else if (driver != NULL)
    wait_for_card (&wait, YJ_ID_READER (driver), timeout_seconds);
  if (wait.error != NULL)
    yj_ctl_fail (ctl, wait.error);
  g_clear_error (&wait.error);
  g_free (wait.trouble);
  g_main_loop_unref (wait.loop);
  return wait.status;
}

int
yj_ctl_card (YjCtl *ctl, int argc, char **argv)
{
  const char *port = NULL, *driver_id = NULL;
  gint64 seconds = CARD_TIMEOUT_SECONDS;

  if (argc % 2 == 0 || !g_str_equal (argv[0], "read"))
    return YJ_CTL_USAGE;
  for (int i = 1; i < argc; i += 2) {
    if (g_str_equal (argv[i], "--port"))
      port = argv[i + 1];
    else if (g_str_equal (argv[i], "--driver"))
      driver_id = argv[i + 1];
    else if (!g_str_equal (argv[i], "--timeout") || !g_ascii_string_to_signed (argv[i + 1], 10, 1, 3600, &seconds, NULL))
      return YJ_CTL_USAGE;
  }
  return port != NULL ? read_card (ctl, port, driver_id, (guint) seconds) : YJ_CTL_USAGE;
}

/* Nothing that moves a terminal's cursor, or turns the direction of what is written, is printed as it is. */
static gboolean
is_printed (gunichar c)
{
  return !g_unichar_iscntrl (c) && c != 0x061c && (c < 0x200e || c > 0x200f) && (c < 0x2028 || c > 0x202e) && (c < 0x2066 || c > 0x2069);
}

static void
append_escaped (GString *text, const guint8 *bytes, gsize size)
{
  static const char names[] = "abtnvfr";

  for (gsize i = 0; i < size; i++)
    if (bytes[i] >= 7 && bytes[i] <= 13)
      g_string_append_printf (text, "\\%c", names[bytes[i] - 7]);
    else
      g_string_append_printf (text, "\\%03o", bytes[i]);
}

/* Control characters, the backslash and what is not UTF-8 are escaped as in C. */
static char *
escape_payload (const YjCode *code)
{
  gsize size;
  const char *data = g_bytes_get_data (code->payload, &size);
  gboolean is_text = size == 0 || g_utf8_validate_len (data, size, NULL);
  GString *text = g_string_new (NULL);

  for (gsize i = 0, length; i < size; i += length) {
    gunichar c = is_text ? g_utf8_get_char (data + i) : (guint8) data[i];
    length = is_text ? (gsize) g_utf8_skip[(guint8) data[i]] : 1;
    if (c == '\\')
      g_string_append (text, "\\\\");
    else if (is_printed (c) && (is_text || c < 0x80))
      g_string_append_len (text, data + i, (gssize) length);
    else
      append_escaped (text, (const guint8 *) data + i, length);
  }
  return g_string_free (text, FALSE);
}

static void
report_code (YjCtl *ctl, const char *path, const YjCode *code, json_t *list)
{
  g_autofree char *payload = escape_payload (code);

  if (ctl->json)
    json_array_append_new (list, json_pack ("{s:s, s:s, s:s}", "file", path, "symbology", code->symbology, "payload", payload));
  else
    printf ("%s\t%s\t%s\n", path, code->symbology, payload);
}

static void
report_bad_image (YjCtl *ctl, const char *path, const GError *error, json_t *list)
{
  if (ctl->json)
    json_array_append_new (list, json_pack ("{s:s, s:{s:s, s:s}}", "file", path, "error", "code", yj_error_nick (error->code),
                                            "message", error->message));
  else
    fprintf (stderr, "yijianctl: %s\n", error->message);
}

static int
scan_image (YjCtl *ctl, YjCodeReader *reader, const char *path, json_t *list)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjFrame) frame = yj_image_file_load (path, YJ_FRAME_GREY, &error);
  g_autoptr (GPtrArray) codes = NULL;

  if (frame == NULL) {
    report_bad_image (ctl, path, error, list);
    return YJ_CTL_FAILED;
  }
  /* Votes for linear codes must not go from one picture to the next. */
  yj_code_reader_reset (reader);
  codes = yj_code_reader_scan (reader, frame);
  for (guint i = 0; i < codes->len; i++)
    report_code (ctl, path, g_ptr_array_index (codes, i), list);
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
  reader = yj_code_reader_new (EVERY_WAY);
  for (int i = 0; i < argc; i++) {
    int one = scan_image (ctl, reader, argv[i], list);
    status = MAX (status, one);
  }
  if (ctl->json)
    yj_ctl_print_json (list, FALSE);
  return status;
}
