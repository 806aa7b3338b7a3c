"""Remote sources, against servers on this machine: S3 by moto, and plain HTTP with and without ranges."""

from __future__ import annotations

import gzip
import http.server
import io
import threading
from collections.abc import Iterator

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer

from archive.support import TEXT, jsonl, row, split, zipped
from baochi.archive import Progress, expand, read, remote, total_bytes

ROWS = jsonl(row(1), row(2))


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": [TEXT] * 5, "id": list("abcde")}), out)
    return out.getvalue()


FILES = {
    "press/2017/a.jsonl": ROWS,
    "press/2017/b.jsonl.gz": gzip.compress(ROWS),
    "press/2018/c.zip": zipped({"d.txt": TEXT.encode(), "e.jsonl": ROWS}),
    "press/2018/f.parquet": parquet(),
    "odd/[1] tệp.txt": TEXT.encode(),
}


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    patch = pytest.MonkeyPatch()
    endpoint = f"http://{host}:{port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "mau",
        "AWS_SECRET_ACCESS_KEY": "mau",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
    }.items():
        patch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket="kho")
    for name, data in FILES.items():
        client.put_object(Bucket="kho", Key=name, Body=data)
    yield "s3://kho"
    patch.undo()
    server.stop()


def test_a_folder_of_all_formats(bucket: str):
    progress = Progress()
    articles, rejects = split(read([f"{bucket}/press"], progress=progress))
    assert not rejects
    assert len(articles) == 2 + 2 + 3 + 5
    assert articles[0].file == "s3://kho/press/2017/a.jsonl"
    assert articles[4].file == "s3://kho/press/2018/c.zip!d.txt"
    size = sum(len(data) for name, data in FILES.items() if name.startswith("press"))
    assert (progress.done, total_bytes([f"{bucket}/press"])) == (size, size)


def test_files_patterns_and_names_that_look_like_patterns(bucket: str):
    assert len(split(read([f"{bucket}/press/*/*.jsonl*"]))[0]) == 4
    assert len(split(read([f"{bucket}/press/2017/a.jsonl"]))[0]) == 2
    [article], _ = split(read([f"{bucket}/odd/[1] tệp.txt"]))
    assert article.paragraphs == TEXT.splitlines()


def test_every_file_can_be_read_alone(bucket: str):
    names = list(expand([bucket]))
    assert names == sorted(f"{bucket}/{name}" for name in FILES)
    assert [len(split(read([name]))[0]) for name in names if isinstance(name, str)] == [1, 2, 2, 3, 5]


def test_a_remote_file_that_has_not_changed_is_known(bucket: str):
    size, digest = remote.size_and_digest(f"{bucket}/press/2017/a.jsonl")
    assert (size, digest) == (len(ROWS), remote.size_and_digest(f"{bucket}/press/2017/a.jsonl")[1])
    assert digest is not None
    assert digest != remote.size_and_digest(f"{bucket}/press/2018/c.zip")[1]
    assert remote.size_and_digest(f"{bucket}/nothing") == (0, None)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("s3://kho/nothing.jsonl", "missing"),
        ("s3://kho/press/*.xml", "no_match"),
        ("s3://no-such-bucket/a.jsonl", "missing"),
        ("zip://a.jsonl::s3://kho/press/2018/c.zip", "missing"),  # a path like any other
        ("s3://kho/a::b", "remote"),
        ("file:///etc/hostname", "missing"),
        ("http://127.0.0.1:9/a.jsonl", "remote"),
    ],
)
def test_what_is_not_there(bucket: str, source: str, reason: str):
    articles, rejects = split(read([source, f"{bucket}/press/2017/a.jsonl"]))
    assert [r.reason for r in rejects] == [reason]
    assert len(articles) == 2


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    _, [reject] = split(read(["s3://kho/a.jsonl"]))
    assert (reject.reason, "baochi[remote]" in reject.detail) == ("remote", True)


class _Handler(http.server.BaseHTTPRequestHandler):
    ranges = True
    broken = 0

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        data = FILES.get(self.path.lstrip("/").partition("?")[0])
        wanted = self.headers.get("Range") if self.ranges else None
        if data is None:
            self.send_error(404)
            return
        if body and wanted and type(self).broken:
            type(self).broken -= 1
            self.send_error(503)
            return
        part = data
        if wanted:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            part = data[int(first) : int(last or len(data)) + 1]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}")
        else:
            self.send_response(200)
        if self.ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if body:
            self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(params=[True, False], ids=["ranges", "no ranges"])
def site(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(_Handler, "ranges", request.param)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_http(site: str):
    for name, count in (("press/2017/a.jsonl", 2), ("press/2017/b.jsonl.gz?v=1", 2), ("press/2018/c.zip", 3)):
        articles, rejects = split(read([f"{site}/{name}"]))
        assert (len(articles), rejects) == (count, [])
    assert len(split(read([f"{site}/press/2018/f.parquet"]))[0]) == 5
    assert [r.reason for r in split(read([f"{site}/none.jsonl"]))[1]] == ["missing"]


def test_a_read_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remote, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(_Handler, "broken", 2)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/press/2018/c.zip"
        assert len(split(read([url]))[0]) == 3
        monkeypatch.setattr(_Handler, "broken", 99)
        _, [reject] = split(read([url]))
        assert reject.reason == "remote"
    finally:
        server.shutdown()
        server.server_close()
