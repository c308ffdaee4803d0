/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the memory of a receipt's contents, and wipes what names a person. */
#include "core/document/yj-receipt.h"
#include "core/base/yj-secret.h"

G_DEFINE_FINAL_TYPE (YjReceipt, yj_receipt, G_TYPE_OBJECT)

static void
matter_free (gpointer data)
{
  YjReceiptMatter *matter = data;
  g_free (matter->name);
  g_free (matter->department);
  g_free (matter);
}

static void
material_free (gpointer data)
{
  YjReceiptMaterial *material = data;
  g_free (material->name);
  g_free (material->how);
  g_free (material->trust_level);
  g_free (material->due);
  g_free (material);
}

static void
fee_free (gpointer data)
{
  YjReceiptFee *fee = data;
  g_free (fee->name);
  g_free (fee->amount);
  g_free (fee->basis);
  g_free (fee);
}

static void
yj_receipt_finalize (GObject *object)
{
  YjReceipt *self = YJ_RECEIPT (object);
  char *texts[] = { self->language, self->hall,      self->machine,       self->item,     self->reference, self->case_number,
                    self->secret,   self->qr_text,   self->applicant,     self->document, self->time,      self->delivery,
                    self->counter,  self->query_how, self->complaint_how, self->versions, self->agent, self->keep_until };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    yj_secret_text_free (texts[i]);
  g_strfreev (self->next_steps);
  g_ptr_array_unref (self->matters);
  g_ptr_array_unref (self->materials);
  g_ptr_array_unref (self->bring);
  g_ptr_array_unref (self->fees);
  G_OBJECT_CLASS (yj_receipt_parent_class)->finalize (object);
}

static void
yj_receipt_class_init (YjReceiptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_receipt_finalize;
}

static void
yj_receipt_init (YjReceipt *self)
{
  self->matters = g_ptr_array_new_with_free_func (matter_free);
  self->materials = g_ptr_array_new_with_free_func (material_free);
  self->bring = g_ptr_array_new_with_free_func (material_free);
  self->fees = g_ptr_array_new_with_free_func (fee_free);
}

YjReceipt *
yj_receipt_new (YjReceiptKind kind, const char *language)
{
  YjReceipt *self = g_object_new (YJ_TYPE_RECEIPT, NULL);
  self->kind = kind;
  self->language = g_strdup (language);
  return self;
}

void
yj_receipt_add_matter (YjReceipt *self, const char *name, const char *department, int working_days)
{
  YjReceiptMatter *matter = g_new0 (YjReceiptMatter, 1);
  matter->name = g_strdup (name);
  matter->department = g_strdup (department);
  matter->working_days = working_days;
  g_ptr_array_add (self->matters, matter);
}

void
yj_receipt_add_material (YjReceipt *self, const char *name, guint pages, const char *how, const char *trust_level, const char *due)
{
  YjReceiptMaterial *material = g_new0 (YjReceiptMaterial, 1);
  material->name = g_strdup (name);
  material->pages = pages;
  material->how = g_strdup (how);
  material->trust_level = g_strdup (trust_level);
  material->due = g_strdup (due);
  g_ptr_array_add (self->materials, material);
}

void
yj_receipt_add_bring (YjReceipt *self, const char *name, const char *how)
{
  YjReceiptMaterial *material = g_new0 (YjReceiptMaterial, 1);
  material->name = g_strdup (name);
  material->how = g_strdup (how);
  g_ptr_array_add (self->bring, material);
}

void
yj_receipt_add_fee (YjReceipt *self, const char *name, const char *amount, const char *basis)
{
  YjReceiptFee *fee = g_new0 (YjReceiptFee, 1);
  fee->name = g_strdup (name);
  fee->amount = g_strdup (amount);
  fee->basis = g_strdup (basis);
  g_ptr_array_add (self->fees, fee);
}

char *
yj_receipt_format_time (YjClock *clock)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (clock) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  return yj_clock_is_verified (clock) ? g_date_time_format (local, "%Y-%m-%d %H:%M") : NULL;
}
