/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of yijian-central. */
#pragma once
#include "sync/central/yj-central-operator.h"

G_BEGIN_DECLS

/* Runs a command; the exit code: 0, 1 (failed, the reason is on stderr), 2 (wrong usage). */
int yj_central_main (int argc, char **argv);

/* ---- inside: what the commands share ---- */
typedef struct {
  char *database;
  char *keys;
  char *output;
  char *region;
  char *status;
  char *reason;
  char *department;
  char *number;
  char *identity;
  char *id;
  char *listen;
  char *admin_listen;
  char *behind_proxy;
  char *catalogue;
  char *hall;
  char *public_url;
  char *ttl;
  char **names;
  char *suite;
  char *format;
  char *case_prefix;
  char *consumer;
  char *exec;
  gint request_deadline;
  gint case_count;
  gint spread;
  gint kiosk_rate;
  gint kiosk_connections;
  gboolean all;
  gboolean json;
  gboolean once;
} YjCommandOptions;

/* @rest: the words after the command and its options, NULL-terminated. */
typedef gboolean (*YjCommandFunc) (const YjCommandOptions *options, const char *const *rest, GError **error);

gboolean yj_command_serve (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_unseal (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_export (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_import (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_publish (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_backup (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_relay (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_enrol_token (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_case_list (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_case_set (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_kiosk_list (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_kiosk_revoke (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_kiosk_rotate_key (const YjCommandOptions *options, const char *const *rest, GError **error);
gboolean yj_command_department_cert (const YjCommandOptions *options, const char *const *rest, GError **error);

/* What is wrong with --case-prefix or --case-count, or NULL. (transfer none) */
const char *yj_command_check_case_numbers (const YjCommandOptions *options);
/* Prints one JSON value as a line on stdout. */
void yj_command_print (const json_t *value);
/* Prints @answer, one row or a list of them, on stdout: all of it as JSON with --json, else a line a row by @print. @answer: (nullable);
 * FALSE for NULL alone, so that a command can end with it. */
gboolean yj_command_print_answer (const YjCommandOptions *options, const json_t *answer, void (*print) (const json_t *row));

G_END_DECLS
