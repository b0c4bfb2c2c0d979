"""Holds what the house kept of a night against what happened in it."""

import collections
import csv
import datetime

import nights
from house import House

ZONE = datetime.timezone(datetime.timedelta(hours=8))
# Calls go to these and nobody else (site/gengfu.yaml), and to the next one after so many seconds.
CALLED = {"zhang", "li", "wu", "lift-firm"}
RING = 30
# Raised where nobody answers for 5 min: by a machine so slow that the box is back too late.
UNWATCHED = "gateway.unwatched"


def moment(text):
    if isinstance(text, (int, float)):
        return text / 1000
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Judgement:
    """Holds what the house kept against what happened."""

    def __init__(self, night):
        self.night = night
        self.differences = night.differences
        house = night.house
        self.cases = [house.ask("incidents", "show", row["id"])[0] for row in night.cases()]
        self.audit = night.audit()
        self.book = House.get(f"http://127.0.0.1:{night.platform}/_control/cases")

    def differ(self, text):
        self.differences.append(text)

    def expected(self):
        """Steps and ends by device and hazard, out of the written night alone."""
        steps, ends, audit = collections.Counter(), collections.Counter(), collections.Counter()
        for _, _, deed, trace in self.night.rows:
            if trace[0] == "raised":
                steps[(trace[1], trace[2], "raised", None)] += 1
            elif trace[0] == "step":
                steps[trace[1:]] += 1
                # Whoever speaks with those inside has answered the case too.
                if trace[3] == "answered":
                    steps[(trace[1], trace[2], "acknowledged", trace[4])] += 1
            elif trace[0] == "ended":
                ends[(trace[1], trace[2], trace[3])] += 1
                if trace[3] == "cleared":
                    steps[(trace[1], trace[2], "cleared", deed[3])] += 1
            elif trace[0] == "each":
                for row in deed[1]:
                    steps[(row[0], row[1], trace[1], row[2])] += 1
                    if trace[1] == "cleared":
                        ends[(row[0], row[1], "cleared")] += 1
            elif trace[0] == "audit":
                audit[trace[1:]] += 1
            elif trace[0] == "blind":
                audit[("blind", None)] += 1
        # Two detectors of one zone are a case of the zone's own.
        if any(key[1] == nights.ZONE for key in ends):
            steps[("*", nights.ZONE, "raised", None)] += 1
        return steps, ends, audit

    def kept(self):
        steps, ends = collections.Counter(), collections.Counter()
        for case in self.cases:
            if case["hazard"] == UNWATCHED:
                continue
            device = "*" if case["hazard"] == nights.ZONE else case["device"]
            for step in case["transitions"]:
                # What was told with it took the step: it stands in that one's own log.
                if step["step"] in ("grown", "point_changed"):
                    continue
                is_quiet = step["step"] == "quiet" and case["hazard"] == nights.ENTRAPMENT
                if step.get("by") or step["step"] == "raised" or is_quiet:
                    steps[(device, case["hazard"], step["step"], step.get("by"))] += 1
            if case.get("ended"):
                ends[(device, case["hazard"], case["ended"].split()[0].rstrip(":"))] += 1
        return steps, ends

    def all(self):
        self.hold_cases()
        self.hold_watch()
        self.hold_audit()
        self.hold_platform()
        self.hold_calls()
        self.hold_paper()

    def hold_cases(self):
        steps, ends, _ = self.expected()
        kept_steps, kept_ends = self.kept()
        for what, wanted, found in [("step", steps, kept_steps), ("end", ends, kept_ends)]:
            for key in sorted(set(wanted) | set(found), key=str):
                if wanted[key] != found[key]:
                    self.differ(f"{what} {key}: happened {wanted[key]} times, the log has it {found[key]} times")

    def hold_watch(self):
        """That nobody watches is said when an urgent case was unanswered for 5 min, and only then."""
        for case in self.cases:
            if case["hazard"] != UNWATCHED:
                continue
            at, about = moment(case["raisedAt"]), case["transitions"][0].get("note", "")
            cause = [c for c in self.cases if c["id"] in about]
            if not cause or at - moment(cause[0]["raisedAt"]) < 300:
                self.differ(f"nobody was said to watch at {self.night.wall(at)}: {about}")

    def hold_audit(self):
        _, _, wanted = self.expected()
        found = collections.Counter()
        for line in self.audit:
            if line["action"] in ("pin_refused", "takeover"):
                found[(line["action"], line["by"])] += 1
            if line["detail"].startswith("blind for"):
                found[("blind", None)] += 1
        for key in sorted(set(wanted) | set(found), key=str):
            if wanted[key] != found[key]:
                self.differ(f"audit {key}: happened {wanted[key]} times, the log has it {found[key]} times")
        code, out, problem = self.night.house.run("audit", "verify", "--store", self.night.house.store)
        if code != 0:
            self.differ(f"audit verify: {out}{problem}")

    def hold_platform(self):
        """Whoever was refuted within 3 min is no case of the platform's; whatever else is moderate or worse is."""
        cases = {case["incident"]: case for case in self.book["cases"]}
        if self.book["anomaly_count"] or self.book["duplicates_refused"]:
            self.differ(f"the platform remarks {self.book['anomalies'] or 'duplicates'}")
        known = set(cases)
        told_with = {case["id"]: {d["with"] for d in case["deliveries"] if d.get("with")} for case in self.cases}
        for case in self.cases:
            if told_with[case["id"]]:
                # One growing fire is one case: the first one's.
                is_due = False
                if not told_with[case["id"]] <= known:
                    self.differ(f"platform: {case['device']} is told with a case that is not in its book")
            elif case["severity"] == "minor":
                is_due = False
            elif case["hazard"] == UNWATCHED and case["id"] not in cases:
                continue
            else:
                refuted = [moment(s["at"]) for s in case["transitions"] if s["step"] == "refuted"]
                is_due = not refuted or refuted[0] - moment(case["raisedAt"]) >= 180
            if is_due != (case["id"] in cases):
                self.differ(f"platform: {case['hazard']} of {case['device']} is {'not ' if is_due else ''}in its book")
            held = cases.pop(case["id"], None)
            others = [other for other in self.cases if case["id"] in told_with[other["id"]]]
            if held and held["closed"] != all(one.get("ended") for one in [case, *others]):
                self.differ(f"platform: {case['hazard']} of {case['device']} is closed: {held['closed']}")
        for incident in cases:
            self.differ(f"platform: {incident} is nobody's")

    def hold_calls(self):
        """Nobody is called for what is minor, after somebody answered, twice within a ring, or who is told otherwise."""
        self.calls = []
        for case in self.cases:
            last, is_answered = None, False
            for step in case["transitions"]:
                at = moment(step["at"])
                if step["step"] in ("acknowledged", "refuted", "answered", "released") or (
                        step["step"] == "confirmed" and step.get("by")):
                    is_answered = True
                if step["step"] in ("late", "reopened", "raised"):
                    is_answered = False
                if step["step"] != "called":
                    continue
                self.calls.append((at, case, step))
                words = f"call at {self.night.wall(at)} for {case['hazard']} of {case['device']}"
                if case["severity"] == "minor" or is_answered:
                    self.differ(f"{words}: nobody had to be woken")
                if last and at - last < RING - 1:
                    self.differ(f"{words}: {at - last:.0f} s after the last one")
                if not any(person in (step.get("detail") or "") for person in CALLED):
                    self.differ(f"{words}: to {step.get('detail')}")
                last = at
        crash = [c for c in self.calls if c[1]["device"] == "smoke-2-601"]
        is_her_shift = crash and self.night.wall(crash[0][0]) < "08:00"
        if is_her_shift and "li" not in crash[0][2].get("detail", ""):
            self.differ(f"after the restart the first call went to {crash[0][2].get('detail')}, li had signed")

    def hold_paper(self):
        """The duty log of the two dates in Chinese: each step of each case in it once, in order."""
        house, lines = self.night.house, []
        days = {datetime.datetime.fromtimestamp(self.night.first + h * 3600, ZONE).strftime("%Y-%m-%d")
                for h in range(0, 6)}
        for day in sorted(days):
            code, out, problem = house.run(
                "report", "--day", day, "--page", "duty", "--format", "csv", "--lang", "zh", "--store", house.store,
                "--config", house.config)
            if code != 0:
                self.differ(f"report: {problem}")
            rows = list(csv.reader(out.splitlines()))
            head = next((i for i, row in enumerate(rows) if row and row[0] in ("时间", "﻿时间")), None)
            if head is None:
                self.differ(f"the duty log of {day} has no table")
                continue
            for row in rows[head + 1:]:
                if len(row) < len(rows[head]):
                    break
                lines.append(row)
        self.lines = lines
        # What a platform left out and implied by a later step is no line.
        written = sum(
            not (step.get("note") or "").startswith("implied") for case in self.cases
            for step in case["transitions"])
        of_cases = [row for row in lines if row[1]]
        if len(of_cases) != written:
            self.differ(f"the duty log has {len(of_cases)} lines of cases, they had {written} steps")
        if [row[0] for row in lines] != sorted(row[0] for row in lines):
            self.differ("the duty log is not in order")
        text = "\n".join(" ".join(row) for row in lines)
        for words in ["接班（交班人：张强）", "此前失明", "PIN 输错"]:
            if words not in text:
                self.differ(f"the duty log does not say {words}")
        for words in ["烹饪油烟", "已报消防维保", "门锁触点", "插头烧焦", "住户电话确认", "浴室蒸汽", "楼道电动自行车起火", "复查无复燃"]:
            if any(words in str(deed) for _, _, deed, _ in self.night.rows) and words not in text:
                self.differ(f"the duty log does not say {words}")

    def transcript(self):
        lines = ["事先写下的一夜：", ""]
        for number, (minute, words, _, _) in enumerate(self.night.rows, 1):
            lines.append(f"{self.night.wall(self.night.first + minute * 60)[:5]} {number:2} {words}")
        lines += ["", "值班记录（gengfu report --page duty --lang zh）：", ""]
        lines += ["  ".join(cell for cell in row if cell) for row in self.lines]
        return "\n".join(lines) + "\n"
