#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""HttpFaults: an API server that misbehaves on request.

  http_faults.py FOLDER

Makes its certificates in FOLDER (ca.pem is the authority to trust), listens on loopback and writes
FOLDER/ports, one "name port" a line, when it is ready. What it sees is appended to FOLDER/seen:
"NAME connected", "NAME trusted" (handshake done),
"NAME request METHOD PATH auth=yes|no BODY" for each request that was read whole, and "answer ended"
where the server has ended the connection, or its side of it, behind an answer.

The name of the listener chooses how it connects; on "tls" and "plain" the first part of the path
chooses how it answers, see ANSWERS. It ends when its standard input does.
"""
import json
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is what we want here

FOLDER = sys.argv[1]
LOCK = threading.Lock()
PORTS = {}
PIN_ID = "9C817C6F8AF3D48F9FE553282AFA2B67"


def seen(line):
    with LOCK, open(FOLDER + "/seen", "a", encoding="latin-1") as log:
        log.write(line + "\n")


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


# --- certificates

def openssl(*arguments):
    done = subprocess.run(("openssl",) + arguments, check=False, cwd=FOLDER, capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"http_faults.py: openssl {' '.join(arguments)}: {done.stderr}")


def authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=" + name, "-days", "2", "-keyout", name + ".key", "-out", name + ".pem")


# x509(1) of OpenSSL 3.5 makes no certificate that has ended; ca(1) of 3.0 and 3.5 does.
CA_SETTINGS = """[ca]
default_ca = here
[here]
database = index
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
default_days = 2
policy = names
[names]
commonName = supplied
"""
ENDED = ("-startdate", "20200101000000Z", "-enddate", "20200102000000Z")


def certificate(name, signer, alt_names, dates=()):
    write(name + ".ext", "subjectAltName=" + alt_names + "\n")
    write("ca.conf", CA_SETTINGS)
    write("index", "")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr")
    openssl("ca", "-batch", "-config", "ca.conf", "-notext", "-in", name + ".csr",
            "-cert", signer + ".pem", "-keyfile", signer + ".key", "-extfile", name + ".ext",
            "-out", name + ".pem", *dates)


def write(name, text):
    with open(f"{FOLDER}/{name}", "w", encoding="ascii") as file:
        file.write(text)


def context(name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(f"{FOLDER}/{name}.pem", f"{FOLDER}/{name}.key")
    return made


def old_context():
    made = context("server")
    made.set_ciphers("ALL:@SECLEVEL=0")
    made.minimum_version = ssl.TLSVersion.TLSv1
    made.maximum_version = ssl.TLSVersion.TLSv1_1
    return made


def tls12_context():
    made = context("server")
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    return made


# --- answers: each gets the connection and the number of the request on it

def http(connection, status, body=b"{}", *headers):
    head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nX-Request-ID: rq-1\r\n"
    head += "Date: Fri, 13 Feb 2009 23:31:30 GMT\r\n"
    head += f"Content-Length: {len(body)}\r\n" + "".join(line + "\r\n" for line in headers) + "\r\n"
    connection.sendall(head.encode() + body)


def good(connection, _number, path):
    if path.endswith("/verify"):
        body = {"pinId": PIN_ID, "verified": True, "attemptsRemaining": 0}
    else:
        body = {"pinId": PIN_ID, "ncStatus": "NC_DESTINATION_REACHABLE",
                "smsStatus": "MESSAGE_SENT"}
    http(connection, 200, json.dumps(body, separators=(",", ":")).encode())
    return True


def die_second(connection, number, path):
    return number == 1 and good(connection, number, path)


def close_after_answer(connection, number, path):
    good(connection, number, path)
    connection.close()
    seen("answer ended")
    return False


def reset_after_answer(connection, number, path):
    good(connection, number, path)
    time.sleep(0.05)
    reset(connection)
    seen("answer ended")
    return False


def say_goodbye(connection):
    """TLS's close_notify, without waiting for the client's."""
    connection.setblocking(False)
    try:
        connection.unwrap()
    except OSError:
        pass
    seen("answer ended")


def goodbye_after_answer(connection, number, path):
    good(connection, number, path)
    say_goodbye(connection)
    return False


def goodbye_and_stay(connection, number, path):
    good(connection, number, path)
    say_goodbye(connection)
    time.sleep(5)
    return False


def half_close_after_answer(connection, number, path):
    good(connection, number, path)
    connection.shutdown(socket.SHUT_WR)
    seen("answer ended")
    time.sleep(5)
    return False


def status_second(connection, number, path):
    return good(connection, number, path) if number == 1 else status(connection, number, path)


def redirect(connection, _number, path):
    http(connection, 307, b"", f"Location: https://127.0.0.1:{PORTS['elsewhere']}{path}")
    return True


def status(connection, _number, path):
    http(connection, int(path.split("/")[2]))
    return True


def body_of(body):
    def answer(connection, _number, _path):
        http(connection, 200, body)
        return True
    return answer


def huge(connection, _number, _path):
    http(connection, 200, b'"' + b"x" * 10_000_000 + b'"')
    return False


def huge_chunked(connection, _number, _path):
    connection.sendall(b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
    return False


def many_headers(connection, _number, _path):
    connection.sendall(b"HTTP/1.1 200 x\r\n")
    for i in range(100_000):
        connection.sendall(b"X-%d: %s\r\n" % (i, b"y" * 100))
    return False


def truncated(connection, _number, _path):
    connection.sendall(b'HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\n{"verified":')
    return False


def truncated_503(connection, _number, _path):
    connection.sendall(b"HTTP/1.1 503 x\r\nContent-Length: 100\r\n\r\n{")
    return False


def slow(connection, _number, _path):
    for byte in b'HTTP/1.1 200 x\r\nContent-Length: 2\r\n\r\n{}':
        connection.sendall(bytes([byte]))
        time.sleep(1)  # in all longer than any stretched time limit
    return True


def silent(_connection, _number, _path):
    time.sleep(600)
    return False


def raw(text):
    def answer(connection, _number, _path):
        connection.sendall(text)
        return False
    return answer


def die(_connection, _number, _path):
    return False


# An answer in pieces, each of which goes out as one TLS record. Bodies end by a length, by the last
# chunk, or with the connection.
IN_RECORDS = {
    "length": [b"HTTP/1.1 200 x\r\n", b"Content-Type: application/json\r\n", b"Content-Length: 17\r\n",
               b"\r\n", b'{"verified"', b":true}"],
    "chunks": [b"HTTP/1.1 200 x\r\n", b"Transfer-Encoding: chunked\r\n", b"\r\n", b"b\r\n", b'{"verified"',
               b"\r\n6\r\n:true}\r\n", b"0\r\n", b"\r\n"],
    "end": [b"HTTP/1.1 200 x\r\n", b"Connection: close\r\n", b"\r\n", b'{"verified"', b":true}"],
    "fault": [b"HTTP/1.1 503 x\r\n", b"Content-Length: 2\r\n", b"\r\n", b"{", b"}"],
}


def records(connection, _number, path):
    """records/NAME/COUNT/END: the first pieces of an answer, and how the connection ends then."""
    name, count, end = path.split("/")[2:5]
    for piece in IN_RECORDS[name][:int(count)]:
        connection.sendall(piece)
    if end == "goodbye":
        say_goodbye(connection)
    if end == "reset":
        time.sleep(0.05)
        reset(connection)
    return False


ANSWERS = {
    "cut_3": raw(b"HTT"), "cut_11": raw(b"HTTP/1.1 20"),
    "cut_20": raw(b"HTTP/1.1 200 x\r\nConte"),
    "cut_503_head": raw(b"HTTP/1.1 503 x\r\nContent-Length: 0\r\n"),
    "good": good, "die": die, "die_second": die_second, "close_after_answer": close_after_answer,
    "goodbye_after_answer": goodbye_after_answer, "goodbye_and_stay": goodbye_and_stay,
    "half_close_after_answer": half_close_after_answer, "status_second": status_second,
    "reset_after_answer": reset_after_answer, "redirect": redirect, "status": status,
    "empty": body_of(b""), "nul": body_of(b'{"verified":true}\0{}'),
    "deep": body_of(b"[" * 30000), "huge": huge, "huge_chunked": huge_chunked,
    "many_headers": many_headers, "truncated": truncated, "truncated_503": truncated_503,
    "records": records, "slow": slow, "silent": silent, "not_http": raw(b"220 mail.example ESMTP\r\n"),
    "no_status": raw(b"HTTP/1.1 abc\r\n\r\n"),
}


# --- connections

def read_request(connection):
    """One request, whole: (method, path, headers, body, pieces it came in); None where there is none."""
    data = b""
    pieces = 0
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
        pieces += 1
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines[1:]}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            return None
        body += more
        pieces += 1
    method, path = lines[0].split(" ")[:2]
    return method, path, headers, body, pieces


def log_request(name, method, path, headers, body, pieces):
    auth = "yes" if "authorization" in headers else "no"
    seen(f"{name} request {method} {path} auth={auth} {body.decode('latin-1')}")
    with LOCK, open(FOLDER + "/headers", "a", encoding="latin-1") as log:
        log.write(json.dumps([name, method, path, headers, {"pieces": pieces}]) + "\n")


def chosen_answer():
    """For clients whose base URL has no path: what the file `answer` says. "" is none."""
    path = pathlib.Path(FOLDER, "answer")
    return path.read_text(encoding="ascii") if path.exists() else ""


def serve_requests(name, connection):
    number = 0
    while True:
        request = read_request(connection)
        if request is None:
            return
        number += 1
        log_request(name, *request)
        path = f"/{chosen_answer()}{request[1]}".replace("//", "/")
        first = path.split("/")[1]
        if not ANSWERS.get(first, good)(connection, number, path):
            return


def tls(name, made):
    def serve(connection):
        with made.wrap_socket(connection, server_side=True) as trusted:
            trusted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            seen(f"{name} trusted")
            serve_requests(name, trusted)
    return serve


def close_in_handshake(connection):
    connection.recv(1)
    connection.recv(65536)
    connection.close()


def reset_in_handshake(connection):
    connection.recv(1)
    reset(connection)


def speaks_no_tls(connection):
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.recv(65536)


def silent_in_handshake(connection):
    connection.recv(65536)
    time.sleep(600)


def tunnel(source, target):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    target.close()


def proxy(connection):
    request = read_request(connection)
    log_request("proxy", *request)
    method, target = request[:2]
    if method != "CONNECT":
        return
    host, port = target.rsplit(":", 1)
    server = socket.create_connection((host, int(port)))
    connection.sendall(b"HTTP/1.1 200 established\r\n\r\n")
    threading.Thread(target=tunnel, args=(server, connection), daemon=True).start()
    tunnel(connection, server)


def refusing_proxy(connection):
    read_request(connection)
    connection.sendall(b"HTTP/1.1 407 x\r\nContent-Length: 0\r\n\r\n")


def busy_proxy(connection):
    read_request(connection)
    connection.sendall(b"HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n")


def listen(name, serve):
    listener = socket.create_server(("127.0.0.1", 0))
    PORTS[name] = listener.getsockname()[1]

    def one(connection):
        try:
            with connection:
                serve(connection)
        except OSError:
            pass

    def accept():
        while True:
            connection, _ = listener.accept()
            seen(f"{name} connected")
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def black_hole():
    """A listener whose queue is full: the kernel drops whatever else arrives."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = []
    for _ in range(4):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(listener.getsockname())
        waiting.append(one)
    PORTS["black_hole"] = listener.getsockname()[1]
    return listener, waiting


def refused():
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        PORTS["refused"] = listener.getsockname()[1]


def main():
    authority("ca")
    authority("other_ca")
    here = "DNS:localhost,IP:127.0.0.1"
    certificate("server", "ca", here)
    certificate("wrong_name", "ca", "DNS:other.example")
    certificate("unknown_ca", "other_ca", here)
    certificate("expired", "ca", here, ENDED)
    listen("tls", tls("tls", context("server")))
    listen("elsewhere", tls("elsewhere", context("server")))
    listen("wrong_name", tls("wrong_name", context("wrong_name")))
    listen("unknown_ca", tls("unknown_ca", context("unknown_ca")))
    listen("expired", tls("expired", context("expired")))
    listen("tls11", tls("tls11", old_context()))
    listen("tls12", tls("tls12", tls12_context()))
    listen("plain", lambda connection: serve_requests("plain", connection))
    listen("close_in_handshake", close_in_handshake)
    listen("reset_in_handshake", reset_in_handshake)
    listen("speaks_no_tls", speaks_no_tls)
    listen("silent_in_handshake", silent_in_handshake)
    listen("proxy", proxy)
    listen("refusing_proxy", refusing_proxy)
    listen("busy_proxy", busy_proxy)
    kept = black_hole()
    refused()
    open(FOLDER + "/seen", "a", encoding="ascii").close()
    with open(FOLDER + "/ports.new", "w", encoding="ascii") as ports:
        ports.writelines(f"{name} {port}\n" for name, port in PORTS.items())
    os.rename(FOLDER + "/ports.new", FOLDER + "/ports")
    sys.stdin.read()
    del kept


main()
