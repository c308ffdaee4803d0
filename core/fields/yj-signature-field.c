/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a signature that was given in a form, by somebody beside the applicant: the digest of its sealed page, which is enclosed. */
#include "core/fields/yj-field-common.h"

const YjFieldType yj_signature_field = { "signature", yj_field_normalise_same, yj_field_validate_digest, yj_field_mask_digest, yj_field_example_digest };
