#!/usr/bin/env python3
"""Injects every fault code of the DNY family and of OCPP 1.6 into `gengfu backtest` and tells which raised a hazard.

    deploy/detection/charger-faults.py [--gengfu PROGRAM]

One device a code, so that no code hides behind another. What counts as a hazard is written here a second time, from
the code tables (DNY stop reasons and start replies; OCPP 1.6 edition 2, 7.6), not read from the profiles. Exits 1
when a code that is a hazard raises none, or when one that is none raises something.
"""
import argparse
import json
import os
import subprocess
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
START = 1_773_022_530  # 2026-03-09T02:15:30Z
PAUSE = 1_200  # seconds between the times a code is repeated

# A stop for overload is a nuisance once and a hazard when it comes again.
REPEATED = {6: "overload", 8: "dynamic overload"}
STOPS = {
    10: "ambient too hot", 11: "port too hot", 12: "over-current", 13: "contact stuck", 14: "no power",
    15: "relay or fuse", 16: "water ingress", 17: "suppression, this port", 18: "suppression, other port",
    19: "cabinet opened", 20: "door not closed", 24: "fire linkage", 25: "memory error", 26: "over-voltage",
    27: "under-voltage",
}
NORMAL_STOPS = {
    1: "full", 2: "longest time", 3: "time set", 4: "energy set", 5: "unplugged", 7: "server", 9: "low power",
    21: "external", 22: "card", 23: "forced", 28: "low power",
}
REPLIES = {
    3: "port fault", 7: "memory damaged", 8: "relay or fuse", 9: "relay stuck", 10: "short circuit", 11: "smoke",
}
NORMAL_REPLIES = {0: "started", 1: "not plugged in", 2: "already so"}
ERRORS = [
    "ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature", "InternalError", "OtherError",
    "OverCurrentFailure", "OverVoltage", "PowerMeterFailure", "PowerSwitchFailure", "ReaderFailure", "ResetFailure",
    "UnderVoltage", "WeakSignal",
]
NORMAL_ERRORS = ["NoError", "LocalListConflict"]


class Bench:
    """The messages in order, and what each device is expected to come to."""

    def __init__(self):
        self.lines, self.expected, self.meaning = [], {}, {}

    def device(self, name, meaning, is_hazard):
        self.expected[name], self.meaning[name] = is_hazard, meaning

    def say(self, at, topic, body):
        self.lines.append((at, topic, body))

    def capture(self, path):
        with open(path, "w", encoding="utf-8") as out:
            for at, topic, body in sorted(self.lines, key=lambda line: line[0]):
                line = {"at": at * 1000, "topic": topic, "payload": json.dumps(body), "qos": 1, "retain": False}
                out.write(json.dumps(line) + "\n")


def build():
    bench = Bench()
    for codes, is_hazard, times in [(STOPS, True, 1), (REPEATED, True, 3), (NORMAL_STOPS, False, 1)]:
        for code, meaning in codes.items():
            name = f"stop-{code}"
            bench.device(name, f"DNY stop {code}: {meaning}" + (f", {times} times" if times > 1 else ""), is_hazard)
            for turn in range(times):
                at = START + turn * PAUSE
                bench.say(at, f"dny/{name}/stop", {"time": at, "port": 1, "reason": code, "energy": 0.1})
    for code, meaning in REPEATED.items():
        name = f"once-{code}"
        bench.device(name, f"DNY stop {code}: {meaning}, once", False)
        bench.say(START, f"dny/{name}/stop", {"time": START, "port": 1, "reason": code, "energy": 0.1})
    for codes, is_hazard in [(REPLIES, True), (NORMAL_REPLIES, False)]:
        for code, meaning in codes.items():
            bench.device(f"reply-{code}", f"DNY reply {code}: {meaning}", is_hazard)
            bench.say(START, f"dny/reply-{code}/reply", {"time": START, "port": 1, "code": code})
    for codes, is_hazard in [(ERRORS, True), (NORMAL_ERRORS, False)]:
        for code in codes:
            name = f"cp-{code}"
            bench.device(name, f"OCPP 1.6 {code}", is_hazard)
            status = "Faulted" if is_hazard else "Available"
            call = {"connectorId": 0, "errorCode": code, "status": status}
            bench.say(START, f"ocpp/{name}/call", [2, code, "StatusNotification", call])
    # The clock must pass what waits a minute.
    bench.say(START + 4 * PAUSE, "dny/clock/power", {"time": START + 4 * PAUSE, "power": 0, "charging": 0})
    return bench


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gengfu", default=os.path.join(ROOT, ".build", "release", "gengfu"))
    chosen = arguments.parse_args()
    bench = build()
    with tempfile.TemporaryDirectory() as scratch:
        capture = os.path.join(scratch, "codes.jsonl")
        bench.capture(capture)
        done = subprocess.run(
            [chosen.gengfu, "backtest", "--profiles", os.path.join(ROOT, "DeviceProfiles", "charging"), "--capture",
             capture, "--json"],
            capture_output=True, text=True, check=False)
        if not done.stdout:
            raise SystemExit(done.stderr)
        raised = {}
        for episode in json.loads(done.stdout)["episodes"]:
            if not episode["hazard"].endswith(".silent"):
                raised.setdefault(episode["device"].split("/")[0], []).append(episode["hazard"])
    wrong = []
    for name, is_hazard in bench.expected.items():
        hazards = sorted(set(raised.get(name, [])))
        print(f"{bench.meaning[name]:40} {', '.join(hazards) or '-'}")
        if bool(hazards) != is_hazard:
            wrong.append(bench.meaning[name])
    count = sum(bench.expected.values())
    missed = [text for text in wrong if any(bench.meaning[n] == text and bench.expected[n] for n in bench.expected)]
    print(f"{count - len(missed)} of {count} codes that are a hazard raised one; "
          f"{len(wrong) - len(missed)} others raised something")
    for text in wrong:
        print("wrong:", text)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
