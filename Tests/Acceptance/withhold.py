"""Run a program without some of what the kernel offers: withhold.py namespaces,landlock,seccomp -- PROGRAM ARGUMENTS…

Installs a seccomp filter (seccomp(2)) under which the calls fail as on a kernel or in a container without them. Two
more are used up rather than missing: `listener`, a filter that has one already, and `rulesets`, as many of Landlock as
there can be.
"""
import ctypes
import errno
import os
import platform
import struct
import sys

ARM = platform.machine() == "aarch64"
CLONE, UNSHARE, SETNS, SECCOMP = (220, 97, 268, 277) if ARM else (56, 272, 308, 317)
CLONE3, LANDLOCK = 435, (444, 445, 446)
LOAD, EQUAL, ANY_BIT, ANSWER = 0x20, 0x15, 0x45, 0x06
ALLOW, FAIL = 0x7FFF0000, 0x00050000
NAMESPACES = 0x7E020000


def instruction(code, value, matching=0, other=0):
    return struct.pack("HBBI", code, matching, other, value)


def refuse(number, error):
    return instruction(EQUAL, number, 0, 1) + instruction(ANSWER, FAIL | error)


program = instruction(LOAD, 0)
withheld = sys.argv[1].split(",")
if "namespaces" in withheld:
    program += refuse(UNSHARE, errno.EPERM) + refuse(SETNS, errno.EPERM) + refuse(CLONE3, errno.ENOSYS)
    # Another load replaces the call's number, so this one answers either way.
    clone = instruction(LOAD, 16) + instruction(ANY_BIT, NAMESPACES, 0, 1)
    clone += instruction(ANSWER, FAIL | errno.EPERM) + instruction(ANSWER, ALLOW)
    program += instruction(EQUAL, CLONE, 0, 4) + clone
if "landlock" in withheld:
    for number in LANDLOCK:
        program += refuse(number, errno.ENOSYS)
if "seccomp" in withheld:
    program += refuse(SECCOMP, errno.ENOSYS)
program += instruction(ANSWER, ALLOW)

buffer = ctypes.create_string_buffer(program)
description = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
libc = ctypes.CDLL(None, use_errno=True)
# PR_SET_NO_NEW_PRIVS, then PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.c_char_p(description), 0, 0):
    sys.exit("withhold.py: " + os.strerror(ctypes.get_errno()))
if "listener" in withheld:
    # Asked for nfsservctl(2), which nobody calls; the descriptor stays open as long as anyone below runs.
    listening = instruction(LOAD, 0) + instruction(EQUAL, 42 if ARM else 180, 0, 1) + instruction(ANSWER, 0x7FC00000)
    listening += instruction(ANSWER, ALLOW)
    buffer = ctypes.create_string_buffer(listening)
    description = struct.pack("HxxxxxxQ", len(listening) // 8, ctypes.addressof(buffer))
    listener = libc.syscall(SECCOMP, 1, 8, ctypes.c_char_p(description))
    if listener < 0:
        sys.exit("withhold.py: listener: " + os.strerror(ctypes.get_errno()))
    os.set_inheritable(listener, True)
if "rulesets" in withheld:
    # LANDLOCK_ACCESS_FS_MAKE_CHAR alone.
    attributes = ctypes.create_string_buffer(struct.pack("Q", 1 << 6))
    for _ in range(16):
        ruleset = libc.syscall(LANDLOCK[0], attributes, 8, 0)
        if libc.syscall(LANDLOCK[2], ruleset, 0):
            sys.exit("withhold.py: rulesets: " + os.strerror(ctypes.get_errno()))
        os.close(ruleset)
os.execv(sys.argv[3], sys.argv[3:])
