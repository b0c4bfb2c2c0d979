"""A broker, a gateway and a platform as processes, for proofs that kill them: started, asked, killed and ended here."""
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
# A facility whose every word begins or ends a minor incident, by the device's own time.
FLICKER = {
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
    # The same word as an uplink whose codec runs in a process of its own.
    "scripted": """profile: flicker.scripted
name: {en: Flicker over LoRaWAN, zh: LoRaWAN 闪烁}
topics:
  - topic: v3/proof/devices/{device}/up
    codec: lorawan
    script: flicker.js
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
FLICKER_CODEC = "function decodeUplink(input) { return { data: { on: input.bytes[0] === 1 } }; }\n"
SITE = """site: {{id: proof, name: proof, time_zone: Asia/Shanghai}}
profiles: profiles
devices: devices.csv
buildings:
  1: {{grid_code: "110101001001001"}}
brokers:
  - {{id: main, host: 127.0.0.1, port: {broker}}}
limits: {{messages_per_second: 10000, burst: 100000}}
destinations:
  - {{id: platform, kind: http, url: "http://127.0.0.1:{platform}", timeout: 5s, concurrency: 8,
     rate_per_second: 500, confirmation: any}}
routes:
  - {{to: platform}}
people:
  - {{id: guard, name: guard}}
"""
# Lines of the shipped broker file that belong to the listeners, people and places of an installed box.
INSTALLED = {
    "listener", "port", "bind_address", "max_connections", "tls_version", "cafile", "certfile", "keyfile",
    "allow_anonymous", "acl_file", "password_file", "persistence_location", "log_dest", "pid_file", "user",
    "include_dir", "per_listener_settings",
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class House:
    """One folder with everything in it. Use with `with`: at the end what it started is killed and the folder goes."""

    def __init__(self, program, rate=1, keep=False):
        self.program, self.rate, self.keep = os.path.abspath(program), rate, keep
        self.place = tempfile.mkdtemp(prefix="gengfu-proof-")
        self.broker_port, self.platform_port = free_port(), free_port()
        self.origin = int(time.time() * 1_000)
        self.children = {}
        os.environ["PATH"] += ":/usr/sbin"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in self.children.values():
            if child.poll() is None:
                child.kill()
        for child in self.children.values():
            child.wait()
        if self.keep:
            print(self.place)
        else:
            shutil.rmtree(self.place, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.place, *names)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def site(self, devices, facilities=("fire",)):
        """`devices`: pairs of id and profile. Facilities of the shipped catalogue stand beside the flickers."""
        for name, text in FLICKER.items():
            self.write(f"profiles/flicker/{name}.yaml", text)
        self.write("profiles/flicker/codecs/flicker.js", FLICKER_CODEC)
        for facility in facilities:
            shutil.copytree(os.path.join(ROOT, "DeviceProfiles", facility), self.path("profiles", facility))
        rows = ["id,name,profile,building,unit,floor,spot"]
        rows += [f"{name},{name},{profile},1,,," for name, profile in devices]
        self.write("devices.csv", "\n".join(rows) + "\n")
        self.write("gengfu.yaml", SITE.format(broker=self.broker_port, platform=self.platform_port))
        with open(os.path.join(ROOT, "deploy", "mosquitto", "gengfu.conf"), encoding="utf-8") as shipped:
            kept = [line for line in shipped.read().splitlines() if line.split(" ")[0] not in INSTALLED]
        self.write("mosquitto.conf", "\n".join(kept) + f"\nlistener {self.broker_port} 127.0.0.1\n"
                   f"allow_anonymous true\npersistence_location {self.place}/\n"
                   # Started by root it would become somebody who may not write here.
                   + ("user root\n" if os.geteuid() == 0 else ""))

    # -- processes

    def start(self, name, *arguments, environment=None):
        with open(self.path(name + ".log"), "ab") as log:
            self.children[name] = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
        return self.children[name]

    def start_broker(self):
        self.start("broker", "mosquitto", "-c", self.path("mosquitto.conf"))
        self.wait(20, self.broker_answers, "the broker")

    def broker_answers(self):
        with socket.create_connection(("127.0.0.1", self.broker_port), timeout=1):
            return True

    def start_platform(self):
        self.start(
            "platform", self.program, "platform", "--port", str(self.platform_port), "--book", self.path("book.jsonl"))
        self.wait(20, lambda: self.platform("faults") is not None, "the platform")

    def start_gateway(self, before=(), environment=None):
        """`before`: words in front of the program, such as `strace …`."""
        self.start(
            "gateway", *before, self.program, "run", "--config", self.path("gengfu.yaml"), "--store",
            self.path("store"), "--control", self.path("control"), "--clock-rate", str(self.rate), "--clock-origin",
            str(self.origin), "--no-contract-test", "--lang", "en", environment=environment)

    def wait_connected(self, seconds=30):
        self.wait(
            seconds, lambda: all(one["state"] == "connected" for one in self.status()["sessions"]), "the sessions")

    def kill(self, name):
        child = self.children.pop(name)
        child.send_signal(signal.SIGKILL)
        child.wait()

    def tail(self, name):
        if not os.path.exists(self.path(name + ".log")):
            return self.tail("broker") if name == "gateway" else ""
        with open(self.path(name + ".log"), encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-15:])

    # -- questions

    def ask(self, *arguments):
        """Every line that the command prints, read."""
        done = subprocess.run(
            [self.program, *arguments, "--control", self.path("control"), "--json", "--lang", "en"],
            capture_output=True, text=True, check=False)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def status(self):
        return self.ask("status")[0]

    def destination(self):
        return self.status()["destinations"][0]

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
                pass  # nobody there yet
            gateway = self.children.get("gateway")
            if gateway and gateway.poll() is not None:
                raise SystemExit(f"the gateway ended by itself ({gateway.returncode}):\n{self.tail('gateway')}")
            time.sleep(0.2)
        raise SystemExit(f"waited {seconds} s for {what}; the gateway's last words:\n{self.tail('gateway')}")

    def wait_quiet(self, seconds=300, rest=5, told=True):
        """Until nothing has come from the broker for `rest` seconds; if `told`, nothing waits for the platform either."""
        since, last = time.monotonic(), None

        def is_quiet():
            nonlocal since, last
            status = self.status()
            now = [one["messages"] for one in status["sessions"]]
            if now != last or told and status["destinations"][0]["waiting"] > 0:
                since, last = time.monotonic(), now
            return time.monotonic() - since > rest

        self.wait(seconds, is_quiet, "quiet")

    def disorder(self, book):
        """What is wrong with the platform's book by itself: cases out of order, doubled, or remarked upon."""
        wrong, held = [], set()
        for case in book["cases"]:
            if case["incident"] in held:
                wrong.append(f"{case['incident']} has two cases")
            held.add(case["incident"])
            numbers = [step["transition"] for step in case["transitions"]]
            if numbers != sorted(set(numbers)) or case["transitions"][0]["action"] != "report":
                wrong.append(f"{case['incident']} came out of order: {numbers}")
        if book["duplicates_refused"]:
            wrong.append(f"{book['duplicates_refused']} cases were reported twice")
        wrong += [f"the platform remarks: {one}" for one in book["anomalies"]]
        return wrong
