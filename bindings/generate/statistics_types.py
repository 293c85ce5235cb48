"""Rust: the statistics as types, from docs/statistics.schema.json."""
import json

import names

NOTICE = "// Generated from docs/statistics.schema.json by bindings/generate: do not edit.\n"

DERIVED = "#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]\n"

# What the schema's definitions are called here.
TYPES = {
    "client": "ClientStatistics",
    "producer": "ProducerStatistics",
    "consumer": "ConsumerStatistics",
    "reader": "ReaderStatistics",
    "roundTrip": "RoundTrip",
    "error": "LastError",
}


def files(schema):
    schema = json.loads(schema.read_text())
    out = NOTICE + "\nuse serde::{Deserialize, Serialize};\n"
    out += _struct("Statistics", schema)
    for name, definition in schema["$defs"].items():
        out += _struct(TYPES[name], definition)
    return {"rust/pulsarws/src/generated/statistics.rs": out}


def _struct(name, definition):
    out = "\n" + _doc(definition["title"].rstrip(".") + ".", "") + DERIVED
    # Another version of the library may have fewer fields, or more.
    out += '#[serde(rename_all = "camelCase", default)]\n#[non_exhaustive]\n'
    out += f"pub struct {name} {{\n"
    for field, what in definition["properties"].items():
        out += _doc(_sentence(field, what), "    ")
        out += f"    pub {names.snake(field)}: {_type(what)},\n"
    return out + "}\n"


def _sentence(field, what):
    if "description" in what:
        return what["description"]
    if what.get("type") == "array":
        return f"Of each of the {field} that there are now."
    if what["$ref"].endswith("/roundTrip"):
        return "How long answers took."
    return "Of the client as a whole."


def _type(what):
    if "$ref" in what:
        return TYPES[what["$ref"].rsplit("/", 1)[1]]
    if "oneOf" in what:
        return f"Option<{_type(what['oneOf'][1])}>"
    if what["type"] == "array":
        return f"Vec<{_type(what['items'])}>"
    return {"integer": "u64", "boolean": "bool", "string": "String"}[what["type"]]


def _doc(text, indent):
    return "\n".join(names.comment(text, f"{indent}///")) + "\n"
