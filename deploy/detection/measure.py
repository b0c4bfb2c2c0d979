#!/usr/bin/env python3
"""Plays recordings of a public series to `gengfu backtest` and scores what came by the measure published with it.

    deploy/detection/measure.py skab    FILE.csv…
    deploy/detection/measure.py batadal FILE.csv…
    deploy/detection/measure.py gecco   FILE.csv…
    deploy/detection/measure.py nab     --windows combined_windows.json FILE.csv…
    deploy/detection/measure.py fsri    --ignitions IGNITIONS.csv FILE.csv…

IGNITIONS.csv has a line `file,seconds` per experiment. `--gengfu` names the program. Labels are read here and by
nobody else: the profiles do not know them. Each measure is told in docs/detection.md.
"""
import argparse
import csv
import json
import math
import os
import subprocess
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FOLDERS = {"gecco": "water_gecco2018", "fsri": "fire_fsri_compartments"}
LABELS = {"skab": "anomaly", "batadal": "ATT_FLAG", "gecco": "EVENT"}
SKAB_TRAINING = 400  # rows of a run that are known to be normal and are not scored
SKAB_FALSE = 0.1355  # highest share of false alarms at which misses are compared


def table(file, column):
    """A column's texts; counted from the right, for rows that begin with a number without a name."""
    with open(file, newline="", encoding="utf-8-sig") as lines:
        head = lines.readline()
        sign = max(",;\t", key=head.count)
        names = [name.strip() for name in next(csv.reader([head], delimiter=sign))]
        if column not in names:
            raise SystemExit(f"{file}: no column {column}; there are {', '.join(names)}")
        place = names.index(column) - len(names)
        return [row[place].strip() for row in csv.reader(lines, delimiter=sign) if row]


def play(gengfu, series, file):
    """What was active after each row, and the scores by detector: {name: {row: score}}."""
    series = FOLDERS.get(series, series)
    folder = os.path.join(ROOT, "Tests", "Recordings", series)
    with tempfile.TemporaryDirectory() as scratch:
        states, scores = os.path.join(scratch, "states.csv"), os.path.join(scratch, "scores.csv")
        subprocess.run(
            [gengfu, "backtest", "--profiles", folder, "--hazards", folder, "--csv", file, "--topic",
             f"{series}/A/row", "--states", states, "--scores", scores],
            check=True, stdout=subprocess.DEVNULL)
        with open(states, newline="") as lines:
            active = {int(row["row"]): bool(row["hazards"]) for row in csv.DictReader(lines)}
        found = {}
        with open(scores, newline="") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(row["detector"], {})[int(row["row"])] = float(row["score"])
    return [active.get(row, False) for row in range(1, max(active) + 1)], found


def stretches(flags):
    """First and behind-last place of every unbroken stretch of truths."""
    places = [place for place in range(len(flags) + 1)
              if (flags[place] if place < len(flags) else False) != (flags[place - 1] if place else False)]
    return list(zip(places[::2], places[1::2]))


def counts(labels, active):
    pairs = list(zip(labels, active))
    return [sum(1 for pair in pairs if pair == kind)
            for kind in ((True, True), (False, True), (True, False), (False, False))]


def skab(runs):
    total, rows = [0] * 4, []
    for labels, active, found, _ in runs:
        total = [a + b for a, b in zip(total, counts(labels[SKAB_TRAINING:], active[SKAB_TRAINING:]))]
        score = next((rows for name, rows in found.items() if "/novelty(" in name), {})
        rows += [(score.get(row + 1, 0), labels[row]) for row in range(SKAB_TRAINING, len(labels))]
    hit, false, missed, quiet = total
    usual = sorted((score for score, label in rows if not label), reverse=True)
    limit = usual[int(SKAB_FALSE * len(usual))]
    strange = [score for score, label in rows if label]
    print(f"false alarm rate {false / (false + quiet):.4f}, missed {missed / (missed + hit):.4f}, "
          f"F1 {2 * hit / (2 * hit + false + missed):.3f}; by score, at a false alarm rate of {SKAB_FALSE}: "
          f"missed {sum(1 for score in strange if score <= limit) / len(strange):.4f} (limit {limit:.2f})")


def batadal(runs):
    for labels, active, _, file in runs:
        hit, false, missed, quiet = counts(labels, active)
        delays = []
        for first, end in stretches(labels):
            told = next((row for row in range(first, end) if active[row]), end)
            delays.append((told - first) / (end - first))
        early = 1 - sum(delays) / len(delays)
        clear = (hit / (hit + missed) + quiet / (quiet + false)) / 2
        print(f"{file}: S {(early + clear) / 2:.3f} (S_TTD {early:.3f}, S_CM {clear:.3f}), "
              f"TPR {hit / (hit + missed):.3f}, TNR {quiet / (quiet + false):.3f}, "
              f"attacks told {sum(1 for delay in delays if delay < 1)} of {len(delays)}")


def gecco(runs):
    for labels, active, _, file in runs:
        hit, false, missed, _ = counts(labels, active)
        events = stretches(labels)
        told = sum(1 for first, end in events if any(active[first:end]))
        alarms = sum(1 for first, end in stretches(active) if not any(labels[first:end]))
        print(f"{file}: events {told} of {len(events)}, false alarms a day {alarms / (len(labels) / 1440):.2f}, "
              f"F1 {2 * hit / max(1, 2 * hit + false + missed):.3f}")


def sigmoid(place):
    return -1.0 if place > 3 else 2 / (1 + math.exp(5 * place)) - 1


def nab(runs, windows):
    """The standard profile: a hit 1, a miss -1, a false alarm -0.11, each as early or as far off as it is."""
    raw = number = 0
    for times, _, found, file in runs:
        key = next((key for key in windows if file.replace(os.sep, "/").endswith(key)), None)
        if key is None:
            raise SystemExit(f"{file}: not among the windows")
        place = {time[:19]: row for row, time in enumerate(times)}
        spans = [(place[first[:19]], place[last[:19]]) for first, last in windows[key]]
        start = min(math.floor(0.15 * len(times)), 750)
        # A line of the hazard's own name stands at the rows that raised it.
        raised = sorted({row - 1 for name, rows in found.items() if "/" not in name for row in rows})
        raised = [row for row in raised if row >= start]
        number += len(spans)
        for first, last in spans:
            inside = [row for row in raised if first <= row <= last]
            raw += sigmoid(-(last - inside[0] + 1) / (last - first + 1)) / sigmoid(-1) if inside else -1
        for row in raised:
            if any(first <= row <= last for first, last in spans):
                continue
            before = [span for span in spans if span[1] < row]
            raw += 0.11 * (sigmoid((row - before[-1][1]) / max(1, before[-1][1] - before[-1][0])) if before else -1)
    print(f"standard profile {100 * (raw + number) / (2 * number):.1f} over {number} windows")


def fsri(runs, ignitions):
    early = soon = late = 0
    for _, active, _, file in runs:
        lit = ignitions[os.path.basename(file)]
        told = next((row for row, isOn in enumerate(active) if isOn), None)
        early += told is not None and told < lit
        soon += told is not None and lit <= told <= lit + 120
        late += told is None or told > lit + 120
    print(f"within 120 s {soon} of {len(runs)} ({soon / len(runs):.1%}), before {early}, later or never {late}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("series", choices=["skab", "batadal", "gecco", "nab", "fsri"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--gengfu", default=os.path.join(ROOT, ".build", "release", "gengfu"))
    parser.add_argument("--windows")
    parser.add_argument("--ignitions")
    given = parser.parse_args()
    runs = []
    for file in given.files:
        active, found = play(given.gengfu, given.series, file)
        if given.series in LABELS:
            truths = ("1", "1.0", "TRUE", "true", "True")
            labels = [text in truths for text in table(file, LABELS[given.series])]
        else:
            labels = table(file, "timestamp") if given.series == "nab" else None
        if labels is not None and len(labels) != len(active):
            raise SystemExit(f"{file}: {len(labels)} rows, {len(active)} states")
        runs.append((labels, active, found, file))
    if given.series == "nab":
        nab(runs, json.load(open(given.windows, encoding="utf-8")))
    elif given.series == "fsri":
        lines = csv.reader(open(given.ignitions, encoding="utf-8"))
        fsri(runs, {row[0]: float(row[1]) for row in lines if row})
    else:
        {"skab": skab, "batadal": batadal, "gecco": gecco}[given.series](runs)


main()
