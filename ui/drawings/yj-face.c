/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which sign stands for which grade. */
#include "ui/drawings/yj-face.h"

static const char *const signs[YJ_N_FACES] = {
  [YJ_FACE_VERY_SATISFIED] = "yj-face-very-satisfied-symbolic",
  [YJ_FACE_SATISFIED] = "yj-face-satisfied-symbolic",
  [YJ_FACE_NEUTRAL] = "yj-face-neutral-symbolic",
  [YJ_FACE_DISSATISFIED] = "yj-face-dissatisfied-symbolic",
  [YJ_FACE_VERY_DISSATISFIED] = "yj-face-very-dissatisfied-symbolic",
};

GtkWidget *
yj_face_new (YjFaceGrade grade)
{
  GtkWidget *face;

  g_return_val_if_fail (grade < YJ_N_FACES, NULL);
  face = g_object_new (GTK_TYPE_IMAGE, "icon-name", signs[grade], "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (face, "face");
  gtk_widget_set_valign (face, GTK_ALIGN_CENTER);
  return face;
}
