"""The option table, read from docs/options.json, which is made from it."""
import dataclasses
import json
import re

# What a binding settles itself.
FIXED = {"eventDelivery"}

KINDS = ("client", "producer", "consumer", "reader")

# What an option is called in a language whose durations have a unit of their
# own, where that is not just its name without "Millis".
IN_DURATIONS = {"sendTimeoutMillis": "proxySendTimeout"}

# Whole numbers; the last two are of a unit.
NUMBERS = ("integer", "milliseconds", "bytes")


@dataclasses.dataclass(frozen=True)
class Option:
    name: str
    kind: str  # one of KINDS
    type: str  # "text", "boolean", "choice" or one of NUMBERS
    minimum: int  # of a number
    maximum: int  # of a number
    choices: tuple
    default: str  # "" where it has none
    sentence: str
    # The name where a type has the unit: ackTimeout for ackTimeoutMillis. Where
    # the library has an option of that name itself, as for sendTimeoutMillis,
    # this one is what the proxy is told: proxySendTimeout.
    unitless: str

    @property
    def facts(self):
        """The sentence, with range and default."""
        text = self.sentence
        if self.type in NUMBERS:
            text += f" Range: {self.minimum} to {self.maximum}."
        if self.default:
            text += f" Default: {self.default}."
        return text

    @property
    def spoken(self):
        """Its name where the type has the unit."""
        if self.type != "milliseconds":
            return self.name
        return IN_DURATIONS.get(self.name, self.name.removesuffix("Millis"))

    @property
    def spoken_facts(self):
        """The facts where the type has the unit, or is a boolean."""
        if self.is_switch:
            text = self.facts.replace("Default: on.", "Default: true.")
            return re.sub(r"\boff\b", "false", text)
        if self.type != "milliseconds":
            return self.facts
        text = re.sub(r"^Milliseconds", "The time", self.sentence)
        text = re.sub(r"^The most milliseconds", "The most time", text)
        text = re.sub(r"\b\d{4,}\b", lambda m: _duration(int(m[0])), text)
        text += f" Range: {_duration(self.minimum)} to "
        text += f"{_duration(self.maximum)}."
        if self.default:
            text += f" Default: {_duration(int(self.default))}."
        return text

    @property
    def is_switch(self):
        """Whether it is a boolean but for its words."""
        return self.choices == ("on", "off")


def _duration(milliseconds):
    for factor, unit in ((3600000, "h"), (1000, "s")):
        if milliseconds and milliseconds % factor == 0:
            return f"{milliseconds // factor} {unit}"
    return f"{milliseconds} ms" if milliseconds else "0"


def _unitless(row, rows):
    name = row["name"].removesuffix("Millis")
    if name == row["name"] or not any(
            other["name"] == name and other["kind"] == row["kind"]
            for other in rows):
        return name
    return "proxy" + name[0].upper() + name[1:]


def read(path):
    rows = json.loads(path.read_text())
    table = [Option(row["name"], row["kind"], row["type"],
                    row.get("minimum", 0), row.get("maximum", 0),
                    tuple(row.get("choices", ())), row.get("default", ""),
                    row["sentence"], _unitless(row, rows))
             for row in rows if row["name"] not in FIXED]
    for option in table:
        if option.type not in ("text", "boolean", "choice", *NUMBERS):
            raise SystemExit(f"{path}: {option.name} is of an unknown type")
    if {option.kind for option in table} != set(KINDS):
        raise SystemExit(f"{path}: options of some kind are missing")
    return table


def choices(table):
    """The options that take one of several words, each name once."""
    found = {}
    for option in table:
        if option.choices and found.setdefault(
                option.name, option).choices != option.choices:
            raise SystemExit(f"{option.name}: different words for each kind")
    return list(found.values())
