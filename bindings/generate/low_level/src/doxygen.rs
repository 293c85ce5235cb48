//! Turns the header's Doxygen comments into Markdown.

use bindgen::callbacks::ParseCallbacks;

#[derive(Debug)]
pub struct Comments;

impl ParseCallbacks for Comments {
    fn process_comment(&self, comment: &str) -> Option<String> {
        Some(markdown(comment))
    }
}

fn markdown(comment: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut in_parameters = false;
    for line in comment.lines() {
        // A comment behind what it is about begins with '<'.
        let text = line.trim().trim_start_matches("< ");
        if let Some((name, sentence)) = parameter(text) {
            if !in_parameters {
                lines.extend(["# Parameters".into(), String::new()]);
                in_parameters = true;
            }
            lines.push(format!("* `{name}`: {}", escaped(sentence)));
        } else if let Some(sentence) = text.strip_prefix("@return ") {
            lines.extend(["".into(), "# Returns".into(), "".into()]);
            lines.push(escaped(sentence));
        } else if text.starts_with("@file") {
            continue;
        } else if in_parameters && !text.is_empty() {
            lines.push(format!("  {}", escaped(text)));
        } else {
            lines.push(escaped(text));
        }
    }
    while lines.first().is_some_and(|line| line.is_empty()) {
        lines.remove(0);
    }
    lines.join("\n")
}

fn parameter(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("@param ")?.split_once(' ')
}

/// What Markdown would take for markup, outside of code.
fn escaped(text: &str) -> String {
    let mut in_code = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '`' => in_code = !in_code,
            '<' | '[' | ']' | '*' | '_' if !in_code => {
                // An underscore inside a word is no markup.
                if c != '_' {
                    out.push('\\');
                }
            }
            _ => {}
        }
        out.push(c);
    }
    out
}
