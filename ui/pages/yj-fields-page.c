/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the fields of a page from its making to its end. */
#include "ui/pages/yj-fields-page.h"

typedef struct {
  YjFieldSet *fields;
} YjFieldsPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YjFieldsPage, yj_fields_page, YJ_TYPE_PAGE)

YjFieldSet *
yj_fields_page_get_fields (YjFieldsPage *self)
{
  YjFieldsPagePrivate *priv = yj_fields_page_get_instance_private (self);
  return priv->fields;
}

static void
leave (YjPage *page)
{
  yj_field_set_wipe (yj_fields_page_get_fields (YJ_FIELDS_PAGE (page)));
}

static json_t *
save (YjPage *page)
{
  return yj_field_set_save (yj_fields_page_get_fields (YJ_FIELDS_PAGE (page)));
}

static void
restore (YjPage *page, const json_t *saved)
{
  yj_field_set_restore (yj_fields_page_get_fields (YJ_FIELDS_PAGE (page)), saved);
}

static void
yj_fields_page_finalize (GObject *object)
{
  yj_field_set_free (yj_fields_page_get_fields (YJ_FIELDS_PAGE (object)));
  G_OBJECT_CLASS (yj_fields_page_parent_class)->finalize (object);
}

static void
yj_fields_page_class_init (YjFieldsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_fields_page_finalize;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_fields_page_init (YjFieldsPage *self)
{
  YjFieldsPagePrivate *priv = yj_fields_page_get_instance_private (self);
  priv->fields = yj_field_set_new (YJ_PAGE (self));
}
