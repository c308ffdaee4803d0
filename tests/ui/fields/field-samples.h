/* SPDX-License-Identifier: Apache-2.0 */
/* One field of every registered type, with labels in two languages, for the tests of editors. */
#pragma once
#include "ui/yj-context.h"

/* @type: a registered field type. Lives until the program ends. */
const YjField *field_sample (const char *type);
/* A choice of @n_options whose titles are @title and a number. */
const YjField *field_sample_choice (const char *type, const char *title, guint n_options);
