/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order in which a social-security card is asked.
 *
 *   SELECT application -> for each file: READ RECORD by its short number, record after record
 *                                         |  the card knows no short numbers
 *                                         v
 *                                        SELECT file -> READ RECORD of the selected file
 *
 * Which item a record holds is said by its tag: specifications 1.0 and 2.0 number the records of EF06 differently. */
#include "drivers/readers/yj-social-card.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include "drivers/readers/yj-apdu.h"
#include "drivers/readers/yj-social-items.h"

enum { INS_SELECT = 0xA4, INS_READ_RECORD = 0xB2 };
enum { BY_NAME = 0x04, CHILD_FILE = 0x02, RECORD_BY_NUMBER = 0x04 };

/* “sx1.sh.” in ASCII and 社会保障 in GB 2312. */
static const guint8 application[] = { 0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF };

static const struct {
  guint8 id[2];
  guint8 first, last; /* records */
} files[] = {
  { { 0xEF, 0x05 }, 5, 6 },
  { { 0xEF, 0x06 }, 1, 8 },
};

typedef enum { STEP_APPLICATION, STEP_READ, STEP_FILE, STEP_END } Step;

struct _YjSocialCard {
  Step step;
  guint file, record;
  gboolean over_t0;
  gboolean selected; /* the file stands selected: its records are read without its short number */
  gboolean locked;   /* something was refused for want of a key or a PIN */
  YjApdu apdu;
  YjIdCard *card;
  YjSocialName name;
};

static void
begin_select (YjSocialCard *self, guint8 how, const guint8 *what, gsize size)
{
  yj_apdu_begin (&self->apdu, INS_SELECT, how, 0x00, what, size, self->over_t0 ? -1 : 0);
}

static void
begin_read (YjSocialCard *self)
{
  guint8 short_number = self->selected ? 0 : files[self->file].id[1];

  self->step = STEP_READ;
  yj_apdu_begin (&self->apdu, INS_READ_RECORD, (guint8) self->record, (guint8) (short_number << 3 | RECORD_BY_NUMBER), NULL, 0, 0);
}

static void
begin_file (YjSocialCard *self, guint file)
{
  self->file = file;
  self->selected = FALSE;
  if (file >= G_N_ELEMENTS (files)) {
    self->step = STEP_END;
    yj_apdu_wipe (&self->apdu);
    return;
  }
  self->record = files[file].first;
  begin_read (self);
}

static void
begin_record (YjSocialCard *self, guint record)
{
  self->record = record;
  if (record > files[self->file].last)
    begin_file (self, self->file + 1);
  else
    begin_read (self);
}

YjSocialCard *
yj_social_card_new (gboolean over_t0)
{
  YjSocialCard *self = g_new0 (YjSocialCard, 1);

  self->over_t0 = over_t0;
  self->card = yj_id_card_new (YJ_ID_SOCIAL_SECURITY);
  begin_select (self, BY_NAME, application, sizeof application);
  return self;
}

void
yj_social_card_free (YjSocialCard *self)
{
  g_clear_pointer (&self->card, yj_id_card_free);
  yj_secret_wipe (self, sizeof *self);
  g_free (self);
}

const guint8 *
yj_social_card_get_command (YjSocialCard *self, gsize *size)
{
  *size = self->step == STEP_END ? 0 : self->apdu.command_bytes;
  return self->step == STEP_END ? NULL : self->apdu.command;
}

/* 6981, 6982, 6985 and 6988: by PIN, key or secure messaging only. */
static gboolean
is_locked (guint16 status)
{
  return status == 0x6981 || status == 0x6982 || status == 0x6985 || status == 0x6988;
}

static void
on_record (YjSocialCard *self)
{
  guint16 status = self->apdu.status;

  /* Warnings (62xx, 63xx) come with what was read. */
  if (status == 0x9000 || status >> 8 == 0x62 || status >> 8 == 0x63)
    yj_social_items_take (self->apdu.answer, self->apdu.answer_bytes, self->card, &self->name);
  else if (is_locked (status))
    self->locked = TRUE;
  else if (status == 0x6A83) {
    begin_file (self, self->file + 1); /* no more records */
    return;
  } else if (!self->selected && self->record == files[self->file].first) {
    self->step = STEP_FILE;
    begin_select (self, CHILD_FILE, files[self->file].id, sizeof files[self->file].id);
    return;
  }
  begin_record (self, self->record + 1);
}

static gboolean
on_application (YjSocialCard *self, GError **error)
{
  if (self->apdu.status != 0x9000) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN, "no social-security application on this card (status %04X)", self->apdu.status);
    return FALSE;
  }
  begin_file (self, 0);
  return TRUE;
}

static void
on_file (YjSocialCard *self)
{
  if (self->apdu.status != 0x9000) {
    self->locked = self->locked || is_locked (self->apdu.status);
    begin_file (self, self->file + 1);
    return;
  }
  self->selected = TRUE;
  begin_read (self);
}

gboolean
yj_social_card_take (YjSocialCard *self, const guint8 *answer, gsize size, GError **error)
{
  YjApduTurn turn;

  g_return_val_if_fail (self->step != STEP_END, FALSE);
  turn = yj_apdu_take (&self->apdu, answer, size);
  if (turn == YJ_APDU_BROKEN) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "what the card sent (%" G_GSIZE_FORMAT " bytes) is no answer to a command", size);
    return FALSE;
  }
  if (turn == YJ_APDU_MORE)
    return TRUE;
  if (self->step == STEP_APPLICATION)
    return on_application (self, error);
  if (self->step == STEP_FILE)
    on_file (self);
  else
    on_record (self);
  return TRUE;
}

/* A card without a day of birth, or with one that cannot be: the number has it too. */
static void
complete_birth (YjIdCard *card)
{
  if (card->birth == NULL && card->number != NULL && yj_resident_id_check (card->number, NULL) == YJ_RESIDENT_ID_VALID)
    card->birth = yj_resident_id_get_birth (card->number);
}

YjIdCard *
yj_social_card_finish (YjSocialCard *self, GError **error)
{
  YjIdCard *card = self->card;

  if (card->name == NULL)
    card->name = yj_social_name_decode (&self->name);
  complete_birth (card);
  if (card->name != NULL && card->number != NULL && card->birth != NULL) {
    card->document_type = g_strdup ("990"); /* GA/T 2000.156 has no code of its own for it */
    return g_steal_pointer (&self->card);
  }
  if (self->locked)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN, "the card gives its holder only to terminals that hold a key of the issuer");
  else
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "the card lacks a name, a number or a real day of birth, or is not in GB 18030");
  return NULL;
}
