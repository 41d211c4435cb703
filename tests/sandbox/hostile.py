# SPDX-License-Identifier: MIT
# Hostile requests: bytes that a client should not send, and the status that they get.
import json


def chunk(text):
    return b"%x\r\n%s\r\n" % (len(text), text)


def with_length(post, text):
    return post + b"Content-Length: %d\r\n\r\n" % len(text) + text


class Requests:
    """All of them for one sandbox, with its key and a good order."""

    def __init__(self, key, order):
        self.headers = b"Host: x\r\nAuthorization: App " + key.encode() + b"\r\n"
        self.order = json.dumps(order).encode()
        self.post = b"POST /2fa/2/pin HTTP/1.1\r\n" + self.headers
        self.get = b"GET /2fa/2/applications HTTP/1.1\r\n" + self.headers
        self.chunked = self.post + b"Transfer-Encoding: chunked\r\n\r\n"
        self.whole = chunk(self.order) + b"0\r\n\r\n"

    def line(self, text):
        return text + b" HTTP/1.1\r\n" + self.headers + b"\r\n"

    def answered(self):
        """(name, bytes, status, whether the connection ends then)"""
        yield from self.with_odd_headers()
        yield from self.with_odd_frames()
        yield from self.with_odd_bodies()
        yield from self.with_odd_lines()

    def with_odd_headers(self):
        get = self.get
        yield "a header of 16 KB", get + b"X: " + b"a" * 16_000 + b"\r\n\r\n", 400, False
        yield "a thousand headers", get + b"".join(b"X%d: y\r\n" % n for n in range(1000)) + b"\r\n", 200, False
        yield "headers of 60 KB", get + (b"X: " + b"y" * 95 + b"\r\n") * 600 + b"\r\n", 200, False
        yield "headers of 100 KB", get + (b"X: " + b"y" * 95 + b"\r\n") * 1000 + b"\r\n", 431, True
        yield "a header without a colon", get + b"nothing\r\n\r\n", 200, False
        yield "a NUL in a header", get + b"X: a\0b\r\n\r\n", 200, False
        yield "ranges, which an API has not", get + b"Range: bytes=0-1\r\n\r\n", 200, False
        yield "a range beyond the end", get + b"Range: bytes=99999-\r\n\r\n", 200, False
        yield "line ends without CR", get.replace(b"\r", b"") + b"\n", 400, False

    def with_odd_frames(self):
        post = self.post
        for size in (b"zz", b"-1", b"ffffffffffffffffff", b"", b" "):
            yield "a chunk of size '%s'" % size.decode(), self.chunked + size + b"\r\nabc\r\n", 400, True
        yield "a chunk that is longer than it says", self.chunked + b"3\r\nabcdef\r\n0\r\n\r\n", 400, False
        yield "chunks in capitals", post + b"Transfer-Encoding: CHUNKED\r\n\r\n" + self.whole, 200, False
        yield "a chunk with an extension", (self.chunked + b"%x;a=b\r\n" % len(self.order) + self.order +
                                            b"\r\n0\r\n\r\n"), 200, False
        for coding in (b"gzip, chunked", b"identity", b"chunked\r\nTransfer-Encoding: chunked"):
            yield ("coding " + coding.decode(), post + b"Transfer-Encoding: " + coding + b"\r\n\r\n" +
                   self.whole, 501, True)
        yield "chunks and a length", (post + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n" +
                                      self.whole), 400, True
        length = b"%d" % len(self.order)
        yield "no length", post + b"Content-Length: \r\n\r\n" + self.order, 400, False
        for text in (b"abc", b"-1", b"+" + length, length + b", " + length, b"0x10", length + b" 1",
                     b"99999999999999999999999", length + b"\r\nContent-Length: 5"):
            yield ("length " + text.decode(), post + b"Content-Length: " + text + b"\r\n\r\n" + self.order,
                   400, True)

    def with_odd_bodies(self):
        post = self.post
        for name, text in (("bytes that are no UTF-8", self.order.replace(b"385911234567", b"\xff\xfe\xc3(")),
                           ("arrays 60,000 deep", b"[" * 60_000),
                           ("objects 12,000 deep", b'{"a":' * 12_000 + b"1" + b"}" * 1000),
                           ("a NUL within", self.order.replace(b"385911234567", b"385\0")),
                           ("nothing but a NUL", b"\0")):
            yield name, with_length(post, text), 400, False
        yield "half a surrogate", with_length(post, self.order[:-1] + b',"from":"\\ud800"}'), 200, False
        yield "a megabyte", with_length(post, b" " * 1_048_576), 413, True
        yield "twenty megabytes", with_length(post, b" " * 20_000_000), 413, True
        yield "a megabyte in chunks", self.chunked + chunk(b" " * 65_536) * 16 + b"0\r\n\r\n", 413, False
        for coding in (b"gzip", b"br", b"deflate"):
            yield (coding.decode() + " that is none", with_length(
                post + b"Content-Encoding: " + coding + b"\r\n", b"0123456789"), 400, True)
        yield "a form without a boundary", with_length(
            post + b"Content-Type: multipart/form-data\r\n", self.order), 400, True
        yield "a good body that a GET has", with_length(self.get, b"{}"), 200, False

    def with_odd_lines(self):
        for path in (b"/2fa/2/applications/\0x", b"/2fa/2/applications/a b", b""):
            yield "path '%s'" % path.decode(), self.line(b"GET " + path), 400, False
        for path in (b"/2fa/2/applications/%00", b"/2fa/2/applications/%0d%0aX:%20y", b"/..%2f..%2fetc/passwd",
                     b"/2fa/2/applications/\xff", b"*"):
            yield "path %r" % path, self.line(b"GET " + path), 404, False
        yield "a path of 9 KB", self.line(b"GET /" + b"x" * 9000), 414, False
        for method, status in ((b"HEAD", 200), (b"OPTIONS", 200), (b"DELETE", 405), (b"PATCH", 405),
                               (b"TRACE", 405), (b"PROPFIND", 400), (b"get", 400), (b"G\0T", 400),
                               (b"A" * 9000, 414)):
            yield "method %r" % method[:20], self.line(method + b" /2fa/2/applications"), status, False
        yield "HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, False
        yield "HTTP/1.0", self.get.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n", 200, True
        yield "no version", b"GET /2fa/2/applications\r\n\r\n", 400, False
        yield "every byte there is", bytes(range(256)) * 20 + b"\r\n\r\n", 400, False

    def unfinished(self):
        """Beginnings after which nothing comes: each could keep a server waiting."""
        return [b"", b"P", b"POST /2fa/2/pin HT", self.post, self.post + b"Content-Length: 500\r\n\r\n{",
                self.chunked, self.chunked + b"5", self.chunked + b"5\r\nab", self.chunked + chunk(b"{"),
                self.chunked + b"fffffffffffffffe\r\nabc", self.get + b"X: " + b"a" * 100_000,
                self.post + b"Expect: 100-continue\r\nContent-Length: 1048576\r\n\r\n"]
