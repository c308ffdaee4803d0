/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a signature that was given: the digest of its sealed bytes. */
#include "core/fields/yj-field-common.h"

const YjFieldType yj_signature_field = { "signature", yj_field_normalise_same, yj_field_validate_digest, yj_field_mask_digest, yj_field_example_digest };
