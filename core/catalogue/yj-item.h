/* SPDX-License-Identifier: Apache-2.0 */
/* One life event (一件事) as read from items/<id>.json: plain, immutable structures owned by the YjItem.
 * Text maps answer in a language with zh-CN as fallback. Thread: any, after loading. */
#pragma once
#include "core/base/yj-json.h"
#include "core/catalogue/yj-condition.h"
#include "core/catalogue/yj-hall.h"
#include "core/catalogue/yj-text.h"

G_BEGIN_DECLS

typedef struct {
  const char *code;
  const YjText *name;
  const YjText *everyday_name; /* (nullable) 上户口 for 出生登记 */
  const char *department;      /* code: names in the catalogue */
  int working_days;            /* promised */
  const YjText *result;
  gboolean optional;           /* a person may leave it out */
  const char *const *needs;    /* codes of matters that come first */
  const YjText *in_person;     /* (nullable) the step no kiosk can do */
  const YjCondition *when;     /* (nullable) */
} YjMatter;

typedef struct {
  const char *id;
  const YjText *label;
  const YjText *hint;          /* (nullable) */
  const YjCondition *when;     /* (nullable) */
  const json_t *json;          /* the option as it stands in the file */
} YjOption;

typedef struct {
  const char *id;              /* the answer's id */
  const YjText *prompt;
  const YjText *hint;          /* (nullable) */
  gboolean multiple;
  GPtrArray *options;          /* YjOption */
  const YjCondition *when;
} YjQuestion;

typedef struct {
  const char *id;
  const char *type;            /* a registered field type: "person-name" … */
  const YjText *label;
  const YjText *hint;
  const YjText *prompt;        /* (nullable) the page's question when the field stands alone */
  gboolean required;
  const char *const *matters;  /* codes served */
  const char *prefill;         /* (nullable) "card.name", or "answer:<id>": proposed, and still asked */
  GPtrArray *options;          /* (nullable) YjOption, for choice and choices */
  const json_t *spec;          /* type-specific limits: {"not_before_days": 180, "pattern": …}; may be NULL */
  const YjCondition *when;
} YjField;

/* A section's fields that share a page: "one thing a page" may be a group (mother: name, number, phone). */
typedef struct {
  const char *id;
  const YjText *title;
  const YjText *hint;
  GPtrArray *fields;           /* YjField */
  const YjCondition *when;
} YjPageGroup;

typedef struct {
  const char *id;
  const YjText *title;
  GPtrArray *pages;            /* YjPageGroup */
  const YjCondition *when;
  int copy;                    /* 0: asked once. From 1: for the first, second … person of a section that repeats */
} YjSection;

typedef enum { YJ_NECESSITY_REQUIRED, YJ_NECESSITY_OPTIONAL, YJ_NECESSITY_LATER } YjNecessity;
typedef enum {
  YJ_EXEMPTION_NONE,           /* must be given */
  YJ_EXEMPTION_GENERATED,      /* made from the form */
  YJ_EXEMPTION_E_LICENCE,
  YJ_EXEMPTION_VERIFIED,       /* checked with another department */
  YJ_EXEMPTION_PERSONAL_SPACE,
} YjExemption;

typedef struct {
  const char *id;
  const YjText *name;
  const YjText *hint;
  const char *const *matters;
  YjExemption exemption;
  YjNecessity necessity;
  int copies;                  /* on paper; 1 or more */
  int max_pages;
  const char *trust_level;     /* "C" or "D" */
  const YjText *bring_original; /* (nullable) when the original must be shown later */
  const char *of_field;        /* (nullable) "photo", "signature": what the field of its id asks for; no paper */
  const YjCondition *when;
} YjMaterial;

typedef struct {
  const char *id;              /* "post", "pickup" */
  const YjText *label;
  const YjText *hint;
  GPtrArray *fields;           /* YjField asked when chosen */
  const YjCondition *when;
} YjDelivery;

typedef enum {
  YJ_FEE_FREE,
  YJ_FEE_FIXED,
  YJ_FEE_ASSESSED,             /* a department works it out: said, without a sum */
} YjFeeKind;

/* What a matter or a delivery costs. With neither, it holds for every matter that has no fee of its own. */
typedef struct {
  const char *matter;          /* (nullable) code */
  const char *delivery;        /* (nullable) id */
  YjFeeKind kind;
  const char *yuan;            /* "80" or "0.50" when the kind is YJ_FEE_FIXED, else NULL */
  const YjText *basis;         /* what it rests on, or what it is for */
  const YjCondition *when;     /* (nullable) names questions of the guide only */
} YjFee;

typedef struct {
  const char *before;
  const char *after;
} YjReduction;

#define YJ_TYPE_ITEM (yj_item_get_type ())
G_DECLARE_FINAL_TYPE (YjItem, yj_item, YJ, ITEM, GObject)

struct _YjItem {
  GObject parent_instance;
  const char *id;
  int version;
  gboolean enterprise;         /* audience */
  const char *enterprise_name; /* (nullable) ids of the fields that say which enterprise applies; the person is its agent */
  const char *enterprise_code; /* (nullable) as long as there is no unified social credit code */
  const char *stage;           /* (nullable) id of the life stage it is found under */
  const char *lead;            /* department code */
  const char *glyph;           /* one Han character for the tile */
  const YjText *title;
  const YjText *everyday;      /* (nullable) one line under the title on the choose page */
  const YjText *summary;
  GPtrArray *keywords;         /* YjText, to be found by */
  const char *const *pinyin;   /* readings that the table of readings does not give: "yin hang" */
  int limit_days;              /* promised for the whole */
  YjReduction days, materials_count, visits;
  const YjText *legal_basis;   /* (nullable) */
  GPtrArray *matters;          /* YjMatter */
  GPtrArray *questions;        /* YjQuestion */
  GPtrArray *sections;         /* YjSection */
  GPtrArray *materials;        /* YjMaterial */
  GPtrArray *delivery;         /* YjDelivery */
  GPtrArray *fees;             /* YjFee */
  GPtrArray *declarations;     /* YjText: numbered sentences the person signs */
  const char *consent_version;
  GPtrArray *consents;         /* YjText: boxes to tick on the privacy page; first one required */
  GPtrArray *privacy;          /* pairs YjText: heading, text — rows of the privacy notice */
  GPtrArray *notices;          /* YjText: who may apply and what to know before, said up front */
  gboolean bereavement;        /* no cheerful words on this path */
  json_t *root;                /* owns every string above: the item as it is asked here, with a section for each repetition */
  json_t *file;                /* the item as it stands in the file */
  GPtrArray *strvs;            /* owns the lists of strings */
  GPtrArray *conditions;       /* owns the conditions */
  GHashTable *questions_by_id, *fields_by_id, *pages_by_id, *pages_by_field, *sections_by_page; /* what the lookups read */
};

/* @file (transfer none). YJ_ERROR_BAD_DATA and YJ_ERROR_LIMIT with a JSON Pointer. (transfer full) (nullable) */
YjItem *yj_item_new_from_json (json_t *file, GError **error);
/* The same as @hall (nullable) offers it: without what it has switched off, and with the materials that it adds at the end of
 * "materials". A pointer that begins with /added_materials is into the hall's files. No matter may be left. */
YjItem *yj_item_new_for_hall (json_t *file, YjHall *hall, GError **error);

/* Lookups by id; NULL when there is none. */
const YjMatter *yj_item_get_matter (YjItem *self, const char *code);
const YjQuestion *yj_item_get_question (YjItem *self, const char *id);
const YjField *yj_item_get_field (YjItem *self, const char *id);
const YjMaterial *yj_item_get_material (YjItem *self, const char *id);
const YjPageGroup *yj_item_get_page (YjItem *self, const char *id);
/* Where a field of the form stands; NULL for one that a delivery asks for. */
const YjPageGroup *yj_item_get_page_of_field (YjItem *self, const YjField *field);
const YjSection *yj_item_get_section_of_page (YjItem *self, const YjPageGroup *page);
/* Every field of the form and of the deliveries, in order. (transfer container) (element-type YjField) */
GPtrArray *yj_item_list_fields (YjItem *self);

G_END_DECLS
