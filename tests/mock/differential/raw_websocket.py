"""A WebSocket client that sends whatever it is told to, forbidden frames too."""

import base64
import collections
import os
import socket
import ssl
import struct
import time
import urllib.parse

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA

# What came from the server: kind is text, binary, close, ping, pong or
# dropped (the connection ended without a close frame).
Arrival = collections.namedtuple("Arrival", "kind text code")

DROPPED = Arrival("dropped", "", 0)
KINDS = {TEXT: "text", BINARY: "binary", PING: "ping", PONG: "pong"}


def connect(url, timeout):
    """A connected socket for a ws, wss, http or https URL."""
    parts = urllib.parse.urlsplit(url)
    plain = socket.create_connection((parts.hostname, parts.port), timeout)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if parts.scheme not in ("wss", "https"):
        return plain
    # Both servers are on loopback with certificates made for a test: what
    # they answer is compared here, not who they are.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=parts.hostname)


class HttpAnswer:
    """Status, headers and body; what follows the head of a 101 is `rest`."""

    def __init__(self, status, headers, body, rest=b""):
        self.status, self.headers, self.body = status, headers, body
        self.rest = rest


def read_answer(stream, deadline):
    """The answer to an HTTP request, read from a socket."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _some(stream, deadline)
    head, _, rest = read.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ")[1])
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if status == 101:
        return HttpAnswer(status, headers, "", rest)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _chunked(stream, rest, deadline)
    else:
        length = headers.get("content-length")
        body = rest
        try:
            while length is None or len(body) < int(length):
                body += _some(stream, deadline)
        except ConnectionError:
            pass
    return HttpAnswer(status, headers, body.decode("utf-8", "replace"))


def _some(stream, deadline):
    stream.settimeout(max(0.001, deadline - time.monotonic()))
    some = stream.recv(65536)
    if not some:
        raise ConnectionError("the server closed the connection")
    return some


def _chunked(stream, read, deadline):
    body = b""
    while True:
        while b"\r\n" not in read:
            read += _some(stream, deadline)
        size, _, read = read.partition(b"\r\n")
        size = int(size.split(b";")[0], 16)
        while len(read) < size + 2:
            read += _some(stream, deadline)
        if size == 0:
            return body
        body += read[:size]
        read = read[size + 2:]


class RawWebSocket:
    """One connection: `answer` says what the upgrade got."""

    def __init__(self, url, path, headers=(), timeout=15.0):
        self.stream = connect(url, timeout)
        self.path = path
        self.ended = False
        self._read = b""
        self._fragments = b""
        self._fragments_kind = None
        place = urllib.parse.urlsplit(url).netloc
        lines = ["GET %s HTTP/1.1" % path, "Host: " + place,
                 "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " +
                 base64.b64encode(os.urandom(16)).decode()]
        lines += ["%s: %s" % header for header in headers]
        self.stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.answer = read_answer(self.stream, time.monotonic() + timeout)
        self.is_open = self.answer.status == 101
        self._read = self.answer.rest

    def send_text(self, text):
        self.send_frame(TEXT, text.encode("utf-8", "surrogateescape"))

    def send_frame(self, opcode, payload=b"", last=True, masked=True, rsv=0):
        """One frame, legal or not; a peer that is gone is no error here."""
        head = bytes([(0x80 if last else 0) | rsv << 4 | opcode])
        mask_bit = 0x80 if masked else 0
        if len(payload) < 126:
            head += bytes([mask_bit | len(payload)])
        elif len(payload) < 65536:
            head += bytes([mask_bit | 126]) + struct.pack(">H", len(payload))
        else:
            head += bytes([mask_bit | 127]) + struct.pack(">Q", len(payload))
        if masked:
            key = os.urandom(4)
            repeated = key * (len(payload) // 4 + 1)
            number = int.from_bytes(payload, "big") ^ int.from_bytes(
                repeated[:len(payload)], "big")
            payload = key + number.to_bytes(len(payload), "big")
        try:
            self.stream.settimeout(10)
            self.stream.sendall(head + payload)
        except OSError:
            pass

    def receive(self, timeout):
        """The next arrival, or None when nothing came in time."""
        if self.ended:
            return None
        deadline = time.monotonic() + timeout
        while True:
            arrival = self._parse()
            if arrival is not None:
                self.ended = arrival.kind in ("close", "dropped")
                return arrival
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            try:
                self._read += _some(self.stream, deadline)
            except (socket.timeout, ssl.SSLWantReadError):
                return None
            except OSError:
                self.ended = True
                return DROPPED

    def _parse(self):
        """One arrival out of what was read, None when it is not whole."""
        while len(self._read) >= 2:
            first, size, start = self._read[0], self._read[1] & 0x7F, 2
            if size == 126:
                size, start = int.from_bytes(self._read[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(self._read[2:10], "big"), 10
            if len(self._read) < start or len(self._read) < start + size:
                return None
            payload = self._read[start:start + size]
            self._read = self._read[start + size:]
            opcode, last = first & 0x0F, first & 0x80
            if opcode == CLOSE:
                code = int.from_bytes(payload[:2], "big")
                return Arrival("close", payload[2:].decode("utf-8", "replace"),
                               code)
            if opcode in (PING, PONG):
                return Arrival(KINDS[opcode], payload.decode("latin-1"), 0)
            self._fragments += payload
            self._fragments_kind = self._fragments_kind or opcode
            if last:
                whole, kind = self._fragments, self._fragments_kind
                self._fragments, self._fragments_kind = b"", None
                return Arrival(KINDS.get(kind, "opcode %d" % kind),
                               whole.decode("utf-8", "replace"), 0)
        return None

    def close(self):
        """Ends politely; the answer is not waited for."""
        if self.is_open and not self.ended:
            self.send_frame(CLOSE, struct.pack(">H", 1000))
        self.drop()

    def drop(self):
        self.ended = True
        try:
            self.stream.close()
        except OSError:
            pass


def http(url, method, path, body="", headers=(), timeout=15.0):
    """One plain HTTP exchange with the server of `url`."""
    stream = connect(url, timeout)
    try:
        lines = ["%s %s HTTP/1.1" % (method, path), "Connection: close",
                 "Host: " + urllib.parse.urlsplit(url).netloc]
        data = body.encode()
        if data or method in ("PUT", "POST"):
            lines += ["Content-Type: application/json",
                      "Content-Length: %d" % len(data)]
        lines += ["%s: %s" % header for header in headers]
        stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + data)
        return read_answer(stream, time.monotonic() + timeout)
    finally:
        stream.close()
