//! What the environment asks of the build, by the words of the build script.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Cargo has built it before these tests: the newest one.
fn build_script() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().join("build");
    let scripts = fs::read_dir(folder).unwrap().filter_map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let script = entry.path().join("build-script-build");
        (name.to_string_lossy().starts_with("pulsarws-sys-") && script.is_file()).then_some(script)
    });
    scripts.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).unwrap()
}

fn run(variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(build_script());
    for name in ["PULSARWS_LIB_DIR", "PULSARWS_STATIC", "DOCS_RS"] {
        command.env_remove(name);
    }
    command.envs([("HOST", "here"), ("TARGET", "here")]).envs(variables.iter().copied());
    command.output().unwrap()
}

/// What is linked, in order.
fn linked(variables: &[(&str, &str)]) -> Vec<String> {
    let output = run(variables);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("cargo:rustc-link-"));
    lines
        .filter(|line| line.starts_with("lib=") || line.ends_with("/here"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn without_variables_it_is_the_shared_library() {
    assert_eq!(linked(&[]), ["lib=pulsarws"]);
}

#[test]
fn static_means_what_it_says() {
    for no in ["0", "", "false", "off", "no"] {
        assert_eq!(linked(&[("PULSARWS_STATIC", no)]), ["lib=pulsarws"], "{no:?}");
    }
    for yes in ["1", "true", "ON", "yes"] {
        let linked = linked(&[("PULSARWS_STATIC", yes)]);
        assert_eq!(linked[0], "lib=static:-bundle=pulsarws");
        for needed in ["lib=dylib=ssl", "lib=dylib=stdc++"] {
            assert!(linked.iter().any(|line| line == needed), "{linked:?}");
        }
    }
    let output = run(&[("PULSARWS_STATIC", "perhaps")]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && words.contains("\"perhaps\": set it to 1 or 0"), "{words}");
}

#[test]
fn a_folder_is_looked_in_first_whatever_is_linked() {
    let folder = ("PULSARWS_LIB_DIR", "/lib/here");
    assert_eq!(linked(&[folder]), ["search=native=/lib/here", "lib=dylib=pulsarws"]);
    assert_eq!(
        linked(&[folder, ("PULSARWS_STATIC", "0")]),
        ["search=native=/lib/here", "lib=dylib=pulsarws"]
    );
    let both = linked(&[folder, ("PULSARWS_STATIC", "1")]);
    assert_eq!(both[..2], ["search=native=/lib/here", "lib=static:-bundle=pulsarws"]);
    assert!(both.iter().any(|line| line == "lib=dylib=ssl"), "{both:?}");
}

#[test]
fn documentation_links_nothing() {
    assert!(linked(&[("DOCS_RS", "1"), ("PULSARWS_STATIC", "1")]).is_empty());
}
