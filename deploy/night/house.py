"""A house of running processes for the scripts beside this file: brokers, the gateway, a stand-in platform, the page.

Ends exactly what it started. Standard library only; needs mosquitto, mosquitto_pub and mosquitto_sub.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

# A thread of whoever started us may block TERM; children would inherit that.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
# Told to end, it ends what it started.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(seconds, ask, every=0.02):
    """What `ask` says once it is not empty; None when the time is over."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer or time.monotonic() > end:
            return answer or None
        time.sleep(every)


class House:
    # Settings of the shipped broker configuration that name a place on the machine.
    PLACES = {
        "acl_file", "allow_anonymous", "cafile", "certfile", "keyfile", "listener", "max_connections",
        "password_file", "persistence_location", "tls_version", "user",
    }

    def __init__(self, name, program=None, keep=None):
        self.program = os.path.abspath(program or os.path.join(ROOT, ".build", "release", "gengfu"))
        for tool in ("mosquitto", "mosquitto_pub", "mosquitto_sub", self.program):
            if not shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin"):
                sys.exit(f"{name}: {tool} is missing")
        self.folder = keep or tempfile.mkdtemp(prefix=f"gengfu-{name}-")
        os.makedirs(self.folder, exist_ok=True)
        self.kept = keep is not None
        self.children = {}
        self.variables = {}
        self.store = self.path("store")
        self.control = self.path("control")
        self.config = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def text(self, name):
        try:
            with open(self.path(name), errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    # Processes

    def start(self, name, arguments, output=None, cwd=None):
        log = open(self.path(f"{name}.log"), "a")
        environment = dict(os.environ, **self.variables, SWIFT_BACKTRACE="enable=no")
        self.children[name] = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=output or log, stderr=log, env=environment, cwd=cwd)
        return self.children[name]

    def kill(self, name, number=signal.SIGKILL):
        child = self.children.pop(name)
        child.send_signal(signal.SIGCONT)
        child.send_signal(number)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def close(self):
        for name in list(self.children):
            self.kill(name)
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def broker(self, name, port, more=()):
        """Starts mosquitto with the shipped settings but for its places."""
        with open(os.path.join(ROOT, "deploy", "mosquitto", "gengfu.conf")) as file:
            lines = [line.strip() for line in file]
        lines = [line for line in lines if line and line[0] != "#" and line.split()[0] not in self.PLACES]
        home = self.path(f"{name}-state")
        os.makedirs(home, exist_ok=True)
        if os.geteuid() == 0:
            lines.append("user root")
        lines += [f"persistence_location {home}/", "allow_anonymous true", f"listener {port} 127.0.0.1", *more]
        config = self.write(f"{name}.conf", "\n".join(lines) + "\n")
        program = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
        self.start(name, [program, "-c", config])
        if not wait(10, lambda: self.listens(port)):
            raise SystemExit(f"the broker {name} does not listen:\n{self.text(name + '.log')}")

    @staticmethod
    def listens(port):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", port)) == 0

    def platform(self, port):
        self.start("platform", [self.program, "platform", "--port", str(port)])
        if not wait(10, lambda: self.listens(port)):
            raise SystemExit(f"the platform does not listen:\n{self.text('platform.log')}")

    def gateway(self, *options, cwd=None):
        """Starts it and waits until its socket answers."""
        self.start("gateway", [
            self.program, "run", "--config", self.config, "--store", self.store, "--control", self.control,
            "--no-contract-test", *options], cwd=cwd)
        if not wait(60, self.status, every=0.1):
            raise SystemExit(f"the gateway does not answer:\n{self.text('gateway.log')[-4000:]}")

    def console(self, port):
        self.start("console", [self.program, "console", "--control", self.control, "--port", str(port)])
        if not wait(10, lambda: self.listens(port)):
            raise SystemExit(f"the console does not listen:\n{self.text('console.log')}")

    # Questions and deeds

    def run(self, *words, pins=None):
        """Runs a command of the program; returns its exit and what it printed."""
        environment = dict(os.environ, **self.variables, **(pins or {}))
        done = subprocess.run(
            [self.program, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment,
            timeout=60)
        return done.returncode, done.stdout, done.stderr

    def ask(self, *words):
        """What a command says in JSON lines; None when it has nothing to say."""
        _, out, _ = self.run(*words, "--json", "--control", self.control)
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]

    def status(self):
        found = self.ask("status")
        return found[0] if found else None

    def connected(self, broker="main"):
        status = self.status() or {"sessions": []}
        mine = [s for s in status["sessions"] if s["broker"] == broker]
        return len(mine) == 2 and all(s["state"] == "connected" for s in mine)

    def publish(self, port, topic, payload):
        """At QoS 1; returns when the broker has it."""
        if not isinstance(payload, str):
            payload = json.dumps(payload, separators=(",", ":"))
        subprocess.run(
            ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-t", topic, "-m", payload],
            check=True, timeout=20)

    @staticmethod
    def get(url):
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)

    def speaker(self, voice=True):
        """Programs in the place of ALSA's player and of the voice: they write down what sounds and when.

        Returns the two lines of the site file. What is played goes through ALSA's own player into a file where that
        is installed, so that the first byte of sound can be seen.
        """
        settings = self.write("asound.conf", (
            "pcm.!default {type file file \"" + self.path("sound.raw") + "\" format raw slave.pcm null}\n"
            "pcm.null {type null}\n"))
        alsa = f'ALSA_CONFIG_PATH={settings} exec aplay -q "$1"' if shutil.which("aplay") else ""
        player = self.write("player.sh", f'echo "$(date +%s.%N) $(basename "$1")" >>{self.path("played")}\n{alsa}\n')
        lines = [f'    player: [/bin/sh, {player}, "{{file}}"]']
        if voice:
            speaker = self.write("voice.sh", (
                f'echo "$(date +%s.%N) $2" >>{self.path("spoken")}\n'
                + ('exec espeak-ng -v cmn -w "$1" "$2"\n' if shutil.which("espeak-ng") else ': >"$1"\n')))
            lines.append(f'    voice: [/bin/sh, {speaker}, "{{file}}", "{{text}}"]')
        return "\n".join(lines)

    def noted(self, name):
        """Lines of `played` or `spoken` with their times, in seconds since 1970."""
        rows = [line.split(" ", 1) for line in self.text(name).splitlines()]
        return [(float(row[0]), row[1]) for row in rows if len(row) == 2]
