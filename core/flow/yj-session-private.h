/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/flow: the one structure that holds what a visitor said, shared by the files that own its
 * parts. */
#pragma once
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

struct _YjSession {
  GObject parent_instance;
  YjClock *clock;
  GDateTime *today;      /* (nullable) instead of the clock's */
  char *language;
  gboolean guide_only;

  YjCatalogue *catalogue;
  YjItem *item;
  char *id;
  char *secret;
  gint64 started_usec;

  json_t *answers;       /* id -> value */
  GHashTable *prefilled; /* set of field ids */
  GHashTable *proposed;  /* set of ids of fields that hold the answer to another question */
  GHashTable *judged;    /* set of ids whose visibility is being found out */
  GHashTable *left_out;  /* set of matter codes */
  YjIdCard *card;
  char *identified_by;

  GHashTable *pages; /* material id -> GPtrArray of YjMaterialPage */
  GHashTable *later; /* set of material ids */
  char *delivery;
  guint consents;    /* bit set by index */
  GBytes *signature;

  char *reference;
  char *case_number;
};

void yj_session_emit_changed (YjSession *self);
/* Takes the answers that fields want from the card. */
void yj_session_prefill_from_card (YjSession *self);
gboolean yj_session_is_page_visible (YjSession *self, const YjPageGroup *page);
/* Does something that serves @codes serve a chosen matter? */
gboolean yj_session_serves_chosen (YjSession *self, const char *const *codes);
/* The pages of @material_id changed: where a field asks for it, they are its answer. */
void yj_session_follow_picture (YjSession *self, const char *material_id);
/* (transfer full) */
GDateTime *yj_session_get_today (YjSession *self);

G_END_DECLS
