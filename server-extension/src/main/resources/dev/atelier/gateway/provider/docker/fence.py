"""Closes the engine's computer to networks of containers: one table of nf_tables for each gateway, replaced at once.

fence.py TABLE PORT,... [INTERFACE ...]: what comes in on these interfaces and is for the computer itself is refused, but
answers and what is for these ports; without interfaces the table goes. Speaks netlink itself, since no image need have nft.
"""
import os
import socket
import struct
import sys

BATCH_BEGIN, BATCH_END, NEW_TABLE, DELETE_TABLE, NEW_CHAIN, NEW_RULE = 0x10, 0x11, 0xA00, 0xA02, 0xA03, 0xA06
REQUEST, ACK, CREATE, APPEND = 0x1, 0x4, 0x400, 0x800
INET, NETFILTER, ERROR = 1, 10, 2


def attribute(kind, content):
    size = 4 + len(content)
    return struct.pack("=HH", size, kind) + content + bytes(-size % 4)


def number(kind, value):
    return attribute(kind, struct.pack(">I", value))


def text(kind, value):
    return attribute(kind, value.encode() + b"\0")


def nested(kind, *parts):
    return attribute(kind | 0x8000, b"".join(parts))


def expression(name, *parts):
    return nested(1, text(1, name), nested(2, *parts))


def compare(operation, value):
    return expression("cmp", number(1, 1), number(2, operation), nested(3, attribute(1, value)))


def rule(table, ports, interface):
    name = interface.encode()
    return b"".join((
        text(1, table),
        text(2, "input"),
        nested(4,
               expression("meta", number(1, 1), number(2, 6)),  # iifname
               compare(0, name + bytes(16 - len(name))),
               expression("ct", number(1, 1), number(2, 0)),  # its state: neither established nor related
               expression("bitwise", number(1, 1), number(2, 1), number(3, 4),
                          nested(4, attribute(1, struct.pack("=I", 2 | 4))), nested(5, attribute(1, bytes(4)))),
               compare(0, bytes(4)),
               expression("payload", number(1, 1), number(2, 2), number(3, 2), number(4, 2)),  # destination port
               *(compare(1, struct.pack(">H", port)) for port in ports),
               expression("reject", number(1, 2), attribute(2, b"\1")))))  # icmpx, port unreachable


def message(sequence, kind, flags, family, content, resource=0):
    body = struct.pack("=BB", family, 0) + struct.pack(">H", resource) + content
    return struct.pack("=IHHII", 16 + len(body), kind, REQUEST | flags, sequence, 0) + body


def commit(changes):
    messages = [message(0, BATCH_BEGIN, 0, 0, b"", NETFILTER)]
    for sequence, (kind, flags, content) in enumerate(changes, 1):
        messages.append(message(sequence, kind, flags | ACK, INET, content))
    messages.append(message(len(messages), BATCH_END, 0, 0, b"", NETFILTER))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as kernel:
        kernel.settimeout(5)
        kernel.send(b"".join(messages))
        for _ in changes:
            answer = kernel.recv(65536)
            while answer:
                size, kind = struct.unpack_from("=IH", answer)
                code, = struct.unpack_from("=i", answer, 16)
                if kind == ERROR and code:
                    raise OSError(-code, os.strerror(-code))
                answer = answer[size + -size % 4:]


def main(table, ports, interfaces):
    named = text(1, table)
    changes = [(NEW_TABLE, CREATE, named), (DELETE_TABLE, 0, named)]
    if interfaces:
        hook = nested(4, number(1, 1), number(2, 0))  # what is for this computer, in the order of its own filters
        chain = named + text(3, "input") + hook + text(7, "filter")
        changes += [(NEW_TABLE, CREATE, named), (NEW_CHAIN, CREATE, chain)]
        changes += [(NEW_RULE, CREATE | APPEND, rule(table, ports, interface)) for interface in interfaces]
    commit(changes)


main(sys.argv[1], [int(port) for port in sys.argv[2].split(",")], sys.argv[3:])
