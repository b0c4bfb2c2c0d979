#!/usr/bin/env python3
"""Draws a quarter of a compound from a fixed seed: its site, and what its devices and people said.

    quarter.py FOLDER PROFILES

writes gengfu.yaml, devices.csv and quarter.jsonl (what `gengfu rehearse` plays). The same seed gives the same bytes.
"""
import json
import random
import sys

BEGIN = 1_782_835_200_000  # 2026-07-01 00:00 in Shanghai
DAY = 86_400_000
HOUR = 3_600_000
MINUTE = 60_000
SECOND = 1_000
END = BEGIN + 92 * DAY

chance = random.Random(20260701)
lines = []

FIRMS = ["迅达电梯维保", "通力电梯维保", "安捷电梯维保"]
CAUSES = ["烹饪油烟", "吸烟", "施工粉尘", "水蒸气", "昆虫"]
LIFTS = [f"lift-{n:02}" for n in range(1, 13)]
SMOKES = [f"smoke-{n:02}" for n in range(1, 41)]
PUMPS = ["pump-01", "pump-02"]


def say(at, topic, **fields):
    fields = {"time": at, **fields}
    lines.append((at, json.dumps({"at": at, "topic": topic, "payload": json.dumps(fields)}, ensure_ascii=False)))


def word(at, name, **fields):
    lines.append((at, json.dumps({"at": at, "word": name, **fields}, ensure_ascii=False)))


def site(folder, profiles):
    rows = ["编号,名称,型号,楼栋,单元,位置,注册代码,识别码,维保单位,制造单位,整机型号"]
    for n, lift in enumerate(LIFTS):
        building, unit = n // 2 + 1, n % 2 + 1
        make = ["上海三菱,LEHY-III", "日立,MCA", "奥的斯,Gen2"][n % 3]
        rows.append(f"{lift},{building}号楼{unit}单元电梯,elevator.plain,{building}号楼,{unit}单元,井道,"
                    f"3110101001{n + 1:04},{100001 + n},{FIRMS[n // 5]},{make}")
    for n, smoke in enumerate(SMOKES):
        rows.append(f"{smoke},{n % 6 + 1}号楼{n // 6 + 1}层感烟,fire.plain,{n % 6 + 1}号楼,,{n // 6 + 1}层走道,,,,,")
    for n, pump in enumerate(PUMPS):
        rows.append(f"{pump},{n + 1}号泵房,water.plain,{n * 3 + 1}号楼,,地下一层,,,,,")
    rows.append("smoke-99,未接入感烟,fire.plain,6号楼,,屋面,,,,,")
    with open(f"{folder}/devices.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    buildings = "\n".join(f'  {n}号楼: {{grid_code: "11010100100100{n}"}}' for n in range(1, 7))
    with open(f"{folder}/gengfu.yaml", "w", encoding="utf-8") as file:
        file.write(f"""# Drawn by deploy/papers/quarter.py.
site:
  id: demo-garden
  name: 示范花园小区
  address: 示范市示范区花园路 1 号
  place: {{longitude: 116.397, latitude: 39.909, datum: CGCS2000}}
  time_zone: Asia/Shanghai
profiles: {profiles}
devices: devices.csv
buildings:
{buildings}
brokers:
  - {{id: main, host: 127.0.0.1, port: 1883}}
limits: {{journal: 16MiB, messages_per_second: 20}}
destinations:
  - id: grid
    name: {{en: District grid platform, zh: 区网格化综合管理平台}}
    kind: http
    url: http://127.0.0.1:1
    acknowledgement: business
    granularity: incident
    confirmation: any
    receives: [real]
routes:
  - {{to: grid}}
people:
  - {{id: guard, name: 值班员, role: duty, phone: "010-00000001"}}
  - {{id: engineer, name: 工程师, role: engineer, phone: "010-00000002"}}
shifts:
  - {{id: all, name: 全天, hours: {{from: "00:00", to: "00:00"}}, people: [guard, engineer]}}
""")


# The box is off: nobody hears what is said meanwhile.
BLIND = [(BEGIN + 20 * DAY + 3 * HOUR, BEGIN + 20 * DAY + 5 * HOUR + 12 * MINUTE),
         (BEGIN + 61 * DAY + 14 * HOUR, BEGIN + 61 * DAY + 14 * HOUR + 40 * MINUTE)]


def is_heard(at):
    return not any(begin <= at <= end for begin, end in BLIND)


def is_calm(begin, end):
    """Whether an episode keeps clear of the times in which the box is off."""
    return not any(begin - DAY < off_end and end + DAY > off for off, off_end in BLIND)


def lifts():
    for number, lift in enumerate(LIFTS):
        out = []
        for _ in range(chance.randrange(3, 8)):
            begin = BEGIN + chance.randrange(92 * 24) * HOUR
            out.append((begin, begin + chance.randrange(1, 12) * HOUR))
        gaps = []
        for _ in range(chance.randrange(1, 4)):
            begin = BEGIN + DAY + chance.randrange(89 * 24) * HOUR + 7 * MINUTE
            if is_calm(begin, begin + 10 * HOUR):
                gaps.append((begin, begin + chance.randrange(3, 20) * HOUR // 2))
        at = BEGIN + number * 71 * SECOND
        heard = at
        while at < END:
            if is_heard(at) and not any(begin <= at < end for begin, end in gaps):
                if any(heard < end and at >= end for _, end in gaps) and at - heard > 75 * MINUTE:
                    # Silent for an hour, and nobody knows whether somebody is in it: the guard has gone to see.
                    word(heard + 70 * MINUTE, "called_at", by="guard", device=lift, hazard="elevator.silent")
                heard = at
                mode = "out_of_service" if any(begin <= at < end for begin, end in out) else "normal"
                say(at, f"gengfu/elevator/{lift}/state", mode=mode, floor=str(chance.randrange(1, 19)))
            at += chance.randrange(15, 40) * MINUTE


def waters():
    for number, pump in enumerate(PUMPS):
        at = BEGIN + number * 43 * SECOND
        low, bad = 0, 0
        while at < END:
            if low == 0 and bad == 0 and chance.randrange(900) == 0:
                low = chance.choice([1, 5, 9])
            if low == 0 and bad == 0 and chance.randrange(1200) == 0:
                bad = chance.choice([1, 6])
            if is_heard(at) and chance.randrange(400):
                chlorine = 0.02 + chance.randrange(20) / 1000 if low else 0.25 + chance.randrange(200) / 1000
                turbidity = 1.4 + chance.randrange(40) / 100 if bad else 0.2 + chance.randrange(30) / 100
                say(at, f"gengfu/water/{pump}/state", free_chlorine=round(chlorine, 3),
                    turbidity=round(turbidity, 2), ph=round(7.1 + chance.randrange(40) / 100, 2))
            low, bad = max(0, low - 1), max(0, bad - 1)
            at += 5 * MINUTE


def smokes():
    for number, smoke in enumerate(SMOKES):
        at = BEGIN + 8 * HOUR + number * 97 * SECOND
        while at < END:
            if is_heard(at):
                say(at, f"gengfu/fire/{smoke}/state", temperature=round(18 + chance.randrange(80) / 10, 1))
            at += 12 * HOUR
    # Some detectors are worse than others.
    at = BEGIN + 5 * HOUR
    while at < END - DAY:
        at += chance.randrange(2 * HOUR, 34 * HOUR)
        if is_calm(at, at + 6 * HOUR):
            fire(at // SECOND * SECOND, chance.choice(SMOKES[:12] if chance.randrange(3) else SMOKES))


def fire(at, smoke):
    about = {"hazard": "fire.alarm", "device": smoke}
    over = at + chance.randrange(2, 12) * MINUTE
    say(at, f"gengfu/fire/{smoke}/alarm", smoke=True)
    say(over, f"gengfu/fire/{smoke}/alarm", smoke=False)
    seen = at + (chance.randrange(15, 170) if chance.randrange(8) else chance.randrange(600, 1700)) * SECOND
    word(seen, "acknowledge", by="guard", **about)
    if chance.randrange(5):
        word(seen + 20 * SECOND, "handled", destination="grid", handling="accepted", **about)
    found = max(over + 2 * MINUTE, seen + chance.randrange(120, 900) * SECOND)
    kind = chance.randrange(20)
    if kind == 0:
        word(found, "confirm", by="engineer", note="厨房起火已扑灭", **about)
        for minutes, step in [(20, "dispatched"), (40, "closed")]:
            word(found + minutes * MINUTE, "handled", destination="grid", handling=step, **about)
        word(found + 90 * MINUTE, "clear", by="engineer", note="已通风，无复燃", **about)
    elif kind == 1:
        word(found, "comment", by="guard", note="现场无烟，原因不明", **about)
        word(found + 2 * HOUR, "clear", by="engineer", note="未查明", **about)
    else:
        cause = CAUSES[min(chance.randrange(5), chance.randrange(5))]
        word(found, "refute", by="guard", cause=cause, **about)


def trapped():
    at = BEGIN + 2 * DAY
    while at < END - 3 * DAY:
        at += chance.randrange(12 * HOUR, 150 * HOUR)
        if is_calm(at, at + 8 * HOUR):
            entrapment(at // SECOND * SECOND, chance.choice(LIFTS))


def entrapment(at, lift):
    about = {"hazard": "elevator.entrapment", "device": lift}
    raised = at + 5 * SECOND
    say(at, f"gengfu/elevator/{lift}/alarm", trapped=True)
    word(raised + chance.randrange(10, 100) * SECOND, "acknowledge", by="guard", **about)
    if chance.randrange(6) == 0:
        say(at + 4 * MINUTE, f"gengfu/elevator/{lift}/alarm", trapped=False)
        word(at + 10 * MINUTE, "refute", by="guard", cause="传感器误报", note="对讲确认轿厢无人", **about)
        return
    t1 = raised + chance.randrange(60, 200) * SECOND
    t2 = t1 + chance.randrange(6, 26) * MINUTE
    t3 = t2 + chance.randrange(3, 30) * MINUTE
    word(t1 + 5 * SECOND, "answered", by="guard", was=t1, **about)
    word(t1 + 2 * MINUTE, "confirm", by="guard", **about)
    word(t1 + 3 * MINUTE, "handled", destination="grid", handling="accepted", **about)
    word(t2 + 30 * SECOND, "arrived", by="guard", was=t2, **about)
    say(t3, f"gengfu/elevator/{lift}/alarm", trapped=False)
    word(t3 + 60 * SECOND, "released", by="guard", was=t3, people=chance.randrange(1, 5), **about)
    if chance.randrange(3):
        word(t3 + 30 * MINUTE, "handled", destination="grid", handling="closed", **about)
    word(t3 + 60 * MINUTE, "clear", by="engineer", note="已复位试运行", **about)


def deeds():
    for lift in LIFTS:
        for day in range(3, 92, 14):
            word(BEGIN + day * DAY + 9 * HOUR, "record", by="engineer", kind="maintenance", device=lift,
                 performer=FIRMS[LIFTS.index(lift) // 5])
    for pump in PUMPS:
        word(BEGIN + 12 * DAY + 10 * HOUR, "record", by="engineer", kind="calibration", device=pump,
             performer="示范计量检定所", due=BEGIN + 200 * DAY)
    for day in (9, 39, 70):
        word(BEGIN + day * DAY + 11 * HOUR, "record", by="engineer", kind="laboratory", device="facility:water",
             performer="示范疾控检测中心",
             results=[{"name": "余氯", "value": 0.31, "unit": "mg/L"}, {"name": "浑浊度", "value": 0.4, "unit": "NTU"},
                      {"name": "菌落总数", "value": 3, "unit": "CFU/mL"}])
    word(BEGIN + 30 * DAY + 9 * HOUR, "out", by="engineer", device="lift-12", until=BEGIN + 34 * DAY, note="大修")
    word(BEGIN + 33 * DAY + 17 * HOUR, "back", by="engineer", device="lift-12")
    word(BEGIN + 50 * DAY + 8 * HOUR, "out", by="engineer", device="smoke-40", until=BEGIN + 52 * DAY, note="装修隔离")
    word(BEGIN + 51 * DAY + 18 * HOUR, "back", by="engineer", device="smoke-40")
    word(END - 50 * MINUTE, "record", by="engineer", kind="objection", device="facility:elevator", performer=FIRMS[1],
         note="8月1日3号楼2单元困人到场时间系电话误报，实际提前12分钟，有监控为证。")
    word(END - 40 * MINUTE, "record", by="engineer", kind="correction", device="facility:fire", performer="物业工程部",
         note="误报原因“昆虫”中1起应为“施工粉尘”；原因：复核现场照片。")
    for begin, end in BLIND:
        word(begin, "stop")
        word(end, "start")


def main():
    folder, profiles = sys.argv[1:3]
    site(folder, profiles)
    lifts()
    waters()
    smokes()
    trapped()
    deeds()
    # Nothing is said while the box is off, and nobody types into it.
    lines.sort(key=lambda line: line[0])
    with open(f"{folder}/quarter.jsonl", "w", encoding="utf-8") as file:
        for at, line in lines:
            if BEGIN <= at < END:
                file.write(line + "\n")
    print(len(lines), END)


main()
