#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demonstration: a kiosk to touch, everything around it, and a page of controls beside it.

    demo.py --build DIR [--check]

With a display the kiosk is a window; without one, or with --check, it is shown in the browser (Xtigervnc on a Unix
socket, websockify and noVNC on 127.0.0.1). Prints the address of the page of controls. Ctrl-C or SIGTERM, or closing
the kiosk's window, ends every process and removes every file. --check presses each control once and ends."""
import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import demo_check  # noqa: E402
from demo_controls import Controls  # noqa: E402
from demo_server import ControlServer  # noqa: E402
from kiosk_stack import PORTRAIT, KioskStack  # noqa: E402
from processes import Failure  # noqa: E402


def screen_size(display):
    """Width and height in px of an X display; None where it cannot be asked."""
    try:
        xlib = ctypes.CDLL("libX11.so.6")
        xlib.XOpenDisplay.restype = ctypes.c_void_p
        opened = ctypes.c_void_p(xlib.XOpenDisplay(display.encode()))
        if not opened:
            return None
        size = xlib.XDisplayWidth(opened, xlib.XDefaultScreen(opened)), xlib.XDisplayHeight(opened, xlib.XDefaultScreen(opened))
        xlib.XCloseDisplay(opened)
        return size
    except OSError:
        return None


def window_size(display):
    """Portrait, as large as fits with a title bar and a panel."""
    size = screen_size(display) if display else None
    height = min(PORTRAIT[1], int((size[1] if size else 1000) * 0.88))
    return height * PORTRAIT[0] // PORTRAIT[1], height


class Demo:
    def __init__(self, build, in_browser):
        self.in_browser = in_browser
        self.display = os.environ.get("DISPLAY")
        self.stack = KioskStack(build, PORTRAIT if in_browser else window_size(self.display))
        self.screen_url = None
        self.server = None

    def start(self):
        stack = self.stack
        stack.start_core(logged=False, courier_options=("--poll-seconds", "5", "--max-wait-seconds", "10"))
        if self.in_browser:
            self.start_screen()
        else:
            self.use_window()
        stack.start_accessibility()
        stack.start_devices()
        stack.write_settings(warn_seconds=300, extend_seconds=60)
        stack.start_kiosk()
        controls = Controls(stack, self.screen_url)
        self.server = ControlServer(controls)

    def use_window(self):
        """The visitor's own session: its display and, on Wayland, its socket."""
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"):
            if name in os.environ:
                self.stack.environment[name] = os.environ[name]
        own = os.path.expanduser("~/.Xauthority")
        if "XAUTHORITY" not in os.environ and os.path.exists(own):  # the run has a home of its own
            self.stack.environment["XAUTHORITY"] = own
        if not self.display:
            self.stack.environment.update(GDK_BACKEND="wayland")
            wayland = os.environ["WAYLAND_DISPLAY"]
            if not wayland.startswith("/"):
                self.stack.environment["WAYLAND_DISPLAY"] = os.path.join(os.environ.get("XDG_RUNTIME_DIR", "/run"), wayland)

    def start_screen(self):
        """A screen that is only reached through a socket in the run's folder, and a bridge to the browser on 127.0.0.1."""
        stack = self.stack
        rfb = stack.path("run", "screen")
        read, write = os.pipe()
        width, height = stack.size
        stack.display_process = stack.processes.start(
            "screen", ["Xtigervnc", "-displayfd", str(write), "-geometry", f"{width}x{height}", "-depth", "24", "-SecurityTypes", "None",
                       "-rfbunixpath", rfb, "-rfbport", "-1", "-localhost", "-AcceptSetDesktopSize=0", "-AlwaysShared", "-desktop", "Yijian",
                       "-nolisten", "tcp", "-noreset"], env=stack.environment, pass_fds=(write,))
        os.close(write)
        stack.environment["DISPLAY"] = ":" + stack.processes.read_pipe("screen", read)
        os.close(read)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            stack.processes.start("bridge", ["websockify", "--inetd", "--unix-target", rfb], env=stack.environment, stdin=listener)
        self.screen_url = f"ws://127.0.0.1:{port}/"

    def wait(self, stopped):
        """Until somebody stops it or the kiosk's window is closed; the exit status."""
        kiosk = self.stack.program_process
        while not stopped.wait(0.3):
            if kiosk.poll() is not None:
                if kiosk.returncode == 0 and not self.in_browser:
                    return 0
                print(f"The kiosk ended ({kiosk.returncode}):\n{self.stack.log_text('kiosk')[-2000:]}", file=sys.stderr)
                return 1
        return 0

    def end(self):
        if self.server:
            self.server.end()
        self.stack.stop()


def tell(demo):
    print(f"\n  Yijian is running. Open  {demo.server.url}  in a browser on this machine.\n", flush=True)
    if demo.in_browser:
        print("  The kiosk is on the left of that page, everything around it on the right.")
    else:
        print("  The kiosk is the window that opened; the page holds everything around it.")
    print("  Ctrl-C ends it and removes everything it made.\n", flush=True)
    # xdg-open asks the desktop before it looks at $BROWSER, so a choice made there is taken here.
    browser = os.environ.get("BROWSER") or "xdg-open"
    if not demo.in_browser and shutil.which(browser):
        subprocess.Popen([browser, demo.server.url], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, start_new_session=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    in_browser = options.check or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    demo = Demo(options.build, in_browser)
    try:
        demo.start()
        if options.check:
            return demo_check.run(demo)
        tell(demo)
        return demo.wait(stopped)
    except Failure as failure:
        if stopped.is_set():
            return 0
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    finally:
        demo.end()


if __name__ == "__main__":
    sys.exit(main())
