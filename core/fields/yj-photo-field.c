/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a photograph that was taken: the digest of its sealed bytes. */
#include "core/fields/yj-field-common.h"

const YjFieldType yj_photo_field = { "photo", yj_field_normalise_same, yj_field_validate_digest, yj_field_mask_digest, yj_field_example_digest };
