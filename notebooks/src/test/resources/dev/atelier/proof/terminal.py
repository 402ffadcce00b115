"""Types into a program as a person does, in a terminal of its own: terminal.py leave|exit PROGRAM WORDS..."""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

how, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = ""


def more(seconds):
    global seen
    if select.select([terminal], [], [], seconds)[0]:
        try:
            seen += os.read(terminal, 65536).decode(errors="replace")
        except OSError:  # its end
            return False
    return True


def until(pattern):
    global seen
    deadline = time.monotonic() + 60
    while not re.search(pattern, seen):
        if time.monotonic() > deadline or not more(1):
            sys.exit(f"{pattern} was not seen in: {seen}")
    seen = ""


def is_raw():
    return not termios.tcgetattr(terminal)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)


def size(rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def type_keys(text):
    os.write(terminal, text.encode())


size(31, 97)
deadline = time.monotonic() + 60
while not is_raw() and time.monotonic() < deadline:
    more(0.05)
until("leaves it")
type_keys("echo $((6*7))-é-$(stty size)\r")
until("42-é-31 97")
size(40, 120)
time.sleep(3)
type_keys("echo now-$(stty size)\r")
until("now-40 120")
type_keys("sleep 1000\r")
time.sleep(0.5)
type_keys("\x03")
type_keys("echo $((40+4))-after\r")
until("44-after")
type_keys("\x1d" if how == "leave" else "exit\r")
until("goes on: http" if how == "leave" else "The shell has ended")
_, status = os.waitpid(pid, 0)
print("exit code", os.waitstatus_to_exitcode(status))
