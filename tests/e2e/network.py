# SPDX-License-Identifier: Apache-2.0
"""The line between kiosk and central: a TCP relay on loopback that can be cut and mended."""
import selectors
import socket
import threading

from processes import LONGEST_WAIT_SECONDS


class Line:
    """Listens on a port of its own and relays to @target (host, port), which may be set later."""

    def __init__(self):
        self.target = None
        self.pairs = {}
        self.connected = True
        self.lock, self.obeyed = threading.Lock(), threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.wake_read, self.wake_write = socket.socketpair()
        self.selector.register(self.wake_read, selectors.EVENT_READ)
        self.stopping = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def cut(self):
        """Every connection is broken and no new one comes about when this returns."""
        self._tell(False)

    def mend(self):
        self._tell(True)

    def close(self):
        self.stopping = True
        self._tell(False)
        self.thread.join(LONGEST_WAIT_SECONDS)
        for end in (self.listener, self.wake_read, self.wake_write):
            end.close()
        self.selector.close()

    def _tell(self, connected):
        with self.lock:
            self.obeyed.clear()
            self.connected = connected
            self.wake_write.send(b"x")
            if not self.obeyed.wait(LONGEST_WAIT_SECONDS):
                raise RuntimeError("the line does not answer")

    def _drop(self, end):
        """Both ends of one connection."""
        other = self.pairs.pop(end, None)
        if other is None:
            return
        del self.pairs[other]
        for one in (end, other):
            self.selector.unregister(one)
            one.close()

    def _accept(self):
        near, _ = self.listener.accept()
        if not self.connected or self.target is None:
            near.close()
            return
        try:
            far = socket.create_connection(self.target, LONGEST_WAIT_SECONDS)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            self.pairs[one] = other
            self.selector.register(one, selectors.EVENT_READ)

    def _relay(self, end):
        try:
            data = end.recv(65536)
            if data:
                self.pairs[end].sendall(data)
                return
        except OSError:
            pass
        self._drop(end)

    def _obey(self):
        self.wake_read.recv(16)
        if not self.connected:
            while self.pairs:
                self._drop(next(iter(self.pairs)))
        self.obeyed.set()

    def _run(self):
        while not self.stopping:
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    self._accept()
                elif key.fileobj is self.wake_read:
                    self._obey()
                elif key.fileobj in self.pairs:
                    self._relay(key.fileobj)
