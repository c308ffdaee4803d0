# SPDX-License-Identifier: Apache-2.0
"""A TCP relay on loopback that spoils a line at a chosen byte: cut, half-closed, silent, slow, late. TLS passes untouched.

One fault at a time, told by spoil (): it strikes the first `times` connections that reach its byte, counted in its direction from
that call on. What passed is kept as bursts, [direction, bytes] a turn, so that a test can cut where a message begins and ends.
"""
import asyncio
import socket
import struct
import threading

UP, DOWN = "up", "down"  # towards central, towards the kiosk
RESET, CLOSE, HALF_CLOSE, SILENCE, TRICKLE = "reset", "close", "half-close", "silence", "trickle"
PIECE = 65536
AT_ONCE = -1  # as a place: the connection is taken and closed before anything passes


class Fault:
    """@how happens to a connection after @after more bytes in @direction; TRICKLE lets @rate bytes a second pass from there on."""

    def __init__(self, direction, after, how=RESET, times=1, rate=20):
        self.direction, self.after, self.how, self.times, self.rate = direction, after, how, times, rate
        self.struck = 0


class Connection:
    def __init__(self, proxy, near, far):
        self.proxy, self.near, self.far = proxy, near, far
        self.ended, self.dropped = 0, False
        self.mark()
        self.tasks = [asyncio.ensure_future(self._pump(UP, near, far)), asyncio.ensure_future(self._pump(DOWN, far, near))]

    def mark(self):
        self.passed, self.bursts = {UP: 0, DOWN: 0}, []

    def drop(self, how=RESET):
        if self.dropped:
            return
        self.dropped = True
        for task in self.tasks:
            task.cancel()
        for end in (self.near, self.far):
            if how == RESET:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.close()
        self.proxy.connections.discard(self)

    async def _pump(self, direction, source, sink):
        loop = asyncio.get_running_loop()
        try:
            while data := await loop.sock_recv(source, PIECE):
                if self.proxy.delay_seconds:
                    await asyncio.sleep(self.proxy.delay_seconds)
                if direction == UP:
                    await self.proxy.open.wait()
                await self._pass(direction, sink, data)
            sink.shutdown(socket.SHUT_WR)
            self.ended += 1
            if self.ended == 2:
                self.drop(CLOSE)
        except OSError:
            self.drop()

    async def _pass(self, direction, sink, data):
        fault = self.proxy.fault
        room = fault.after - self.passed[direction] if fault is not None and fault.direction == direction else len(data)
        if room >= len(data) or fault.struck >= fault.times:
            await self._send(direction, sink, data)
            return
        fault.struck += 1
        await self._send(direction, sink, data[:max(room, 0)])
        await self._strike(fault, direction, sink, data[max(room, 0):])

    async def _send(self, direction, sink, data):
        if not data:
            return
        self.passed[direction] += len(data)
        if not self.bursts or self.bursts[-1][0] != direction:
            self.bursts.append([direction, 0])
        self.bursts[-1][1] += len(data)
        await asyncio.get_running_loop().sock_sendall(sink, data)

    async def _strike(self, fault, direction, sink, rest):
        if fault.how == TRICKLE:
            while rest and self.proxy.fault is fault:
                await self._send(direction, sink, rest[:1])
                rest = rest[1:]
                await asyncio.sleep(1 / fault.rate)
            await self._send(direction, sink, rest)
        elif fault.how in (HALF_CLOSE, SILENCE):
            if fault.how == HALF_CLOSE:
                sink.shutdown(socket.SHUT_WR)
            else:
                self.tasks[0 if direction == DOWN else 1].cancel()
            await asyncio.Event().wait()  # until the connection is dropped
        else:
            self.drop(fault.how)


class FaultProxy:
    """Listens on a port of its own and relays to @target (host, port), which may be set later."""

    def __init__(self, target=None):
        self.target, self.fault, self.delay_seconds = target, None, 0
        self.connections, self.opened = set(), 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.loop, self.open = asyncio.new_event_loop(), asyncio.Event()
        self.open.set()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def _run(self):
        self.accepting = self.loop.create_task(self._accept())
        self.loop.run_forever()
        self.loop.close()

    async def _accept(self):
        while True:
            near, _ = await self.loop.sock_accept(self.listener)
            fault = self.fault
            if fault is not None and fault.after == AT_ONCE and fault.struck < fault.times:
                fault.struck += 1
                near.close()
            else:
                self.loop.create_task(self._connect(near))

    async def _connect(self, near):
        far = socket.socket()
        far.setblocking(False)
        try:
            await self.loop.sock_connect(far, self.target)
        except (OSError, TypeError):
            near.close()
            far.close()
            return
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections.add(Connection(self, near, far))
        self.opened += 1

    def _tell(self, function):
        async def obey():
            return function()
        return asyncio.run_coroutine_threadsafe(obey(), self.loop).result(120)

    def spoil(self, fault=None):
        """From now on; the counts of all connections begin anew. None: nothing but the counting."""
        def obey():
            self.fault = fault
            for connection in self.connections:
                connection.mark()
        self._tell(obey)

    def hold(self):
        """Nothing goes up until release (): what was on its way waits here."""
        self._tell(self.open.clear)

    def release(self):
        self._tell(self.open.set)

    def mend(self):
        """No fault any more; what is silent or half closed ends."""
        self._tell(lambda: setattr(self, "fault", None))

    def drop_all(self, how=RESET):
        """The next exchange begins with a new connection."""
        self._tell(lambda: [connection.drop(how) for connection in list(self.connections)])

    def bursts(self):
        """Of each connection that lives, since the last spoil (): its turns."""
        return self._tell(lambda: [[tuple(burst) for burst in connection.bursts] for connection in self.connections if connection.bursts])

    def close(self):
        def obey():
            self.accepting.cancel()
            for connection in list(self.connections):
                connection.drop()
            self.loop.call_soon(self.loop.stop)
        self._tell(obey)
        self.thread.join(60)
        self.listener.close()
