/* SPDX-License-Identifier: Apache-2.0 */
/* yijian-kiosk: options, wiring, main loop. */
#include "app/kiosk/yj-kiosk-catalogue.h"
#include "app/kiosk/yj-kiosk-settings.h"
#include "core/base/yj-error.h"
#include "core/ports/yj-courier-names.h"
#include "sync/client/yj-courier-client.h"
#include "ui/yj-window.h"
#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  char *settings_path, *bus, *size, *data_dir;
  GKeyFile *settings;
  YjContext *context;
  YjKioskCatalogue *catalogue;
  YjDeviceReport *report; /* (nullable) */
  YjWindow *window;
  YjKioskTimes times;
  int status;
} Kiosk;

/* Nothing of a person in a core dump, and no other process of this account may look into this one. */
static void
close_memory (void)
{
  const struct rlimit none = { 0, 0 };
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
}

/* Toolkit and libraries free what a person typed, drew and showed without wiping it; glibc does it for all of them when it
 * is told before the program starts. */
static void
overwrite_freed_memory (char **argv)
{
  static const char tunables[] = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0";

  if (g_strcmp0 (g_getenv ("GLIBC_TUNABLES"), tunables) == 0)
    return;
  g_setenv ("GLIBC_TUNABLES", tunables, TRUE);
  g_setenv ("G_SLICE", "always-malloc", TRUE);
  execv ("/proc/self/exe", argv);
  g_message ("freed memory is not overwritten: %s", g_strerror (errno));
}

static GDBusConnection *
connect_bus (const char *bus, GError **error)
{
  if (bus == NULL || g_str_equal (bus, "system") || g_str_equal (bus, "session"))
    return g_bus_get_sync (g_strcmp0 (bus, "session") == 0 ? G_BUS_TYPE_SESSION : G_BUS_TYPE_SYSTEM, NULL, error);
  return g_dbus_connection_new_for_address_sync (
    bus, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, error);
}

static gboolean
follow_catalogue (Kiosk *kiosk, GError **error)
{
  g_autofree char *dir = g_key_file_get_string (kiosk->settings, "kiosk", "catalogue", NULL);
  g_autofree char *region = g_key_file_get_string (kiosk->settings, "kiosk", "region", NULL);

  kiosk->catalogue = yj_kiosk_catalogue_new (kiosk->context, dir, region, error);
  return kiosk->catalogue != NULL;
}

static gboolean
wire (Kiosk *kiosk, GError **error)
{
  g_autofree char *texts = g_build_filename (kiosk->data_dir, "translations", NULL);
  g_autofree char *style = g_build_filename (kiosk->data_dir, "style", NULL);
  g_autoptr (GDBusConnection) connection = connect_bus (kiosk->bus, error);
  g_autoptr (YjMessages) messages = connection != NULL ? yj_messages_new (texts, error) : NULL;
  g_autoptr (YjClock) clock = yj_clock_new ();

  if (messages == NULL)
    return FALSE;
  kiosk->settings = yj_kiosk_settings_load (kiosk->settings_path, error);
  if (kiosk->settings == NULL || !yj_kiosk_settings_get_times (kiosk->settings, &kiosk->times, error))
    return FALSE;
  kiosk->context = yj_context_new (clock, messages, style);
  kiosk->context->goodbye_seconds = kiosk->times.goodbye_seconds;
  kiosk->context->courier = yj_courier_client_new_sync (connection, error);
  return kiosk->context->courier != NULL &&
         yj_kiosk_settings_get_paper_required (kiosk->settings, &kiosk->context->paper_required, error) &&
         yj_kiosk_settings_make_devices (kiosk->settings, kiosk->context, error) &&
         follow_catalogue (kiosk, error);
}

static void
size_window (Kiosk *kiosk)
{
  int width = 0, height = 0;

  if (kiosk->size != NULL && sscanf (kiosk->size, "%dx%d", &width, &height) == 2) {
    gtk_window_set_default_size (GTK_WINDOW (kiosk->window), width, height);
    yj_style_set_size (kiosk->context->style, width, height);
  } else {
    gtk_window_fullscreen (GTK_WINDOW (kiosk->window));
  }
}

static void
on_activate (GtkApplication *application, Kiosk *kiosk)
{
  g_autoptr (GError) error = NULL;
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *icons = NULL;

  if (kiosk->window != NULL)
    return;
  if (kiosk->data_dir == NULL)
    kiosk->data_dir = g_strdup (g_getenv ("YIJIAN_DATA_DIR"));
  icons = g_build_filename (kiosk->data_dir, "icons", NULL);
  gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (display), icons);
  if (!wire (kiosk, &error) || !yj_style_attach (kiosk->context->style, display, &error)) {
    fprintf (stderr, "yijian-kiosk: %s\n", error->message);
    kiosk->status = 1;
    return;
  }
  kiosk->window = yj_window_new (application, kiosk->context, kiosk->times.warn_seconds, kiosk->times.extend_seconds);
  g_object_add_weak_pointer (G_OBJECT (kiosk->window), (gpointer *) &kiosk->window); /* somebody may close it */
  size_window (kiosk);
  kiosk->report = yj_kiosk_settings_make_report (kiosk->settings, kiosk->context);
  yj_context_purge_printer (kiosk->context);
  gtk_window_present (GTK_WINDOW (kiosk->window));
}

static void
take_down (Kiosk *kiosk)
{
  /* The keyboard's engine ends its threads and removes its folder. */
  if (kiosk->window != NULL)
    gtk_window_destroy (GTK_WINDOW (kiosk->window));
  g_clear_object (&kiosk->catalogue);
  g_clear_pointer (&kiosk->report, yj_device_report_free);
  g_clear_object (&kiosk->context);
  g_clear_pointer (&kiosk->settings, g_key_file_unref);
  g_free (kiosk->settings_path);
  g_free (kiosk->bus);
  g_free (kiosk->size);
  g_free (kiosk->data_dir);
}

static gboolean
on_signal (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  Kiosk kiosk = { 0 };
  const GOptionEntry options[] = {
    { "settings", 0, 0, G_OPTION_ARG_FILENAME, &kiosk.settings_path, "Settings file", "FILE" },
    { "bus", 0, 0, G_OPTION_ARG_STRING, &kiosk.bus, "system, session or an address", "BUS" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &kiosk.size, "A window of this size instead of the full screen", "WxH" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &kiosk.data_dir, "Folder of texts, style and icons", "DIR" },
    { NULL }
  };
  g_autoptr (GtkApplication) application = NULL;
  int status;

  overwrite_freed_memory (argv);
  setlocale (LC_ALL, "");
  close_memory ();
  yj_error_register_dbus ();
  application = gtk_application_new ("org.yijian.Kiosk", G_APPLICATION_NON_UNIQUE);
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_unix_signal_add (SIGTERM, on_signal, application);
  g_unix_signal_add (SIGINT, on_signal, application);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &kiosk);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  take_down (&kiosk);
  return kiosk.status != 0 ? kiosk.status : status;
}
