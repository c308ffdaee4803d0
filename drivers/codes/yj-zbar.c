/* SPDX-License-Identifier: Apache-2.0 */
/* Owns every call into libzbar. */
#include "drivers/codes/yj-zbar.h"
#include "core/base/yj-secret.h"
#include <zbar.h>

static const struct {
  YjSymbologies symbology;
  zbar_symbol_type_t type;
} types[] = {
  { YJ_SYMBOLOGY_QR_CODE, ZBAR_QRCODE }, { YJ_SYMBOLOGY_EAN_13, ZBAR_EAN13 },
  { YJ_SYMBOLOGY_EAN_8, ZBAR_EAN8 },     { YJ_SYMBOLOGY_UPC_A, ZBAR_UPCA },
  { YJ_SYMBOLOGY_UPC_E, ZBAR_UPCE },     { YJ_SYMBOLOGY_CODE_128, ZBAR_CODE128 },
  { YJ_SYMBOLOGY_CODE_93, ZBAR_CODE93 }, { YJ_SYMBOLOGY_CODE_39, ZBAR_CODE39 },
  { YJ_SYMBOLOGY_ITF, ZBAR_I25 },        { YJ_SYMBOLOGY_CODABAR, ZBAR_CODABAR },
};

void
yj_zbar_symbol_free (YjZbarSymbol *symbol)
{
  g_bytes_unref (symbol->payload);
  g_free (symbol);
}

static zbar_image_scanner_t *
make_scanner (YjSymbologies wanted)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if ((wanted & types[i].symbology) == 0)
      continue;
    zbar_image_scanner_set_config (scanner, types[i].type, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config (scanner, types[i].type, ZBAR_CFG_BINARY, 1);
  }
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_POSITION, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY,
                                 (wanted & YJ_SYMBOLOGY_QR_CODE) != 0 ? 1 : 0);
  return scanner;
}

static void
collect_symbol (GPtrArray *found, const zbar_symbol_t *symbol)
{
  guint length = zbar_symbol_get_data_length (symbol);
  /* ZBar frees the text of a code without wiping it. */
  gpointer data = (gpointer) zbar_symbol_get_data (symbol);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i].type != zbar_symbol_get_type (symbol))
      continue;
    YjZbarSymbol *copy = g_new (YjZbarSymbol, 1);
    copy->symbology = types[i].symbology;
    copy->payload = yj_secret_bytes_new (data, length);
    copy->lines = (guint) MAX (zbar_symbol_get_quality (symbol), 1);
    g_ptr_array_add (found, copy);
    break;
  }
  yj_secret_wipe (data, length);
}

GPtrArray *
yj_zbar_scan (const YjGreyImage *image, YjSymbologies wanted)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_zbar_symbol_free);
  zbar_image_scanner_t *scanner = make_scanner (wanted);
  zbar_image_t *view = zbar_image_create ();

  zbar_image_set_format (view, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (view, image->width_px, image->height_px);
  zbar_image_set_data (view, image->pixels, (gsize) image->width_px * image->height_px, NULL);
  if (zbar_scan_image (scanner, view) > 0)
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol (view); symbol != NULL;
         symbol = zbar_symbol_next (symbol))
      collect_symbol (found, symbol);
  zbar_image_destroy (view);
  zbar_image_scanner_destroy (scanner);
  return found;
}
