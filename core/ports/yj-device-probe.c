/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one look at one device: what it is asked, when it has passed, and how long is waited. */
#include "core/ports/yj-device-probe.h"
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"

/* A device recovers within 3 s by itself: what has not by then will not. */
#define RECOVERY_MSEC 3500

typedef struct {
  GTask *task; /* owns this */
  GObject *device;
  guint presentation_msec;
  gboolean is_presenting; /* it works; a person has the word */
  GSource *timer;
  gboolean may_shorten; /* the patience is ours, and nothing was said yet */
  char *state, *reason; /* said last, or NULL */
  guint width_px, height_px; /* of a camera's frame */
} Probe;

/* One port: how its device is begun and ended, and how long it may take. */
typedef struct {
  GType (*get_type) (void);
  const char *port;
  void (*start) (Probe *probe);
  void (*stop) (Probe *probe);
  guint patience_msec;
} Kind;

static const Kind *get_kind (GObject *device);

void
yj_device_verdict_free (YjDeviceVerdict *self)
{
  if (self == NULL)
    return;
  g_free (self->state);
  g_free (self->reason);
  g_free (self->next_step);
  g_free (self);
}

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->device);
  g_free (probe->state);
  g_free (probe->reason);
  g_free (probe);
}

/* The last thing that is done with @probe. */
static void
end (Probe *probe, gboolean passed, const char *reason, const char *next_step)
{
  YjDeviceVerdict *verdict = g_new0 (YjDeviceVerdict, 1);
  g_autoptr (GTask) task = probe->task;

  yj_source_clear (&probe->timer);
  g_signal_handlers_disconnect_by_data (probe->device, probe);
  get_kind (probe->device)->stop (probe);
  verdict->passed = passed;
  verdict->state = g_strdup (probe->state);
  verdict->reason = g_strdup (reason);
  verdict->next_step = passed ? NULL : g_strdup (next_step);
  g_task_return_pointer (task, verdict, (GDestroyNotify) yj_device_verdict_free);
}

static void
keep_state (Probe *probe, YjDeviceState state, const char *reason)
{
  g_free (probe->state);
  g_free (probe->reason);
  probe->state = g_strdup (yj_device_state_nick (state));
  probe->reason = g_strdup (reason);
}

static gboolean
on_patience_over (gpointer data)
{
  Probe *probe = data;
  const char *state = probe->state != NULL ? probe->state : "absent";
  g_autofree char *reason = g_strdup (probe->reason != NULL ? probe->reason : "it said nothing in time");

  end (probe, FALSE, reason, yj_device_next_step (get_kind (probe->device)->port, state, probe->reason));
  return G_SOURCE_REMOVE;
}

/* The device said it. */
static void
set_state (Probe *probe, YjDeviceState state, const char *reason)
{
  keep_state (probe, state, reason);
  if (probe->may_shorten && (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT))
    yj_source_set_timer (&probe->timer, RECOVERY_MSEC, on_patience_over, probe);
  probe->may_shorten = FALSE;
}

static gboolean
on_presentation_over (gpointer data)
{
  end (data, FALSE, "it works, but nothing was read in time",
       "lay a card on it, or hold a code before it; if it does not read, look at its own settings");
  return G_SOURCE_REMOVE;
}

static void
on_card_read (GObject *device, gpointer card, Probe *probe)
{
  end (probe, TRUE, "a card was read", NULL);
}

static void
on_card_failed (GObject *device, const GError *error, Probe *probe)
{
  end (probe, FALSE, error->message, "try another card: if that is read, it is the card");
}

static void
on_code_read (GObject *device, YjCode *code, Probe *probe)
{
  g_autofree char *reason =
      g_strdup_printf ("a code was read: %s, %" G_GSIZE_FORMAT " bytes", code->symbology, g_bytes_get_size (code->payload));
  end (probe, TRUE, reason, NULL);
}

/* A line that is open is all that a scanner or a passport reader shows by itself. */
static void
on_state_changed (GObject *device, YjDeviceState state, const char *reason, Probe *probe)
{
  set_state (probe, state, reason);
  if (probe->is_presenting || (state != YJ_DEVICE_READY && state != YJ_DEVICE_BUSY))
    return;
  if (probe->presentation_msec == 0) {
    end (probe, TRUE, probe->reason, NULL);
    return;
  }
  probe->is_presenting = TRUE;
  yj_source_set_timer (&probe->timer, probe->presentation_msec, on_presentation_over, probe);
  if (YJ_IS_ID_READER (device)) {
    g_signal_connect (device, "card-read", G_CALLBACK (on_card_read), probe);
    g_signal_connect (device, "card-failed", G_CALLBACK (on_card_failed), probe);
  } else {
    g_signal_connect (device, "code-read", G_CALLBACK (on_code_read), probe);
  }
}

static void
start_reader (Probe *probe)
{
  g_signal_connect (probe->device, "state-changed", G_CALLBACK (on_state_changed), probe);
  if (YJ_IS_ID_READER (probe->device))
    yj_id_reader_start (YJ_ID_READER (probe->device));
  else
    yj_code_scanner_start (YJ_CODE_SCANNER (probe->device));
}

static void
stop_reader (Probe *probe)
{
  if (YJ_IS_ID_READER (probe->device))
    yj_id_reader_stop (YJ_ID_READER (probe->device));
  else
    yj_code_scanner_stop (YJ_CODE_SCANNER (probe->device));
}

static void
on_camera_state (GObject *device, YjDeviceState state, const char *reason, Probe *probe)
{
  set_state (probe, state, reason);
}

/* What is seen in it follows. */
static void
on_frame (YjCamera *camera, YjFrame *frame, Probe *probe)
{
  probe->width_px = frame->width_px;
  probe->height_px = frame->height_px;
}

static void
on_sight (YjCamera *camera, const YjPaperSight *sight, Probe *probe)
{
  static const char *const remarks[YJ_PAPER_N_VERDICTS] = {
    [YJ_PAPER_GOOD] = "a paper that can be read",
    [YJ_PAPER_EMPTY] = "nothing in sight",
    [YJ_PAPER_TOO_DARK] = "dark",
    [YJ_PAPER_TOO_BRIGHT] = "too bright",
    [YJ_PAPER_GLARE] = "glaring",
    [YJ_PAPER_BLURRED] = "not sharp",
    [YJ_PAPER_CUT] = "part of a paper",
    [YJ_PAPER_SEVERAL] = "several papers",
    [YJ_PAPER_EDGELESS] = "print without a paper's edges",
    [YJ_PAPER_BLANK] = "a paper without print",
    [YJ_PAPER_SMALL] = "too far away",
  };
  g_autofree char *reason = g_strdup_printf ("a picture came: %u × %u px, %s", probe->width_px, probe->height_px, remarks[sight->verdict]);

  if (sight->quality.dark_share >= YJ_PAPER_BLACK_SHARE) { /* the first pictures may be so before the exposure settles: the next ones tell */
    keep_state (probe, yj_camera_get_state (camera), "its picture is black");
    return;
  }
  set_state (probe, yj_camera_get_state (camera), reason);
  end (probe, TRUE, reason, NULL);
}

static void
start_camera (Probe *probe)
{
  g_signal_connect (probe->device, "state-changed", G_CALLBACK (on_camera_state), probe);
  g_signal_connect (probe->device, "frame", G_CALLBACK (on_frame), probe);
  g_signal_connect (probe->device, "sight", G_CALLBACK (on_sight), probe);
  yj_camera_start (YJ_CAMERA (probe->device));
}

static void
stop_camera (Probe *probe)
{
  yj_camera_stop (YJ_CAMERA (probe->device));
}

static void
on_printer_changed (YjReceiptPrinter *printer, Probe *probe)
{
  YjPrinterReasons reasons = yj_receipt_printer_get_reasons (printer);
  g_autofree char *text = yj_printer_reasons_to_string (reasons);
  gboolean is_blocked = (reasons & YJ_PRINTER_BLOCKED) != 0;

  set_state (probe, is_blocked ? YJ_DEVICE_FAULT : YJ_DEVICE_READY, text);
  if (!is_blocked)
    end (probe, TRUE, text, NULL);
}

static void
start_printer (Probe *probe)
{
  YjPrinterReasons reasons = yj_receipt_printer_get_reasons (YJ_RECEIPT_PRINTER (probe->device));
  g_autofree char *text = yj_printer_reasons_to_string (reasons);

  g_signal_connect (probe->device, "state-changed", G_CALLBACK (on_printer_changed), probe);
  keep_state (probe, YJ_DEVICE_FAULT, text); /* as long as it says nothing else */
  if ((reasons & YJ_PRINTER_BLOCKED) == 0)
    on_printer_changed (YJ_RECEIPT_PRINTER (probe->device), probe);
}

static void
stop_nothing (Probe *probe)
{
}

static void
on_said (YjSpeaker *speaker, const GError *error, Probe *probe)
{
  if (error == NULL) {
    set_state (probe, YJ_DEVICE_READY, "a word was said: was it heard?");
    end (probe, TRUE, probe->reason, NULL);
    return;
  }
  set_state (probe, error->code == YJ_ERROR_DEVICE_ABSENT ? YJ_DEVICE_ABSENT : YJ_DEVICE_FAULT, error->message);
  on_patience_over (probe);
}

static void
start_speaker (Probe *probe)
{
  g_signal_connect (probe->device, "finished", G_CALLBACK (on_said), probe);
  yj_speaker_say (YJ_SPEAKER (probe->device), "自检", "zh-CN");
}

static void
stop_speaker (Probe *probe)
{
  yj_speaker_stop (YJ_SPEAKER (probe->device));
}

static const Kind *
get_kind (GObject *device)
{
  static const Kind kinds[] = {
    { yj_id_reader_get_type, "id-reader", start_reader, stop_reader, 4000 },
    { yj_code_scanner_get_type, "code-scanner", start_reader, stop_reader, 8000 }, /* which may be a camera */
    { yj_camera_get_type, "camera", start_camera, stop_camera, 8000 },
    { yj_receipt_printer_get_type, "receipt-printer", start_printer, stop_nothing, 12000 },
    { yj_speaker_get_type, "speaker", start_speaker, stop_speaker, 8000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_type_is_a (G_OBJECT_TYPE (device), kinds[i].get_type ()))
      return &kinds[i];
  return NULL;
}

void
yj_device_probe_async (GObject *device, guint patience_msec, guint presentation_msec, GAsyncReadyCallback callback, gpointer user_data)
{
  const Kind *kind = get_kind (device);
  Probe *probe = g_new0 (Probe, 1);

  g_return_if_fail (kind != NULL);
  probe->task = g_task_new (NULL, NULL, callback, user_data);
  probe->device = g_object_ref (device);
  probe->presentation_msec = presentation_msec;
  g_task_set_task_data (probe->task, probe, (GDestroyNotify) probe_free);
  probe->may_shorten = patience_msec == 0;
  yj_source_set_timer (&probe->timer, patience_msec > 0 ? patience_msec : kind->patience_msec, on_patience_over, probe);
  kind->start (probe);
}

YjDeviceVerdict *
yj_device_probe_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
