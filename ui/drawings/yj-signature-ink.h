/* SPDX-License-Identifier: Apache-2.0 */
/* The strokes of a signature: where the pen was and how thick it wrote, in design units so that they do not depend on the
 * screen. All memory is taken once and wiped: nothing of a signature is left in blocks that were
 * outgrown. No widget. Thread: any, one at a time. */
#pragma once
#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _YjSignatureInk YjSignatureInk;

#define YJ_SIGNATURE_POINTS_MAX 8192
/* Shorter in all than this (units of a 952 × 580 pad) is a dot or a slip, not a signature. */
#define YJ_SIGNATURE_LENGTH_MIN 160.0
#define YJ_SIGNATURE_PNG_BYTES_MAX (64 * 1024)
/* Longest side of the picture. */
#define YJ_SIGNATURE_PNG_SIDE_MAX 960
#define YJ_SIGNATURE_THIN 8.0 /* units: a fast or light stroke */
#define YJ_SIGNATURE_THICK 11.0

YjSignatureInk *yj_signature_ink_new (void);
/* Wipes first; NULL is allowed. */
void yj_signature_ink_free (YjSignatureInk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSignatureInk, yj_signature_ink_free)
/* Overwrites every point with zeros. */
void yj_signature_ink_clear (YjSignatureInk *self);

/* A stroke begins. @pressure: 0 to 1, or negative where the device knows none: then slow is thick. @time_msec
 * may wrap. Points that the full memory cannot take are left out. */
void yj_signature_ink_begin (YjSignatureInk *self, double x, double y, double pressure, guint32 time_msec);
/* It goes on; a point closer than a unit to the one before is left out. */
void yj_signature_ink_move (YjSignatureInk *self, double x, double y, double pressure, guint32 time_msec);

gboolean yj_signature_ink_is_empty (const YjSignatureInk *self);
guint yj_signature_ink_get_n_points (const YjSignatureInk *self);
guint yj_signature_ink_get_n_strokes (const YjSignatureInk *self);
/* Of all strokes, in units. */
double yj_signature_ink_get_length (const YjSignatureInk *self);
/* Longer than YJ_SIGNATURE_LENGTH_MIN. */
gboolean yj_signature_ink_is_enough (const YjSignatureInk *self);

/* Draws all strokes in the present colour, 1 unit to 1 of @cr. */
void yj_signature_ink_draw (const YjSignatureInk *self, cairo_t *cr);

/* Black on white, without transparency, grey, of a pad of @width × @height units; made smaller until it has at most
 * YJ_SIGNATURE_PNG_BYTES_MAX bytes. The bytes are secret (core/base/yj-secret.h), the canvas is wiped. Errors:
 * YJ_ERROR_BAD_DATA (not enough ink), _LIMIT (it does not fit at any size). (transfer full) */
GBytes *yj_signature_ink_to_png (const YjSignatureInk *self, double width, double height, GError **error);

G_END_DECLS
