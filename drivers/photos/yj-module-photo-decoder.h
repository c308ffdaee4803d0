/* SPDX-License-Identifier: Apache-2.0 */
/* A YjPhotoDecoder whose work is done by an integrator's module (yijian-photo-decoder.h) in a process of its own. */
#pragma once
#include "core/ports/yj-photo-decoder.h"

G_BEGIN_DECLS

#define YJ_TYPE_MODULE_PHOTO_DECODER (yj_module_photo_decoder_get_type ())
G_DECLARE_FINAL_TYPE (YjModulePhotoDecoder, yj_module_photo_decoder, YJ, MODULE_PHOTO_DECODER, GObject)

/* @module: path of the shared object; @program: of yijian-photo-decoder, NULL for where it is installed. Nothing is started. (transfer full) */
YjPhotoDecoder *yj_module_photo_decoder_new (const char *module, const char *program);

G_END_DECLS
