/* SPDX-License-Identifier: Apache-2.0 */
/* Which fingers and buttons are down: what changes by itself waits until the touch that is going on has been answered.
 * Signal "released" (): the last one is up, and what it touched has been told. Thread: main. */
#pragma once
#include "core/base/yj-clock.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What rests on the glass for longer is no touch: it holds nothing up any more. */
#define YJ_LONGEST_CONTACT_SECONDS 5

#define YJ_TYPE_CONTACTS (yj_contacts_get_type ())
G_DECLARE_FINAL_TYPE (YjContacts, yj_contacts, YJ, CONTACTS, GObject)

/* @clock (transfer none): a reference is taken. */
YjContacts *yj_contacts_new (YjClock *clock);
/* Every event of the window, before anything in it has seen it. */
void yj_contacts_follow (YjContacts *self, GdkEvent *event);
/* Looks at the clock; once a second. */
void yj_contacts_tick (YjContacts *self);
gboolean yj_contacts_are_down (YjContacts *self);

G_END_DECLS
