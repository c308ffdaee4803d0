/* SPDX-License-Identifier: Apache-2.0 */
/* The look: one style sheet (assets/style/style.css), one sheet of colour roles per theme
 * (assets/style/<theme>.css, @define-color only), and the factors that scale them. In the sheet a length may
 * be written in units of its own, replaced when it is loaded:
 *   u  px of a 1080 × 1920 screen: space, strokes, targets
 *   t  the same for text that is read (× the text size: 1, 1.5, 2)
 *   h  the same for headings (× 1, 1.3, 1.5)
 *   g  the same for touch targets (× 1, 1.15, 1.3)
 * Sizes stand in the sheet only; a widget that draws uses its allocation and yj_style_get_unit ().
 * Signal "changed" (): theme, text size or screen changed; pages are built anew. Thread: main. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum { YJ_THEME_PAPER, YJ_THEME_HIGH_CONTRAST, YJ_THEME_BLACK_ON_WHITE, YJ_THEME_DARK } YjTheme;
typedef enum { YJ_TEXT_STANDARD, YJ_TEXT_LARGE, YJ_TEXT_LARGEST } YjTextSize;

#define YJ_TYPE_STYLE (yj_style_get_type ())
G_DECLARE_FINAL_TYPE (YjStyle, yj_style, YJ, STYLE, GObject)

/* @dir: folder of style.css and the themes. Nothing is loaded before attach (). (transfer full) */
YjStyle *yj_style_new (const char *dir);
/* Loads for @display. Call it again after a change of size. YJ_ERROR_NOT_FOUND, YJ_ERROR_BAD_DATA (a wrong
 * line of the sheet, with its number). */
gboolean yj_style_attach (YjStyle *self, GdkDisplay *display, GError **error);

/* Size of the window in px; sets the unit: portrait min (w/1080, h/1920), landscape min (w/1828, h/1143). */
void yj_style_set_size (YjStyle *self, int width_px, int height_px);
gboolean yj_style_is_landscape (YjStyle *self);
void yj_style_set_theme (YjStyle *self, YjTheme theme);
YjTheme yj_style_get_theme (YjStyle *self);
void yj_style_set_text_size (YjStyle *self, YjTextSize size);
YjTextSize yj_style_get_text_size (YjStyle *self);
/* Standard, large, largest, and standard again: one touch after the other reaches each. */
void yj_style_step_text_size (YjStyle *self);
/* The largest text on a landscape screen: what is not the page's own leaves its room to the words. */
gboolean yj_style_is_cramped (YjStyle *self);
/* Everything touchable in the lower 55 % of a portrait screen. */
void yj_style_set_low_reach (YjStyle *self, gboolean low);
gboolean yj_style_get_low_reach (YjStyle *self);
/* Back to paper, standard, not low: when a session ends. */
void yj_style_reset (YjStyle *self);

/* Screen px of one design px: for widgets that draw. */
double yj_style_get_unit (GtkWidget *widget);
/* A colour role of the present theme: "ink", "action", "here", … Magenta when unknown. */
void yj_style_get_color (GtkWidget *widget, const char *role, GdkRGBA *color);

G_END_DECLS
