#!/usr/bin/env python3
"""A platform that is away for three days, and badly behaved when it is back; the box is killed twenty times meanwhile.

    deploy/outage.py [--gengfu PROGRAM] [--hours 72] [--incidents 5000] [--restarts 20] [--rate 360] [--seed 1]

Starts mosquitto, `gengfu platform` and `gengfu run` with their clocks at --rate, lets devices come into danger and out of
it, and kills the gateway with SIGKILL at drawn moments. Then the platform answers slowly, twice, wrongly, not at all, or
with 200 and an error inside, and at last as it should. Its book is held against the list of what was played: one case
for each incident, its steps in order, nothing waiting but what was refused for cause. Exits 1 when anything differs.
"""
import argparse
import collections
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# What each request suffers after the return, and how many of them; None: until the next one.
RETURN = [
    ("slow", {"slow_ms": 2_000}, 15),
    ("twice", {"answer_twice": True, "slow_ms": 250}, 12),
    ("an error inside 200", {"error_inside_200": True, "slow_ms": 100, "for": 25}, 6),
    ("a dropped link behind the case", {"drop_link": "after", "slow_ms": 250, "for": 60}, 12),
    ("a dropped link before it", {"drop_link": "before", "for": 60}, 6),
    ("500", {"status": 500, "slow_ms": 100, "for": 60}, 6),
    ("429 with Retry-After", {"status": 429, "retry_after": 30, "for": 60}, 6),
    ("no answer at all", {"slow_ms": 20_000, "for": 8}, 25),
    ("away again", {"down": True}, 8),
]
FACILITY = {
    "facility": """facility: flicker
name: {en: Flicker, zh: 闪烁}
points:
  flicker.on: {type: boolean, name: {en: On, zh: 开}}
""",
    "model": """profile: flicker.model
name: {en: Flicker, zh: 闪烁}
time: {at: /time, format: unix_milliseconds}
topics:
  - topic: flicker/{device}
    codec: json
    points:
      flicker.on: /on
""",
    "hazards": """hazards:
  - hazard: flicker.on
    name: {en: Flicker on, zh: 闪烁}
    when: flicker.on
    quiet_for: 0s
    severity: minor
    confirm: none
    advice: {zh: [看], en: [Look]}
    basis: unverified
""",
}
SITE = """site: {{id: outage, name: outage, time_zone: Asia/Shanghai}}
profiles: profiles
devices: devices.csv
buildings:
  1: {{grid_code: "110101001001001"}}
brokers:
  - {{id: main, host: 127.0.0.1, port: {broker}}}
limits: {{messages_per_second: 10000, burst: 100000}}
destinations:
  - {{id: platform, kind: http, url: "http://127.0.0.1:{platform}", timeout: 5s, concurrency: 8, confirmation: any}}
routes:
  - {{to: platform}}
people:
  - {{id: guard, name: guard}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Night:
    """The processes of one run, and what is asked of them."""

    def __init__(self, chosen, place):
        self.chosen, self.place = chosen, place
        self.random = random.Random(chosen.seed)
        self.broker_port, self.platform_port = free_port(), free_port()
        self.origin = int(time.time() * 1_000)
        self.children, self.gateway, self.kills = [], None, 0
        self.episodes = collections.Counter()

    # -- what is played

    def write(self):
        for name, text in FACILITY.items():
            path = os.path.join(self.place, "profiles", "flicker", name + ".yaml")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        shutil.copytree(os.path.join(ROOT, "DeviceProfiles", "fire"), os.path.join(self.place, "profiles", "fire"))
        gas, flickers = self.chosen.incidents // 25, 400
        rows = ["id,name,profile,building,unit,floor,spot"]
        rows += [f"G{number},G{number},fire.plain,1,,," for number in range(gas)]
        rows += [f"F{number},F{number},flicker.model,1,,," for number in range(flickers)]
        with open(os.path.join(self.place, "devices.csv"), "w", encoding="utf-8") as out:
            out.write("\n".join(rows) + "\n")
        with open(os.path.join(self.place, "gengfu.yaml"), "w", encoding="utf-8") as out:
            out.write(SITE.format(broker=self.broker_port, platform=self.platform_port))
        self.capture(gas, flickers)

    def capture(self, gas, flickers):
        """Each flicker's time is cut into equal parts with one episode in each; each gas detector alarms once."""
        begin, span, lines = self.origin + 600_000, self.chosen.hours * 3_600_000, []
        for number in range(gas):
            self.episodes[f"G{number}"] = 1
            at = begin + self.random.randrange(span)
            lines.append((at, f"gengfu/fire/G{number}/alarm", {"time": at, "gas": True}))
        left = self.chosen.incidents - gas
        for number in range(flickers):
            count = left // flickers + (number < left % flickers)
            self.episodes[f"F{number}"] = count
            for turn in range(count):
                low = begin + span * turn // count
                on, off = sorted(low + self.random.randrange(span // count - 60_000) for _ in range(2))
                for at, is_on in [(on, True), (off + 30_000, False)]:
                    lines.append((at, f"flicker/F{number}", {"time": at, "on": is_on}))
        lines.sort(key=lambda line: line[0])
        with open(os.path.join(self.place, "capture.jsonl"), "w", encoding="utf-8") as out:
            for at, topic, body in lines:
                out.write(json.dumps({"at": at, "topic": topic, "payload": json.dumps(body)}) + "\n")

    # -- processes

    def start(self, *arguments, name):
        log = open(os.path.join(self.place, name + ".log"), "ab")
        child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.children.append(child)
        return child

    def start_gateway(self):
        self.gateway = self.start(
            self.chosen.gengfu, "run", "--config", f"{self.place}/gengfu.yaml", "--store", f"{self.place}/store",
            "--control", f"{self.place}/control", "--clock-rate", str(self.chosen.rate), "--clock-origin",
            str(self.origin), "--no-contract-test", "--lang", "en", name="gateway")

    def kill_gateway(self):
        self.gateway.kill()
        self.gateway.wait()
        self.kills += 1
        time.sleep(self.random.uniform(0.2, 2))
        self.start_gateway()

    def end(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
        for child in self.children:
            child.wait()

    # -- questions

    def ask(self, *arguments, all_lines=False):
        done = subprocess.run(
            [self.chosen.gengfu, *arguments, "--control", f"{self.place}/control", "--json", "--lang", "en"],
            capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return lines if all_lines else lines[0]

    def platform(self, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.platform_port}/_control/{path}",
            data=None if body is None else json.dumps(body).encode(), method="GET" if body is None else "PUT",
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def wait(self, seconds, is_so, what):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if is_so():
                    return
            except (OSError, TypeError, KeyError, IndexError, ValueError):
                pass
            if self.gateway and self.gateway.poll() is not None:
                raise SystemExit(f"the gateway ended by itself:\n{self.tail('gateway')}")
            time.sleep(0.5)
        raise SystemExit(f"waited {seconds} s for {what}; the gateway's last words:\n{self.tail('gateway')}")

    def tail(self, name):
        with open(os.path.join(self.place, name + ".log"), encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-15:])

    def destination(self):
        return self.ask("status")["destinations"][0]

    # -- the run

    def run(self):
        self.write()
        configuration = open(os.path.join(ROOT, "deploy", "mosquitto", "gengfu.conf"), encoding="utf-8").read()
        with open(os.path.join(self.place, "mosquitto.conf"), "w", encoding="utf-8") as out:
            kept = [line for line in configuration.splitlines()
                    if line.split(" ")[0] not in ("listener", "persistence_location", "acl_file", "password_file",
                                                  "allow_anonymous", "log_dest", "pid_file", "user", "include_dir",
                                                  "per_listener_settings", "cafile", "certfile", "keyfile")]
            out.write("\n".join(kept) + f"\nlistener {self.broker_port} 127.0.0.1\nallow_anonymous true\n"
                      f"persistence_location {self.place}/\n")
        self.start("mosquitto", "-c", f"{self.place}/mosquitto.conf", name="broker")
        self.start(self.chosen.gengfu, "platform", "--port", str(self.platform_port), name="platform")
        self.wait(20, lambda: self.platform("faults") is not None, "the platform")
        self.platform("faults", {"down": True})
        self.start_gateway()
        self.wait(30, lambda: all(one["state"] == "connected" for one in self.ask("status")["sessions"]), "the sessions")
        player = self.start(
            self.chosen.gengfu, "replay", f"{self.place}/capture.jsonl", "--port", str(self.broker_port), "--speed",
            str(self.chosen.rate), name="player")
        inside = self.chosen.restarts - 4
        seconds = self.chosen.hours * 3_600 / self.chosen.rate
        began = time.monotonic()
        for moment in sorted(self.random.uniform(5, seconds - 5) for _ in range(inside)):
            time.sleep(max(0, began + moment - time.monotonic()))
            self.kill_gateway()
        player.wait()
        if player.returncode != 0:
            raise SystemExit(f"the player failed:\n{self.tail('player')}")
        expected = sum(self.episodes.values())
        self.wait(120, lambda: self.count() >= expected, f"{expected} incidents")
        print(f"{self.count()} incidents in {self.chosen.hours} h without a platform, {self.kills} kills; "
              f"{self.destination()['waiting']} deliveries wait")
        for position, (name, fault, pause) in enumerate(RETURN):
            self.platform("faults", fault)
            time.sleep(pause)
            if position % 2 == 1:
                self.kill_gateway()
            print(f"  {name}: {len(self.platform('cases')['cases'])} cases at the platform")
            # Between two faults the platform is only slow, or everything would be told before the last of them.
            self.platform("faults", {"slow_ms": 250})
            time.sleep(3)
        self.platform("faults", {})
        self.wait(300, lambda: self.destination()["waiting"] == 0, "an empty outbox")
        time.sleep(1)
        return self.judge()

    def count(self):
        return len([one for one in self.incidents() if one["device"] in self.episodes])

    def incidents(self):
        return self.ask("incidents", "list", "--all", all_lines=True)

    def judge(self):
        wrong, book = [], self.platform("cases")
        status, held = self.ask("status"), {}
        incidents = {one["id"]: one for one in self.incidents()}
        refused = self.destination().get("refused", 0)
        for case in book["cases"]:
            if case["incident"] in held:
                wrong.append(f"{case['incident']} has two cases")
            held[case["incident"]] = case
            numbers = [step["transition"] for step in case["transitions"]]
            if numbers != sorted(set(numbers)) or case["transitions"][0]["action"] != "report":
                wrong.append(f"{case['incident']} came out of order: {numbers}")
        heard = collections.Counter(
            case["last_body"]["device"]["id"] for case in held.values()
            if case["last_body"]["hazard"] in ("flicker.on", "fire.gas"))
        missing = sum((self.episodes - heard).values())
        if heard - self.episodes:
            wrong.append(f"more cases than episodes: {dict(heard - self.episodes)}")
        if missing > refused:
            wrong.append(f"{missing} episodes have no case, {refused} deliveries were refused")
        for one in incidents.values():
            case = held.get(one["id"])
            if case and one.get("ended") and not case["closed"] and refused == 0:
                wrong.append(f"{one['id']} has ended here and not there")
        if book["duplicates_refused"]:
            wrong.append(f"{book['duplicates_refused']} cases were reported twice")
        kinds = collections.Counter(one.get("kind", "?") for one in book["anomalies"])
        for kind in ("reported_twice", "out_of_order", "key_reused", "invalid_body"):
            if kinds[kind]:
                wrong.append(f"the platform remarks {kind} {kinds[kind]} times")
        lost = [one for one in status["losses"] if one["cause"] != "blind"]  # the kills themselves
        if lost:
            wrong.append(f"lost: {lost}")
        print(f"{len(held)} cases of {sum(self.episodes.values())} episodes, each once; {book['repeats']} repetitions under "
              f"their own key; {refused} deliveries refused for cause; {missing} episodes without a case; "
              f"{self.kills} kills; nothing waits")
        for line in wrong[:20]:
            print("wrong:", line)
        return 1 if wrong else 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gengfu", default=os.path.join(ROOT, ".build", "release", "gengfu"))
    for name, value in [("hours", 72), ("incidents", 5_000), ("restarts", 20), ("rate", 360), ("seed", 1)]:
        arguments.add_argument(f"--{name}", type=int, default=value)
    arguments.add_argument("--keep", action="store_true", help="keep the folder with logs and store")
    chosen = arguments.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    place = tempfile.mkdtemp(prefix="gengfu-outage-")
    night = Night(chosen, place)
    try:
        code = night.run()
    finally:
        night.end()
        if chosen.keep:
            print(place)
        else:
            shutil.rmtree(place, ignore_errors=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
