/* SPDX-License-Identifier: Apache-2.0 */
/* A page on which fields are filled in: what was typed is carried over when the page is built anew, and wiped when it is left.
 * Base of the form's and the delivery's pages, which put the fields on it and take their answers. Thread: main. */
#pragma once
#include "ui/fields/yj-field-set.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

#define YJ_TYPE_FIELDS_PAGE (yj_fields_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (YjFieldsPage, yj_fields_page, YJ, FIELDS_PAGE, YjPage)

struct _YjFieldsPageClass {
  YjPageClass parent_class;
};

/* The fields that stand on it; none at first. */
YjFieldSet *yj_fields_page_get_fields (YjFieldsPage *self);

G_END_DECLS
