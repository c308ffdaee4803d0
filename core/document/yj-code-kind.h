/* SPDX-License-Identifier: Apache-2.0 */
/* What a code is that somebody shows: rules over what it says, none of which believes it. A page that has no use for a code tells the
 * person what it is (message "code.kind.<nick>"). Pure; thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YJ_CODE_KIND_RECEIPT,         /* "receipt": one of ours */
  YJ_CODE_KIND_RESIDENT_NUMBER, /* "resident-number": printed by anybody; proves nothing */
  YJ_CODE_KIND_USCC,            /* "uscc": unified social credit code */
  YJ_CODE_KIND_E_LICENCE,       /* "e-licence": identifier 1.2.156.3005.2.… (GB/T 36903) */
  YJ_CODE_KIND_INVOICE,         /* "invoice": "01,type,code,number,amount,date,…" */
  YJ_CODE_KIND_LINK,            /* "link": an address of the internet; it is never opened */
  YJ_CODE_KIND_PRODUCT,         /* "product": EAN, UPC */
  YJ_CODE_KIND_CREDENTIAL,      /* "credential": an opaque token that somebody else's server verifies: e-social-security card, 网证,
                                 * a licence shown by an app; dynamic, never kept */
  YJ_CODE_KIND_TEXT,            /* "text" */
  YJ_CODE_KIND_BYTES,           /* "bytes" */
} YjCodeKind;

/* @symbology: as in core/ports/yj-code-scanner.h; @text: (nullable) when it is none. */
YjCodeKind yj_code_kind_classify (const char *symbology, const char *text);
/* (transfer none) */
const char *yj_code_kind_nick (YjCodeKind kind);

G_END_DECLS
