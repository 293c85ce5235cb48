"""One name in the case of each language, and comments in lines."""
import re
import textwrap


def pascal(text):
    """receiverQueueSize, Key_Shared, NONE and TLSv1.2 become
    ReceiverQueueSize, KeyShared, None and TlsV1_2."""
    if re.fullmatch(r"[A-Z0-9_]+", text):
        return "".join(part.capitalize() for part in text.split("_"))
    text = text.replace("TLSv", "TlsV").replace(".", "_")
    # Between digits an underscore says something.
    text = re.sub(r"(?<!\d)_|_(?!\d)", "", text)
    return text[0].upper() + text[1:]


def short(name, *prefixes):
    """PWS_ERR_NOT_SENT becomes NotSent, without the prefixes PWS_ and ERR_."""
    for prefix in prefixes:
        name = name.removeprefix(prefix)
    return "".join(part.capitalize() for part in name.split("_"))


def choice(option):
    """The type of an option that takes one of several words."""
    # The level of a line that was logged has the name itself.
    name = pascal(option.name)
    return name + "Option" if name == "LogLevel" else name


def quoted(text):
    """A string literal, which all three languages write alike."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def snake(text):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()


def comment(text, prefix, width=80):
    """The text in lines that begin with the prefix."""
    return [f"{prefix} {line}" for line in textwrap.wrap(
        text, width - len(prefix) - 1, break_long_words=False,
        break_on_hyphens=False)]
