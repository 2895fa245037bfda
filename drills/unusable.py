"""Drill of a backup that is of no use: damaged, under another key, old, or never made."""

import json
import os
import shutil
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from drills import archive
from drills.evidence import exactly
from drills.newsroom import free_port
from drills.restoring import KEY
from drills.stage import wait_until

ANOTHER = {"BACKUP_KEY": "another key of the drills, of more than 32 characters"}
LIST = "erasures.json"
BY_DOCTOR = {"backup", "backup files"}  # its checks
BLIND = ["looks_only_whether_it_is_there"]


class Watch(ThreadingHTTPServer):
    """A watch beyond the machine, as others offer them: it alarms where nobody calls it in time."""

    patience = 26  # hours

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Calls)
        self.url = f"http://127.0.0.1:{self.server_port}/backup"
        self.hour, self.calls = 0, []

    def alarms(self, hour):
        """Return 1 where nobody has called within its patience before that hour, else 0."""
        return int(hour - max(self.calls, default=float("-inf")) > self.patience)

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Calls(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.calls.append(self.server.hour)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *about):
        """Say nothing."""


@dataclass(frozen=True)
class Case:
    """What is wrong with a backup: `spoil` is given its folder."""

    what: str
    spoil: object = lambda folder: None
    key: dict = field(default_factory=lambda: KEY)
    hours: int = 0  # since it was made
    is_seen: bool = True  # by doctor, which does not read the files


def cut(begins, to):
    """Return what cuts the file whose name begins so, to a part of its length or by some bytes."""

    def spoil(folder):
        [path] = folder.glob(f"{begins}.*")
        size = path.stat().st_size
        os.truncate(path, size + to if to < 0 else int(size * to))

    return spoil


def change_a_byte(folder):
    [path] = folder.glob("database.*")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def stop_the_timer(folder):
    """Let no list of erasures be later: nothing has run since."""
    (folder.parent / LIST).unlink()


INTACT = Case("intact and new")
SHORT = [
    Case("database cut by half", cut("database", 0.5)),
    Case("another BACKUP_KEY", key=ANOTHER),
    Case("made 72 hours ago", stop_the_timer, hours=72),
]
LONG = [
    *SHORT,
    Case("media cut by a byte", cut("media", -1)),
    Case("manifest cut by half", cut("manifest", 0.5)),
    Case("without a manifest", lambda folder: (folder / "manifest.json").unlink()),
    Case("without its media", lambda folder: (folder / "media.tar").unlink()),
    Case("without a BACKUP_KEY", key={"BACKUP_KEY": ""}),
    Case("a byte of the database changed", change_a_byte, is_seen=False),
]


def unusable(stage):
    """R16: backups that nobody could restore, and a night in which none was made."""
    cases = stage.size(LONG, SHORT)
    seen = [case for case in cases if case.is_seen][: stage.size(None, 1)]
    # Two at once: most of the time is that of processes which begin.
    with stage.machine() as machine, Watch() as watch, ThreadPoolExecutor(2) as hands:
        archive.fill(machine, 2000)
        place = machine.folder / "backups"
        told = {**KEY, "PING_BACKUP_URL": watch.url}
        machine.must("backup", str(place), **told)
        machine.must("backup", "--erasures", str(place), **KEY)
        for case in cases:
            _spoil(place, case)
        restores = hands.submit(_try_to_restore, stage, cases, place)
        alarms = [hands.submit(_alarms, machine, place, case) for case in [INTACT, *cases]]
        blind = [hands.submit(_alarms, machine, place, case, *BLIND) for case in seen]
        refused, checks = restores.result()
        intact, *alarms = [alarm.result() for alarm in alarms]
        night = _bad_night(machine, hands, watch, place, told)
        hasty = _killed_night(machine, watch, place, told, "tells_the_watch_when_it_begins")
    both = [
        exactly(f"{case.what}: refused by both", refusal + alarm, 2)
        if case.is_seen
        else exactly(f"{case.what}: refused by restore", refusal, 1)
        for case, refusal, alarm in zip(cases, refused, alarms, strict=True)
    ]
    checks = [*both, exactly("intact and new: alarms of doctor", intact, 0), *checks]
    stage.report.show(f"R16 {len(cases)} backups of no use, for restore and for doctor", checks)
    stage.report.show("R16 a night without a backup", night)
    control = exactly("alarms of doctor", sum(alarm.result() for alarm in blind), len(seen))
    title = "    Control: a doctor that looks only whether a backup is there"
    stage.report.show(title, [control], must_fail=True)
    title = "    Control: a backup that tells the watch when it begins"
    stage.report.show(title, hasty[-1:], must_fail=True)


def _copy(place, case):
    """Return where the copy lies in which the backup is spoiled."""
    return place if case.what == INTACT.what else place.with_name(f"{place.name} {case.what}")


def _spoil(place, case):
    copy = shutil.copytree(place, _copy(place, case))
    [folder] = copy.glob("*/")
    case.spoil(folder)


def _later(case):
    """Return what is no mistake: so much time has passed since the backup was made."""
    return [f"hours_later={case.hours}"] if case.hours else []


def _try_to_restore(stage, cases, place):
    """Restore each, and at last the intact one, in the same place.

    Return of each 1 where it was refused in a sentence, else 0, and the checks of that place.
    """
    with stage.machine(is_empty=True) as machine:
        refused = []
        for case in cases:
            command = ["restore", str(_copy(place, case))]
            code, said = machine.manage(*command, mistakes=_later(case), **case.key)
            refused.append(int(code == 1 and "Traceback" not in said))
        left = len(machine.database.tables()) + len([*(machine.folder / "media").rglob("*")])
        left += (machine.folder / "restore-unfinished").exists()
        code, _said = machine.manage("restore", str(place), **KEY)
        mails = machine.database.rows("SELECT count(*) FROM mail_message")[0][0]
        return refused, [
            exactly("tables and files that the refused ones have left", left, 0),
            exactly("intact and new: end of its restore", code, 0),
            exactly("intact and new: mails that came back", mails, 2001),
        ]


def _alarms(machine, place, case, *mistakes):
    """Return 1 where doctor says that something must be seen to now about a backup, else 0."""
    environment = {"BACKUP_DIR": str(_copy(place, case)), **case.key}
    mistakes = [*_later(case), *mistakes]
    said = machine.manage("doctor", "--json", mistakes=mistakes, **environment)[1]
    # What goes to the log may stand before and behind it.
    found = json.loads(said[said.index("{\n") : said.rindex("}") + 1])["checks"]
    return int("failure" in {found[name]["level"] for name in BY_DOCTOR})


def _bad_night(machine, hands, watch, place, told):
    """Let the next backup be killed, and then have no place; return the checks."""
    made = len(watch.calls)
    killed = _killed_night(machine, watch, place, told)
    nowhere, elsewhere = machine.folder / "secret_key" / "backups", place.with_name("elsewhere")
    away = {**told, "PING_BACKUP_URL": f"http://127.0.0.1:{free_port()}/backup"}
    unwritten = hands.submit(machine.manage, "backup", str(nowhere), **told)
    untold = hands.submit(machine.manage, "backup", str(elsewhere), **away)
    cases = [replace(INTACT, hours=hours) for hours in (25, 27)]
    early, late = hands.map(lambda case: _alarms(machine, place, case), cases)
    return [
        exactly("calls of the watch by the one that was made", made, 1),
        killed[0],
        exactly("end of one in a place that is a file", unwritten.result()[0], 1),
        exactly("calls of the watch by both", len(watch.calls) - made, 0),
        exactly("alarms of the watch after 25 hours", watch.alarms(25), 0),
        killed[1],
        exactly("alarms of doctor after 25 hours", early, 0),
        exactly("alarms of doctor after 27 hours", late, 1),
        exactly("end of a backup whose watch is away", untold.result()[0], 0),
    ]


def _killed_night(machine, watch, place, told, *mistakes):
    """Kill a backup while it is made, and return what is left of it, and what the watch says."""
    watch.hour = 24
    before = {*place.glob("*/")}
    process = machine.begin("backup", str(place), mistakes=mistakes, **told)
    wait_until(lambda: {*place.glob(".unfinished-*")} - before or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    whole = [path for path in {*place.glob("*/")} - before if not path.name.startswith(".")]
    return [
        exactly("backups that the killed one has left", len(whole), 0),
        exactly("alarms of the watch after 27 hours", watch.alarms(27), 1),
    ]
