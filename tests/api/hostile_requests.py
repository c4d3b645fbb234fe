"""What no client should send: one corpus of malformed requests, put to operations of every kind, as bytes for a socket.

A wrong number, date or name stands in a field: in JSON, in a query or in the cell of a table. A wrong document is the body, or
the whole query where there is none. What is wrong with HTTP is wrong around them.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

Json = dict[str, Any]

KENT = {"police_area": "E23000032", "financial_year": "2016-17", "increase": "percent:3.4"}
"""The question that each request spoils, as a query or a row has it."""
OFFICERS = {"officers": "24", "strength_at_start": "76"}


@dataclass(frozen=True)
class Target:
    """An operation of one kind: how it is asked, and where the fields of its question stand."""

    method: str
    path: str
    takes: str = ""
    """The media type of its body; a query where there is none."""

    def asked(self, fields: dict[str, str], token: str | None = None) -> Parts:
        """The question with those fields; the text "TOKEN" gives way to a bare token of JSON."""
        if self.takes == "text/csv":
            table = io.StringIO(newline="")
            csv.writer(table).writerows([[*fields, *OFFICERS], [*fields.values(), *OFFICERS.values()]])
            body = table.getvalue().encode("utf-8", "surrogatepass")
            return self.parts(body=body.replace(b"TOKEN", (token or "").encode()))
        if self.takes:
            whole: Json = {"rows": [fields]} if self.path.endswith("/batch") else precept_of(fields)
            return self.parts(body=json.dumps(whole).replace('"TOKEN"', token or "").encode())
        query = {name: token if text == "TOKEN" and token else text for name, text in fields.items()}
        return self.parts(query=urlencode(query, errors="surrogatepass").encode())

    def given(self, document: bytes) -> Parts:
        """A whole document in the place of the question."""
        return (
            self.parts(body=document) if self.takes else self.parts(query=quote_from_bytes(document, safe="").encode())
        )

    def parts(self, body: bytes = b"", query: bytes = b"") -> Parts:
        """A request without a fault of its own around that."""
        headers = [b"Host: precept"]
        if self.takes:
            headers += [b"Content-Type: " + self.takes.encode(), b"Content-Length: %d" % len(body)]
        return Parts(self.method.encode(), self.path.encode(), query, headers, body)


@dataclass
class Parts:
    """A request in its parts."""

    method: bytes
    path: bytes
    query: bytes
    headers: list[bytes]
    body: bytes
    version: bytes = b"HTTP/1.1"

    def bytes(self) -> bytes:
        """As it goes out."""
        address = self.path + (b"?" + self.query if self.query else b"")
        return b"\r\n".join([b" ".join([self.method, address, self.version]), *self.headers, b"", self.body])

    def but(self, **changed: Any) -> Parts:
        """The same with other parts."""
        return Parts(**{**self.__dict__, **changed})

    def saying(self, *lines: bytes, instead_of: bytes | None = None) -> Parts:
        """The same with more header lines, in the place of those of that name."""
        kept = [each for each in self.headers if instead_of is None or not each.lower().startswith(instead_of.lower())]
        return self.but(headers=[*kept, *lines])


def precept_of(fields: dict[str, str]) -> Json:
    """The flat fields as `POST /v1/precepts/calculate` has them."""
    said: Json = dict(fields)
    kind, colon, amount = fields.get("increase", "").partition(":")
    if colon:
        said["increase"] = {"kind": kind, "percent" if kind == "percent" else "pounds": amount}
    elif "increase" in fields:
        said["increase"] = {"kind": kind}
    return said


TARGETS = {
    "a question by POST": Target("POST", "/v1/precepts/calculate", "application/json"),
    "a question by GET": Target("GET", "/v1/precepts/calculate"),
    "a table as CSV": Target("GET", "/v1/precepts/calculate/bands.csv"),
    "a workbook": Target("GET", "/v1/precepts/calculate.xlsx"),
    "a batch as JSON": Target("POST", "/v1/funding/batch", "application/json"),
    "a batch as CSV": Target("POST", "/v1/funding/batch", "text/csv"),
}
"""One operation of each kind."""

Make = Callable[[Target], bytes]

NUMBERS = [
    "NaN", "nan", "sNaN", "-NaN", "Infinity", "-Infinity", "inf", "-0", "-0.0", "-0.00", "+1", "1e308", "1e400", "1E+400",
    "1E+1000000", "1E-400", "1e2", "1e-1", "9" * 21, "9" * 5_000, "0." + "1" * 5_000, "0x10", "0b1", "0o7", "1_000", "1,000",
    "3,4", "٣", "１", "१२", "½", "²", "٤٫٥", " 1", "1 ", "1\n", "\n1", "1\x00", "1\u200b", "3.4%", "£5", "007", "01.5", "00",
    "1.", ".5", "--1", "1.2.3", " ", "true", "null", "None", "undefined", "1/2", "−1", "'; --", "=1+1", "1e", "1d", "1.5f",
    "${7*7}", "%n%s", "../../etc/passwd", "<b>1</b>", "\ufeff1", "\u202e1",
]  # fmt: skip
TOKENS = [
    "NaN", "Infinity", "-Infinity", "1e308", "1e400", "1E+1000000", "9" * 200_000, "-" + "9" * 30_000, "1." + "5" * 30_000,
    "0x10",
    "0b1", "1_0", "+1", "01", ".5", "1.", "1.5", "-1", "10**9", str(2**31), str(2**53), str(2**63), str(2**64), "True", "nil",
    "undefined", "true", "null", "[]", "{}", "[[]]", '{"surprise": 1}', '""', "''", "'1'", '"\\ud800"', '"\\u0000"', '"\t"',
    "``",
    "[" * 33 + "]" * 33, '{"kind":' * 40 + "1" + "}" * 40, "[1,]", '"unclosed', "//", "/**/", "<x/>", "@", "1 2",
]  # fmt: skip
FINE_AS_TEXT = {"1.5", '""', '"\t"'}
MEANINGS: list[dict[str, str]] = [
    *({"police_area": code} for code in (
        "E99999999", "W99999999", "e23000032", "E2300003", "E230000320", "E2300003２", "Kent", "E23000032\n", " E23000032",
        "E23000032;E23000033", "*", "%", "_", "S12000036", "N09000003", "E07000105", "\u202eE23000032", "E" * 9_000)),
    *({"financial_year": year} for year in (
        "1066-67", "9999-00", "1992-93", "2050-51", "2049-50", "1993-94", "2016-18", "2016-16", "2016", "2016/17", "16-17",
        "2016-2017", "٢٠١٦-١٧", "２０１６-１７", "2016–17", "0000-01", "-2016-17", "2016-17 ", "next", "2016-17-18")),
    *({"increase": increase} for increase in (
        "percent:101", "percent:100.0001", "percent:-100", "percent:3.40001", "percent:", "percent", "percent:3.4:5",
        "PERCENT:3.4",
        "cash:1000", "cash:5.00001", "cash:-999", "cash:", "band_d:10000", "band_d:-1", "band_d:0x98",
        "requirement:10000000000",
        "requirement:1.001", "requirement:-1", "requirement:" + "9" * 4_000, "double", "freeze:1", "maximum:", "Freeze", "3.4",
        "percent :3.4", ":3.4", "percent:3.4\n", "percent:3.4;cash:5", "cash:5 OR 1=1")),
    *({"tax_base": base} for base in ("0", "-1", "0.999", "10000000", "1.0001", "1e6", "596,086.84")),
    *({"prior_band_d_pounds": band_d} for band_d in ("0", "0.99", "10000", "147.15001", "-147.15", "£147.15")),
    {"surprise": "1"}, {"Police_Area": "E23000032"}, {"__proto__": "1"}, {"constructor": "x"}, {"$ref": "#"},
    {"police_area ": "x"},
    {"police_area[]": "E23000032"}, {"register_version": "0123456789ab"}, {"register_version": "latest"}, {"area_name": "Kent"},
]  # fmt: skip

WHOLE = json.dumps(precept_of(KENT)).encode()
DOCUMENTS: dict[str, bytes] = {
    "white space": b" \n\t ", "null": b"null", "a list": b"[]", "a list of objects": b"[{}]", "a number": b"1",
    "text": b'"text"',
    "true": b"true", "no field": b"{}", "a trailing comma": WHOLE[:-1] + b",}", "two documents": WHOLE + WHOLE,
    "two lines": WHOLE + b"\n" + WHOLE, "a tail": WHOLE + b"x", "a NUL after it": WHOLE + b"\x00",
    "single quotes": WHOLE.replace(b'"', b"'"),
    "a comment": b"/* Kent */" + WHOLE, "a byte order mark": b"\xef\xbb\xbf" + WHOLE,
    "UTF-16": WHOLE.decode().encode("utf-16"), "UTF-16 without a mark": WHOLE.decode().encode("utf-16-le"),
    "UTF-32": WHOLE.decode().encode("utf-32"), "no UTF-8 in a name": b'{"area_name": "\xff\xfe"}',
    "no UTF-8 in a key": b'{"\xff": 1}',
    "overlong": b'{"area_name": "\xc0\xaf"}', "a surrogate": b'{"area_name": "\\ud800"}',
    "a raw surrogate": b'{"a": "\xed\xa0\x80"}',
    "a control character": b'{"area_name": "\x01"}', "a bad escape": b'{"area_name": "\\x41"}',
    "a NUL in a name": b'{"a\\u0000": 1}',
    "lists 5,000 deep": b"[" * 5_000 + b"]" * 5_000, "objects 5,000 deep": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "opened 60,000 times": b"[" * 60_000, "closed 60,000 times": b"]" * 60_000, "60,000 quotes": b'"' * 60_000,
    "a name twice": WHOLE[:-1] + b',"financial_year":"2016-17"}',
    "5,000 names": json.dumps({f"k{n}": 1 for n in range(5_000)}).encode(),
    "a form": b"police_area=E23000032&financial_year=2016-17#",
    "XML": b"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///x'><x/>",
    "gzip": gzip.compress(WHOLE), "a Parquet mark": b"PAR1" + bytes(40) + b"PAR1", "a zip mark": b"PK\x03\x04" + bytes(60),
    **{f"cut after {length} bytes": WHOLE[:length] for length in range(1, len(WHOLE) - 1, 3)},
}  # fmt: skip


def _kent(target: Target) -> Parts:
    return target.asked(KENT)


def _header(*lines: bytes, instead_of: bytes | None = None) -> Make:
    return lambda target: _kent(target).saying(*lines, instead_of=instead_of).bytes()


def _part(**changed: Any) -> Make:
    return lambda target: _kent(target).but(**changed).bytes()


def _path(change: Callable[[bytes], bytes]) -> Make:
    return lambda target: _kent(target).but(path=change(target.path.encode())).bytes()


def _query(more: bytes) -> Make:
    return lambda target: (kent := _kent(target)).but(query=kent.query + (b"&" if kent.query else b"") + more).bytes()


def _length(said: bytes) -> Make:
    return _header(b"Content-Length:" + said, instead_of=b"content-length")


def _chunked(chunks: bytes, *more: bytes) -> Make:
    def made(target: Target) -> bytes:
        kent = _kent(target).saying(b"Transfer-Encoding: chunked", *more, instead_of=b"content-length")
        return kent.but(body=chunks).bytes()

    return made


HTTP: dict[str, Make] = {
    **{f"method {name[:12].decode()}": _part(method=name) for name in (
        b"PUT", b"PATCH", b"DELETE", b"TRACE", b"QUERY", b"FOO", b"BREW", b"PROPFIND", b"get", b"P OST", b"G\x00T", b"",
        b"A" * 9_000)},
    **{f"version {name.decode()}": _part(version=name) for name in (
        b"HTTP/0.9", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/9.9", b"HTTP/1", b"HTTP/1.1.1", b"http/1.1", b"XTTP/1.1",
        b"HTTP/1.1 x", b"")},
    **{f"address {each[:24]!r}": _path(lambda path, each=each: path + each) for each in (
        b"%ff", b"%00", b"%", b"%zz", b"%0d%0aX: y", b"/..", b"/%2e%2e/%2e%2e/etc/passwd", b".csv.csv", b".exe", b"\\x",
        b"\xff", "é".encode(), b"\x00", b" x", b"\tx", b"\nx", b"a" * 8_192, b"a" * 60_000, b";x=1", b"'", b"<script>")},
    **{f"address before {each!r}": _path(lambda path, each=each: each + path) for each in (
        b"//evil.example", b"/v1/..", b"/%2e%2e", b"/V1", b"/.", b"\\", b"x", b"*")},
    **{f"query {each[:24]!r}": _query(each) for each in (
        b"surprise=1", b"%ff=%fe", b"police_area=%00", b"limit=1&limit=2", b"&".join(b"p%d=1" % n for n in range(1_000)),
        b"a" * 9_000,
        b"x=%0d%0aSet-Cookie:a=b", b"__proto__=1", b"a[b]=1", b"=", b"x", b"police_area", b"financial_year=2016-17%00", b"%",
        b"%zz=1",
        b"\xff=1", b"a=1;b=2", b"x=%ed%a0%80", b"workings=1", b"callback=alert(1)", b"_method=DELETE",
        b"police_area=E23000032#x=1")},
    **{f"accepts {each[:16]!r}": _header(b"Accept: " + each) for each in (
        b"image/png", b"application/json;q=0, text/csv;q=0, */*;q=0", b"a/b", b"text/html;level=1", b"*/*;q=0")},
    **{f"length {each!r}": _length(each) for each in (
        b" -1", b" +5", b" 0x10", b" 1e3", b" 5, 5", b" 99999999999999999999", b" 5 5", b" abc", "٣".encode(), b" 1.0",
        b" 5;")},
    "two lengths": _header(b"Content-Length: 5", b"Content-Length: 6", instead_of=b"content-length"),
    "length and chunks": _header(b"Transfer-Encoding: chunked", b"Content-Length: 5", instead_of=b"content-length"),
    **{f"transfer coding {each!r}": _header(b"Transfer-Encoding: " + each, instead_of=b"content-length") for each in (
        b"xchunked", b"chunked, gzip", b"gzip", b"identity, x", b"\x0bchunked")},
    "a chunk of no number": _chunked(b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk below nothing": _chunked(b"-5\r\n{}\r\n0\r\n\r\n"),
    "a chunk beyond counting": _chunked(b"F" * 17 + b"\r\n{}\r\n0\r\n\r\n"),
    "a chunk longer than it says": _chunked(b"1\r\n{}\r\n0\r\n\r\n"),
    "a chunk with no number at all": _chunked(b"\r\n{}\r\n0\r\n\r\n"),
    **{f"header {each[:16]!r}": _header(each) for each in (
        b"No colon here", b": no name", b"Sp ace: 1", b"N\x00L: 1", b"X: a\x00b", b"X: a\rb", b"X : 1", b" folded",
        b"X(y): 1", b"\xff: 1", b"X: a\x7f",
        b"X: " + b"a" * 66_000)},
    "5,000 headers": _header(*(b"X-%d: aaaaaaaaaa" % n for n in range(5_000))),
    "no Host": _header(instead_of=b"host"),
    "a second Host": _header(b"Host: other"),
    "the same Host twice": _header(b"host: precept"),
    "two Hosts in HTTP/1.0": lambda target: _kent(target).but(version=b"HTTP/1.0").saying(b"Host: other").bytes(),
    "a Host that is an address": _header(b"Host: http://precept/", instead_of=b"host"),
    "a Host of two words": _header(b"Host: precept other", instead_of=b"host"),
    "line feeds alone, twice in a name": lambda target: _kent(target).bytes().replace(b"Host: precept", b"Ho\nst: precept"),
    "a blank before it all": lambda target: b" " + _kent(target).bytes(),
    "NULs": lambda _: bytes(1_000) + b"\r\n\r\n",
    "a TLS greeting": lambda _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) + b"\r\n\r\n",
    "an SSH greeting": lambda _: b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "a PROXY line": lambda target: b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n" + _kent(target).bytes(),
    "an answer": lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/2 by prior knowledge": lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
    "words": lambda _: b"hello there\r\n\r\n",
}  # fmt: skip
OF_BODIES: dict[str, Make] = {
    **{f"type {each[:40]!r}": _header(b"Content-Type: " + each, instead_of=b"content-type") for each in (
        b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x", b"application/xml",
        b"text/json",
        b"application/jsonx", b"application/merge-patch+json", b"*/*", b"", b"\xff", b"application/json; charset=utf-16",
        b"text/csv; charset=latin-1", b"json", b"application/json, text/plain", b"application", b"a" * 5_000)},
    "no type": _header(instead_of=b"content-type"),
    "two types": _header(b"Content-Type: application/json", b"Content-Type: text/plain", instead_of=b"content-type"),
    **{f"coding {each!r}": _header(b"Content-Encoding: " + each) for each in (b"gzip", b"deflate", b"br", b"zstd",
    b"gzip, gzip", b"x")},
    "a bomb": lambda target: target.given(gzip.compress(bytes(10_000_000))).saying(b"Content-Encoding: gzip").bytes(),
    "a length that is too short": _length(b" 9"),
    "no length": _header(instead_of=b"content-length"),
    "nothing": lambda target: target.given(b"").bytes(),
}  # fmt: skip
"""Wrong only where there is a body."""
HARMLESS: dict[str, Make] = {
    **{f"{each.decode(errors='replace')[:40]}": _header(each) for each in (
        b"X-Forwarded-For: 127.0.0.1, ::1, 'x", b"Origin: https://evil.example", b"X-HTTP-Method-Override: DELETE",
        b"Range: bytes=0-1",
        b"traceparent: 00-zz", b"Cookie: a=" + b"b" * 9_000, b"Authorization: Bearer \xff", b'If-None-Match: ,,"',
        b"Upgrade: websocket", b"Expect: 200-ok", b"Accept-Encoding: x;q=9", b"Accept: ;;;",
        b"Accept: " + b"x," * 900 + b"*/*")},
    "two line ends before it": lambda target: b"\r\n\r\n" + _kent(target).bytes(),
    "HTTP/1.0": _part(version=b"HTTP/1.0"),
    "HTTP/1.0 without a Host": lambda target: (
        _kent(target).but(version=b"HTTP/1.0").saying(instead_of=b"host").bytes()
    ),
    "a Host of nothing": _header(b"Host:", instead_of=b"host"),
    "a Host with a port": _header(b"Host: [::1]:8000", instead_of=b"host"),
    "a slash after it": _path(lambda path: path + b"/"),
    "a fragment": lambda target: _kent(target).but(version=b"#x HTTP/1.1").bytes().replace(b" #x", b"#x"),
}  # fmt: skip
"""Odd, and answered as if it were not there."""


def _short(text: str) -> str:
    return repr(text) if len(text) <= 30 else f"{text[:20]!r} and so on, {len(text):,} characters"


def corpus(target: Target) -> Iterator[tuple[str, bytes]]:
    """Every malformed request to that operation, named by its class and what is wrong; blanks around a cell are none."""
    trims = target.takes == "text/csv"
    for text in NUMBERS if not trims else [each for each in NUMBERS if each == each.strip()]:
        yield f"numbers: {_short(text)} as band D", target.asked({**KENT, "prior_band_d_pounds": text}).bytes()
        yield f"numbers: {_short(text)} as percent", target.asked({**KENT, "increase": f"percent:{text}"}).bytes()
    for token in (
        TOKENS if target.takes == "application/json" else [each for each in TOKENS if each not in FINE_AS_TEXT]
    ):
        yield f"JSON: {_short(token)} for a tax base", target.asked({**KENT, "tax_base": "TOKEN"}, token).bytes()
    for name, document in DOCUMENTS.items():
        yield f"JSON: {name}", target.given(document).bytes()
    for fields in MEANINGS:
        name, text = next(iter(fields.items()))
        if trims and text != text.strip():
            continue
        yield f"meaning: {name} {_short(text)}", target.asked({**KENT, **fields}).bytes()
    for missing in KENT:
        yield (
            f"meaning: no {missing}",
            target.asked({name: each for name, each in KENT.items() if name != missing}).bytes(),
        )
    for name, make in (HTTP | OF_BODIES if target.takes else HTTP).items():
        yield f"HTTP: {name}", make(target)


def sample(method: str, path: str, example: dict[str, Any], takes: str) -> Iterator[tuple[str, bytes]]:
    """A dozen of the corpus for any operation, around the example of its question."""
    target = Target(method, path, takes)
    whole = json.dumps(example).encode()
    plain = target.parts(body=whole) if takes else target.parts(query=urlencode(example).encode())
    for name in ("method BREW", "version HTTP/9.9", "method TRACE"):
        change = {"method": name.split()[1].encode()} if name.startswith("method") else {"version": b"HTTP/9.9"}
        yield name, plain.but(**change).bytes()
    yield "accepts", plain.saying(b"Accept: image/png").bytes()
    yield "chunk", plain.saying(b"Transfer-Encoding: chunked", instead_of=b"content-length").but(body=b"zz\r\n").bytes()
    yield "surprise", plain.but(query=b"&".join([plain.query, b"surprise=1"]).lstrip(b"&")).bytes()
    yield "%ff", plain.but(query=b"&".join([plain.query, b"%ff=%fe"]).lstrip(b"&")).bytes()
    if takes:
        for name in ("null", "a tail", "UTF-16", "lists 5,000 deep", "overlong", "a name twice"):
            document = DOCUMENTS[name] if name != "a tail" else whole + b"x"
            yield name, target.given(document).bytes()
        yield "type", plain.saying(b"Content-Type: text/plain", instead_of=b"content-type").bytes()
        for field in example:
            yield f"{field} is a list of lists", target.given(json.dumps({**example, field: [[[]]]}).encode()).bytes()
    for field in example if not takes else ():
        for text in ("NaN", "\x00", "9" * 300, "٣", ""):
            yield (
                f"{field} {text[:5]!r}",
                target.parts(query=urlencode({**example, field: text}, quote_via=quote).encode()).bytes(),
            )
