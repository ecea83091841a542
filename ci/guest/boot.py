#!/usr/bin/python3
"""Boots one guest under QEMU's TCG, has its init run a command, and passes the command's output and status through.

ci/vm calls this with everything prepared; the frames on the virtio port are described in init.c. A guest that
panics, oopses, hangs or ends early is an error: status 125 and the end of its console on stderr.
"""

import argparse
import ctypes
import os
import re
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time

VM_FAILED = 125
BOOT_ATTEMPTS = 12  # how often to boot again for good timers, see report_ready() in init.c
TIMER_ERROR_LIMIT = 10000  # millionths
BOOT_SECONDS = 180  # 1.5 s on an idle machine; many guests may share two cores
HEARTBEAT_SECONDS = 15
SILENCE_SECONDS = 180  # no frame for this long, heartbeats included: the guest hangs
SPLAT = re.compile(
    rb"\[ *\d+\.\d+\](\[[^\]]*\])? (BUG: |WARNING: |Oops|general protection fault|Kernel panic|"
    rb"INFO: (rcu|task) |rcu: INFO: |watchdog: |unregister_netdevice: waiting)"
)
# What a distribution's guest says that is no fault of what runs in it.
NOT_FORWARDED = {"TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"}


class VmError(Exception):
    """The guest, not the command, went wrong."""


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--image", required=True)
    parser.add_argument("--init", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--tsc-khz", required=True)
    parser.add_argument("--cpus", type=int, required=True)
    parser.add_argument("--memory", required=True)
    parser.add_argument("--cmdline", default="")
    parser.add_argument("--timeout", type=float, required=True)
    parser.add_argument("--console", help="file that receives the whole console")
    parser.add_argument("--icount", action="store_true")
    parser.add_argument("--bind", action="append", default=[])
    parser.add_argument("argv", nargs="+")
    return parser.parse_args()


def kernel_command_line(args):
    khz = "1000000" if args.icount else args.tsc_khz
    words = [
        "console=ttyS0 loglevel=5 panic=-1 oops=panic reboot=t mitigations=off",
        # As distributions boot; the last of several wins, so --cmdline overrides it.
        "preempt=voluntary",
        f"tsc_early_khz={khz} tsc=reliable",
        "root=root rootfstype=9p rootflags=trans=virtio,version=9p2000.L,cache=loose,msize=262144 ro",
        f"init={args.init}",
        args.cmdline,
    ]
    return " ".join(words)


def qemu_command(args, port_fd):
    share = "local,id=root,path=/,security_model=passthrough,readonly=on,multidevs=remap"
    command = ["qemu-system-x86_64", "-M", "microvm,acpi=off", "-cpu", "max", "-m", args.memory]
    if args.icount:
        command += ["-accel", "tcg,tb-size=256", "-smp", "1", "-icount", "shift=0,sleep=off"]
    else:
        command += ["-accel", "tcg,thread=multi,tb-size=256", "-smp", str(args.cpus)]
    command += ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]
    command += ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]
    command += ["-fsdev", share, "-device", "virtio-9p-device,fsdev=root,mount_tag=root"]
    command += ["-device", "virtio-serial-device,max_ports=2"]
    command += ["-chardev", f"socket,id=port,fd={port_fd}"]
    command += ["-device", "virtserialport,chardev=port,nr=1"]
    return command + ["-kernel", args.image, "-append", kernel_command_line(args)]


def die_with_parent():
    """Has the kernel kill QEMU when this process dies, however it dies."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def request_frame(args):
    heartbeat = 0 if args.icount else HEARTBEAT_SECONDS
    environment = {k: v for k, v in os.environ.items() if k not in NOT_FORWARDED}
    environment["MISHAP_VM"] = args.name
    strings = [str(heartbeat), os.getcwd(), str(len(args.bind)), *args.bind]
    strings += [str(len(args.argv)), *args.argv, *(f"{k}={v}" for k, v in environment.items())]
    payload = b"".join(os.fsencode(s) + b"\0" for s in strings)
    return b"q" + struct.pack("<I", len(payload)) + payload


class Console:
    """What the kernel prints: kept for the error's tail, searched for splats."""

    def __init__(self, path):
        self.text = bytearray()
        self.file = open(path, "wb") if path else None

    def add(self, data):
        if self.file:
            self.file.write(data)
            self.file.flush()
        self.text += data
        if len(self.text) > 4 << 20:
            del self.text[: 2 << 20]

    def splat(self):
        found = SPLAT.search(self.text)
        if not found:
            return None
        end = self.text.find(b"\n", found.start())
        return self.text[found.start() : end if end >= 0 else None].decode(errors="replace").strip()

    def tail(self):
        """The last lines, from some lines before the first splat if there is one."""
        found = SPLAT.search(self.text)
        lines = self.text.decode(errors="replace").replace("\r", "").splitlines()
        first = max(0, len(lines) - 40)
        if found:
            first = max(0, self.text[: found.start()].count(b"\n") - 5)
        return "\n".join("  " + line for line in lines[first : first + 80])


class BadTimers(Exception):
    """This boot miscalibrated the guest's timers, as happens on a busy machine."""


class Guest:
    """A running QEMU: reads its console and its frames until the exit frame."""

    def __init__(self, args, take_any_timers):
        self.args = args
        self.take_any_timers = take_any_timers
        self.console = Console(args.console)
        self.frames = bytearray()
        self.status = None
        self.ready = False
        host, guest = socket.socketpair()
        self.port = host
        with guest:
            self.process = subprocess.Popen(
                qemu_command(args, guest.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[guest.fileno()],
                preexec_fn=die_with_parent,
            )
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.port, selectors.EVENT_READ, self.read_port)
        self.selector.register(self.process.stdout, selectors.EVENT_READ, self.read_console)

    def run(self):
        """Returns the command's exit status; raises VmError when the guest fails."""
        deadline = time.monotonic() + self.args.timeout
        quiet_since = time.monotonic()
        while self.selector.get_map():
            limit = SILENCE_SECONDS if self.ready else BOOT_SECONDS
            # Under icount time stands still in an idle guest, so silence there says nothing.
            if self.args.icount and self.ready:
                limit = float("inf")
            wait = min(deadline, quiet_since + limit) - time.monotonic()
            if wait <= 0:
                break
            ready = self.selector.select(wait)
            for key, _ in ready:
                key.data()
            if ready:
                quiet_since = time.monotonic()
            if self.status is not None:
                deadline = min(deadline, time.monotonic() + 10)
        return self.verdict(deadline)

    def verdict(self, deadline):
        splat = self.console.splat()
        if splat:
            raise VmError(f"the guest's kernel complained: {splat}")
        if self.status is not None:
            return self.status
        if not self.selector.get_map():
            raise VmError("the guest ended before the command did")
        if time.monotonic() >= deadline:
            raise VmError(f"the command had not ended after {self.args.timeout:g} s (--timeout)")
        raise VmError(f"the guest hangs: nothing heard for {SILENCE_SECONDS if self.ready else BOOT_SECONDS} s")

    def read_console(self):
        data = os.read(self.process.stdout.fileno(), 65536)
        if not data:
            self.selector.unregister(self.process.stdout)
        self.console.add(data)

    def read_port(self):
        try:
            data = self.port.recv(1 << 18)
        except ConnectionResetError:
            data = b""
        if not data:
            self.selector.unregister(self.port)
        self.frames += data
        while len(self.frames) >= 5:
            size = struct.unpack_from("<I", self.frames, 1)[0]
            if len(self.frames) < 5 + size:
                return
            kind, payload = chr(self.frames[0]), bytes(self.frames[5 : 5 + size])
            del self.frames[: 5 + size]
            self.take_frame(kind, payload)

    def take_frame(self, kind, payload):
        if kind == "r":
            self.ready = True
            self.check_timers(payload.decode())
            self.port.sendall(request_frame(self.args))
        elif kind == "o":
            write_all(1, payload)
        elif kind == "e":
            write_all(2, payload)
        elif kind == "x":
            self.status = int(payload)
        elif kind == "f":
            raise VmError("the guest's init: " + payload.decode(errors="replace"))

    def check_timers(self, error):
        if error != "coarse" and int(error) <= TIMER_ERROR_LIMIT:
            return
        if not self.take_any_timers:
            raise BadTimers
        what = "have a resolution of 4 ms" if error == "coarse" else f"are off by {int(error) / 10000:g} %"
        write_all(2, f"ci/vm: the guest's timers {what}: this machine is too busy\n".encode())

    def close(self):
        self.port.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.selector.close()


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def stop(number, _frame):
    raise SystemExit(128 + number)


def main():
    args = parse_arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    for attempts_left in reversed(range(BOOT_ATTEMPTS)):
        try:
            return run_guest(Guest(args, take_any_timers=attempts_left == 0))
        except BadTimers:
            continue


def run_guest(guest):
    """Runs a guest to its end; returns the exit status of ci/vm."""
    try:
        return guest.run()
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
    except VmError as error:
        report = f"ci/vm: {error}\nci/vm: the end of the console of kernel {guest.args.name}:\n{guest.console.tail()}\n"
        write_all(2, report.encode())
        return VM_FAILED
    finally:
        guest.close()


if __name__ == "__main__":
    sys.exit(main())
