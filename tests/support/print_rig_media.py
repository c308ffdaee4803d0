# SPDX-License-Identifier: Apache-2.0
"""What printers of rolls and of sheets say of themselves (RFC 8011, PWG 5100.14)."""
import collections

from print_rig_ipp import (BEGIN_COLLECTION, BOOLEAN, CHARSET, ENUM, INTEGER, KEYWORD, LANGUAGE, MIME, NAME, RANGE,
                           RESOLUTION, TEXT, URI)

Medium = collections.namedtuple("Medium", "width default length others resolution finishings margin")
# Widths and lengths in hundredths of a millimetre.
MEDIA = {
    "roll-80": Medium(8000, "om_receipt80_80x160mm", 16000, ["roll_max_80x3276mm", "roll_min_80x30mm"], 203, [3, 60, 63], 0),
    "roll-58": Medium(5800, "om_receipt58_58x160mm", 16000, ["roll_max_58x3276mm", "roll_min_58x30mm"], 203, [3, 60], 0),
    "a4": Medium(21000, "iso_a4_210x297mm", 29700, ["iso_a5_148x210mm", "custom_min_76x127mm", "custom_max_216x356mm"],
                 600, [3], 423),
}
SLACK = 50  # CUPS asks for whole points
OPERATIONS = (2, 4, 5, 6, 8, 9, 10, 11, 0x3C)


def keywords(name, *values):
    return name, [(KEYWORD, value) for value in values]


def media_size(width, length):
    return BEGIN_COLLECTION, [("x-dimension", [width]), ("y-dimension", [length])]


def media_col(medium, length):
    members = [("media-size", [media_size((INTEGER, medium.width), length)])]
    members += [(f"media-{edge}-margin", [(INTEGER, medium.margin)]) for edge in ("bottom", "left", "right", "top")]
    return (BEGIN_COLLECTION, members + [("media-source", [(KEYWORD, "main")])])


def state_attributes(state, reasons, queued, uptime):
    return [("printer-state", [(ENUM, state)]), keywords("printer-state-reasons", *(reasons or ["none"])),
            ("printer-is-accepting-jobs", [(BOOLEAN, True)]), ("queued-job-count", [(INTEGER, queued)]),
            ("printer-up-time", [(INTEGER, uptime)]), ("printer-state-message", [(TEXT, "")])]


def description(uri, media, document_format):
    medium = MEDIA[media]
    formats = [document_format, "application/octet-stream"]
    free = (INTEGER, medium.length) if media == "a4" else (RANGE, (3000, 327600))
    length = (INTEGER, medium.length)
    sizes = [media_size((INTEGER, medium.width), length)]
    if media != "a4":
        sizes.append(media_size((RANGE, (medium.width - SLACK, medium.width + SLACK)), free))
    return [
        ("printer-uri-supported", [(URI, uri)]), keywords("uri-authentication-supported", "none"),
        keywords("uri-security-supported", "none"), ("printer-name", [(NAME, "receipt")]),
        ("printer-info", [(TEXT, "Virtual receipt printer")]), ("printer-location", [(TEXT, "")]),
        ("printer-make-and-model", [(TEXT, f"Virtual {media}")]),
        ("printer-device-id", [(TEXT, "MFG:Virtual;MDL:Receipt;CMD:PDF;")]),
        ("printer-uuid", [(URI, "urn:uuid:00000000-0000-4000-8000-000000000080")]),
        ("charset-configured", [(CHARSET, "utf-8")]), ("charset-supported", [(CHARSET, "utf-8")]),
        ("natural-language-configured", [(LANGUAGE, "en")]), ("generated-natural-language-supported", [(LANGUAGE, "en")]),
        keywords("ipp-versions-supported", "1.1", "2.0"), keywords("ipp-features-supported", "ipp-everywhere"),
        ("operations-supported", [(ENUM, number) for number in OPERATIONS]),
        ("document-format-default", [(MIME, formats[0])]), ("document-format-supported", [(MIME, f) for f in formats]),
        keywords("compression-supported", "none"), keywords("pdl-override-supported", "attempted"),
        ("color-supported", [(BOOLEAN, False)]), keywords("print-color-mode-default", "monochrome"),
        keywords("print-color-mode-supported", "monochrome", "bi-level"),
        keywords("print-scaling-default", "none"), keywords("print-scaling-supported", "none"),
        ("copies-default", [(INTEGER, 1)]), ("copies-supported", [(RANGE, (1, 1))]),
        keywords("sides-default", "one-sided"), keywords("sides-supported", "one-sided"),
        ("printer-resolution-default", [(RESOLUTION, medium.resolution)]),
        ("printer-resolution-supported", [(RESOLUTION, medium.resolution)]),
        ("pwg-raster-document-resolution-supported", [(RESOLUTION, medium.resolution)]),
        keywords("pwg-raster-document-type-supported", "black_1", "sgray_8"),
        ("finishings-default", [(ENUM, 3)]), ("finishings-supported", [(ENUM, value) for value in medium.finishings]),
        ("orientation-requested-default", [(ENUM, 3)]), ("orientation-requested-supported", [(ENUM, 3)]),
        ("print-quality-default", [(ENUM, 4)]), ("print-quality-supported", [(ENUM, 4)]),
        keywords("output-bin-default", "face-up"), keywords("output-bin-supported", "face-up"),
        keywords("media-default", medium.default), keywords("media-ready", medium.default),
        keywords("media-supported", medium.default, *medium.others),
        keywords("media-source-supported", "main"), keywords("media-type-supported", "stationery"),
        ("media-size-supported", sizes), ("media-col-default", [media_col(medium, length)]),
        ("media-col-ready", [media_col(medium, length)]),
        ("media-col-database", [media_col(medium, length), media_col(medium, free)]),
        keywords("media-col-supported", "media-size", "media-bottom-margin", "media-left-margin", "media-right-margin",
                 "media-top-margin", "media-source"),
        *[(f"media-{edge}-margin-supported", [(INTEGER, medium.margin)]) for edge in ("bottom", "left", "right", "top")],
        keywords("job-creation-attributes-supported", "copies", "media", "media-col", "sides", "print-scaling",
                 "finishings"),
        keywords("which-jobs-supported", "completed", "not-completed"),
        keywords("multiple-document-handling-supported", "separate-documents-uncollated-copies"),
    ]
