#!/usr/bin/env python3
"""Counts a quarter from what was said alone, and holds the gateway's figures against it.

    count.py FOLDER REPORT.json

FOLDER holds quarter.jsonl and devices.csv; REPORT.json is `gengfu report --quarter … --format json --lang zh`. Nothing
here was made by the gateway or shares a line with it: an incident is what a person with a pencil would call one.
Exit 1 when a figure differs.
"""
import csv
import json
import sys
from collections import Counter, defaultdict

BEGIN = 1_782_835_200_000
LENGTH = 92 * 86_400_000
END = BEGIN + LENGTH
START = [BEGIN]
HOUR = 3_600_000
NAMES = {"elevator": "电梯", "fire": "消防设施", "water": "二次供水", "charging": "充电设施"}
# Below which value, above which value; for how long in milliseconds before it is an incident.
MODELS = {"fire.plain": "通用 JSON 消防设备", "water.plain": "通用 JSON 供水设备"}
QUIET = 600_000  # a stretch that begins so soon after the last one belongs to it
WATER = {"free_chlorine": ("water.chlorine_low", lambda x: x < 0.05, 600_000),
         "turbidity": ("water.turbidity_high", lambda x: x > 1, 300_000)}
LIMITS = {"turbidity": (0, 1), "free_chlorine": (0.05, 2), "ph": (6.5, 8.5)}
TITLES = {"turbidity": "浑浊度", "free_chlorine": "余氯", "ph": "pH值"}


class Incident:
    def __init__(self, device, hazard, at):
        self.device, self.hazard, self.at = device, hazard, at
        self.noticed = self.found = self.end = None
        self.verdict, self.cause, self.people = "undecided", None, 0
        self.milestones, self.handling = {}, []


def read(folder):
    with open(f"{folder}/devices.csv", encoding="utf-8") as file:
        sheet = {row["编号"]: row for row in csv.DictReader(file)}
    with open(f"{folder}/quarter.jsonl", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    messages, words = defaultdict(list), []
    for line in lines:
        if "topic" in line:
            messages[line["topic"].split("/")[2]].append((line["at"], json.loads(line["payload"])))
        else:
            words.append(line)
    return sheet, messages, words


def offs(words):
    begun, result = None, []
    for line in words:
        if line["word"] == "stop":
            begun = line["at"]
        elif line["word"] == "start":
            result.append((begun, line["at"]))
    return result


def incidents(sheet, messages, words, blind):
    """Every incident by its device and hazard, in order, with what people said of it."""
    told = defaultdict(list)
    for line in words:
        if "hazard" in line:
            told[line["device"], line["hazard"]].append(line)
    found = []
    # The box listens from the first word of the recording.
    START[0] = min(at for said in messages.values() for at, _ in said)
    for device in sheet:
        said = messages[device]
        for key, hazard, hold in (("smoke", "fire.alarm", 0), ("trapped", "elevator.entrapment", 5_000)):
            begins = [at for at, values in said if values.get(key) is True]
            found += latched(device, hazard, [at + hold for at in begins], told[device, hazard])
        silence = {"lift": ("elevator.silent", HOUR), "pump": ("water.silent", 1_800_000),
                   "smok": ("fire.silent", 25 * HOUR)}.get(device[:4])
        if silence:
            found += silences(device, said, blind, *silence, told[device, silence[0]])
        if device.startswith("pump"):
            for key in WATER:
                found += stretches(device, said, key, *WATER[key])
    return sorted(found, key=lambda one: one.at)


def latched(device, hazard, begins, said):
    """One that only a person ends: what comes before that belongs to it."""
    result = []
    for at in begins:
        if result and (result[-1].end is None or result[-1].end > at):
            continue
        one = Incident(device, hazard, at)
        for line in said:
            if line["at"] < at or one.end is not None:
                continue
            tell(one, line)
        result.append(one)
    return result


def tell(one, line):
    word = line["word"]
    if word != "handled" and one.noticed is None:
        one.noticed = line["at"] - one.at
    if word in ("confirm", "refute"):
        one.found = line["at"] - one.at
        one.verdict = {"confirm": "real", "refute": "false"}[word]
        one.cause = line.get("cause")
    if word in ("answered", "arrived", "released"):
        one.milestones[word] = line["was"] - one.at
        one.people = line.get("people", one.people)
    if word == "handled":
        one.handling.append(line["handling"])
    if word in ("clear", "refute"):
        one.end = line["at"]


def silences(device, said, blind, hazard, length, told):
    result = []
    times = [START[0]] + [at for at, _ in said] + [END]
    for before, after in zip(times, times[1:]):
        # While the box was off it heard nobody; it listens anew from its start.
        inside_it = [(begin, end) for begin, end in blind if before <= begin and end <= after]
        listening = zip([before] + [end for _, end in inside_it], [begin for begin, _ in inside_it] + [after])
        raised = next((heard + length for heard, until in listening if until - heard > length), None)
        if raised is not None:
            one = Incident(device, hazard, raised)
            one.end = after if after < END else None
            for line in told:
                # Somebody went to the car: the case has been noticed, and ends when the lift speaks again.
                if raised <= line["at"] <= after and one.noticed is None:
                    one.noticed = line["at"] - raised
            result.append(one)
    return result


def stretches(device, said, key, hazard, isBad, length):
    result, since = [], None
    for at, values in said + [(END, {})]:
        if key not in values and at < END:
            continue
        if since is not None and at - since >= length:
            if not result or result[-1].end is not None and since - result[-1].end >= QUIET:
                result.append(Incident(device, hazard, since + length))
        if key in values and isBad(values[key]):
            since = at if since is None else since
        else:
            since = None
            if result and result[-1].end is None and at < END:
                result[-1].end = at
    return result


def rank(times, percent):
    times = sorted(times)
    return times[max(1, -(-percent * len(times) // 100)) - 1] // 1_000 if times else None


def hours(milliseconds):
    return (milliseconds + 180_000) // 360_000 / 10


NO_RESCUE = {"rescues": 0, "people": 0} | {
    f"{name}_{figure}": 0 if figure == "count" else None
    for name in ("answered", "arrived", "released") for figure in ("count", "median", "p90")}


class Comparison:
    def __init__(self):
        self.compared, self.wrong = 0, []

    def hold(self, what, mine, theirs):
        self.compared += 1
        if mine != theirs:
            self.wrong.append(f"{what}: counted {mine}, the paper says {theirs}")


def compare_groups(comparison, sheet, all_incidents, tables):
    repeats = set()
    last = {}
    for one in all_incidents:
        key = (one.device, one.hazard)
        if key in last and one.at - last[key] <= 30 * 24 * HOUR:
            repeats.add(id(one))
        last[key] = one.at
    def facility(device):
        return sheet[device]["型号"].split(".")[0]
    groups = {("合计", ""): lambda one: True}
    for name, zh in NAMES.items():
        groups[zh, "合计"] = lambda one, name=name: facility(one.device) == name
    for device, row in sheet.items():
        zh = NAMES[facility(device)]
        if row["维保单位"]:
            groups[zh, "维保单位：" + row["维保单位"]] = lambda one, firm=row["维保单位"]: sheet[one.device]["维保单位"] == firm
        model = f'{row["制造单位"]} {row["整机型号"]}'.strip() or MODELS[row["型号"]]
        groups[zh, "型号：" + model] = lambda one, model=model: (
            f'{sheet[one.device]["制造单位"]} {sheet[one.device]["整机型号"]}'.strip() or MODELS[sheet[one.device]["型号"]]) == model
    # "合计 ※1": a remark's number behind the name.
    rows = {key: {(row["facility"], row["group"].split(" ※")[0]): row for row in tables[key]} for key in
            ("incidents", "times", "rescues", "handling")}
    causes = defaultdict(dict)
    for row in tables["refuted_by_cause"]:
        causes[row["facility"], row["group"].split(" ※")[0]][row["cause"]] = row["refuted"]
    # What the gateway says of itself ("nobody answers") nobody else can count: it is taken off the whole.
    own = {key: next((row for row in tables[key] if row["facility"] == "网关自身"), {}) for key in rows}
    for group in rows["incidents"]:
        comparison.hold(f"{group} known", True, group in groups or group[0] == "网关自身")
    for group, belongs in groups.items():
        mine = [one for one in all_incidents if belongs(one)]

        def theirs(table, name):
            value = rows[table][group][name]
            return value - own[table].get(name, 0) if group[0] == "合计" else value

        if group not in rows["incidents"]:
            comparison.hold(f"{group} left out", 0, len(mine))
            continue
        def times(name, values, row):
            comparison.hold(f"{group} {name} n", len(values), row[name + "_count"])
            comparison.hold(f"{group} {name} median", rank(values, 50), row[name + "_median"])
            comparison.hold(f"{group} {name} p90", rank(values, 90), row[name + "_p90"])
        row = rows["incidents"][group]
        for name, count in [
                ("incidents", len(mine)), ("confirmed", sum(one.verdict == "real" for one in mine)),
                ("refuted", sum(one.verdict == "false" for one in mine)),
                ("undecided", sum(one.verdict == "undecided" for one in mine)),
                ("open", sum(one.end is None for one in mine)), ("repeats", sum(id(one) in repeats for one in mine))]:
            comparison.hold(f"{group} {name}", count, theirs("incidents", name))
        comparison.hold(f"{group} causes", dict(Counter(one.cause for one in mine if one.cause)), causes[group])
        row = rows["times"][group]
        times("notice", [one.noticed for one in mine if one.noticed is not None], row)
        times("find", [one.found for one in mine if one.found is not None], row)
        comparison.hold(f"{group} unnoticed", sum(one.noticed is None for one in mine),
                        theirs("times", "unnoticed"))
        rescues = [one for one in mine if one.milestones and one.verdict != "false"]
        row = rows["rescues"].get(group, NO_RESCUE)
        comparison.hold(f"{group} rescues", len(rescues), row["rescues"])
        comparison.hold(f"{group} people", sum(one.people for one in rescues), row["people"])
        for name in ("answered", "arrived", "released"):
            times(name, [one.milestones[name] for one in rescues if name in one.milestones], row)
        row = rows["handling"][group]
        comparison.hold(f"{group} reported", len(mine), theirs("handling", "reported"))
        comparison.hold(f"{group} accepted", sum(bool(one.handling) for one in mine), row["accepted"])
        comparison.hold(f"{group} closed", sum("closed" in one.handling for one in mine), row["closed"])


def compare_times(comparison, sheet, messages, words, blind, all_incidents, tables):
    dark = sum(end - begin for begin, end in blind)
    out = {}
    for line in words:
        if line["word"] == "out":
            out[line["device"]] = [line["at"], END]
        elif line["word"] == "back":
            out[line["device"]][1] = line["at"]
    silent = defaultdict(list)
    for one in all_incidents:
        if one.hazard.endswith(".silent"):
            silent[one.device].append((one.at, one.end or END))
    by_name = {row["名称"]: device for device, row in sheet.items()}
    for row in tables["availability"]:
        device = by_name[row["lift"]]
        # A stretch of more than an hour without a word, the box being off included, is nobody's.
        days = defaultdict(lambda: [0, 0])
        inside(messages[device], "mode", lambda mode: mode == "normal", HOUR, blind, days)
        if device in out:
            declare(days, out[device], blind + silent[device])
        good, bad = (sum(day[side] for day in days.values()) for side in (0, 1))
        comparison.hold(f"{device} in service", hours(good), row["in_service_hours"])
        comparison.hold(f"{device} out of service", hours(bad), row["out_of_service_hours"])
        comparison.hold(f"{device} unknown", hours(LENGTH - good - bad), row["unknown_hours"])
        comparison.hold(f"{device} share", good * 1000 // (good + bad) / 10, row["availability"])
    for row in tables["within_limits"]:
        device = by_name[row["device"]]
        key = next(key for key in TITLES if TITLES[key] == row["point"])
        low, high = LIMITS[key]
        good, bad = inside(messages[device], key, lambda x: low <= x <= high, 1_800_000, blind)
        comparison.hold(f"{device} {key} inside", hours(good), row["inside_hours"])
        comparison.hold(f"{device} {key} outside", hours(bad), row["outside_hours"])
        comparison.hold(f"{device} {key} gap", hours(LENGTH - good - bad), row["unknown_hours"])
        comparison.hold(f"{device} {key} share", good * 1000 // (good + bad) / 10, row["share"])
        calibrated = max(line["at"] for line in words if line.get("kind") == "calibration" and line["device"] == device)
        comparison.hold(f"{device} probe age", (END - calibrated) // 86_400_000, row["calibration_age"])
    for row in tables["coverage"]:
        mine = [device for device, line in sheet.items()
                if row["facility"] in ("合计", NAMES[line["型号"].split(".")[0]])]
        seen = 0
        for device in mine:
            spans = list(blind) + silent[device] + ([tuple(out[device])] if device in out else [])
            seen += LENGTH - covered(spans) if messages[device] else 0
        comparison.hold(f"{row['facility']} devices", len(mine), row["devices"])
        comparison.hold(f"{row['facility']} heard", sum(bool(messages[device]) for device in mine), row["heard"])
        comparison.hold(f"{row['facility']} seen", hours(seen), row["seen_hours"])
    for row in tables["dark"]:
        mine = [device for device, line in sheet.items()
                if row["facility"] in ("合计", NAMES[line["型号"].split(".")[0]])]
        comparison.hold(f"{row['facility']} blind", hours(dark), row["blind_hours"])
        comparison.hold(f"{row['facility']} silent",
                        hours(sum(covered(silent[device]) for device in mine)), row["silent_hours"])
        comparison.hold(f"{row['facility']} disabled",
                        hours(sum(covered([tuple(out[device])]) for device in mine if device in out)),
                        row["disabled_hours"])


def declare(days, span, unseen):
    """Declared out of service counts as out, whatever the lift says; of a day the longer of the two."""
    for number, day in days.items():
        first = number * DAY_MS - ZONE_MS
        def within(spans):
            clipped = sorted((max(begin, first), min(end, first + DAY_MS)) for begin, end in spans)
            total, until = 0, first
            for begin, end in clipped:
                total += max(0, end - max(begin, until))
                until = max(until, end)
            return total
        declared = within(list(unseen) + [tuple(span)]) - within(unseen)
        moved = max(0, min(declared - day[1], day[0]))
        day[0] -= moved
        day[1] += moved


DAY_MS, ZONE_MS = 86_400_000, 8 * 3_600_000


def inside(said, key, isGood, hold, blind, days=None):
    """Milliseconds inside and outside: a value holds until the device's next message, if that comes soon enough and
    the box was not off meanwhile. By local days as well, where `days` is given."""
    good = bad = 0
    last = None
    for (at, values), (following, _) in zip(said, said[1:]):
        last = values.get(key, last)
        if any(at <= begin and end <= following for begin, end in blind):
            continue
        if last is None or following - at > hold:
            continue
        begin = at
        while days is not None and begin < following:
            number = (begin + ZONE_MS) // DAY_MS
            end = min(following, (number + 1) * DAY_MS - ZONE_MS)
            days[number][0 if isGood(last) else 1] += end - begin
            begin = end
        if isGood(last):
            good += following - at
        else:
            bad += following - at
    return good, bad


def covered(spans):
    total, until = 0, BEGIN
    for begin, end in sorted((max(BEGIN, begin), min(END, end)) for begin, end in spans):
        total += max(0, end - max(begin, until))
        until = max(until, end)
    return total


def main():
    folder, report = sys.argv[1:3]
    sheet, messages, words = read(folder)
    with open(report, encoding="utf-8") as file:
        tables = json.load(file)["tables"]
    blind = offs(words)
    found = incidents(sheet, messages, words, blind)
    comparison = Comparison()
    compare_groups(comparison, sheet, found, tables)
    compare_times(comparison, sheet, messages, words, blind, found, tables)
    for line in comparison.wrong[:40]:
        print(line)
    print(f"{len(found)} incidents; {comparison.compared} figures counted again, {len(comparison.wrong)} differ")
    sys.exit(1 if comparison.wrong else 0)


main()
