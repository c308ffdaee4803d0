/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of what was read, and what of them is masked. */
#include "ui/pages/yj-identity-panel.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-code-names.h"
#include "core/identity/yj-mask.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/widgets/yj-widgets.h"
#include <string.h>

/* Of an address, as much as says which town; the rest is for nobody behind the person. */
#define ADDRESS_SHOWN_CHARS 6
#define DATE_PARTS 3

struct _YjIdentityPanel {
  YjPage *page; /* not owned */
  GCancellable *cancellable;
  GtkWidget *head; /* the drawn portrait, and the words beside it */
  GtkWidget *name, *number, *address; /* labels that show all while the eye is held; address: (nullable) */
};

static const YjIdCard *
get_card (YjIdentityPanel *self)
{
  return yj_session_get_card (yj_page_get_context (self->page)->session);
}

static void
set_personal_text (GtkWidget *label, char *text)
{
  yj_label_set_text (label, text);
  yj_secret_text_free (text);
}

static char *
mask_address (const char *address)
{
  g_autofree char *start = g_utf8_substring (address, 0, MIN (ADDRESS_SHOWN_CHARS, g_utf8_strlen (address, -1)));
  return g_strconcat (start, " ******", NULL);
}

void
yj_identity_panel_show (YjIdentityPanel *self, gboolean all)
{
  const YjIdCard *card = get_card (self);

  if (card == NULL)
    return;
  set_personal_text (self->name, all ? g_strdup (card->name) : yj_mask_name (card->name));
  set_personal_text (self->number, all ? g_strdup (card->number) : yj_mask_number (card->number));
  if (self->address != NULL)
    set_personal_text (self->address, all ? g_strdup (card->address) : mask_address (card->address));
}

gboolean
yj_identity_panel_is_typed (YjIdentityPanel *self)
{
  return g_strcmp0 (yj_session_get_identified_by (yj_page_get_context (self->page)->session), "typed") == 0;
}

/* ---- validity ---- */

gboolean
yj_identity_panel_is_expired (YjIdentityPanel *self)
{
  YjContext *context = yj_page_get_context (self->page);
  const YjIdCard *card = get_card (self);
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  g_autofree char *date = g_date_time_format (today, "%Y-%m-%d");
  return card->valid_to != NULL && g_ascii_isdigit (card->valid_to[0]) && strcmp (card->valid_to, date) < 0;
}

static char *
format_validity (YjContext *context, const YjIdCard *card)
{
  g_auto (GStrv) parts = g_strsplit (card->valid_to, "-", DATE_PARTS);
  g_autoptr (GDateTime) last = NULL;
  g_autofree char *day = NULL;

  if (g_ascii_isdigit (card->valid_to[0]) && g_strv_length (parts) == DATE_PARTS)
    last = g_date_time_new_utc (atoi (parts[0]), atoi (parts[1]), atoi (parts[2]), 0, 0, 0);
  if (last == NULL)
    return g_strdup (yj_context_text (context, "identity.long-term"));
  day = yj_context_format_day (context, last);
  return yj_context_format (context, "identity.until", "day", day, NULL);
}

/* Where it was read: the machine-readable zone of a passport is printed, not a chip. */
static const char *
describe_source (YjIdentityPanel *self)
{
  YjContext *context = yj_page_get_context (self->page);
  return yj_context_text (context, yj_identity_panel_is_typed (self)    ? "identity.typed"
                                   : get_card (self)->kind == YJ_ID_MRZ ? "identity.read-mrz"
                                                                        : "identity.read");
}

/* ---- the photograph ---- */

typedef struct {
  YjIdentityPanel *panel;
  GCancellable *cancellable; /* cancelled: the panel is gone */
} Decoding;

/* The person's own photograph in the place of the drawn one. */
static void
show_photo (YjIdentityPanel *self, const YjFrame *photo)
{
  YjContext *context = yj_page_get_context (self->page);
  GdkTexture *texture =
      gdk_memory_texture_new ((int) photo->width_px, (int) photo->height_px, GDK_MEMORY_R8G8B8, photo->pixels, photo->stride_bytes);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_COVER);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), yj_context_text (context, "identity.portrait"));
  gtk_widget_add_css_class (picture, "portrait");
  gtk_box_remove (GTK_BOX (self->head), gtk_widget_get_first_child (self->head));
  gtk_box_prepend (GTK_BOX (self->head), picture);
  g_object_unref (texture);
}

static void
on_photo_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Decoding *decoding = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjFrame) photo = yj_photo_decoder_decode_finish (YJ_PHOTO_DECODER (source), result, &error);

  if (!g_cancellable_is_cancelled (decoding->cancellable)) {
    if (photo != NULL)
      show_photo (decoding->panel, photo);
    else
      g_message ("the photograph of a card is not shown: %s", error->message);
  }
  g_object_unref (decoding->cancellable);
  g_free (decoding);
}

static void
decode_photo (YjIdentityPanel *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (self->page);
  Decoding *decoding;

  if (context->photo_decoder == NULL || card->photo == NULL)
    return;
  decoding = g_new0 (Decoding, 1);
  decoding->panel = self;
  decoding->cancellable = g_object_ref (self->cancellable);
  yj_photo_decoder_decode_async (context->photo_decoder, card->photo, self->cancellable, on_photo_ready, decoding);
}

/* ---- the rows ---- */

static GtkWidget *
make_head (YjIdentityPanel *self)
{
  YjContext *context = yj_page_get_context (self->page);
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "identity-head"),
            *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "identity-words");
  GtkWidget *portrait = yj_illustration_new (YJ_ILLUSTRATION_PORTRAIT, yj_context_text (context, "identity.portrait"));
  gboolean typed = yj_identity_panel_is_typed (self);
  GtkWidget *tag = yj_tag_new (context, describe_source (self), typed ? "warn" : "done");

  gtk_widget_add_css_class (portrait, "portrait");
  gtk_widget_set_valign (portrait, GTK_ALIGN_CENTER); /* stretched beside a long name it would be a giant's */
  self->name = yj_label_new (context, "", "result");
  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), self->name);
  gtk_box_append (GTK_BOX (words), tag);
  gtk_box_append (GTK_BOX (head), portrait);
  gtk_box_append (GTK_BOX (head), words);
  return head;
}

/* A line of one panel, which may be parted by a page's end. */
static void
add_line (YjIdentityPanel *self, GtkWidget *row)
{
  gtk_widget_add_css_class (row, "attached");
  gtk_widget_add_css_class (row, "panel-row");
  gtk_widget_add_css_class (row, "personal");
  yj_page_add (self->page, row);
}

/* The label that holds the value of a row made by yj_row_new (). */
static GtkWidget *
add_fact (YjIdentityPanel *self, const char *label, const char *value)
{
  YjContext *context = yj_page_get_context (self->page);
  GtkWidget *row = yj_row_new (context, yj_context_text (context, label), value);
  add_line (self, row);
  return yj_row_get_value (row);
}

static char *
format_sex (YjContext *context, const YjIdCard *card)
{
  const char *sex = card->sex == 1 ? "identity.male" : card->sex == 2 ? "identity.female" : "identity.sex-unknown";
  const char *ethnicity = card->ethnicity != NULL ? yj_ethnicity_get_name (card->ethnicity, yj_context_get_language (context)) : NULL;
  return g_strjoin (yj_context_text (context, "list.separator"), yj_context_text (context, sex), ethnicity, NULL);
}

static void
add_validity (YjIdentityPanel *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (self->page);
  g_autofree char *text = format_validity (context, card);
  gboolean expired = yj_identity_panel_is_expired (self);
  GtkWidget *row = yj_row_new (context, yj_context_text (context, "identity.validity"), text);

  gtk_box_append (GTK_BOX (row), yj_tag_new (context, yj_context_text (context, expired ? "identity.expired" : "identity.valid"),
                                             expired ? "error" : "done"));
  add_line (self, row);
}

/* What stands for a character of the name that no font has. */
static void
add_stand_in (YjIdentityPanel *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (self->page);
  GtkWidget *row;

  if (!yj_label_set_text (self->name, card->name)) /* until it is masked */
    return;
  row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "row");
  gtk_box_append (GTK_BOX (row), yj_label_new (context, yj_context_text (context, "identity.stand-in"), "small ink-2"));
  add_line (self, row);
}

/* A resident card says what everybody has; any other document is named. */
static gboolean
is_other_document (const YjIdCard *card)
{
  return card->kind != YJ_ID_RESIDENT && card->kind != YJ_ID_HMT_RESIDENCE;
}

/* Which document it is, and the Latin name beside a Chinese one. */
static void
add_document (YjIdentityPanel *self, const YjIdCard *card)
{
  YjContext *context = yj_page_get_context (self->page);
  const char *document = yj_id_card_get_document_name (card, yj_context_get_language (context));
  g_autoptr (YjSecretText) latin = card->latin_name != NULL ? yj_mask_name (card->latin_name) : NULL;

  if (document != NULL && is_other_document (card))
    add_fact (self, "identity.document", document);
  if (latin != NULL && g_strcmp0 (card->latin_name, card->name) != 0)
    add_fact (self, "identity.latin-name", latin);
}

static void
add_rows (YjIdentityPanel *self)
{
  YjContext *context = yj_page_get_context (self->page);
  const YjIdCard *card = get_card (self);
  g_autofree char *sex = format_sex (context, card);
  GtkWidget *last;

  self->head = make_head (self);
  gtk_widget_add_css_class (self->head, "first");
  add_line (self, self->head);
  add_stand_in (self, card);
  add_document (self, card);
  add_fact (self, card->ethnicity != NULL ? "identity.sex-ethnicity" : "identity.sex", sex);
  self->number = add_fact (self, is_other_document (card) ? "identity.document-number" : "identity.number", "");
  if (card->address != NULL)
    self->address = add_fact (self, "identity.address", "");
  if (card->valid_to != NULL)
    add_validity (self, card);
  last = gtk_widget_get_last_child (GTK_WIDGET (yj_page_get_pager (self->page)));
  /* The pager's own bar stands after all rows. */
  gtk_widget_add_css_class (gtk_widget_get_prev_sibling (last), "last");
}

YjIdentityPanel *
yj_identity_panel_new (YjPage *page)
{
  YjIdentityPanel *self = g_new0 (YjIdentityPanel, 1);

  self->page = page;
  self->cancellable = g_cancellable_new ();
  add_rows (self);
  decode_photo (self, get_card (self));
  yj_identity_panel_show (self, FALSE);
  return self;
}

void
yj_identity_panel_wipe (YjIdentityPanel *self)
{
  GtkWidget *portrait = gtk_widget_get_first_child (self->head);

  g_cancellable_cancel (self->cancellable);
  if (GTK_IS_PICTURE (portrait))
    gtk_picture_set_paintable (GTK_PICTURE (portrait), NULL);
  yj_label_set_text (self->name, NULL);
  yj_label_set_text (self->number, NULL);
  if (self->address != NULL)
    yj_label_set_text (self->address, NULL);
}

void
yj_identity_panel_free (YjIdentityPanel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_free (self);
}
