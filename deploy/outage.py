#!/usr/bin/env python3
"""A platform that is away for three days, and badly behaved when it is back; the box is killed twenty times meanwhile.

    deploy/outage.py [--gengfu PROGRAM] [--hours 72] [--incidents 5000] [--restarts 20] [--rate 480] [--seed 1]

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
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "proof"))
from house import ROOT, House  # noqa: E402

# What each request suffers after the return, and for how many seconds.
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
FLICKERS = 400


def script(house, chosen, draw):
    """Each flicker's time is cut into equal parts with one episode in each; each gas detector alarms once.

    - Returns: how many incidents each device must come to.
    """
    begin, span, lines = house.origin + 600_000, chosen.hours * 3_600_000, []
    gas, episodes = chosen.incidents // 25, collections.Counter()
    for number in range(gas):
        episodes[f"G{number}"] = 1
        at = begin + draw.randrange(span)
        lines.append((at, f"gengfu/fire/G{number}/alarm", {"time": at, "gas": True}))
    for number in range(FLICKERS):
        count = (chosen.incidents - gas) // FLICKERS + (number < (chosen.incidents - gas) % FLICKERS)
        episodes[f"F{number}"] = count
        for turn in range(count):
            low = begin + span * turn // count
            on, off = sorted(low + draw.randrange(span // count - 60_000) for _ in range(2))
            for at, is_on in [(on, True), (off + 30_000, False)]:
                lines.append((at, f"flicker/F{number}", {"time": at, "on": is_on}))
    lines.sort(key=lambda line: line[0])
    house.site([(name, "fire.plain" if name[0] == "G" else "flicker.model") for name in episodes])
    house.write("capture.jsonl", "".join(
        json.dumps({"at": at, "topic": topic, "payload": json.dumps(body)}) + "\n" for at, topic, body in lines))
    return episodes


def away(house, chosen, draw):
    """Plays the three days with the platform down and the gateway killed all but four of the times."""
    house.start_broker()
    house.start_platform()
    house.platform("faults", {"down": True})
    house.start_gateway()
    house.wait_connected()
    player = house.start(
        "player", house.program, "replay", house.path("capture.jsonl"), "--port", str(house.broker_port), "--speed",
        str(chosen.rate))
    seconds, began = chosen.hours * 3_600 / chosen.rate, time.monotonic()
    for moment in sorted(draw.uniform(5, seconds - 5) for _ in range(chosen.restarts - 4)):
        time.sleep(max(0, began + moment - time.monotonic()))
        restart(house, draw)
    if player.wait() != 0:
        raise SystemExit(f"the player failed:\n{house.tail('player')}")


def restart(house, draw):
    house.kill("gateway")
    time.sleep(draw.uniform(0.2, 2))
    house.start_gateway()


def back(house, draw):
    for position, (name, fault, pause) in enumerate(RETURN):
        house.platform("faults", fault)
        time.sleep(pause)
        if position % 2 == 1:
            restart(house, draw)
        print(f"  {name}: {len(house.platform('cases')['cases'])} cases at the platform", flush=True)
        # Between two faults the platform is only slow, or everything would be told before the last of them.
        house.platform("faults", {"slow_ms": 250})
        time.sleep(3)
    house.platform("faults", {})
    house.wait(600, lambda: house.destination()["waiting"] == 0, "an empty outbox")


def refusals(house):
    """How many deliveries the platform refused, by action, as they are parked in the store."""
    store = sqlite3.connect(f"file:{house.path('store', 'gengfu.db')}?mode=ro", uri=True)
    rows = store.execute("SELECT action, count(*) FROM outbox WHERE outcome LIKE '{\"refused%' GROUP BY action")
    return collections.Counter(dict(rows))


def judge(house, chosen, episodes):
    book, status = house.platform("cases"), house.status()
    parked = refusals(house)
    wrong = house.disorder(book)
    cases = {case["incident"]: case for case in book["cases"]}
    heard = collections.Counter(
        case["last_body"]["device"]["id"] for case in cases.values()
        if case["last_body"]["hazard"] in ("flicker.on", "fire.gas"))
    missing = sum((episodes - heard).values())
    if heard - episodes:
        wrong.append(f"more cases than episodes: {dict(heard - episodes)}")
    if missing != parked["report"]:
        wrong.append(f"{missing} episodes have no case, {parked['report']} reports were refused")
    open_there = sum(
        not case["closed"] for case in cases.values() if case["last_body"]["hazard"] == "flicker.on")
    if open_there > parked["close"]:
        wrong.append(f"{open_there} cases have ended here and not there, {parked['close']} closes were refused")
    lost = [one for one in status["losses"] if one["cause"] != "blind"]  # the kills themselves
    if lost:
        wrong.append(f"lost: {lost}")
    print(f"{sum(heard.values())} cases of {sum(episodes.values())} episodes, each once; {book['repeats']} repetitions "
          f"under their own key; refused for cause: {dict(parked)}, {missing} episodes without a case for it; "
          f"{chosen.restarts} kills; nothing waits")
    for line in wrong[:20]:
        print("wrong:", line)
    return 1 if wrong else 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gengfu", default=os.path.join(ROOT, ".build", "release", "gengfu"))
    for name, value in [("hours", 72), ("incidents", 5_000), ("restarts", 20), ("rate", 480), ("seed", 1)]:
        arguments.add_argument(f"--{name}", type=int, default=value)
    arguments.add_argument("--keep", action="store_true", help="keep the folder with logs and store")
    chosen = arguments.parse_args()
    draw = random.Random(chosen.seed)
    with House(chosen.gengfu, chosen.rate, chosen.keep) as house:
        episodes = script(house, chosen, draw)
        away(house, chosen, draw)
        expected = sum(episodes.values())
        # A report each, and a close for what has ended: all but the gas alarms, which wait for a person.
        owed = 2 * expected - chosen.incidents // 25
        house.wait(300, lambda: house.destination()["waiting"] >= owed, f"{owed} waiting deliveries")
        print(f"{expected} incidents in {chosen.hours} h without a platform, {chosen.restarts - 4} kills; "
              f"{house.destination()['waiting']} deliveries wait", flush=True)
        back(house, draw)
        code = judge(house, chosen, episodes)
    sys.exit(code)


if __name__ == "__main__":
    main()
