/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one driver at one device: what was said, what was waited for, and how both are given up. */
#include "tests/drivers/contract/contract.h"
#include "drivers/yj-driver.h"
#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_MSEC (40 * 1000)
#define TICK_MSEC 5
/* A turn that comes later than this was kept waiting by the machine. */
#define TICK_SERVED_MAX_USEC (20 * 1000)

typedef struct {
  gint64 last_usec, served_usec;
} Clock;

static gboolean
on_tick (gpointer data)
{
  Clock *clock = data;
  gint64 now_usec = g_get_monotonic_time ();

  clock->served_usec += MIN (now_usec - clock->last_usec, TICK_SERVED_MAX_USEC);
  clock->last_usec = now_usec;
  return G_SOURCE_CONTINUE;
}

gboolean
contract_run_until (gboolean (*done) (gpointer data), gpointer data, guint *served_msec)
{
  Clock clock = { g_get_monotonic_time (), 0 };
  guint tick = g_timeout_add (TICK_MSEC, on_tick, &clock);
  gboolean is_done = FALSE;

  while (!(is_done = done (data)) && clock.served_usec < PATIENCE_MSEC * 1000)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  if (served_msec != NULL)
    *served_msec = (guint) (clock.served_usec / 1000);
  return is_done;
}

typedef struct {
  Clock clock;
  gint64 wanted_usec;
} Pause;

static gboolean
is_pause_over (gpointer data)
{
  Pause *pause = data;
  on_tick (&pause->clock);
  return pause->clock.served_usec >= pause->wanted_usec;
}

void
contract_run (guint msec)
{
  Pause pause = { { g_get_monotonic_time (), 0 }, (gint64) msec * 1000 };
  contract_run_until (is_pause_over, &pause, NULL);
}

/* "word word word", of all that was said. (transfer full) */
static char *
tell (Contract *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; i < self->said->len; i++)
    g_ptr_array_add (words, g_ptr_array_index (self->said, i));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

void
contract_say (Contract *self, const char *format, ...)
{
  va_list arguments;
  char *word;

  va_start (arguments, format);
  word = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (!self->started && self->kind->is_silent_when_stopped && !g_str_has_prefix (word, "still") && !g_str_has_prefix (word, "print"))
    g_error ("%s: “%s” is said after stop ()", self->rig->name, word);
  if (self->driver != NULL && self->kind->start != NULL && self->kind->get_state (self->driver) == YJ_DEVICE_ABSENT
      && g_str_has_prefix (word, self->rig->answer))
    g_error ("%s: “%s” is said of a device that is not there", self->rig->name, word);
  /* Frames come without end: one stands for those that nobody waited for. */
  if (g_str_equal (word, "frame") && self->said->len > self->heard
      && g_str_equal (g_ptr_array_index (self->said, self->said->len - 1), "frame"))
    g_free (word);
  else
    g_ptr_array_add (self->said, word);
  if (self->when_said != NULL)
    self->when_said (self, g_ptr_array_index (self->said, self->said->len - 1));
}

typedef struct {
  Contract *contract;
  const char *word;
} Awaited;

static gboolean
is_said (gpointer data)
{
  Awaited *awaited = data;
  GPtrArray *said = awaited->contract->said;

  for (guint i = awaited->contract->heard; i < said->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (said, i), awaited->word)) {
      awaited->contract->heard = i + 1;
      return TRUE;
    }
  return FALSE;
}

guint
contract_await (Contract *self, const char *word)
{
  Awaited awaited = { self, word };
  guint served_msec = 0;

  if (!contract_run_until (is_said, &awaited, &served_msec)) {
    g_autofree char *told = tell (self);
    g_error ("%s: “%s” is not said, but: %s", self->rig->name, word, told);
  }
  return served_msec;
}

gboolean
contract_has_said (Contract *self, const char *word)
{
  guint heard = self->heard;
  gboolean said = is_said (&(Awaited){ self, word });

  self->heard = heard;
  return said;
}

void
contract_forget (Contract *self)
{
  self->heard = self->said->len;
}

/* In a thread of its own it would free what the main loop is using. */
static void
on_driver_disposed (gpointer maker, GObject *driver)
{
  if (g_thread_self () != maker)
    g_error ("the driver ends in another thread than the one that made it");
}

void
contract_make_driver (Contract *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (self->driver);
  self->driver = yj_driver_create (NULL, self->settings, CONTRACT_GROUP, &error);
  g_assert_no_error (error);
  g_object_weak_ref (self->driver, on_driver_disposed, g_thread_self ());
  self->started = self->kind->start == NULL; /* it works from its making on */
  self->kind->listen (self);
}

Contract *
contract_new (const ContractRig *rig, gboolean plugged)
{
  Contract *self = g_new0 (Contract, 1);
  const YjDriverInfo *info = yj_driver_find (rig->driver);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (info);
  self->rig = rig;
  self->kind = contract_kind_find (yj_driver_info_get_port (info));
  g_assert_nonnull (self->kind);
  self->dir = g_dir_make_tmp ("yijian-contract-XXXXXX", &error);
  g_assert_no_error (error);
  self->settings = g_key_file_new ();
  self->said = g_ptr_array_new_with_free_func (g_free);
  g_key_file_set_string (self->settings, CONTRACT_GROUP, "driver", rig->driver);
  self->device = rig->make (self->dir, self->settings);
  if (!plugged)
    rig->unplug (self->device);
  contract_make_driver (self);
  if (!plugged)
    rig->unplug (self->device); /* a virtual device comes with its driver */
  return self;
}

void
contract_start (Contract *self)
{
  self->started = TRUE;
  if (self->kind->start != NULL)
    self->kind->start (self->driver);
}

void
contract_stop (Contract *self)
{
  self->started = self->kind->start == NULL;
  self->kind->stop (self);
}

static gboolean
is_gone (gpointer data)
{
  Contract *self = data;
  return g_atomic_pointer_get (&self->driver) == NULL;
}

void
contract_let_go (Contract *self)
{
  GObject *driver = self->driver;

  if (driver == NULL)
    return;
  g_object_add_weak_pointer (driver, (gpointer *) &self->driver);
  self->started &= self->unanswered > 0; /* who asked it something has it until the answer */
  g_object_unref (driver);
  /* Who was asked something holds it until the answer. */
  if (!contract_run_until (is_gone, self, NULL))
    g_error ("%s: somebody keeps the driver", self->rig->name);
  if (self->kind->get_state == NULL)
    self->unanswered = 0; /* a signal is nobody's any more */
}

static gboolean
is_answered (gpointer data)
{
  return ((Contract *) data)->unanswered == 0;
}

void
contract_free (Contract *self)
{
  if (self->device != NULL && self->rig->rest != NULL)
    self->rig->rest (self->device);
  contract_let_go (self);
  if (!contract_run_until (is_answered, self, NULL))
    g_error ("%s: %u questions were never answered", self->rig->name, self->unanswered);
  self->rig->free (self->device);
  g_ptr_array_unref (self->said);
  g_key_file_unref (self->settings);
  if (g_rmdir (self->dir) != 0)
    g_error ("%s: a file is left in %s", self->rig->name, self->dir);
  g_free (self->dir);
  g_free (self->reason);
  g_free (self);
}

/* A driver that works from its making on tells its state only when that changes. */
static guint
await_state (Contract *self, YjDeviceState state)
{
  g_autofree char *word = g_strconcat ("state:", yj_device_state_nick (state), NULL);

  if (self->kind->start != NULL || self->kind->get_state (self->driver) != state)
    return contract_await (self, word);
  contract_forget (self);
  return 0;
}

guint
contract_await_ready (Contract *self)
{
  return self->kind->get_state != NULL ? await_state (self, YJ_DEVICE_READY) : 0;
}

void
contract_await_absent (Contract *self)
{
  if (self->kind->get_state != NULL) {
    await_state (self, YJ_DEVICE_ABSENT);
    return;
  }
  self->rig->feed (self);
  contract_await (self, self->rig->says_absent);
}

void
contract_work (Contract *self)
{
  self->asked++;
  self->rig->feed (self);
  contract_await (self, self->rig->answer);
}

void
contract_mend (Contract *self)
{
  self->rig->plug (self->device);
  if (self->rig->rest != NULL)
    self->rig->rest (self->device);
}

void
contract_bring_to (Contract *self, ContractPhase phase)
{
  if (phase == CONTRACT_STOPPED)
    return;
  contract_start (self);
  if (phase == CONTRACT_ABSENT) {
    contract_await_absent (self);
    return;
  }
  contract_await_ready (self);
  if (phase == CONTRACT_BUSY) {
    self->asked++;
    self->rig->begin (self);
    if (self->rig->begun != NULL)
      contract_await (self, self->rig->begun);
  } else if (phase == CONTRACT_FAULT) {
    self->rig->ail (self->device);
    contract_await (self, "state:fault");
  }
}
