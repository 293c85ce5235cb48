"""One session played to one broker: what was done and what came back."""

import difflib
import json
import random
import re
import time
import urllib.parse

import normal
import raw_websocket

# A stream is taken to be at rest when nothing came for so long.
QUIET = 0.4
DEADLINE = 8.0


class Broker:
    """Connections to one broker; `log` holds the normalised answers."""

    def __init__(self, url, headers=()):
        self.url, self.headers = url, headers
        self.log = []
        self.ids = []
        self.names = {}
        self.normal = normal.Normal(self.names)
        self.connections = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections.values():
            connection.close()

    def fresh_topic(self):
        """A local name that no other session has."""
        topic = "diff-%016x" % random.SystemRandom().getrandbits(64)
        self.names[topic] = "TOPIC%d" % len(self.names)
        self.normal.names = sorted(self.names.items())
        return topic

    def store(self, topic, count):
        """Sends `count` messages to a topic; the id of the first."""
        if not count:
            return ""
        producer = raw_websocket.RawWebSocket(
            self.url, "/ws/v2/producer/persistent/public/default/" + topic,
            self.headers)
        first = ""
        for number in range(count):
            producer.send_text('{"payload":"%s","properties":{"n":"%d"}}'
                               % ("YWJj", number))
            arrival = producer.receive(DEADLINE)
            sent_id = json.loads(arrival.text).get("messageId", "")
            first = first or sent_id
        producer.close()
        return first

    def open(self, name, path):
        connection = raw_websocket.RawWebSocket(self.url, path, self.headers)
        self.connections[name] = connection
        self.log.append("%s opens %s: %s" % (
            name, self.normal.text(re.sub(r"messageId=C[^&]*", "messageId=ID",
                                          path)),
            self.normal.refusal(connection.answer)))
        return connection

    def send(self, name, frame, last_id=""):
        connection = self.connections[name]
        if isinstance(frame, str):
            connection.send_text(frame.replace('"ID"', '"%s"' % last_id))
        else:
            connection.send_frame(*frame)

    def collect(self, name, at_least=0, until=None, quiet=QUIET):
        """Logs what comes; the last message id."""
        last_id = ""
        for arrival in self.collect_arrivals(name, at_least, until, quiet):
            last_id = id_in(arrival.text) or last_id
        return last_id

    def collect_arrivals(self, name, at_least=0, until=None, quiet=QUIET,
                         by_payload=False):
        """Logs and returns what comes: `at_least` so many, or until `until`
        says that one was the last, and then until the stream is at rest."""
        connection = self.connections[name]
        arrivals, whole = [], time.monotonic() + DEADLINE
        while True:
            waits_on = len(arrivals) < at_least or until is not None
            wait = whole - time.monotonic() if waits_on else 0
            arrival = connection.receive(max(wait, quiet))
            if arrival is None:
                break
            arrivals.append(arrival)
            if until is not None and until(arrival):
                until, at_least = None, 0
        # Messages and answers come from two threads of a broker, and so do
        # two partitions: which is first is by chance.
        arrivals.sort(key=_is_answer)
        if by_payload:
            arrivals.sort(key=_payload)
        for arrival in arrivals:
            self.ids.append(id_in(arrival.text))
            self.log.append("%s: %s" % (name, self.normal.arrival(arrival)))
        if until is not None and not connection.ended:
            self.log.append("%s: no answer" % name)
        return arrivals

    def stats(self, place, kind="stats?getPreciseBacklog=true"):
        """What the admin API tells of a topic, {} where it cannot."""
        answer = raw_websocket.http(
            self.admin_url(), "GET", "/admin/v2/%s/%s" % (place, kind), "",
            self.headers)
        return json.loads(answer.body) if answer.status == 200 else {}

    def reopen(self, name, path):
        """Opens as soon as the broker has seen the last one go."""
        deadline = time.monotonic() + DEADLINE
        while True:
            connection = raw_websocket.RawWebSocket(
                self.url, path, self.headers)
            if connection.answer.status != 409 or \
                    time.monotonic() > deadline:
                break
            connection.drop()
            time.sleep(0.05)
        self.connections[name] = connection
        self.log.append("%s opens again: %s" % (
            name, self.normal.refusal(connection.answer)))
        return connection.is_open

    def admin_url(self):
        parts = urllib.parse.urlsplit(self.url)
        scheme = "https" if parts.scheme == "wss" else "http"
        return "%s://%s" % (scheme, parts.netloc)

    def fence(self, name):
        """A question that is always answered, and all that came before."""
        connection = self.connections[name]
        if "/producer/" in connection.path:
            # The key: without one, a partition is drawn by chance.
            connection.send_text(
                '{"payload":"Zg==","context":"fence","key":"f"}')
            self.collect(name, until=lambda a: '"fence"' in a.text or
                         connection.ended)
        else:
            connection.send_text('{"type":"isEndOfTopic"}')
            self.collect(name, until=lambda a: '"endOfTopic"' in a.text or
                         connection.ended)

    def admin(self, method, path, body=""):
        """One call of the admin API; its answer is logged."""
        answer = raw_websocket.http(self.admin_url(), method,
                                    "/admin/v2/" + path, body, self.headers)
        self.log.append("%s %s: %s" % (
            method, self.normal.text(path), self.normal.refusal(answer)))
        return answer


def _is_answer(arrival):
    return arrival.kind != "text" or '"publishTime"' not in arrival.text


def _payload(arrival):
    try:
        return json.loads(arrival.text).get("payload", "~")
    except (ValueError, AttributeError):
        return "~"


def id_in(text):
    """The message id of a frame, or nothing."""
    try:
        return json.loads(text).get("messageId", "")
    except (ValueError, AttributeError):
        return ""


def guarded(play, *arguments):
    """The answers, or the one line that says why there are none."""
    try:
        return play(*arguments)
    except (OSError, ValueError, LookupError, AttributeError) as wrong:
        return ["not played: %s %s" % (type(wrong).__name__, wrong)]


def difference(real, mock):
    """The lines in which two logs differ; empty when they are the same. What
    could not be played on either compares nothing, so it is no success."""
    if real == mock:
        return ["    both " + line for line in real
                if line.startswith("not played")]
    lines = difflib.unified_diff(real, mock, "real", "mock", lineterm="", n=1)
    return ["    " + line for line in list(lines)[2:]]
