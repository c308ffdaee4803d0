# SPDX-License-Identifier: Apache-2.0
"""A real nginx with the configuration that administrators get, its places moved below one directory."""
import atexit
import os
import re
import signal
import socket
import subprocess

from central_rig import SOURCE, end_with_parent

CONFIGURATION = os.path.join(SOURCE, "packaging", "nginx", "yijian-central.conf")
FRAME = """daemon off;
pid {directory}/nginx.pid;
error_log stderr info;
{user}
worker_processes 2;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/yijian-central.conf;
}}
"""


class Nginx:
    """Listens on a port that the kernel chose; @sockets are the instances behind it."""

    def __init__(self, directory, keys, sockets, change=lambda text: text):
        self.directory = os.path.join(directory, "nginx")
        os.makedirs(self.directory, exist_ok=True)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.listener.setblocking(False)  # of two workers that wake for one caller, one would wait in accept () for the next
        self.port = self.listener.getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}"
        self.write(keys, sockets, change)
        log = open(os.path.join(self.directory, "log"), "ab")
        # nginx takes over a listening socket of the address it is told to listen on, as at its own upgrade.
        self.process = subprocess.Popen(["nginx", "-e", "stderr", "-c", os.path.join(self.directory, "nginx.conf")],
                                        stdin=subprocess.DEVNULL, stderr=log, pass_fds=[self.listener.fileno()],
                                        env=dict(os.environ, NGINX=f"{self.listener.fileno()};",
                                                 PATH=os.environ["PATH"] + ":/usr/sbin"), preexec_fn=end_with_parent)
        log.close()
        atexit.register(self.end)

    def write(self, keys, sockets, change):
        with open(CONFIGURATION, encoding="utf-8") as file:
            text = file.read()
        lines = re.findall(r"^    server unix:.*\n", text, re.MULTILINE)
        for line in lines[1:]:
            text = text.replace(line, "")
        text = text.replace(lines[0], "".join(re.sub(r"unix:\S+", "unix:" + path, lines[0]) for path in sockets))
        text = text.replace("listen 8443 ssl backlog=4096", f"listen 127.0.0.1:{self.port} ssl")
        text = text.replace("/etc/yijian-central", keys)
        with open(os.path.join(self.directory, "yijian-central.conf"), "w", encoding="utf-8") as file:
            file.write(change(text))
        with open(os.path.join(self.directory, "nginx.conf"), "w", encoding="utf-8") as file:
            file.write(FRAME.format(directory=self.directory, user="user root;" if os.geteuid() == 0 else ""))

    def log(self):
        with open(os.path.join(self.directory, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def end(self):
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.process = None
        self.listener.close()
        return code
