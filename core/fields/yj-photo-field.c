/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a photograph that was taken for a field: the digest of its sealed page, which is enclosed like a paper. */
#include "core/fields/yj-field-common.h"

const YjFieldType yj_photo_field = { "photo", yj_field_normalise_same, yj_field_validate_digest, yj_field_mask_digest, yj_field_example_digest };
