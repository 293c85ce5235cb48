"""Go: the constants and their errors, the options as functions."""
import re

import names
import options

NOTICE = "// Code generated from {} by bindings/generate; DO NOT EDIT.\n"


# What stands in the option table by its name in C.
GO_NAMES = {
    "pws_client_new": "NewClient",
    "pws_client_set_statistics_callback": "StatisticsHandler",
    "pws_consumer_permit": "Consumer.Permit",
}

# What the words of an option are called, where their own name says nothing, or
# something else, among all that a package has.
WORDS = {
    "logLevel": "Log{}",
    "messageRoutingMode": "{}",
    "hashingScheme": "{}",
    "subscriptionType": "{}",
    "subscriptionMode": "{}",
    "subscriptionInitialPosition": "SubscriptionPosition{}",
    "permits": "{}Permits",
    "TLSv1.2": "TLS12",
    "TLSv1.3": "TLS13",
    "NONE": "NoCompression",
    "LZ4": "LZ4",
    "ZLIB": "ZLIB",
    "ZSTD": "ZSTD",
    "SNAPPY": "Snappy",
}


def files(declared, table):
    return {
        "go/constants_generated.go": _constants(declared),
        "go/options_generated.go": _options(table),
    }


def _doc(text):
    return "\n".join(names.comment(text, "//")) + "\n"


def _short(name, *prefixes):
    return _initials(names.short(name, *prefixes))


def _pascal(text):
    return _initials(names.pascal(text))


def _initials(name):
    """Abbreviations are written in capitals here."""
    return re.sub(r"(Tls|Url|Id|Io|Ok)(?![a-z])", lambda m: m[0].upper(),
                  name.replace("Oauth", "OAuth"))


def _type(name, sentence, constants, prefixes, to):
    out = _doc(f"{name} is {sentence} A later library may know more values.")
    out += f"type {name} int32\n\n// The values of {name}.\nconst (\n"
    for constant in constants:
        if constant.comment:
            out += _doc(constant.comment)
        out += f"{to}{_short(constant.name, *prefixes)} {name} "
        out += f"= {constant.value}\n"
    out += f")\n\n// String gives the constant's name in C.\n"
    out += f"func (v {name}) String() string {{\nswitch v {{\n"
    for constant in constants:
        out += f"case {constant.value}: return {names.quoted(constant.name)}\n"
    out += f'}}\nreturn "{name}(" + strconv.Itoa(int(v)) + ")"\n}}\n\n'
    return out


def _constants(declared):
    out = NOTICE.format("pulsarws.h") + "\npackage pulsarws\n\n"
    out += '/*\n#include <pulsarws/pulsarws.h>\n'
    major, minor, patch = declared.version
    out += f"#if PWS_VERSION_MAJOR != {major} || PWS_VERSION_NUMBER < "
    out += f"{major * 10000 + minor * 100 + patch}\n"
    out += f"#error \"This package needs pulsarws {major}.{minor}.{patch} "
    out += f"or later, and before {major + 1}\"\n"
    out += '#endif\n*/\nimport "C"\n\nimport "strconv"\n\n'
    status = declared.group("PWS_OK", "PWS_ERR_")
    out += _type("Status", "what a call came to.", status,
                 ("PWS_", "ERR_"), "Status")
    out += "// What errors.Is compares an Error with, by its status.\nvar (\n"
    for constant in status[1:]:
        short = _short(constant.name, "PWS_ERR_")
        out += _doc(f"Err{short}: {constant.comment}")
        out += f"Err{short} error = &statusError{{Status{short}, "
        out += names.quoted(_message(constant.comment)) + "}\n"
    out += ")\n\n"
    out += _type("ConnectionState", "what a connection is at.",
                 declared.group("PWS_STATE_"), ("PWS_STATE_",), "State")
    out += _type("Level", "how grave a line of the log is.",
                 declared.group("PWS_LOG_"), ("PWS_LOG_",), "Level")
    return out


def _message(sentence):
    """An error's text begins small and has no full stop."""
    first = sentence.split(" ")[0]
    if first[1:].islower() or len(first) == 1:
        sentence = sentence[0].lower() + sentence[1:]
    return "pulsarws: " + sentence.rstrip(".")


def _options(table):
    out = NOTICE.format("docs/options.json") + "\n//go:build cgo\n\n"
    out += "package pulsarws\n\n"
    out += 'import (\n"strconv"\n"time"\n)\n\n'
    for option in options.choices(table):
        if not option.is_switch:
            out += _choice(option)
    by_name = {}
    for option in table:
        by_name.setdefault(option.name, []).append(option)
    for same in by_name.values():
        out += _function(same)
    return out


def _choice(option):
    name = _pascal(option.name)
    out = _doc(f"{name}Value is a value of the option {name}.")
    out += f"type {name}Value string\n\n// The values of {name}.\nconst (\n"
    for word in option.choices:
        out += f"{_word(option, word)} {name}Value = {names.quoted(word)}\n"
    return out + ")\n\n"


def _word(option, word):
    if word in WORDS:
        return WORDS[word]
    pattern = WORDS.get(option.name, _pascal(option.name) + "{}")
    return pattern.format(_pascal(word))


def _facts(option):
    """The option's text with the names that this package has."""
    text = option.spoken_facts
    for name, here in GO_NAMES.items():
        text = re.sub(rf"\b{name}\b", here, text)
    return re.sub(r"\bPWS_ERR_[A-Z_]+",
                  lambda m: "Err" + _short(m[0], "PWS_ERR_"), text)


def _function(same):
    option = same[0]
    name = _pascal(option.spoken)
    kinds = [o.kind.capitalize() for o in same]
    if option.type == "text":
        parameter, value = "string", "value"
    elif option.type == "milliseconds":
        parameter = "time.Duration"
        value = "milliseconds(value)"
    elif option.is_switch:
        parameter, value = "bool", "onOrOff(value)"
    elif option.type == "choice":
        parameter, value = f"{name}Value", "string(value)"
    elif option.type == "boolean":
        parameter, value = "bool", "strconv.FormatBool(value)"
    elif -2**31 <= option.minimum and option.maximum < 2**31:
        parameter, value = "int", "strconv.Itoa(value)"
    else:
        parameter, value = "int64", "strconv.FormatInt(value, 10)"
    to = "And".join(kinds) + "Option"
    made = "".join([kinds[0].lower(), *kinds[1:]]) + "Setting"
    return (_doc(f"{name} sets the option {option.name}: {_facts(option)}")
            + f"func {name}(value {parameter}) {to} {{\n"
            + f"return {made}{{{names.quoted(option.name)}, {value}}}\n}}\n\n")
