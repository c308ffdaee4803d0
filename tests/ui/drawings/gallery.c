/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/ui/drawings/gallery.h"
#include "ui/drawings/yj-broken-stroke.h"
#include "ui/drawings/yj-camera-preview.h"
#include "ui/drawings/yj-countdown.h"
#include "ui/drawings/yj-disc.h"
#include "ui/drawings/yj-face.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/drawings/yj-mark.h"
#include "ui/drawings/yj-progress-stroke.h"
#include "ui/drawings/yj-qr-code.h"
#include "ui/drawings/yj-signature-pad.h"
#include "ui/drawings/yj-strands.h"
#include "ui/drawings/yj-timeline.h"

static const char *const steps[] = { "看须知", "验身份", "填信息", "交材料", "核对提交", NULL };

static GtkWidget *
make_strands (void)
{
  static const char *const labels[] = { "出生医学证明", "预防接种证", "上户口", "社会保障卡", "居民医保参保", "生育医疗待遇", "科学育儿指导", NULL };
  GtkWidget *strands = yj_strands_new ("七项手续，一次办完");

  yj_strands_set_labels (YJ_STRANDS (strands), labels);
  return strands;
}

static GtkWidget *
make_progress (void)
{
  GtkWidget *stroke = yj_progress_stroke_new ();

  yj_progress_stroke_set_steps (YJ_PROGRESS_STROKE (stroke), steps);
  yj_progress_stroke_set_position (YJ_PROGRESS_STROKE (stroke), 1, 0.3, "第 2 步，共 5 步：验身份");
  return stroke;
}

static GtkWidget *
make_timeline (void)
{
  YjTimeline *line = YJ_TIMELINE (yj_timeline_new ("接下来"));

  yj_timeline_add (line, TRUE, "已完成", "现在", "申请已加密，存在本机");
  yj_timeline_add (line, FALSE, "还没到", "网络恢复后", "自动上报，不用您再做什么");
  yj_timeline_add (line, FALSE, "还没到", "5 个工作日内", "办结；社保卡 30 个工作日");
  return GTK_WIDGET (line);
}

static GtkWidget *
make_countdown (void)
{
  GtkWidget *countdown = yj_countdown_new ();

  yj_countdown_set (YJ_COUNTDOWN (countdown), 24, 30, "还有 24 秒");
  return countdown;
}

static GtkWidget *
make_qr (void)
{
  GtkWidget *code = yj_qr_code_new ("回执码，查进度用");

  g_assert_true (yj_qr_code_set_text (YJ_QR_CODE (code), "7K3M 92F4 C", NULL));
  return code;
}

static GtkWidget *
make_signature (void)
{
  GtkWidget *pad = yj_signature_pad_new ("签名的地方");

  yj_signature_pad_set_caption (YJ_SIGNATURE_PAD (pad), "申请人：王*慧   2026 年 3 月 12 日");
  return pad;
}

static GtkWidget *
make_preview (void)
{
  GtkWidget *preview = yj_camera_preview_new ("摄像头画面");

  yj_camera_preview_set_state (YJ_CAMERA_PREVIEW (preview), "对准了，请别动", TRUE);
  return preview;
}

#define PICTURE(NAME, KIND, TEXT)                                                                                       \
  static GtkWidget *make_##NAME (void)                                                                                  \
  {                                                                                                                     \
    return yj_illustration_new (YJ_ILLUSTRATION_##KIND, TEXT);                                                          \
  }
PICTURE (card, CARD, "把身份证放到读卡区")
PICTURE (lift_card, LIFT_CARD, "请先把卡拿起来")
PICTURE (passport, PASSPORT, "把护照资料页放上去")
PICTURE (phone_code, PHONE_CODE, "把手机上的码对着扫码窗")
PICTURE (receipt_code, RECEIPT_CODE, "把回执上的码对着扫码窗")
PICTURE (paper, PAPER, "把材料平放在摄像头下")
PICTURE (take_receipt, TAKE_RECEIPT, "请取走回执")
PICTURE (paper_out, PAPER_OUT, "回执纸用完了")
PICTURE (cover_open, COVER_OPEN, "打印机的盖子开着")
PICTURE (portrait, PORTRAIT, "证件照片")

#define BROKEN(NAME, THING, TEXT)                                                                                       \
  static GtkWidget *make_broken_##NAME (void)                                                                           \
  {                                                                                                                     \
    return yj_broken_stroke_new (YJ_BROKEN_##THING, TEXT);                                                              \
  }
BROKEN (paper, PAPER, "回执纸用完了")
BROKEN (cover, COVER, "打印机的盖子开着")
BROKEN (reader, READER, "读卡器没有回应")
BROKEN (machine, MACHINE, "这台机器暂时不能办")

static GtkWidget *
make_disc_number (void)
{
  GtkWidget *disc = yj_disc_new (FALSE, 2);

  gtk_widget_add_css_class (disc, "large");
  yj_drawing_set_name (YJ_DRAWING (disc), "第 2 份，还没有");
  return disc;
}

static GtkWidget *
make_disc_done (void)
{
  GtkWidget *disc = yj_disc_new (TRUE, 2);

  gtk_widget_add_css_class (disc, "result");
  yj_drawing_set_name (YJ_DRAWING (disc), "已完成");
  return disc;
}

const GalleryPiece gallery[] = {
  { "broken-cover", GTK_ACCESSIBLE_ROLE_IMG, 952, make_broken_cover },
  { "broken-machine", GTK_ACCESSIBLE_ROLE_IMG, 952, make_broken_machine },
  { "broken-paper", GTK_ACCESSIBLE_ROLE_IMG, 952, make_broken_paper },
  { "broken-reader", GTK_ACCESSIBLE_ROLE_IMG, 952, make_broken_reader },
  { "camera-preview", GTK_ACCESSIBLE_ROLE_IMG, 952, make_preview },
  { "card", GTK_ACCESSIBLE_ROLE_IMG, 952, make_card },
  { "countdown", GTK_ACCESSIBLE_ROLE_TIMER, 0, make_countdown },
  { "cover-open", GTK_ACCESSIBLE_ROLE_IMG, 952, make_cover_open },
  { "disc-done", GTK_ACCESSIBLE_ROLE_IMG, 0, make_disc_done },
  { "disc-number", GTK_ACCESSIBLE_ROLE_IMG, 0, make_disc_number },
  { "lift-card", GTK_ACCESSIBLE_ROLE_IMG, 952, make_lift_card },
  { "mark", GTK_ACCESSIBLE_ROLE_PRESENTATION, 0, yj_mark_new },
  { "paper", GTK_ACCESSIBLE_ROLE_IMG, 952, make_paper },
  { "paper-out", GTK_ACCESSIBLE_ROLE_IMG, 952, make_paper_out },
  { "passport", GTK_ACCESSIBLE_ROLE_IMG, 952, make_passport },
  { "phone-code", GTK_ACCESSIBLE_ROLE_IMG, 952, make_phone_code },
  { "portrait", GTK_ACCESSIBLE_ROLE_IMG, 0, make_portrait },
  { "progress-stroke", GTK_ACCESSIBLE_ROLE_PROGRESS_BAR, 952, make_progress },
  { "qr-code", GTK_ACCESSIBLE_ROLE_IMG, 0, make_qr },
  { "receipt-code", GTK_ACCESSIBLE_ROLE_IMG, 952, make_receipt_code },
  { "signature-pad", GTK_ACCESSIBLE_ROLE_IMG, 952, make_signature },
  { "strands", GTK_ACCESSIBLE_ROLE_IMG, 1080, make_strands },
  { "take-receipt", GTK_ACCESSIBLE_ROLE_IMG, 952, make_take_receipt },
  { "timeline", GTK_ACCESSIBLE_ROLE_LIST, 952, make_timeline },
};
const guint gallery_n_pieces = G_N_ELEMENTS (gallery);

YjStyle *
gallery_style (void)
{
  static YjStyle *style;

  if (style == NULL) {
    g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "style", NULL);
    g_autofree char *icons = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "icons", NULL);
    GError *error = NULL;
    style = yj_style_new (dir);
    yj_style_attach (style, gdk_display_get_default (), &error);
    g_assert_no_error (error);
    gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), icons);
  }
  return style;
}

GtkWidget *
gallery_show (GtkWidget *piece, int width_px)
{
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gallery_style ();
  gtk_widget_add_css_class (window, "kiosk");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  if (width_px)
    gtk_widget_set_size_request (box, width_px, -1);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  if (!width_px)
    gtk_widget_set_halign (piece, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), piece);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_widget_show (window);
  gallery_settle (window);
  return window;
}

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  int *left = user_data;

  gtk_widget_queue_draw (widget);
  return --*left > 0;
}

void
gallery_settle (GtkWidget *window)
{
  int left = 2;

  gtk_widget_add_tick_callback (window, count_frame, &left, NULL);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  gtk_test_widget_wait_for_draw (window);
}

cairo_surface_t *
gallery_picture (GtkWidget *widget)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (root));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (root);
  GtkSnapshot *shot = gtk_snapshot_new ();
  graphene_rect_t bounds;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  cairo_surface_t *picture;

  g_assert_true (gtk_widget_compute_bounds (widget, root, &bounds));
  gdk_paintable_snapshot (paintable, shot, gtk_widget_get_width (root), gtk_widget_get_height (root));
  node = gtk_snapshot_free_to_node (shot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (renderer, node, &bounds);
  picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, gdk_texture_get_width (texture), gdk_texture_get_height (texture));
  gdk_texture_download (texture, cairo_image_surface_get_data (picture), (gsize) cairo_image_surface_get_stride (picture));
  cairo_surface_mark_dirty (picture);
  return picture;
}

guint
gallery_count_colors (cairo_surface_t *picture)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  const guchar *data = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);

  for (int y = 0; y < cairo_image_surface_get_height (picture); y++)
    for (int x = 0; x < cairo_image_surface_get_width (picture) && g_hash_table_size (seen) < 1000; x++)
      g_hash_table_add (seen, GUINT_TO_POINTER (((const guint32 *) (const void *) (data + y * stride))[x] & 0xffffff));
  return g_hash_table_size (seen);
}

gboolean
gallery_has_color (cairo_surface_t *picture, const GdkRGBA *color)
{
  const int want[] = { (int) (color->blue * 255), (int) (color->green * 255), (int) (color->red * 255) };
  const guchar *data = cairo_image_surface_get_data (picture);

  for (int y = 0; y < cairo_image_surface_get_height (picture); y++)
    for (int x = 0; x < cairo_image_surface_get_width (picture); x++) {
      const guchar *at = data + y * cairo_image_surface_get_stride (picture) + 4 * x;
      if (ABS (at[0] - want[0]) <= 3 && ABS (at[1] - want[1]) <= 3 && ABS (at[2] - want[2]) <= 3)
        return TRUE;
    }
  return FALSE;
}
