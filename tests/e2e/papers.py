# SPDX-License-Identifier: Apache-2.0
"""Draws the papers that are laid under the virtual camera: specimens of nobody's, and QR codes.

Through Pango, Cairo and libqrencode, which the kiosk itself is linked with, so that the demonstration
needs no further package."""
import ctypes
import os
import subprocess

from processes import LONGEST_WAIT_SECONDS

_cairo = ctypes.CDLL("libcairo.so.2")
_pango = ctypes.CDLL("libpango-1.0.so.0")
_pangocairo = ctypes.CDLL("libpangocairo-1.0.so.0")
_gobject = ctypes.CDLL("libgobject-2.0.so.0")
PANGO_SCALE = 1024
RGB24 = 1
PAPER_PX = (1240, 1754)  # A4 at 150 dpi
INK, FAINT, STAMP = (0.10, 0.13, 0.12), (0.55, 0.58, 0.56), (0.06, 0.29, 0.28)

for _lib, _name in ((_cairo, "cairo_image_surface_create"), (_cairo, "cairo_create"), (_pangocairo, "pango_cairo_create_layout"),
                    (_pango, "pango_font_description_from_string")):
    getattr(_lib, _name).restype = ctypes.c_void_p
_double = ctypes.c_double


class Sheet:
    """A white sheet to draw on; everything in px from the top left."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.surface = ctypes.c_void_p(_cairo.cairo_image_surface_create(RGB24, width, height))
        self.cr = ctypes.c_void_p(_cairo.cairo_create(self.surface))
        self._color((1, 1, 1))
        _cairo.cairo_paint(self.cr)

    def _color(self, color):
        _cairo.cairo_set_source_rgb(self.cr, *map(_double, color))

    def text(self, x, y, words, size_px, color=INK, bold=False, width=None, centred=False):
        """The height that @words take."""
        layout = ctypes.c_void_p(_pangocairo.pango_cairo_create_layout(self.cr))
        font = ctypes.c_void_p(_pango.pango_font_description_from_string(b"Noto Sans CJK SC" + (b" Bold" if bold else b"")))
        _pango.pango_font_description_set_absolute_size(font, _double(size_px * PANGO_SCALE))
        _pango.pango_layout_set_font_description(layout, font)
        _pango.pango_layout_set_text(layout, words.encode(), -1)
        _pango.pango_layout_set_width(layout, (width or self.width - 2 * x) * PANGO_SCALE)
        if centred:
            _pango.pango_layout_set_alignment(layout, 1)
        self._color(color)
        _cairo.cairo_move_to(self.cr, _double(x), _double(y))
        _pangocairo.pango_cairo_show_layout(self.cr, layout)
        across, down = ctypes.c_int(), ctypes.c_int()
        _pango.pango_layout_get_pixel_size(layout, ctypes.byref(across), ctypes.byref(down))
        _pango.pango_font_description_free(font)
        _gobject.g_object_unref(layout)
        return down.value

    def line(self, x, y, width, thick=2, color=FAINT):
        self.fill(x, y, width, thick, color)

    def fill(self, x, y, width, height, color=INK):
        self._color(color)
        _cairo.cairo_rectangle(self.cr, *map(_double, (x, y, width, height)))
        _cairo.cairo_fill(self.cr)

    def frame(self, x, y, width, height, thick, color):
        self._color(color)
        _cairo.cairo_set_line_width(self.cr, _double(thick))
        _cairo.cairo_rectangle(self.cr, *map(_double, (x, y, width, height)))
        _cairo.cairo_stroke(self.cr)

    def write(self, path):
        if _cairo.cairo_surface_write_to_png(self.surface, path.encode()) != 0:
            raise OSError(f"{path} cannot be written")
        _cairo.cairo_destroy(self.cr)
        _cairo.cairo_surface_destroy(self.surface)


def draw_paper(path, title, rows, mark="样本 SPECIMEN"):
    """A paper with a title and rows of (label, value), as an office would print it; marked as a specimen."""
    width, height = PAPER_PX
    sheet = Sheet(width, height)
    sheet.frame(60, 60, width - 120, height - 120, 6, STAMP)
    sheet.frame(76, 76, width - 152, height - 152, 2, STAMP)
    sheet.text(100, 190, title, 76, bold=True, centred=True)
    y = 420
    for label, value in rows:
        sheet.text(170, y, label, 38, FAINT, width=300)
        y += max(sheet.text(470, y, value, 42, width=width - 640), 56) + 26
        sheet.line(170, y, width - 340)
        y += 34
    sheet.text(100, height - 330, mark, 64, FAINT, bold=True, centred=True)
    sheet.text(100, height - 220, "仅供演示 · for demonstration only", 34, FAINT, centred=True)
    sheet.write(path)


class _QrCode(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte))]


def draw_code(path, payload, caption="", module_px=14):
    """@payload as a QR code of level M with its quiet zone, on a card."""
    lib = ctypes.CDLL("libqrencode.so.4")
    lib.QRcode_encodeString8bit.restype = ctypes.POINTER(_QrCode)
    code = lib.QRcode_encodeString8bit(payload.encode(), 0, 1)
    if not code:
        raise ValueError("too long for a QR code")
    modules = code.contents.width
    side = (modules + 8) * module_px
    sheet = Sheet(max(side, 720), side + 120)
    left = (sheet.width - side) // 2
    for row in range(modules):
        for column in range(modules):
            if code.contents.data[row * modules + column] & 1:
                sheet.fill(left + (column + 4) * module_px, (row + 4) * module_px, module_px, module_px, (0, 0, 0))
    sheet.text(20, side + 10, caption, 36, FAINT, centred=True)
    sheet.write(path)
    lib.QRcode_free(code)


def draw_receipt(pdf, path, *part):
    """A printed receipt as its printer's dots; @part: options of pdftoppm."""
    subprocess.run(["pdftoppm", "-png", "-r", "203", *part, "-singlefile", pdf, path[:-len(".png")]], check=True, timeout=LONGEST_WAIT_SECONDS)


def draw_receipt_code(pdf, folder):
    """Path of a picture of the receipt's head: a person holds the code close to the lens, not the whole strip."""
    path = os.path.join(folder, "receipt-code.png")
    draw_receipt(pdf, path, "-x", "0", "-y", "0", "-W", "640", "-H", "760")
    return path
