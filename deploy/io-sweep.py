#!/usr/bin/env python3
"""Fails the n-th call of the gateway to its disk, for each n until none fails, and looks for what was acknowledged.

    deploy/io-sweep.py [--gengfu PROGRAM] [--calls pwrite64 fdatasync openat ftruncate] [--errors EIO ENOSPC] [--step 1]

strace makes one call of one kind fail in a gateway that starts on a used store and takes twenty episodes. Whatever the
gateway then does, it must go on or come up again: it is stopped, started without faults, and every episode that the
broker took must be exactly one case. Exits 1 when one is missing or doubled, or when the gateway does not come up.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "proof"))
from house import ROOT, House  # noqa: E402

DEVICES = 20


def speak(house, turn):
    """One episode of each device; returns when the broker has acknowledged all of them."""
    begun, lines = int(time.time() * 1_000), []
    for number in range(DEVICES):
        for word, is_on in enumerate((True, False)):
            body = json.dumps({"time": begun + number * 4 + word * 2, "on": is_on})
            lines.append(json.dumps(
                {"at": (number * 2 + word) * 3, "topic": f"flicker/F{number}", "payload": body}))
    house.write(f"part{turn % 2}.jsonl", "\n".join(lines) + "\n")
    subprocess.run(
        [house.program, "replay", house.path(f"part{turn % 2}.jsonl"), "--port", str(house.broker_port)],
        capture_output=True, check=True, timeout=60)


def counts(house):
    """Cases of each device at the platform, which knows all of them."""
    found = {}
    for case in house.platform("cases")["cases"]:
        if case["last_body"]["hazard"] == "flicker.on":
            device = case["last_body"]["device"]["id"]
            found[device] = found.get(device, 0) + 1
    return found


def expect(house, turns):
    """Every device has had one case a turn."""
    house.wait(60, lambda: sum(counts(house).values()) >= DEVICES * turns, f"{DEVICES * turns} cases")
    wrong = {name: count for name, count in counts(house).items() if count != turns}
    return [f"{name}: {count} cases of {turns} episodes" for name, count in sorted(wrong.items())]


def stop(house):
    """Asks it to end; one that does not within ten seconds is killed."""
    gateway = house.children.pop("gateway")
    # The gateway stands below strace, which passes no signal on.
    listed = subprocess.run(["pgrep", "-P", str(gateway.pid), "-x", "gengfu"], capture_output=True, text=True, check=False)
    for pid in listed.stdout.split() or [str(gateway.pid)]:
        subprocess.run(["kill", "-TERM", pid], stderr=subprocess.DEVNULL, check=False)
    try:
        gateway.wait(timeout=10)
    except subprocess.TimeoutExpired:
        for pid in listed.stdout.split() or [str(gateway.pid)]:
            subprocess.run(["kill", "-KILL", pid], stderr=subprocess.DEVNULL, check=False)
        gateway.wait()


def fault(house, call, error, number):
    """One life with one failing call; whether a call failed at all."""
    log = house.path("strace.log")
    house.start_gateway(before=(
        "strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e",
        f"inject={call}:error={error}:when={number}"))
    began = time.monotonic()
    while time.monotonic() - began < 20:
        if house.children["gateway"].poll() is not None:
            break
        try:
            if all(one["state"] == "connected" for one in house.status()["sessions"]):
                break
        except (OSError, KeyError, IndexError, ValueError):
            time.sleep(0.1)
    return log


def sweep(house, chosen, call, error, turns):
    """All n of one call; returns the wrongs, the number of faults and the turns so far."""
    wrong, faults, number = [], 0, 1
    while number <= chosen.most:
        log = fault(house, call, error, number)
        speak(house, turns)
        turns += 1
        time.sleep(0.5)
        stop(house)
        with open(log, encoding="utf-8", errors="replace") as text:
            injected = re.search(r"\(INJECTED\)", text.read()) is not None
        if not injected:
            break
        faults += 1
        house.start_gateway()
        found = expect(house, turns)
        if found:
            wrong += [f"{call} {number} {error}: {line}" for line in found]
            break
        stop(house)
        number += chosen.step
    else:
        print(f"  {call} {error}: stopped at --most {chosen.most}")
    return wrong, faults, turns


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gengfu", default=os.path.join(ROOT, ".build", "release", "gengfu"))
    arguments.add_argument("--calls", nargs="+", default=["pwrite64", "fdatasync", "openat", "ftruncate"])
    arguments.add_argument("--errors", nargs="+", default=["EIO", "ENOSPC"])
    arguments.add_argument("--step", type=int, default=1, help="try every so many")
    arguments.add_argument("--most", type=int, default=2_000, help="highest n of a call")
    arguments.add_argument("--keep", action="store_true", help="keep the folder with logs and store")
    chosen = arguments.parse_args()
    with House(chosen.gengfu, keep=chosen.keep) as house:
        house.site([(f"F{number}", "flicker.model") for number in range(DEVICES)], facilities=())
        house.start_broker()
        house.start_platform()
        house.start_gateway()
        house.wait_connected()
        speak(house, 0)
        wrong, turns, total = expect(house, 1), 1, 0
        stop(house)
        for call in chosen.calls:
            for error in chosen.errors:
                found, faults, turns = sweep(house, chosen, call, error, turns)
                total += faults
                wrong += found
                print(f"{call} {error}: {faults} calls failed one after the other", flush=True)
        print(f"{total} faults, {turns * DEVICES} episodes, each exactly one case" if not wrong else "")
        for line in wrong[:20]:
            print("wrong:", line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
