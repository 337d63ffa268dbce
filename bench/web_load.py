"""Many auditors at once in ``nkr serve``: errors, how long a page takes, and the server's memory.

A real server on loopback shows a large book made here. Each auditor has a login of his own, opens a
page, reads it for a while (``--think``: 4 to 12 seconds, drawn anew each time), and opens another:
our pages, with filters, vouchers and documents, and Fava's own journal and statements. A page is
timed from the click until all that it shows has come, with what Fava's scripts then ask for. As a
browser does, each open page also asks every five seconds whether the book has changed; that is
counted among the errors, not among the pages. Style sheets and scripts are in a browser's cache.

On the largest example book every page is held to the limit. On the large one only our own are: each
of Fava's accounts, journals and statements takes Fava up to a second of processor time there, and
is told beside them.

The client shares the machine's processors with the server: the load is printed with the figures.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from nkr_audit.demo.large import write_large_book
from nkr_audit.serve.passwords import hashed
from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import User, plain

MOST_P95 = 0.5
# What memory may grow by from the half to the end, in MiB: caches are full by then.
MOST_GROWTH = 48
POLL = 5.0
PATIENCE = 60
PASSWORD = "rätt häst batteri klammer"  # noqa: S105 (of the measurement only)
OURS = "extension/Granskning/"
EXAMPLE = Path(__file__).parents[1] / "ledger" / "vastragotaland" / "main.beancount"
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
WEEKS = [f"2026-w{week:02}" for week in range(1, 53)]
FAVAS = frozenset({
    "Grundbok, en vecka", "Resultaträkning", "Balansräkning", "Råbalans", "Konto, en månad",
})  # fmt: skip
SEARCHES = ("Programvara", "2026-03", "1000", "Säkerhetsgranskning")
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Shown(NamedTuple):
    """What there is to look at in a book."""

    name: str
    main: Path
    numbers: tuple[str, ...]
    account: str
    document: str


def shown_in(main: Path) -> Shown:
    """Find vouchers, an account and a document in the files of a book."""
    text = "".join(one.read_text(encoding="utf-8") for one in main.parent.rglob("*.beancount"))
    account = re.search(r"open (Kostnader:NKR2026:\S+)", text)
    return Shown(
        main.parent.name.casefold(), main,
        tuple(dict.fromkeys(re.findall(r'^  verifikation: "([^"]+)"', text, re.MULTILINE))),
        account[1] if account else "",
        str(min((main.parent / "underlag").glob("*.pdf"))),
    )  # fmt: skip


class Click(NamedTuple):
    """What somebody opens: a page, and what is then asked for to fill it."""

    name: str
    paths: tuple[str, ...]


def clicks(chance: random.Random, book: Shown) -> Click:
    """Choose what to open next, as an auditor would: mostly vouchers and lists of them."""
    number = chance.choice(book.numbers)
    month = quote(chance.choice(MONTHS))
    severity, family = chance.choice(("", "fel", "varning")), chance.choice(("", "EV", "VO", "EL"))
    page, week = chance.randint(1, max(1, len(book.numbers) // 50)), chance.choice(WEEKS)
    journal = f"api/journal_page?page=1&order=desc&time={week}"
    choices = (
        (4, "Översikt", (OURS,)),
        (4, "Avräkning", (f"{OURS}avrakning",)),
        (4, "Iakttagelser", (f"{OURS}iakttagelser?allvar={severity}&familj={family}",)),
        (8, "Verifikation", (f"{OURS}verifikation?nr={number}",)),
        (4, "Rader", (f"{OURS}rader?steg=kostnader&sida-rader={page}",)),
        (2, "Ett underlag", (f"document/?{urlencode({'filename': book.document, 'visa': '1'})}",)),
        (3, "Underlag", (f"{OURS}underlag",)),
        (3, "Sök", (f"{OURS}verifikationer?{urlencode({'sok': chance.choice(SEARCHES)})}",)),
        (2, "Register × ändamål", (f"{OURS}andamal",)),
        (1, "Behandlingshistorik", (f"{OURS}historik",)),
        (1, "Granskningspaket", (f"{OURS}granskningspaket",)),
        (2, "Grundbok, en vecka", (f"journal/?time={week}", journal)),
        (2, "Resultaträkning", ("income_statement/", "api/income_statement")),
        (1, "Balansräkning", ("balance_sheet/", "api/balance_sheet")),
        (1, "Råbalans", ("trial_balance/", "api/trial_balance")),
        (2, "Konto, en månad",
         (f"account/{quote(book.account)}/?time={month}",
          f"api/account_report?a={quote(book.account)}&time={month}")),
    )  # fmt: skip
    _, name, paths = chance.choices(choices, weights=[one[0] for one in choices])[0]
    return Click(name, tuple(f"/{book.name}/{path}" for path in paths))


class Auditor(threading.Thread):
    """Somebody with a browser, until ``until``."""

    def __init__(self, number: int, given: argparse.Namespace, url: str, book: Shown) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(number)  # noqa: S311 (no secret)
        self.given, self.book, self.name_ = given, book, f"revisor{number}"
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.http: http.client.HTTPConnection | None = None
        self.cookies: dict[str, str] = {}
        self.times: list[tuple[str, float]] = []
        self.errors: list[str] = []
        self.asked = 0
        self.begin_at = self.until = 0.0

    def log_in(self) -> None:
        """Log in, as the form does."""
        _, text = self.ask("GET", "/logga-in")
        found = _CSRF.search(text.decode())
        form = {"csrf": found[1] if found else "", "namn": self.name_, "losenord": PASSWORD}
        status, _ = self.ask("POST", "/logga-in", urlencode({**form, "till": "/"}))
        if status != http.client.SEE_OTHER:
            self.errors.append(f"inloggning {status}")

    def run(self) -> None:
        """Click and read, click and read."""
        time.sleep(max(0.0, self.begin_at - time.monotonic()))
        while time.monotonic() < self.until:
            click = clicks(self.chance, self.book)
            start = time.monotonic()
            for path in click.paths:
                self.fetch(path)
            self.times.append((click.name, time.monotonic() - start))
            self.read(self.chance.uniform(*self.given.think))

    def read(self, seconds: float) -> None:
        """Look at the page; meanwhile Fava asks whether the book has changed."""
        end = min(time.monotonic() + seconds, self.until)
        while time.monotonic() < end:
            time.sleep(min(POLL, max(0.0, end - time.monotonic())))
            if end - time.monotonic() > 0:
                self.fetch(f"/{self.book.name}/api/changed")

    def fetch(self, path: str) -> None:
        """Ask for something that should be there."""
        try:
            status, _ = self.ask("GET", path)
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(f"{type(error).__name__} {path}")
            return
        if status != http.client.OK:
            self.errors.append(f"{status} {path}")

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Ask, over the connection that is open if the server has not closed it meanwhile."""
        headers = {
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "Accept": "text/html", "Accept-Language": "sv", "Accept-Encoding": "gzip",
        }  # fmt: skip
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.asked += 1
        if self.http is not None:
            try:
                return self._ask(self.http, method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.http.close()  # it was idle too long, which a browser does not show either
        self.http = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        return self._ask(self.http, method, path, body, headers)

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: str | None,
        headers: dict[str, str],
    ) -> tuple[int, bytes]:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            key, _, value = line.partition(";")[0].partition("=")
            self.cookies[key] = value
        return answer.status, answer.read()


def memory(server: subprocess.Popen[str]) -> float:
    """What the server holds in memory now, MiB."""
    text = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def processor(server: subprocess.Popen[str]) -> float:
    """How many seconds of processor time the server has used."""
    fields = Path(f"/proc/{server.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(folder: Path, main: Path, auditors: int) -> tuple[subprocess.Popen[str], str]:
    """Start the server; return it and its address once it answers."""
    users = folder / "anvandare.toml"
    password = hashed(PASSWORD)
    with changing_users(users) as accounts:
        for number in range(auditors):
            name = f"revisor{number}"
            accounts[plain(name)] = Account(User(name, {"*": "granskare"}), password)
    server = subprocess.Popen(  # noqa: S603 (our own command)
        [
            str(Path(sys.executable).parent / "nkr"), "serve", str(main), "--port", "0",
            "--users", str(users), "--access-log", str(folder / "atkomst.jsonl"), "--minutes", "30",
        ],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    for line in server.stdout or ():
        found = re.search(r"https?://\S+", line)
        if found:
            return server, found[0]
    raise SystemExit("the server did not start")


def percentile(times: list[float], share: float) -> float:
    """The time that so large a share of the pages took at most."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(given: argparse.Namespace, folder: Path, book: Shown, *, favas_too: bool) -> int:
    """Let the auditors in, and tell how it went; 1 when it was not well enough.

    ``favas_too``: the limit is for Fava's own pages as well.
    """
    before = os.getloadavg()
    began = time.monotonic()
    server, url = start(folder, book.main, given.auditors)
    try:
        loaded = time.monotonic() - began
        everyone = [Auditor(number, given, url, book) for number in range(given.auditors)]
        for one in everyone:
            one.log_in()
        rss, used = [memory(server)], processor(server)
        begin = time.monotonic()
        for place, one in enumerate(everyone):
            one.begin_at = begin + given.think[1] * place / len(everyone)
            one.until = begin + given.seconds
            one.start()
        for share in (0.5, 1.0):
            time.sleep(max(0.0, begin + share * given.seconds - time.monotonic()))
            rss.append(memory(server))
        for one in everyone:
            one.join(timeout=PATIENCE)
        used = processor(server) - used
    finally:
        server.terminate()
        server.wait(timeout=20)
    load = f"{before[0]:.2f} before, {os.getloadavg()[0]:.2f} after"
    print(  # noqa: T201
        f"{book.name}: {len(book.numbers)} vouchers, {given.auditors} auditors, "
        f"{given.seconds:.0f} s, {given.think[0]:g}-{given.think[1]:g} s to read a page\n"
        f"  loaded in {loaded:.1f} s, {used:.1f} s CPU, load {load}"
    )
    return tell(given, everyone, rss, favas_too=favas_too)


def tell(
    given: argparse.Namespace, everyone: list[Auditor], rss: list[float], *, favas_too: bool
) -> int:
    """Print the figures; 1 when there was an error, a slow page or growing memory."""
    by_name = defaultdict(list)
    for one in everyone:
        for name, seconds in one.times:
            by_name[name].append(seconds)
    times = [seconds for found in by_name.values() for seconds in found]
    errors = [error for one in everyone for error in one.errors]
    asked = sum(one.asked for one in everyone)
    print(f"  {len(times)} pages, {asked} requests, {len(errors)} errors")  # noqa: T201
    for error, count in sorted({error: errors.count(error) for error in errors}.items())[:10]:
        print(f"    {count} {error}")  # noqa: T201
    print(f"  {'ms':<22}{'pages':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}")  # noqa: T201
    ours = [seconds for name in by_name if name not in FAVAS for seconds in by_name[name]]
    favas = [seconds for name in by_name if name in FAVAS for seconds in by_name[name]]
    sums = [(name, found) for name, found in (("Our pages", ours), ("Fava's", favas)) if found]
    for name, found in [*sorted(by_name.items()), *sums, ("All", times)]:
        said = (statistics.median(found), percentile(found, 0.95), percentile(found, 0.99),
                max(found))  # fmt: skip
        figures = "".join(f"{seconds * 1000:>8.0f}" for seconds in said)
        print(f"  {name:<22}{len(found):>6}{figures}")  # noqa: T201
    print(f"  memory (RSS): {', '.join(f'{one:.0f}' for one in rss)} MiB at start, half, end")  # noqa: T201
    slow = percentile(times if favas_too else ours, 0.95) > given.p95
    grown = rss[2] - rss[1] > MOST_GROWTH
    whose = "all" if favas_too else "our"
    print(  # noqa: T201
        f"  {whose} pages' p95 at most {given.p95 * 1000:.0f} ms: {'NO' if slow else 'yes'}; "
        f"memory flat (at most {MOST_GROWTH} MiB more after the half): {'NO' if grown else 'yes'}"
    )
    return 1 if errors or slow or grown else 0


def main() -> int:
    """Measure as asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--auditors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--vouchers", type=int, default=50_000)
    parser.add_argument("--think", type=float, nargs=2, default=(4.0, 12.0))
    parser.add_argument("--p95", type=float, default=MOST_P95, help="in seconds")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = write_large_book(folder / "stor", given.vouchers)
        fared = [
            measure(given, folder, shown_in(EXAMPLE), favas_too=True),
            measure(given, folder, shown_in(large), favas_too=False),
        ]
    return max(fared)


if __name__ == "__main__":
    sys.exit(main())
