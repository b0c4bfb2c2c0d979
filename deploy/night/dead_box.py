"""A dead box is noticed, a lost path is heard, and the time nobody watched is on record. In real time, some 3 minutes.

Each figure is taken from outside: by this program's clock, the platform's list, and the file the player writes.
"""

import argparse
import csv
import datetime
import json
import re
import signal
import sys
import time

from house import ROOT, House, free_port, wait

HEARTBEAT = 20

SITE = """
site: {{id: dead-box, name: 示范花园小区, place: {{longitude: 116.397, latitude: 39.909, datum: CGCS2000}}, time_zone: Asia/Shanghai}}
profiles: {root}/DeviceProfiles
devices: devices.csv
limits: {{journal: 64MiB}}
buildings: {{1号楼: {{grid_code: "110101001001001"}}}}
brokers: [{{id: main, host: 127.0.0.1, port: {broker}}}]
destinations:
  - id: grid
    name: {{en: District grid platform, zh: 区网格化综合管理平台}}
    kind: http
    url: http://127.0.0.1:{platform}
    confirmation: any
    heartbeat: {heartbeat}s
    life_safety_path: true
  - id: speaker
    name: {{en: Loudspeaker, zh: 值班室音箱}}
    kind: sound
    repeat: 5s
{player}
people: [{{id: zhang, name: 张强, role: duty}}]
routes: [{{to: grid}}]
"""

SHEET = "id,name,profile,building,unit,floor,spot,zone\nsmoke-1,1号楼1层烟感,fire.plain,1号楼,1单元,1,楼梯间,1号楼楼梯间\n"


class Figures:
    """What was measured beside what was promised."""

    def __init__(self):
        self.rows = []

    def add(self, what, seconds, bound):
        is_kept = seconds is not None and seconds <= bound
        self.rows.append((what, seconds, bound, is_kept))
        shown = "never" if seconds is None else f"{seconds:.1f} s"
        print(f"{'ok  ' if is_kept else 'FAIL'} {what}: {shown} (promised: {bound:g} s)", flush=True)

    def say(self, what, is_kept, detail):
        self.rows.append((what, None, None, bool(is_kept)))
        print(f"{'ok  ' if is_kept else 'FAIL'} {what}: {detail}", flush=True)

    @property
    def failed(self):
        return [row[0] for row in self.rows if not row[3]]


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class DeadBox:
    def __init__(self, program):
        self.house = House("dead-box", program)
        self.figures = Figures()
        self.main, self.grid = free_port(), free_port()

    def open(self):
        house = self.house
        site = SITE.format(
            root=ROOT, broker=self.main, platform=self.grid, heartbeat=HEARTBEAT, player=house.speaker())
        house.config = house.write("gengfu.yaml", site)
        house.write("devices.csv", SHEET)
        house.broker("main", self.main)
        house.platform(self.grid)
        house.gateway()
        assert wait(20, house.connected, 0.2), house.text("gateway.log")
        house.publish(self.main, "gengfu/fire/smoke-1/alarm", {"smoke": False})
        assert wait(2 * HEARTBEAT, lambda: self.beat(), 0.2), "no sign of life reached the platform"

    def book(self):
        return House.get(f"http://127.0.0.1:{self.grid}/_control/cases")

    def beat(self):
        return next(iter(self.book()["heartbeats"]), None)

    def remarks(self, kind):
        return [row for row in self.book().get("notices", []) if row["kind"] == kind]

    # The box dies

    def die(self):
        house, figures = self.house, self.figures
        killed = time.time()
        house.kill("gateway")
        last = moment(self.beat()["last_at"])
        # A fire while nobody watches: the broker keeps it.
        house.publish(self.main, "gengfu/fire/smoke-1/alarm", {"smoke": True})
        noticed = wait(3 * HEARTBEAT + 10, lambda: self.remarks("heartbeat_missing"), 0.1)
        at = moment(noticed[0]["at"]) if noticed else None
        figures.add(
            "the platform notices that the sign of life is missing, after the last one", at and at - last,
            2 * HEARTBEAT + 2)
        figures.say(
            "and says so by itself", "heartbeat missing" in house.text("platform.log"),
            (house.text("platform.log").strip().splitlines() or ["nothing"])[-1])
        return killed

    # It comes back

    def rise(self, killed):
        house, figures = self.house, self.figures
        time.sleep(5)
        begun = time.time()
        house.gateway()
        started = time.time()
        case = wait(30, lambda: [c for c in self.book()["cases"] if c["hazard"] == "fire.alarm"], 0.05)
        figures.add(
            "the fire of the blind time is at the platform, after the restart",
            case and moment(case[0]["accepted_at"]) - begun, 30)
        figures.say(
            "the platform says that the box is back", wait(5, lambda: self.remarks("heartbeat_back"), 0.1),
            [row["detail"] for row in self.remarks("heartbeat_back")])
        self.record(killed, started)
        incident = house.ask("incidents", "list", "--all")[0]["id"]
        code, _, problem = house.run(
            "incidents", "ack", incident, "--by", "zhang", "--control", house.control)
        assert code == 0, problem

    def record(self, killed, started):
        """The blind time in the log, in the ledger and on paper."""
        house, figures = self.house, self.figures
        lines = [row for row in house_audit(house) if row["detail"].startswith("blind for")]
        length = float(re.sub(r"\D", "", lines[0]["detail"])) / 1000 if lines else 0
        until = moment(lines[0]["at"]) if lines else 0
        # From the last commit, which a quiet box made some time before it died.
        holds = until - length <= killed + 0.5 and killed - 30 <= until - length and killed < until <= started + 0.5
        figures.say(
            "the blind time stands in the audit log", holds,
            f"{length:.1f} s; the box was dead for {started - killed:.1f} s")
        losses = {row["cause"]: row["count"] for row in house.status()["losses"]}
        figures.say("and in the ledger of losses", losses.get("blind"), losses)
        day = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).strftime("%Y-%m-%d")
        def paper(page):
            code, out, problem = house.run(
                "report", "--day", day, "--page", page, "--format", "csv", "--lang", "zh", "--store", house.store,
                "--config", house.config)
            assert code == 0, problem
            return out

        line = [row for row in csv.reader(paper("duty").splitlines()) if any("失明" in cell for cell in row[5:6])]
        figures.say("and as a line of the duty log", len(line) == 1, "  ".join(cell for row in line for cell in row if cell))
        # Hours with one decimal, and before its store was begun a box saw nothing either.
        hours = blind_hours(paper("figures"))
        figures.say("and in the hours beside the figures", hours and hours > 0, f"网关失明 {hours} h")

    # Paths are lost

    def lose(self):
        """The platform is gone, and the broker is alive and mute: a dead switch looks like that."""
        house, figures = self.house, self.figures
        gone = time.time()
        house.kill("platform")
        house.children["main"].send_signal(signal.SIGSTOP)
        heard = {}

        def listen():
            for at, words in house.noted("spoken"):
                if at >= gone and "消息服务器" in words:
                    heard.setdefault("broker", at - gone)
                if at >= gone and "网格" in words:
                    heard.setdefault("platform", at - gone)
            return len(heard) == 2

        wait(110, listen, 0.1)
        if len(heard) < 2:
            print(house.noted("spoken"))
        figures.add("a platform that is gone is said in the duty room", heard.get("platform"), 100)
        figures.add("a broker that fell mute is said in the duty room", heard.get("broker"), 100)
        tones = [name for at, name in house.noted("played") if at >= gone]
        figures.say("calmly, as no fire", "tone-notice.wav" in tones, sorted(set(tones)))
        house.children["main"].send_signal(signal.SIGCONT)
        figures.say(
            "the broker is connected again by itself", wait(60, house.connected, 0.5), "both sessions")


def blind_hours(paper):
    """The hours of the first row below the column that says so."""
    rows = list(csv.reader(paper.splitlines()))
    for row, below in zip(rows, rows[1:]):
        for place, cell in enumerate(row):
            if cell.startswith("网关失明") and place < len(below):
                return float(below[place])
    return None


def house_audit(house):
    _, out, _ = house.run("audit", "list", "--json", "--limit", "1000", "--store", house.store)
    return [json.loads(line) for line in out.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", help=".build/release/gengfu when absent")
    box = DeadBox(parser.parse_args().program)
    try:
        box.open()
        killed = box.die()
        box.rise(killed)
        box.lose()
    finally:
        box.house.close()
    if box.figures.failed:
        sys.exit("not kept: " + "; ".join(box.figures.failed))


if __name__ == "__main__":
    main()
