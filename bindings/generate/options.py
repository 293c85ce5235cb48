"""The option table, read from docs/options.md, which is made from it."""
import dataclasses
import re

# What a binding settles itself.
FIXED = {"eventDelivery"}


@dataclasses.dataclass(frozen=True)
class Option:
    name: str
    kind: str  # "client", "producer", "consumer" or "reader"
    type: str  # "text", "boolean", "integer", "milliseconds" or "choice"
    minimum: int
    maximum: int
    choices: tuple
    default: str  # "" where it has none
    sentence: str

    @property
    def facts(self):
        """The sentence, with range and default."""
        text = self.sentence
        if self.type in ("integer", "milliseconds"):
            text += f" Range: {self.minimum} to {self.maximum}."
        if self.default:
            text += f" Default: {self.default}."
        return text


def read(path):
    table = []
    for line in path.read_text().splitlines():
        cells = re.split(r"(?<!\\) ?\| ?", line)[1:-1]
        if len(cells) != 7 or cells[1] not in KINDS:
            continue
        name, kind, kind_of, values, default, _, sentence = (
            cell.replace(r"\|", "|").strip() for cell in cells)
        name = name.strip("`")
        if name in FIXED:
            continue
        minimum, maximum = _range(kind_of, values)
        table.append(Option(
            name, kind, _type(kind_of, sentence), minimum, maximum,
            tuple(re.findall(r"`([^`]+)`", values))
            if kind_of == "choice" else (),
            default.strip("`"), sentence))
    if {option.kind for option in table} != set(KINDS):
        raise SystemExit(f"{path}: options of some kind are missing")
    return table


KINDS = ("client", "producer", "consumer", "reader")


def choices(table):
    """The options that take one of several words, each name once."""
    found = {}
    for option in table:
        if option.choices and found.setdefault(
                option.name, option).choices != option.choices:
            raise SystemExit(f"{option.name}: different words for each kind")
    return list(found.values())


def _range(kind_of, values):
    if kind_of != "integer":
        return 0, 0
    low, high = values.split(" to ")
    return int(low), int(high)


def _type(kind_of, sentence):
    if kind_of in ("boolean", "choice"):
        return kind_of
    if kind_of == "integer":
        # The table's sentences begin with the unit.
        in_milliseconds = re.match(r"(The most m|M)illiseconds", sentence)
        return "milliseconds" if in_milliseconds else "integer"
    return "text"
