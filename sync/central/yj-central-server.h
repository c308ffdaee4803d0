/* SPDX-License-Identifier: Apache-2.0 */
/* The listeners of a serving central, on libmicrohttpd with GnuTLS: for kiosks (TCP, or a proxy's Unix socket), for
 * administration, and the control socket beside the database. Made and freed on one thread; serves on its own. */
#pragma once
#include "sync/central/yj-central.h"

G_BEGIN_DECLS

typedef struct {
  const char *listen;         /* (nullable) HOST:PORT, [ADDRESS]:PORT; port 0: chosen by the kernel */
  const char *admin_listen;   /* (nullable) */
  const char *behind_proxy;   /* (nullable) unix:PATH */
  const char *control;        /* (nullable) path of the control socket */
  guint request_seconds;      /* the base of a request's deadline */
  guint kiosk_rate;           /* requests a second of one kiosk; 0: any */
  guint kiosk_connections;    /* at once, of one certificate; 0: any */
} YjCentralServerOptions;

typedef struct _YjCentralServer YjCentralServer;

/* @central: (transfer none). YJ_ERROR_BAD_DATA (an address), YJ_ERROR_FAILED (cannot listen). */
YjCentralServer *yj_central_server_new (YjCentral *central, const YjCentralServerOptions *options, GError **error);
/* Takes no new connection of kiosks, lets running requests end for at most @seconds, and stops. */
void yj_central_server_stop (YjCentralServer *self, guint seconds);
void yj_central_server_free (YjCentralServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralServer, yj_central_server_free)

/* "https://ADDRESS:PORT" with the true port; NULL where there is no such listener. (transfer none) */
const char *yj_central_server_get_url (YjCentralServer *self);
const char *yj_central_server_get_admin_url (YjCentralServer *self);

/* ---- yj-central-sockets.c ---- */
/* A listening TCP socket, or -1. *@url: (transfer full). */
int yj_central_listen_tcp (const char *address, char **url, GError **error);
/* A listening Unix socket of @mode, or -1; one that nobody listens on any more is replaced. */
int yj_central_listen_unix (const char *path, guint mode, GError **error);

G_END_DECLS
