"""What of pulsarws.h the generators need: enums with comments, functions."""
import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Constant:
    name: str  # with its prefix: "PWS_ERR_TIMEOUT"
    value: int
    comment: str  # "" where it has none


@dataclasses.dataclass(frozen=True)
class Header:
    constants: list
    functions: list
    version: tuple

    def group(self, *prefixes):
        """The constants whose names begin so, in the header's order."""
        return [c for c in self.constants if c.name.startswith(prefixes)]


def read(path):
    text = path.read_text()
    constants = []
    for body in re.findall(r"^enum \{\n(.*?)\n\};", text, re.S | re.M):
        for comment, name, value in re.findall(
                r"(?:/\*\*(.*?)\*/\s*)?\b(PWS_\w+) = (\d+)", body, re.S):
            constants.append(Constant(name, int(value), _sentence(comment)))
    functions = re.findall(r"^PWS_API[^;{]*?\b(pws_\w+)\(", text, re.M)
    version = tuple(
        int(re.search(rf"#define PWS_VERSION_{part} (\d+)", text)[1])
        for part in ("MAJOR", "MINOR", "PATCH"))
    if not constants or not functions:
        raise SystemExit(f"{path}: no enums or no functions found")
    return Header(constants, functions, version)


def _sentence(comment):
    lines = (line.strip().removeprefix("*").strip()
             for line in comment.splitlines())
    return " ".join(line for line in lines if line)
