/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of resident card readers, in two framings:
 *   GA 450 ("SDT")  AA AA AA 96 69 | length | body | check        requests have the body CMD PARA, answers SW1 SW2 SW3 DATA
 *   STX             02 | length | body | check | 03               requests have the body CA 01 00, answers SW1 SW2 DATA
 * The length is two bytes big-endian; GA 450 counts the check byte with the body. The check is the XOR of the body, in GA 450 of the
 * length, too. The second is some makers' own; its bytes are those that github.com/chenhaifeng2016/FaceRecognitionTest
 * (IDCardReader/src/IDReader.cpp) sends and takes. Pure: bytes in, frames out. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Largest length that is believed: an answer with text, photograph and fingerprints has less. */
#define YJ_SDT_MAX_LENGTH 0x0A00
#define YJ_SDT_MAX_FRAME_BYTES (5 + 2 + YJ_SDT_MAX_LENGTH + 2)

typedef enum { YJ_SDT_FRAMING_GA450, YJ_SDT_FRAMING_STX } YjSdtFraming;
typedef enum { YJ_SDT_REQUEST, YJ_SDT_ANSWER } YjSdtDirection;

/* Finds frames in a stream that may hold anything else. Not a GObject: free with yj_sdt_decoder_free (),
 * which wipes what it held. */
typedef struct _YjSdtDecoder YjSdtDecoder;
YjSdtDecoder *yj_sdt_decoder_new (YjSdtFraming framing, YjSdtDirection direction);
void yj_sdt_decoder_free (YjSdtDecoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSdtDecoder, yj_sdt_decoder_free)

/* Keeps at most two largest frames of bytes that are not understood. */
void yj_sdt_decoder_push (YjSdtDecoder *self, const guint8 *bytes, gsize size);
/* The next whole frame's body without the check byte, or NULL. Valid until the next call. (transfer none)
 * (nullable) */
const guint8 *yj_sdt_decoder_pop (YjSdtDecoder *self, gsize *size);
/* The rest of a frame did not come: looks for one inside what is held, as a preamble in garbage may have
 * announced a frame that never was. pop () after it; FALSE when nothing is left. */
gboolean yj_sdt_decoder_give_up (YjSdtDecoder *self);
/* Drops what is held, wiped. */
void yj_sdt_decoder_clear (YjSdtDecoder *self);
/* Bytes that belonged to no frame since the decoder was made. */
gsize yj_sdt_decoder_get_skipped_bytes (YjSdtDecoder *self);

/* Appends the frame around @body, of at most YJ_SDT_MAX_LENGTH - 1 bytes. */
void yj_sdt_frame_append (YjSdtFraming framing, GByteArray *out, const guint8 *body, gsize size);

G_END_DECLS
