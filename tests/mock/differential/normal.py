"""Answers without what two brokers can never have in common: ledger numbers,
times, addresses, names that a broker makes up."""

import base64
import html
import json
import re

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def message_id_fields(text):
    """[(field, value)] of a message id in base64, None when it is not one."""
    try:
        data = base64.b64decode(text, validate=True)
        fields, at = [], 0
        while at < len(data):
            tag, at = _varint(data, at)
            if tag & 7 == 2:
                size, at = _varint(data, at)
                if at + size > len(data):
                    return None
                fields.append((tag >> 3, data[at:at + size].hex()))
                at += size
            elif tag & 7 == 0:
                value, at = _varint(data, at)
                fields.append((tag >> 3, value - 2**64
                               if value >= 2**63 else value))
            else:
                return None
    except (ValueError, IndexError):
        return None
    return fields if [f[0] for f in fields[:2]] == [1, 2] else None


class Normal:
    """Normalises the answers of one session; remembers its ledgers."""

    def __init__(self, names):
        # Generated names, the longest first: one may begin as another.
        self.names = sorted(names.items(), key=lambda pair: -len(pair[0]))
        self.ledgers = {}

    def message_id(self, text):
        fields = message_id_fields(text)
        if fields is None:
            return text
        shown = []
        for field, value in fields:
            if field == 1 and value >= 0:
                value = self.ledgers.setdefault(
                    value, "L%d" % len(self.ledgers))
            shown.append("%d:%s" % (field, value))
        return "id(%s)" % " ".join(shown)

    def text(self, text):
        """Free text: refusals, close reasons, errorMsg."""
        text = html.unescape(text)
        for name, placeholder in self.names:
            text = text.replace(name, placeholder)
        text = re.sub(r"127\.0\.0\.1(/127\.0\.0\.1)?:\d+", "ADDRESS", text)
        text = re.sub(r"localhost(/127\.0\.0\.1)?:\d+", "ADDRESS", text)
        text = re.sub(r"\bid: 0x[0-9a-f]+", "id: CHANNEL", text)
        text = re.sub(r"\"reqId\":-?\d+", '"reqId":N', text)
        text = re.sub(r"\"ledgerId\":\d+", '"ledgerId":L', text)
        text = re.sub(r"\b\d+:(\d+):-1\b", r"L:\1:-1", text)
        text = re.sub(r"standalone-\d+-\d+", "PRODUCER", text)
        text = re.sub(r"@[0-9a-f]{5,8}\b", "@HASH", text)
        text = re.sub(r"reader-[0-9a-f]{10}\b", "READER", text)
        text = re.sub(r"consumerName=[0-9a-f]{5}\b", "consumerName=NAME", text)
        text = re.sub(r"\b(requestId|consumerId|producerId|consumer|producer)"
                      r"(Id)?([=: ])\d+", r"\1\3N", text)
        return TIME.sub("TIME", text)

    def frame(self, text):
        """One JSON frame, its fields in the order in which they came."""
        try:
            pairs = json.loads(text, object_pairs_hook=lambda pairs: pairs)
        except ValueError:
            return "not JSON: " + self.text(text)
        return self._object(pairs, text)

    def _object(self, pairs, text):
        if not isinstance(pairs, list):
            return "not an object: " + self.text(text)
        shown = []
        for name, value in pairs:
            if name == "messageId" and isinstance(value, str):
                value = self.message_id(value)
            elif name == "publishTime" and isinstance(value, str):
                value = self.time(value)
            elif isinstance(value, list):
                value = self.text(_nested(value))
            elif name == "errorMsg" and isinstance(value, str):
                value = self.text(value)
            shown.append("%s=%s" % (name, json.dumps(value)))
        return ", ".join(shown)

    def time(self, text):
        """The form of a time: zeros at a fraction's end are cut, so that its
        length is by chance, but it never ends in one."""
        form = re.sub(r"[1-9]", "9", text)
        return re.sub(r"(:\d\d)\.\d{0,2}9Z$", r"\1Z",
                      form).translate({ord("0"): "9"})

    def arrival(self, arrival):
        if arrival.kind == "text":
            return self.frame(arrival.text)
        if arrival.kind == "close":
            return "close %d %s" % (arrival.code, self.text(arrival.text))
        if arrival.kind == "dropped":
            return "dropped"
        return "%s %r" % (arrival.kind, arrival.text)

    def refusal(self, answer):
        """Status and what a person would read of an answer that is no 101."""
        if answer.status == 101:
            return "101"
        title = re.search(r"<title>(.*?)</title>", answer.body, re.S)
        body = title.group(1) if title else _sorted_json(answer.body)
        return "%d %s | %s" % (answer.status,
                               answer.headers.get("content-type", "-"),
                               self.text(body).strip())


def _sorted_json(body):
    """Java finds an object's fields in another order in each process."""
    try:
        return json.dumps(json.loads(body), sort_keys=True,
                          separators=(",", ":"))
    except ValueError:
        return body


def _nested(pairs):
    """Objects as text; the properties of a message are in no fixed order."""
    if isinstance(pairs, list) and all(isinstance(p, tuple) for p in pairs):
        return "{%s}" % ", ".join(
            sorted("%s: %s" % (name, _nested(value)) for name, value in pairs))
    return json.dumps(pairs)
