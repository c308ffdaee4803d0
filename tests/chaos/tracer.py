# SPDX-License-Identifier: Apache-2.0
"""strace at a process that runs: it ends it at a system call, or makes its calls fail, until it is taken away."""
import subprocess

import tap


class Tracer:
    def __init__(self, pid, *injections):
        """@injections as strace's inject= takes them: "fdatasync:error=EIO", "rename:signal=SIGKILL:when=3"."""
        calls = sorted({call for injection in injections for call in injection.split(":", 1)[0].split(",")})
        options = [word for injection in injections for word in ("-e", "inject=" + injection)]
        self.process = subprocess.Popen(["strace", "-f", "-o", "/dev/null", "-e", "trace=" + ",".join(calls), *options, "-p", str(pid)],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if "attached" not in line:
            self.process.wait()
            raise tap.Skip("ptrace: " + line.strip())

    def end(self):
        """Lets the process go on alone."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
