"""Plays `nights.NIGHT` against running processes at sixty times the clock's pace and holds the log against it."""

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import threading
import time

import nights
from desk import Desk
from house import ROOT, House, free_port, wait
from judgement import ZONE, Judgement

RATE = 60
PINS = {"zhang": "2580", "li": "1470", "wu": "3690"}


class Night:
    def __init__(self, program, rows, keep):
        self.house = House("guards-night", program, keep)
        self.rows = rows
        self.differences = []
        self.main, self.platform, self.page = free_port(), free_port(), free_port()
        # The night lies behind us, or papers would be of days that have not begun.
        now = datetime.datetime.now(ZONE)
        first = now.replace(hour=21, minute=40, second=0, microsecond=0) - datetime.timedelta(days=1)
        if now - first < datetime.timedelta(hours=6):
            first -= datetime.timedelta(days=1)
        self.first = first.timestamp()
        self.origin = None
        self.lock = threading.Lock()

    # The house

    def open(self):
        house = self.house
        site = os.path.join(ROOT, "deploy", "night", "site")
        for name in ("gengfu.yaml", "devices.csv"):
            shutil.copy(os.path.join(site, name), house.path(name))
        house.speaker(voice=False)
        house.config = house.path("gengfu.yaml")
        house.variables.update(
            GENGFU_ROOT=ROOT, GENGFU_BROKER_PORT=str(self.main), GENGFU_PLATFORM_PORT=str(self.platform))
        house.broker("main", self.main)
        house.platform(self.platform)
        for person, pin in PINS.items():
            code, _, problem = house.run("people", "pin", person, "--config", house.config, pins={"GENGFU_PIN": pin})
            assert code == 0, problem
        # Scaled time is origin + (now - origin) × rate: so that it begins at 21:40.
        begun = time.time() + 3
        self.origin = (RATE * begun - self.first) / (RATE - 1)
        self.rise()
        house.console(self.page)
        self.desk = Desk(self.page)
        # Where the machine is slow the whole night begins later.
        self.first = max(self.first, self.now)
        threading.Thread(target=self.live, daemon=True).start()

    def rise(self):
        self.house.gateway(
            "--clock-rate", str(RATE), "--clock-origin", str(int(self.origin * 1000)), cwd=self.house.folder)
        if not wait(30, self.house.connected, 0.1):
            raise SystemExit("the broker is not reached:\n" + self.house.text("gateway.log")[-3000:])

    def live(self):
        """Lift, charger and pump room say that they are there, as they do every ten minutes."""
        while True:
            for topic, payload in [
                ("elevator/lift-1", {"mode": "normal", "mains": True}), ("charging/charger-1", {"online": True}),
                ("water/pump-1", {"water_temperature": 15}),
            ]:
                try:
                    self.house.publish(self.main, f"gengfu/{topic}/state", payload)
                except (OSError, subprocess.SubprocessError):
                    return
            time.sleep(10)

    @property
    def now(self):
        """Seconds since 1970 by the clock of the night."""
        return self.origin + (time.time() - self.origin) * RATE

    def wall(self, moment):
        return datetime.datetime.fromtimestamp(moment, ZONE).strftime("%H:%M:%S")

    # Looking

    def cases(self):
        return self.house.ask("incidents", "list", "--all")

    def case(self, device, hazard):
        """The case of a device and hazard, waited for: a console cannot press what is not there yet."""
        def find():
            return [c for c in self.cases() if c["hazard"] == hazard and device in ("*", c["device"])]
        found = wait(20, find, 0.05)
        if not found:
            raise LookupError(f"no case of {device} {hazard}")
        return found[0]["id"]

    def audit(self):
        _, out, _ = self.house.run(
            "audit", "list", "--json", "--limit", "100000", "--store", self.house.store)
        return [json.loads(line) for line in out.splitlines()]

    # The night

    def play(self):
        for number, (minute, words, deed, trace) in enumerate(self.rows, 1):
            due = self.first + minute * 60
            time.sleep(max(0, (due - self.now) / RATE))
            print(f"{self.wall(self.now)} {number:2} {words}", flush=True)
            try:
                self.perform(deed, trace, words)
            except (LookupError, OSError, subprocess.SubprocessError) as problem:
                self.differences.append(f"{number} {words}: {problem}")
        # What the last deeds bring about.
        wait(20, lambda: self.waiting() == 0, 0.2)
        time.sleep(3)

    def waiting(self):
        status = self.house.status() or {"destinations": [{"waiting": 1}]}
        return sum(d["waiting"] for d in status["destinations"])

    def perform(self, deed, trace, words):
        kind = deed[0]
        if kind == "says":
            self.house.publish(self.main, deed[1], deed[2])
        elif kind == "does":
            said = self.press(*deed[1:])
            self.judge(said, trace, words)
        elif kind == "handover":
            self.hand_over(*deed[1:], trace, words)
        elif kind == "box":
            self.house.kill("gateway") if deed[1] == "kill" else self.rise()
        elif kind == "confirms":
            for device, hazard, person in deed[1]:
                said = self.press("command", "confirm", person, device, hazard, {"note": "同一处火"})
                self.judge(said, trace, words)
        elif kind == "clears":
            for device in deed[2]:
                self.house.publish(self.main, f"gengfu/fire/{device}/alarm", {"smoke": False})
            for device, hazard, person in deed[1]:
                incident = self.case(device, hazard)
                self.quiet(incident)
                self.judge(
                    self.press("command", "clear", person, device, hazard, {"note": "火已扑灭，现场复查无复燃"}), trace,
                    words)

    def quiet(self, incident):
        def is_quiet():
            return [c for c in self.cases() if c["id"] == incident and c["condition"] == "quiet"]
        wait(30, is_quiet, 0.1)

    def press(self, by, act, person, device, hazard, more):
        """Says a person's word; returns "done" or why not."""
        incident = self.case(device, hazard)
        pin = more.get("pin", PINS[person])
        if by == "page":
            return self.desk.press(incident, act, person, more.get("text", ""), more.get("note", ""), pin)
        if act in ("answered", "arrived", "released"):
            words = ["incidents", "milestone", incident, act]
        else:
            words = ["incidents", act, incident]
        for option in ("people", "cause", "note", "text"):
            if option in more:
                words += [f"--{option}", more[option]]
        code, out, problem = self.house.run(
            *words, "--by", person, "--control", self.house.control, "--lang", "zh", pins={"GENGFU_PIN": pin})
        return "done" if code == 0 and "已记录" in out else (out + problem).strip()

    def hand_over(self, one, other, wrong, trace, words):
        code, out, problem = self.house.run(
            "shift", "handover", "--from", one, "--to", other, "--note", "205室烟感故障待更换", "--control",
            self.house.control, "--lang", "zh",
            pins={"GENGFU_PIN": PINS[one], "GENGFU_SECOND_PIN": wrong or PINS[other]})
        self.judge("done" if code == 0 and "已记录" in out else problem.strip(), trace, words)

    def judge(self, said, trace, words):
        is_refusal = trace[0] == "refused" or trace[:2] == ("audit", "pin_refused")
        if is_refusal and said == "done":
            self.differences.append(f"{words}: was taken")
        if not is_refusal and said != "done":
            self.differences.append(f"{words}: {said}")
        if trace[0] == "refused" and trace[1] not in said:
            self.differences.append(f"{words}: refused with `{said}` and not for `{trace[1]}`")

    def close(self):
        if hasattr(self, "desk"):
            self.desk.close()
        self.house.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?", help=".build/release/gengfu when absent")
    parser.add_argument("--short", action="store_true", help="an hour of the night in less than a minute")
    parser.add_argument("--keep", help="folder for what is left: night.txt, the store, logs")
    options = parser.parse_args()
    night = Night(options.program, nights.SHORT if options.short else nights.NIGHT, options.keep)
    try:
        night.open()
        night.play()
        judgement = Judgement(night)
        night.house.write("cases.json", json.dumps(judgement.cases, ensure_ascii=False))
        judgement.all()
        night.house.write("night.txt", judgement.transcript())
    finally:
        night.close()
    for text in night.differences:
        print(f"differs: {text}")
    sounds = len(night.house.noted("played"))
    print(f"{len(night.rows)} events, {len(judgement.cases)} cases, "
          f"{sum(len(c['transitions']) for c in judgement.cases)} steps, {len(judgement.calls)} calls, "
          f"{len(judgement.book['cases'])} cases at the platform, {len(judgement.audit)} lines of audit.")
    if night.differences:
        sys.exit(1)
    print("The log reads as the night was.")


if __name__ == "__main__":
    main()
