/* SPDX-License-Identifier: Apache-2.0 */
/* The one error domain of Yijian. Its codes are things that a citizen, a technician or a program
 * can act on; the sentence a citizen reads is found by yj_error_message_id (). */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define YJ_ERROR (yj_error_quark ())

typedef enum {
  YJ_ERROR_FAILED,             /* nothing better is known; the message says what */
  YJ_ERROR_CANCELLED,          /* the caller withdrew the request */
  YJ_ERROR_TIMEOUT,            /* no answer in time; the same call may succeed later */
  YJ_ERROR_BAD_DATA,           /* input that breaks its format; the message names the place */
  YJ_ERROR_LIMIT,              /* larger, longer, deeper or more than allowed */
  YJ_ERROR_NOT_FOUND,          /* the named thing does not exist */
  YJ_ERROR_EXISTS,             /* the named thing exists with other content */
  YJ_ERROR_UNVERIFIED,         /* a signature, digest or certificate does not hold */
  YJ_ERROR_CRYPTO,             /* a key is missing or unusable, or a primitive failed */
  YJ_ERROR_DENIED,             /* the caller may not do this */
  YJ_ERROR_CLOSED,             /* a gate is closed: no new application may be started */
  YJ_ERROR_UNPROVISIONED,      /* the kiosk is not enrolled */
  YJ_ERROR_OFFLINE,            /* central cannot be reached */
  YJ_ERROR_REJECTED,           /* central understood and said no */
  YJ_ERROR_STORE,              /* the outbox could not be read or written; nothing was stored */
  YJ_ERROR_STORE_FULL,         /* no room; nothing was stored */
  YJ_ERROR_OUTCOME_UNKNOWN,    /* the thing may or may not have happened: look before repeating */
  YJ_ERROR_DEVICE_ABSENT,      /* not plugged in, or no such port */
  YJ_ERROR_DEVICE_BUSY,        /* used by something else */
  YJ_ERROR_DEVICE_FAILED,      /* answers, but not as its protocol says */
  YJ_ERROR_CARD_UNREADABLE,    /* a card lies there and cannot be read: lift it and place it again */
  YJ_ERROR_CARD_REMOVED,       /* the card was taken away during the read */
  YJ_ERROR_CARD_FOREIGN,       /* a card or code of another kind than asked for */
  YJ_ERROR_MEDIA_EMPTY,        /* printer without paper */
  YJ_ERROR_COVER_OPEN,         /* printer's cover is open */
  YJ_ERROR_CARD_LEFT,          /* a card lies there that was read before: lift it, and place one again */
  YJ_N_ERRORS                  /* not a code */
} YjError;

GQuark yj_error_quark (void);

/* The id, in assets/translations, of the sentence that tells a citizen what to do about @code:
 * "error.card-unreadable". Never NULL; an unknown code gives "error.failed". */
const char *yj_error_message_id (int code);

/* The kebab-case name of @code ("card-unreadable") for JSON output and D-Bus error names. */
const char *yj_error_nick (int code);

G_END_DECLS
