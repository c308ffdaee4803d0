/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of every driver, whoever wrote it: what it does when its device does what devices do. Each driver is run through each
 * fault; what differs between drivers is a rig, one small file rig-<id>.c that makes the device, feeds it, mutes it, pulls it out and
 * puts it back. A fault that a device cannot meet is excused by the rig, with the reason, and counted apart.
 *
 * What is asked of every driver and in every cell: each state has a reason that is not empty and is the state that get_state () gives;
 * nothing is said after stop (); every question is answered once; no warning; and in the end no descriptor, thread or source is left. */
#pragma once
#include <gio/gio.h>
#include "core/ports/yj-id-reader.h"

G_BEGIN_DECLS

#define CONTRACT_GROUP "device"
/* A device that is back is found within this time, without help (DESIGN section 5). */
#define CONTRACT_RECOVERY_MSEC 3000

typedef struct _Contract Contract;
typedef struct _ContractKind ContractKind;

/* In what a driver may be when something happens to it. */
typedef enum {
  CONTRACT_STOPPED,
  CONTRACT_ABSENT, /* started, and the device is not there */
  CONTRACT_READY,
  CONTRACT_BUSY,  /* in the middle of a piece of work */
  CONTRACT_FAULT, /* the device is there and says that it cannot work */
} ContractPhase;

typedef struct {
  const char *fault; /* as in the table of faults; "unplugged while *" excuses all that begin so */
  const char *why;
} ContractExcuse;

typedef struct {
  const char *name;   /* a row of the table: the driver's id, and a word in parentheses when it has several rigs */
  const char *driver; /* its id in the registry */

  /* Makes the device, plugged in and well, below the empty folder @dir, and writes into CONTRACT_GROUP of @settings how it is found. */
  gpointer (*make) (const char *dir, GKeyFile *settings);
  void (*free) (gpointer device);
  void (*unplug) (gpointer device);
  void (*plug) (gpointer device);

  /* One good piece of work, another at each call, after which the driver says @answer. Leaves the device at rest. */
  void (*feed) (Contract *contract);
  const char *answer;
  /* A piece of work that does not end by itself. @begun: what is said of it, NULL when nothing is. The work ends with rest (). */
  void (*begin) (Contract *contract);
  const char *begun;
  /* What is said when a device is asked to work that is not there: for drivers without states. */
  const char *says_absent;
  /* The device at rest and well: no card, no job, no fault, no mute. (nullable) */
  void (*rest) (gpointer device);

  /* The optional ones: where one is NULL, the faults that need it are excused. */
  void (*ail) (gpointer device);      /* it says that it cannot work; rest () heals it */
  void (*mute) (gpointer device);     /* it is there and says nothing more; rest () ends that */
  const char *says_mute;              /* "state:absent" when NULL */
  void (*half) (gpointer device);     /* half a frame, and then silence */
  const char *says_half;
  void (*hang_up) (gpointer device);  /* (nullable) unplugs itself in the middle of the next frame; else half a frame and unplug () do it */
  void (*garbage) (gpointer device);  /* bytes that make no sense */
  const char *says_garbage;           /* (nullable) what may be said of them: any number of times */
  void (*slow) (gpointer device);     /* from now on as slowly as the slowest real one; rest () ends that */
  void (*occupy) (gpointer device, gboolean occupied); /* another program has it */
  const char *(*get_node) (gpointer device);           /* the path that the driver opens; nothing is there while unplugged */
  gboolean is_on_a_line; /* CONTRACT_GROUP has a "port": what goes over it can be recorded */
  gsize unit_bytes; /* the smallest piece that the kernel hands over; 0: it is not read by this process */

  guint reopenings; /* in the short form */
  const ContractExcuse *excuses; /* ended by a NULL fault */
} ContractRig;

struct _Contract {
  const ContractRig *rig;
  const ContractKind *kind;
  char *dir;
  GKeyFile *settings;
  gpointer device;
  GObject *driver; /* NULL when it was let go */
  gboolean started;
  GPtrArray *said; /* of char *: "state:ready", "read", "failed:card-removed", "frame", "finished:cancelled" */
  guint heard;     /* how many of them were waited for */
  char *reason;    /* (nullable): of the state that was said last */
  guint asked;     /* how often it was fed: no piece of work is like another */
  guint unanswered; /* asynchronous calls under way */
  void (*when_said) (Contract *contract, const char *word); /* (nullable) called from inside the driver's signals */
  gpointer user_data;
};

/* All rigs, generated from the files rig-<id>.c; ended by NULL. */
extern const ContractRig *const *const contract_rigs[];

/* ---- a driver at its device ---- */

/* @plugged: whether the device is there when the driver is made. Nothing is started. */
Contract *contract_new (const ContractRig *rig, gboolean plugged);
void contract_free (Contract *contract);
void contract_start (Contract *contract);
void contract_stop (Contract *contract);
/* Gives up the driver, started or not, and waits until it is gone. */
void contract_let_go (Contract *contract);
/* A new driver at the same device. */
void contract_make_driver (Contract *contract);

/* Brings a new contract to @phase. */
void contract_bring_to (Contract *contract, ContractPhase phase);
/* Plugs it in and has it at rest. */
void contract_mend (Contract *contract);
/* Returns how long that took, in ms of served time. */
guint contract_await_ready (Contract *contract);
void contract_await_absent (Contract *contract);
/* Feeds it and waits for the answer. */
void contract_work (Contract *contract);

/* For the kinds and the rigs: something was said. */
void contract_say (Contract *contract, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Waits for a word that begins so, said after all that was waited for before. Returns how long the loop was served, in ms. */
guint contract_await (Contract *contract, const char *word);
/* Whether such a word was said after all that was waited for. */
gboolean contract_has_said (Contract *contract, const char *word);
/* All that was said up to now counts as heard. */
void contract_forget (Contract *contract);
/* Runs the loop for a while, however busy the machine. */
void contract_run (guint msec);
/* Runs it until @done (data), which is looked at each turn. FALSE when it did not come to that within 40 s of served time. */
gboolean contract_run_until (gboolean (*done) (gpointer data), gpointer data, guint *served_msec);

/* ---- kinds ---- */

struct _ContractKind {
  const char *port; /* as yj_driver_info_get_port () */
  void (*listen) (Contract *contract);
  void (*start) (GObject *driver); /* (nullable) it works as soon as it is made */
  void (*stop) (Contract *contract);
  /* (nullable) no states */
  YjDeviceState (*get_state) (GObject *driver);
  gboolean is_silent_when_stopped; /* but for the answers to what was asked before */
  const char *says_stopped;        /* (nullable) how stopped work ends */
};

/* NULL: no such port. */
const ContractKind *contract_kind_find (const char *port);
/* For rigs of cameras: a still, of which "still" or "still:<error>" is said. */
void contract_begin_still (Contract *contract);
/* For rigs of printers: a receipt, of which "print:printed", "print:failed", "print:unknown" or "print:<error>" is said. */
void contract_begin_print (Contract *contract);

/* ---- faults ---- */

typedef struct {
  const char *name; /* a column of the table, and what happens to the device */
  void (*run) (const ContractRig *rig);
  gboolean (*is_possible) (const ContractRig *rig); /* (nullable) always */
} ContractFault;

/* Each ended by a NULL name. */
extern const ContractFault contract_life_faults[], contract_plug_faults[], contract_byte_faults[], contract_node_faults[];

G_END_DECLS
