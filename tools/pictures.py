"""
Take the pictures of the docs anew, from the demonstration caseload.

    .venv/bin/python tools/pictures.py [NAME ...]

Makes the demonstration in a directory of its own, serves it, looks at Today, a case, a program's rules and
their numbers, on a phone and on a desktop, in light and in dark; answers a practice question; then makes a
first call on a phone, from the link to the signed note. What it writes to docs/pictures has a palette, which
keeps it small.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
HEARDFIRST = Path(sys.executable).parent / "heardfirst"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"phone": ({"width": 390, "height": 844}, 2), "desktop": ({"width": 1280, "height": 1040}, 1.5)}
WHOSE_CASE = "Elena Marquez"
WHOSE_CALL = "demo@localhost"
WHOSE_RULES = "california-dui"
WHOSE_QUESTION = "authored/first_response/intake-no-show"
COLORS = 256


def main(wanted: list[str]) -> int:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        print("No Chromium found; tools/browser.sh installs it.", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="heardfirst-pictures-") as place:
        server = serve(place)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=path, args=["--no-sandbox", "--disable-gpu"]
                )
                link = first_line(server, r"https?://\S+/sign-in/\S+")
                take(browser, link, wanted)
                take_rules(browser, another_link(place, link), wanted)
                take_invitation(browser, another_link(place, link), wanted)
                take_practice(browser, another_link(place, link, WHOSE_CALL), wanted)
                take_first_call(browser, another_link(place, link, WHOSE_CALL), wanted)
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)
    return 0


def serve(place: str) -> subprocess.Popen[str]:
    """The demonstration, in a directory that is thrown away afterwards."""
    environment = {**os.environ, "HEARDFIRST_DATA": place, "COLUMNS": "400", "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [HEARDFIRST, "demo"], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def another_link(place: str, link: str, *whose: str) -> str:
    """Another way in to the same server: the supervisor's, who may change the rules, or somebody's else."""
    port = urlsplit(link).port or 80
    command = [str(HEARDFIRST), "sign-in", *whose, "--port", str(port), "--json"]
    environment = {**os.environ, "HEARDFIRST_DATA": place}
    environment.pop("DATABASE_URL", None)
    output = subprocess.run(command, env=environment, text=True, capture_output=True, check=True).stdout
    return str(json.loads(output)["link"])


def first_line(server: subprocess.Popen[str], pattern: str) -> str:
    """The first thing the server prints that looks like this."""
    for line in server.stdout or ():
        if found := re.search(pattern, line):
            wait_for(found[0])
            return found[0]
    raise RuntimeError("the demonstration stopped before it said where it is")


def wait_for(link: str) -> None:
    """Until somebody answers there, half a minute at most."""
    place = urlsplit(link)
    for _try in range(150):
        try:
            socket.create_connection((place.hostname or "", place.port or 80), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the demonstration does not answer")


def take(browser: Any, link: str, wanted: list[str]) -> None:
    """Today and a case."""
    for page, address, how in looks(browser, link):
        page.goto(address)
        keep(page, f"today-{how}", wanted)
        page.goto(f"{address}caseload/")
        page.get_by_label("Find a client by name").fill(WHOSE_CASE)
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name=WHOSE_CASE).first.click()
        keep(page, f"case-{how}", wanted)


def take_rules(browser: Any, link: str, wanted: list[str]) -> None:
    """A program's rules, and its numbers, which only a supervisor may change."""
    for page, address, how in looks(browser, link):
        page.goto(f"{address}protocols/{WHOSE_RULES}/")
        keep(page, f"rules-{how}", wanted)
        one_try_is_enough(page, address)
        keep(page, f"numbers-{how}", wanted)


def take_invitation(browser: Any, link: str, wanted: list[str]) -> None:
    """What somebody new sees first: the page behind the link in their invitation."""
    viewport, scale = SIZES["phone"]
    page = browser.new_context(viewport=viewport, device_scale_factor=scale).new_page()
    page.goto(link)
    page.locator("main button").click()
    page.locator(".me summary").wait_for()
    page.goto(f"{link.partition('sign-in/')[0]}people/invite/")
    page.locator("[name='name']").fill("Nora Lind")
    page.locator("[name='email']").fill("nora.lind@example.org")
    page.locator("[name='roles'][value='worker']").check()
    page.locator("main form .button-main").click()
    invitation = page.locator(".typed code").inner_text()
    page.context.clear_cookies()
    page.goto(invitation)
    keep(page, "first-call-invitation", wanted)


def take_practice(browser: Any, link: str, wanted: list[str]) -> None:
    """A question answered wrongly, and how somebody comes along."""
    viewport, scale = SIZES["desktop"]
    page = browser.new_context(viewport=viewport, device_scale_factor=scale).new_page()
    page.goto(link)
    page.locator("main button").click()
    page.locator(".me summary").wait_for()
    address = link.partition("sign-in/")[0]
    page.goto(f"{address}practice/question/{WHOSE_QUESTION}/")
    page.locator("[name='answer'][value='is:c']").check(force=True)
    page.locator("main form .button-main").click()
    page.locator(".key-text").wait_for()
    keep(page, "practice-answer", wanted)
    page.goto(f"{address}practice/progress/")
    keep(page, "practice-progress", wanted)


def take_first_call(browser: Any, link: str, wanted: list[str]) -> None:
    """From the link to the signed note, on a phone; it changes the demonstration, and so comes last."""
    viewport, scale = SIZES["phone"]
    page = browser.new_context(viewport=viewport, device_scale_factor=scale).new_page()

    def picture(name: str, of: str = "") -> None:
        if of:
            page.locator(of).first.evaluate("node => node.scrollIntoView({ block: 'start' })")
        keep(page, f"first-call-{name}", wanted)

    def choose(name: str, *values: str) -> None:
        for value in values:
            choice = f"[name='{name}'][value='{value}']"
            fold = page.locator(f"details:not([open]):has({choice}) > summary")
            if fold.count():
                fold.first.click()
            page.locator(choice).check()

    page.goto(link)
    page.locator("main button").click()
    page.locator(".card-first .person-do a").click()
    page.locator(".card-first form.ways").wait_for()
    picture("reach", ".card-first .person-panel")
    page.locator(".card-first .person-panel a[href*='/call/']").click()
    page.wait_for_url("**/call/**")
    picture("open")
    page.locator("[name='limits']").check()
    choose("barriers", "transport", "childcare")
    picture("listen", ".field-barriers")
    choose("understood", "yes")
    picture("stakes", "#stage-stakes")
    choose("actions_us", "ride", "childcare")
    picture("plan", "#fits")
    today = datetime.now(UTC)
    session = today + timedelta(days=2 if today.weekday() not in (3, 4) else 4)
    page.locator("[name='session_at']").fill(f"{session:%Y-%m-%dT10:00}")
    picture("book", "#stage-book")
    page.locator("main form .button-main").click()
    page.get_by_role("status").first.wait_for()
    picture("recorded")
    page.locator(".case-now .button-main").click()
    page.locator("[name='words']").wait_for()
    picture("note")


def looks(browser: Any, link: str) -> Iterator[tuple[Any, str, str]]:
    """Sign in once, then a page in each size and scheme, with the address of the screens."""
    entering = browser.new_page()
    entering.goto(link)
    entering.locator("main button").click()
    entering.wait_for_selector(".card-first")
    signed_in, address = entering.context.storage_state(), entering.url
    for scheme in ("light", "dark"):
        for size, (viewport, scale) in SIZES.items():
            context = browser.new_context(
                viewport=viewport, device_scale_factor=scale, color_scheme=scheme, storage_state=signed_in
            )
            yield context.new_page(), address, f"{size}-{scheme}"
            context.close()


def one_try_is_enough(page: Any, address: str) -> None:
    """Other numbers typed, and the story of what they would break in sight."""
    page.goto(f"{address}protocols/{WHOSE_RULES}/numbers/")
    for name in ("attempts", "days", "channels", "times_of_day"):
        page.locator(f'[name="atoms.tried.{name}"]').fill("1")
    page.locator(".story").first.wait_for()
    page.locator(".story").first.evaluate("node => node.scrollIntoView({ block: 'end' })")


def keep(page: Any, name: str, wanted: list[str]) -> None:
    if wanted and name not in wanted:
        return
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.png"
    path.write_bytes(smaller(page.screenshot()))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def smaller(png: bytes) -> bytes:
    """The picture with a palette of its 256 commonest colors; the few others become the nearest of them."""
    pixels = read_png(png)
    height, width, _channels = pixels.shape
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], dtype=np.uint32)
    colors, which, counts = np.unique(packed.ravel(), return_inverse=True, return_counts=True)
    spread = np.stack([colors >> 16, colors >> 8 & 255, colors & 255], axis=1).astype(np.int64)
    palette = spread[np.argsort(counts)[::-1][:COLORS]]
    nearest = ((spread[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    rows = nearest[which].reshape(height, width)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            chunk(b"IDAT", zlib.compress(lines, 9)),
            chunk(b"IEND", b""),
        )
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def read_png(png: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Height by width by red, green and blue, of a PNG as Chromium writes it: 8 bits, not interlaced."""
    place, packed, header = 8, b"", b""
    while place < len(png):
        (length,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        content = png[place + 8 : place + 8 + length]
        header, packed = (content, packed) if kind == b"IHDR" else (header, packed)
        packed += content if kind == b"IDAT" else b""
        place += length + 12
    width, height, depth, color, _compression, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or interlaced or color not in (2, 6):
        raise ValueError("not a picture as Chromium takes it")
    channels = 3 if color == 2 else 4
    raw = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(height, 1 + width * channels)
    rows = np.zeros((height, width * channels), dtype=np.uint8)
    above = np.zeros(width * channels, dtype=np.uint8)
    for number in range(height):
        above = unfiltered(int(raw[number, 0]), raw[number, 1:], above, channels)
        rows[number] = above
    return rows.reshape(height, width, channels)[:, :, :3]


def unfiltered(
    kind: int, line: np.ndarray[Any, Any], above: np.ndarray[Any, Any], step: int
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """One line with PNG's prediction taken back (the specification's filter types 0 to 4)."""
    if kind == 0:
        return np.asarray(line, dtype=np.uint8)
    if kind == 2:
        return np.asarray(line + above, dtype=np.uint8)
    if kind == 1:
        return np.asarray(np.cumsum(line.reshape(-1, step), axis=0, dtype=np.uint8).ravel(), dtype=np.uint8)
    out = [0] * (len(line) + step)
    ups = [0] * step + above.tolist()
    for place, value in enumerate(line.tolist(), start=step):
        left, up, corner = out[place - step], ups[place], ups[place - step]
        out[place] = (value + ((left + up) // 2 if kind == 3 else paeth(left, up, corner))) & 255
    return np.array(out[step:], dtype=np.uint8)


def paeth(left: int, up: int, corner: int) -> int:
    """The neighbor nearest to left + up - corner."""
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    return left if by_left <= by_up and by_left <= by_corner else up if by_up <= by_corner else corner


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
