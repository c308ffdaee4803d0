/* SPDX-License-Identifier: Apache-2.0 */
/* Which page stands in the frame: follows the flow's place and the gates, builds pages anew in another language or
 * look without losing what was typed, and keeps header, question, aside and bars true to the page. What changes by
 * itself (gates, catalogue) waits for the end of a touch: a page that goes under a finger does not answer. Thread: main. */
#pragma once
#include "ui/yj-contacts.h"
#include "ui/yj-frame-view.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

#define YJ_TYPE_PAGE_HOST (yj_page_host_get_type ())
G_DECLARE_FINAL_TYPE (YjPageHost, yj_page_host, YJ, PAGE_HOST, GObject)

/* Puts header, question, action bar and utility bar into @frame (transfer none), and the page of the flow's place.
 * @contacts (transfer none): of the window; a reference is taken. */
YjPageHost *yj_page_host_new (YjContext *context, YjFrameView *frame, YjContacts *contacts);
YjPage *yj_page_host_get_page (YjPageHost *self);
/* The page in another language: what was typed stays. */
void yj_page_host_rebuild (YjPageHost *self);
/* Reads the page aloud. The context has a speaker. */
void yj_page_host_say (YjPageHost *self);
/* The words of the bars, after something they show changed. */
void yj_page_host_update_bars (YjPageHost *self);
/* No visit is going on: welcome or out of service. */
gboolean yj_page_host_is_resting (YjPageHost *self);
/* Leaves the page: before the frame goes. */
void yj_page_host_close (YjPageHost *self);

G_END_DECLS
