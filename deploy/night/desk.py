"""The console as a browser uses it: a page that renews itself, and buttons pressed in a person's name."""

import http.cookiejar
import re
import threading
import urllib.parse
import urllib.request


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Desk:
    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), NoRedirect)
        self.is_over = threading.Event()
        threading.Thread(target=self.renew, daemon=True).start()

    def page(self, seen=False):
        request = urllib.request.Request(
            self.address + "/?lang=zh", headers={"Gengfu-Seen": "1"} if seen else {})
        with self.opener.open(request, timeout=5) as answer:
            return answer.read().decode()

    def renew(self):
        """As the page's script does every three seconds."""
        while not self.is_over.wait(3):
            try:
                self.page(seen=True)
            except OSError:
                continue

    def press(self, incident, act, person, text="", note="", pin=""):
        """Presses a button; returns the word that the page shows what came of it by."""
        page = self.page()
        token = re.search(r'name="token" value="([0-9a-f]{32})"', page)
        fields = {
            "token": token.group(1) if token else "", "incident": incident, "act": act, "person": person,
            "text": text, "note": note, "pin": pin, "lang": "zh"}
        request = urllib.request.Request(
            self.address + "/deed", data=urllib.parse.urlencode(fields).encode(),
            headers={"Origin": self.address, "Sec-Fetch-Site": "same-origin"})
        try:
            self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as answer:
            place = answer.headers.get("Location", "")
            found = re.search(r"said=([^&#]*)", place)
            return urllib.parse.unquote(found.group(1)) if found else f"status {answer.code}"
        return "no redirect"

    def close(self):
        self.is_over.set()
