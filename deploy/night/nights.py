"""What happens in the night, as an outsider wrote it down beforehand: the independent list the log is held against.

A row is (minute after 21:40, what happens, in words; how it happens; what must stand in the log). Each row is one event.
`says` publishes, `does` is a person's word by page or command, `box` is what befalls the box itself. The trace is
  ("raised", device, hazard)         exactly one case of it
  ("ended", device, hazard, how)     exactly one, and how it ended
  ("step", device, hazard, step, by) exactly one such step of that case
  ("audit", action, by)              one line more in the audit log
  ("refused", word)                  said so, and nothing stands in the log
  ("dark",), then ("blind", None)    the time nobody watched stands in the audit log, once
  ("each", step)                     one such step for each case named
A device "*" is whichever the case names: of a zone it is the first one.
"""

FIRE, ENTRAPMENT = "fire.alarm", "elevator.entrapment"
HOT, TANK, FAULT = "charging.port_overtemperature", "water.tank_low", "fire.detector_fault"
ZONE = "fire.confirmed_zone"


def smoke(device, on):
    return ("says", f"gengfu/fire/{device}/alarm", {"smoke": on})


def page(act, person, device, hazard, **more):
    return ("does", "page", act, person, device, hazard, more)


def command(act, person, device, hazard, **more):
    return ("does", "command", act, person, device, hazard, more)


def step(device, hazard, name, by):
    return ("step", device, hazard, name, by)


COOKING = [
    (5, "101室炒菜，烟感报警", smoke("smoke-101", True), ("raised", "smoke-101", FIRE)),
    (6, "张强应答，前往查看", page("acknowledge", "zhang", "smoke-101", FIRE),
     step("smoke-101", FIRE, "acknowledged", "zhang")),
    (8, "张强：误报，烹饪油烟", page("refute", "zhang", "smoke-101", FIRE, text="烹饪油烟"),
     step("smoke-101", FIRE, "refuted", "zhang")),
    (9, "油烟散尽", smoke("smoke-101", False), ("ended", "smoke-101", FIRE, "refuted")),
]

FAULTY = [
    (12, "205室烟感自报故障", ("says", "gengfu/fire/smoke-205/state", {"fault": True}),
     ("raised", "smoke-205", FAULT)),
    (15, "张强备注：已报消防维保", command("comment", "zhang", "smoke-205", FAULT, text="已报消防维保，明早更换"),
     step("smoke-205", FAULT, "commented", "zhang")),
    (16, "吴工误按：应答已结束的101室警情", command("ack", "wu", "smoke-101", FIRE), ("refused", "结束")),
]

TRAPPED = [
    (20, "1号楼1单元客梯困人（T0）", ("says", "gengfu/elevator/lift-1/alarm", {"trapped": True}),
     ("raised", "lift-1", ENTRAPMENT)),
    (21, "张强对讲安抚，两人被困（T1）", command("answered", "zhang", "lift-1", ENTRAPMENT, people="2"),
     step("lift-1", ENTRAPMENT, "answered", "zhang")),
    (35, "吴工到场（T2）", page("arrived", "wu", "lift-1", ENTRAPMENT),
     step("lift-1", ENTRAPMENT, "arrived", "wu")),
    (44, "吴工放出两人（T3），门锁触点不良",
     command("released", "wu", "lift-1", ENTRAPMENT, cause="门锁触点接触不良"),
     step("lift-1", ENTRAPMENT, "released", "wu")),
    (45, "张强按解除太早：电梯仍报困人", command("clear", "zhang", "lift-1", ENTRAPMENT, note="人已放出"),
     ("refused", "危险")),
    (46, "电梯终端不再报困人", ("says", "gengfu/elevator/lift-1/alarm", {"trapped": False}),
     step("lift-1", ENTRAPMENT, "quiet", None)),
    (49, "张强解除困人警情", command("clear", "zhang", "lift-1", ENTRAPMENT, note="两人平安，电梯停用待修"),
     ("ended", "lift-1", ENTRAPMENT, "cleared")),
]

CHARGING = [
    (55, "车棚1号桩端口88℃", ("says", "gengfu/charging/charger-1/state", {"port_temperature": 88, "power": 210}),
     ("raised", "charger-1", HOT)),
    (56, "吴工到场确认属实：插头烧焦，已断电", command("confirm", "wu", "charger-1", HOT, note="插头烧焦，已断电"),
     step("charger-1", HOT, "confirmed", "wu")),
    (62, "端口降到35℃", ("says", "gengfu/charging/charger-1/state", {"port_temperature": 35, "power": 0}),
     ("ended", "charger-1", HOT, "quiet")),
]

WATER = [
    (68, "泵房水箱低水位", ("says", "gengfu/water/pump-1/state", {"tank_low": True}), ("raised", "pump-1", TANK)),
    (71, "有人冒用李敏，PIN 错误", command("ack", "li", "pump-1", TANK, pin="9999"), ("audit", "pin_refused", "li")),
    (72, "张强应答", command("ack", "zhang", "pump-1", TANK), step("pump-1", TANK, "acknowledged", "zhang")),
    (80, "水箱补水", ("says", "gengfu/water/pump-1/state", {"tank_low": False}), ("ended", "pump-1", TANK, "quiet")),
]

NEIGHBOUR = [
    (86, "2号楼101室烟感报警", smoke("smoke-2-101", True), ("raised", "smoke-2-101", FIRE)),
    (87, "张强按误报，没有写原因", page("refute", "zhang", "smoke-2-101", FIRE), ("refused", "cause_required")),
    (88, "张强按误报，没有人到场查看", page("refute", "zhang", "smoke-2-101", FIRE, text="住户吸烟"),
     ("refused", "look_first")),
    (89, "张强：误报，住户电话确认吸烟",
     page("refute", "zhang", "smoke-2-101", FIRE, text="住户吸烟", note="住户电话确认，无火"),
     step("smoke-2-101", FIRE, "refuted", "zhang")),
    (91, "烟散", smoke("smoke-2-101", False), ("ended", "smoke-2-101", FIRE, "refuted")),
]

SHIFT = [
    (139, "交接班：李敏的 PIN 输错", ("handover", "zhang", "li", "0000"), ("audit", "pin_refused", "li")),
    (141, "张强交班给李敏，双方签字", ("handover", "zhang", "li", None), ("audit", "takeover", "li")),
]

CRASH = [
    (150, "网关断电（kill -9）", ("box", "kill"), ("dark",)),
    (151, "断电时2号楼601室烟感报警", smoke("smoke-2-601", True), ("raised", "smoke-2-601", FIRE)),
    (153, "网关恢复，补报断电期间的报警", ("box", "start"), ("blind", None)),
    (157, "李敏应答，前往查看", page("acknowledge", "li", "smoke-2-601", FIRE),
     step("smoke-2-601", FIRE, "acknowledged", "li")),
    (159, "李敏：误报，浴室蒸汽", page("refute", "li", "smoke-2-601", FIRE, text="浴室蒸汽"),
     step("smoke-2-601", FIRE, "refuted", "li")),
    (160, "蒸汽散尽", smoke("smoke-2-601", False), ("ended", "smoke-2-601", FIRE, "refuted")),
]

BURNING = [
    (170, "3号楼3层东侧楼道起火，烟感报警", smoke("smoke-3-3a", True), ("raised", "smoke-3-3a", FIRE)),
    (171, "李敏应答，带灭火器前往", page("acknowledge", "li", "smoke-3-3a", FIRE),
     step("smoke-3-3a", FIRE, "acknowledged", "li")),
    (172, "李敏确认真警：楼道电动车起火，已打119",
     page("confirm", "li", "smoke-3-3a", FIRE, text="楼道电动自行车起火，已拨打119"),
     step("smoke-3-3a", FIRE, "confirmed", "li")),
    (173, "西侧烟感也报警，两点确认", smoke("smoke-3-3b", True), ("raised", "smoke-3-3b", FIRE)),
    (174, "李敏确认西侧烟感和分区火警：同一处火",
     ("confirms", [("smoke-3-3b", FIRE, "li"), ("*", ZONE, "li")]), ("each", "confirmed")),
    (200, "火已扑灭，烟散，李敏、吴工逐一解除",
     ("clears", [("smoke-3-3a", FIRE, "li"), ("smoke-3-3b", FIRE, "li"), ("*", ZONE, "wu")],
      ["smoke-3-3a", "smoke-3-3b"]), ("each", "cleared")),
]

NIGHT = COOKING + FAULTY + TRAPPED + CHARGING + WATER + NEIGHBOUR + SHIFT + CRASH + BURNING


def shifted(rows, minutes):
    return [(at + minutes, *rest) for at, *rest in rows]


# An hour of it: the same house, the crash and the fire.
SHORT = (
    shifted(COOKING, -3) + shifted(NEIGHBOUR, -78) + shifted(SHIFT, -124) + shifted(CRASH, -128)
    + shifted(BURNING[:5], -133) + shifted(BURNING[5:], -152))
