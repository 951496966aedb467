"""The hub source against a small server, in a process of its own: tests here may not open connections."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import hashlib, http.server, sys, threading
from dataclasses import replace
from pathlib import Path
from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.models import installer
from crossmedia_studio.models.sources import hub
from tests.models import parcels

folder, data, asked = Path(sys.argv[1]), bytes(range(256)) * 20_000, []

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append((self.path, self.headers.get("Range")))
        if "gone" in self.path:
            return self.send_error(404)
        start = int(self.headers["Range"][6:-1]) if self.headers.get("Range") else 0
        self.send_response(206 if start else 200)
        self.end_headers()
        self.wfile.write(data[start:] if "short" not in self.path else data[start : len(data) // 2])

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
import os
os.environ["HF_ENDPOINT"] = f"http://127.0.0.1:{server.server_port}"

def stop_half_way(done, total=1.0, words="", preview=None):
    if done > total / 2:
        raise Cancelled

def refused(*arguments):
    try:
        installer.install_entry(*arguments)
    except ModelError as error:
        return error.sentence
    raise AssertionError("was not refused")

box = parcels.wheel(folder, "studio-test-hub", {"w.bin": data})
file = replace(parcels.data_file("w.bin", (box, "studio_test_hub/w.bin", data)), hub="deep/w.bin")
entry = replace(parcels.entry(file), hub="maker/model")
models = folder / "models"
try:
    installer.install_entry(entry, models, stop_half_way, installer.HUB)
except Cancelled:
    pass
half = (models / ".downloads" / file.sha256).stat().st_size
assert 0 < half < len(data)
place = installer.install_entry(entry, models, no_step, installer.HUB)
assert hashlib.sha256((place / "w.bin").read_bytes()).hexdigest() == file.sha256
where = "/maker/model/resolve/main/deep/w.bin"
assert asked == [(where, None), (where, f"bytes={half}-")]
assert [path.name for path in models.iterdir()] == ["tiny"]

for name, why in (("gone", "Not Found"), ("short", "too early")):
    other = replace(entry, name=name, files=(replace(file, hub=name),))
    assert why in refused(other, models, no_step, installer.HUB), why
wrong = replace(entry, name="wrong", files=(replace(file, sha256="0" * 64),))
assert "not what it should be" in refused(wrong, models, no_step, installer.HUB)
assert not list((models / ".downloads").glob("0000*"))
server.shutdown()
print("all well")
"""


def test_a_download_resumes_and_wrong_or_missing_files_are_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "all well", done.stderr
