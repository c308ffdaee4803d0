/* SPDX-License-Identifier: Apache-2.0 */
/* A code on cloth, on a can or on crumpled paper: one plane does not fit it. From the plane that fits best, a mesh of small shifts
 * is found under which every module is as plainly dark or light as can be, and the picture is smoothed out by it. */
#pragma once
#include "drivers/codes/yj-qr-geometry.h"

G_BEGIN_DECLS

/* Codes of more modules than this are not bent enough within reach for the time that it would take. */
#define YJ_QR_MESH_MODULES_MAX 101u

/* The code made flat: *@flat maps its modules to pixels of the result. @scale: how many pixels of @grey one pixel of @grid's plane is.
 * NULL when the code has more than YJ_QR_MESH_MODULES_MAX modules. (transfer full) (nullable) */
YjGreyImage *yj_qr_mesh_flatten (const YjQrGrid *grid, const YjGreyImage *grey, double scale, YjQrGrid *flat);

G_END_DECLS
