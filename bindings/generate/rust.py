"""Rust: the constants as newtypes, the options as methods of the builders."""
import re

import names
import options

NOTICE = "// Generated from {} by bindings/generate: do not edit.\n"


# The types of options that are not called as their option.
CHOICES = {
    "logLevel": "LogFilter",  # LogLevel is that of a line
    "tlsMinimumVersion": "TlsVersion",
}
WORDS = {"TLSv1.2": "Tls12", "TLSv1.3": "Tls13"}

# What stands in the option table by its name in C.
RUST_NAMES = {
    "pws_client_new": "Client::builder",
    "pws_client_set_statistics_callback": "Client::on_statistics",
    "pws_consumer_permit": "Consumer::permit",
}


def files(declared, table):
    return {
        "rust/pulsarws/src/generated/constants.rs": _constants(declared),
        "rust/pulsarws/src/generated/options.rs": _options(table),
    }


def _doc(text, indent=""):
    """A text as Markdown: what rustdoc would take for markup is code."""
    text = re.sub(r"https?://[^\s,;]+[^\s,;.)]", r"`\g<0>`", text)
    text = re.sub(r'"[^"`]*[<\[][^"`]*"', r"`\g<0>`", text)
    return "\n".join(names.comment(text, f"{indent}///")) + "\n"


def _linked(text):
    """An option's text with the names that this crate has."""
    for name, here in RUST_NAMES.items():
        text = re.sub(rf"\b{name}\b", f"[`{here}`](crate::{here})", text)
    return re.sub(r"\bPWS_(?:ERR_)?([A-Z_]+)",
                  r"[`Status::\1`](crate::Status::\1)", text)


def _newtype(name, sentence, constants, prefix):
    out = _doc(sentence)
    out += "///\n/// A later library may know more values than these.\n"
    out += "#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\n"
    out += f"pub struct {name}(pub i32);\n\nimpl {name} {{\n"
    for constant in constants:
        if constant.comment:
            out += _doc(constant.comment, "    ")
        else:
            out += _doc(f"`{constant.name}`.", "    ")
        short = re.sub(prefix, "", constant.name)
        out += f"    pub const {short}: {name} = {name}({constant.value});\n"
    out += "\n    /// The constant's name in C; \"\" for one that this version"
    out += " does not have.\n"
    out += "    pub fn name(self) -> &'static str {\n        match self.0 {\n"
    for constant in constants:
        out += f'            {constant.value} => "{constant.name}",\n'
    out += '            _ => "",\n        }\n    }\n'
    return out


def _constants(declared):
    out = NOTICE.format("pulsarws.h")
    status = declared.group("PWS_OK", "PWS_ERR_")
    out += "\n" + _newtype("Status", "What a call came to.", status,
                           "^PWS_(ERR_)?")
    out += "\n    /// What it means, in a sentence.\n"
    out += "    pub fn text(self) -> &'static str {\n        match self.0 {\n"
    for constant in status:
        text = names.quoted(constant.comment or "Success.")
        out += f"            {constant.value} => {text},\n"
    out += '            _ => "A status that this version does not know.",\n'
    out += "        }\n    }\n}\n"
    out += "\n" + _newtype("ConnectionState", "What a connection is at.",
                           declared.group("PWS_STATE_"), "^PWS_STATE_") + "}\n"
    out += "\n" + _newtype("LogLevel", "How grave a line of the log is.",
                           declared.group("PWS_LOG_"), "^PWS_LOG_") + "}\n"
    return out


def _options(table):
    out = NOTICE.format("docs/options.json")
    out += "\nuse std::time::Duration;\n\n"
    out += "use crate::builder::{milliseconds, ClientBuilder, ConsumerBuilder,"
    out += " ProducerBuilder, ReaderBuilder};\n"
    for option in options.choices(table):
        if not option.is_switch:
            out += "\n" + _choice(option)
    for kind in options.KINDS:
        out += f"\nimpl {kind.capitalize()}Builder {{\n"
        out += "\n".join(_method(o) for o in table if o.kind == kind)
        out += "}\n"
    return out


def _choice_name(option):
    return CHOICES.get(option.name, names.pascal(option.name))


def _word(word):
    return WORDS.get(word, names.pascal(word))


def _choice(option):
    name = _choice_name(option)
    out = _doc(f"The values of the option `{option.name}`.")
    out += "#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\n"
    out += f"#[non_exhaustive]\npub enum {name} {{\n"
    for word in option.choices:
        out += f"    /// `{word}`.\n    {_word(word)},\n"
    out += f"}}\n\nimpl {name} {{\n    /// The word that the library takes.\n"
    out += "    pub fn as_str(self) -> &'static str {\n        match self {\n"
    for word in option.choices:
        out += f'            Self::{_word(word)} => "{word}",\n'
    return out + "        }\n    }\n}\n"


def _named(option):
    """The option's facts, with its name where the method's is another."""
    text = option.spoken_facts
    if option.spoken != option.name:
        text += f" It is the option `{option.name}`."
    return text


def _method(option):
    if option.type == "text":
        parameter, value = "impl Into<String>", "value"
    elif option.type == "milliseconds":
        parameter, value = "Duration", "milliseconds(value)"
    elif option.is_switch:
        parameter, value = "bool", 'if value { "on" } else { "off" }'
    elif option.type == "choice":
        parameter, value = _choice_name(option), "value.as_str()"
    elif option.type == "boolean":
        parameter, value = "bool", "value.to_string()"
    else:
        parameter, value = _integer(option), "value.to_string()"
    return (_doc(_linked(_named(option)), "    ")
            + f"    pub fn {names.snake(option.spoken)}(self, "
            + f"value: {parameter}) -> Self {{\n"
            + f'        self.option("{option.name}", {value})\n    }}\n')


def _integer(option):
    if option.minimum < 0:
        return "i64"
    return "u32" if option.maximum < 2**32 else "u64"
