/* SPDX-License-Identifier: Apache-2.0 */
/* Stands between every library of this program and the kernel: what a driver opens, reads, writes and grabs can be cut short,
 * interrupted or refused, below every transport alike. Only descriptors of devices are touched: terminals, pipes and sockets. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* No read () gives more than @bytes; 0: as many as there are. */
void contract_syscalls_set_read_limit (gsize bytes);
/* Every second call that may be interrupted is. */
void contract_syscalls_set_interrupting (gboolean interrupting);
/* open (@path) fails with @number; NULL: nothing is refused. */
void contract_syscalls_refuse (const char *path, int number);
/* What the kernel answers to EVIOCGRAB on a pipe that stands for an input device: 0, or a number of errno. */
void contract_syscalls_set_grab (int number);
/* Ends all of it. */
void contract_syscalls_reset (void);

/* How many reads were cut short, and how many calls interrupted, since the last reset: a fault that met nothing proves nothing. */
guint contract_syscalls_count (void);

/* A real signal, whose handler restarts nothing, to every thread of this program 500 times a second. */
void contract_storm_begin (void);
/* How many were delivered until now. */
guint contract_storm_count (void);
/* How many were delivered. */
guint contract_storm_end (void);

G_END_DECLS
