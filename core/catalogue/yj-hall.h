/* SPDX-License-Identifier: Apache-2.0 */
/* What a hall's region says besides the items: the files regions/<code>.json from the province to the hall itself (430000,
 * 430100, 430105, GB/T 2260; then towns and villages of 9 and 12 digits), of which the finest wins, member by member. Members
 * that name items ("switched_off", "added_materials", "item_phones") are taken item by item. Immutable. Thread: any. */
#pragma once
#include "core/base/yj-clock.h"
#include "core/base/yj-json.h"
#include "core/catalogue/yj-opening-hours.h"

G_BEGIN_DECLS

typedef struct _YjHall YjHall;

/* Reads the region's own files out of @entries (element-type YjArchiveEntry) and parses no other. A region without any file is a
 * hall that says nothing. YJ_ERROR_BAD_DATA names file and JSON Pointer. (transfer full) (nullable) */
YjHall *yj_hall_new (const char *region, GPtrArray *entries, GError **error);
void yj_hall_free (YjHall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjHall, yj_hall_free)
/* Is @name one of the files that the hall of @region is read from? */
gboolean yj_hall_reads_file (const char *region, const char *name);

const char *yj_hall_get_region (YjHall *self);
guint yj_hall_count_files (YjHall *self);
/* "name", "address", "counter", "phone", "complaint_phone"; "" when it is not said. (transfer none) */
const char *yj_hall_get_text (YjHall *self, const char *member, const char *language);
/* The phone to ring about an item: its own, or the hall's. */
const char *yj_hall_get_phone (YjHall *self, const char *item_id);
/* Today's hours in words, and those of the present season's week; every season where the clock does not know the day. ""
 * where none are said. (transfer full) */
char *yj_hall_format_today (YjHall *self, YjMessages *messages, const char *language, YjClock *clock);
char *yj_hall_format_week (YjHall *self, YjMessages *messages, const char *language, YjClock *clock);
/* One matter of an item, or the whole item, is not offered here. */
gboolean yj_hall_has_switched_off (YjHall *self, const char *item_id, const char *matter_code);
/* Materials that this hall wants in addition; (nullable): none. (transfer none) */
const json_t *yj_hall_get_added_materials (YjHall *self, const char *item_id);
/* Does the hall change the item at all? */
gboolean yj_hall_changes_item (YjHall *self, const char *item_id);
/* Everything that was read, with the finest of each member. (transfer none) */
const json_t *yj_hall_get_json (YjHall *self);

G_END_DECLS
