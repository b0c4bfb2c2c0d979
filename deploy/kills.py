#!/usr/bin/env python3
"""Kills the gateway, the platform, the codec children, the console and the broker, again and again, under load.

    deploy/kills.py [--gengfu PROGRAM] [--kills 200] [--rate 400] [--seed 1]

Devices speak --rate times a second; every word begins or ends an incident, so that each is accounted for at the platform.
Three kills of four are of our own processes, one is of the broker while the gateway is connected (what the broker keeps
between two writes of its file is lost with it while we are away: docs/promises.md). At the end every episode that was
played is exactly one incident and exactly one case, with nothing waiting. Exits 1 when anything differs.
"""
import argparse
import base64
import collections
import datetime
import json
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "proof"))
from house import ROOT, House  # noqa: E402

DEVICES = 200


def name(number):
    """Every fourth device speaks through a maker's codec."""
    return f"{'L' if number % 4 == 3 else 'F'}{number}"


def plain(device, is_on, at):
    return f"flicker/{device}", json.dumps({"time": at, "on": is_on})


def uplink(device, is_on, at):
    time_text = datetime.datetime.fromtimestamp(at / 1_000, datetime.timezone.utc).isoformat(timespec="milliseconds")
    return f"v3/proof/devices/{device}/up", json.dumps({
        "end_device_ids": {"device_id": device},
        "uplink_message": {"f_port": 1, "frm_payload": base64.b64encode(bytes([is_on])).decode(),
                           "received_at": time_text.replace("+00:00", "Z")}})


class Player:
    """Speaks for the devices through one mosquitto_pub per topic and turn; counts what was acknowledged."""

    def __init__(self, house, rate):
        self.house, self.rate = house, rate
        self.turn = 0
        self.episodes = collections.Counter()

    def step(self, count):
        """`count` words of devices one after the other, each beginning and end acknowledged by the broker."""
        lines, begun = [], int(time.time() * 1_000)
        for word in range(count):
            device, is_on = name(self.turn // 2 % DEVICES), self.turn % 2 == 0
            self.turn += 1
            self.episodes[device] += is_on
            at = begun + word * 1_000 // self.rate
            lines.append(uplink(device, is_on, at) if device.startswith("L") else plain(device, is_on, at))
        self.publish(lines)

    def publish(self, lines):
        capture = "".join(
            json.dumps({"at": place * 1_000 // self.rate, "topic": topic, "payload": body}) + "\n"
            for place, (topic, body) in enumerate(lines))
        self.house.write("part.jsonl", capture)
        # Ends only when every message is acknowledged; a broker that dies meanwhile gets them again.
        done = subprocess.run(
            [self.house.program, "replay", self.house.path("part.jsonl"), "--port", str(self.house.broker_port)],
            capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise SystemExit(f"a part was not published: {done.stderr}")


def children(pid, name):
    """Processes of this name below `pid`."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [int(row[0]) for row in rows if int(row[1]) == pid and row[2].startswith(name)]


def strike(house, what, draw):
    """One kill; what was killed is started again."""
    if what == "codec":
        pids = children(house.children["gateway"].pid, "gengfu-codec")
        for pid in pids[: draw.randint(1, 2)]:
            subprocess.run(["kill", "-9", str(pid)], check=False)
        return bool(pids)
    house.kill(what)
    time.sleep(draw.uniform(0, 0.5))
    if what == "gateway":
        house.start_gateway()
    elif what == "platform":
        house.start_platform()
    elif what == "console":
        start_console(house)
    else:
        house.start_broker()
        # A broker killed before it has written our session to its file knows nobody: until we are back it keeps nothing.
        time.sleep(1)
        house.wait_connected(60)
    return True


def start_console(house):
    house.start("console", house.program, "console", "--control", house.path("control"), "--port", "0")


def run(house, chosen, draw):
    house.site([
        (name(number), "flicker.scripted" if name(number).startswith("L") else "flicker.model") for number in range(DEVICES)])
    house.start_broker()
    house.start_platform()
    house.start_gateway()
    house.wait_connected()
    start_console(house)
    player, counts = Player(house, chosen.rate), collections.Counter()
    while sum(counts.values()) < chosen.kills:
        player.step(DEVICES * 2 // 8)
        what = draw.choice(["gateway", "gateway", "console", "codec", "codec", "platform", "link", "broker"])
        if what == "link":
            house.platform("faults", {"drop_link": draw.choice(["before", "after"]), "for": 5})
            continue
        if what == "broker":
            # Connected and dry: what the broker has acknowledged we have taken.
            house.wait_connected(60)
            house.wait_quiet(120, rest=1, told=False)
        if strike(house, what, draw):
            counts[what] += 1
            if sum(counts.values()) % 20 == 0:
                print(f"  {sum(counts.values())} kills, {sum(player.episodes.values())} episodes", flush=True)
    house.wait_connected(60)
    player.step(DEVICES * 2)
    house.platform("faults", {})
    house.wait_quiet()
    return player, counts


def judge(house, player, counts):
    wrong = house.disorder(house.platform("cases"))
    expected = player.episodes
    there = collections.Counter(
        case["last_body"]["device"]["id"] for case in house.platform("cases")["cases"]
        if case["last_body"]["hazard"] == "flicker.on")
    for name, rest in [("missing", expected - there), ("too many", there - expected)]:
        if rest:
            wrong.append(f"{sum(rest.values())} {name} at the platform: {sorted(rest.items())[:8]}")
    status = house.status()
    # What the kills are: we were away, or the broker had not yet written our session to its file.
    lost = [one for one in status["losses"] if one["cause"] not in ("blind", "broker_session_lost")]
    if lost:
        wrong.append(f"lost: {lost}")
    print(f"{sum(counts.values())} kills ({', '.join(f'{what} {count}' for what, count in sorted(counts.items()))}); "
          f"{sum(expected.values())} episodes played, {sum(there.values())} cases")
    for line in wrong[:20]:
        print("wrong:", line)
    return 1 if wrong else 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gengfu", default=os.path.join(ROOT, ".build", "release", "gengfu"))
    for name, value in [("kills", 200), ("rate", 400), ("seed", 1)]:
        arguments.add_argument(f"--{name}", type=int, default=value)
    arguments.add_argument("--keep", action="store_true", help="keep the folder with logs and store")
    chosen = arguments.parse_args()
    with House(chosen.gengfu, keep=chosen.keep) as house:
        player, counts = run(house, chosen, random.Random(chosen.seed))
        code = judge(house, player, counts)
    sys.exit(code)


if __name__ == "__main__":
    main()
