//! Finds libpulsarws: by pkg-config, or where the environment says.

use std::env;
use std::process::exit;

fn main() {
    for name in ["PULSARWS_LIB_DIR", "PULSARWS_STATIC", "DOCS_RS"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    if env::var_os("DOCS_RS").is_some() {
        return; // Documentation links nothing.
    }
    let folder = env::var("PULSARWS_LIB_DIR").ok().filter(|folder| !folder.is_empty());
    if let Some(folder) = &folder {
        println!("cargo:rustc-link-search=native={folder}");
    }
    if is_static() {
        link_statically(folder.as_deref());
    } else if folder.is_some() {
        println!("cargo:rustc-link-lib=dylib=pulsarws");
    } else {
        // Said, or the crate would take any PULSARWS_STATIC for a yes.
        probe(pkg_config::Config::new().statik(false));
    }
}

/// What PULSARWS_STATIC says: a 0 is a no.
fn is_static() -> bool {
    let value = env::var("PULSARWS_STATIC").unwrap_or_default();
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => true,
        "" | "0" | "false" | "no" | "off" => false,
        _ => fail(&format!("PULSARWS_STATIC is \"{value}\": set it to 1 or 0.")),
    }
}

/// Links libpulsarws.a, and by pkg-config's word what that needs.
fn link_statically(folder: Option<&str>) {
    if let Some(folder) = folder {
        // The pulsarws.pc beside it comes before others.
        let others = env::var_os("PKG_CONFIG_PATH").unwrap_or_default();
        let paths = [format!("{folder}/pkgconfig").into()];
        let paths = paths.into_iter().chain(env::split_paths(&others));
        if let Ok(paths) = env::join_paths(paths) {
            env::set_var("PKG_CONFIG_PATH", paths);
        }
    }
    let found = probe(pkg_config::Config::new().statik(true).cargo_metadata(false));
    for path in &found.link_paths {
        println!("cargo:rustc-link-search=native={}", path.display());
    }
    // Not in the Rust library, which would hold a copy of all of it.
    println!("cargo:rustc-link-lib=static:-bundle=pulsarws");
    for library in found.libs.iter().filter(|&library| library != "pulsarws") {
        println!("cargo:rustc-link-lib=dylib={library}");
    }
}

fn probe(config: &mut pkg_config::Config) -> pkg_config::Library {
    config.range_version("1.0".."2").probe("pulsarws").unwrap_or_else(|error| {
        fail(&format!(
            "libpulsarws 1.x was not found. Install it, name the folder of its pulsarws.pc in \
             PKG_CONFIG_PATH, or name the folder of libpulsarws.so in PULSARWS_LIB_DIR.\n{error}"
        ))
    })
}

fn fail(words: &str) -> ! {
    eprintln!("{words}");
    exit(1)
}
