//! Finds libpulsarws: by pkg-config, or where the environment says.

use std::env;

fn main() {
    for name in ["PULSARWS_LIB_DIR", "PULSARWS_STATIC", "DOCS_RS"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    if env::var_os("DOCS_RS").is_some() {
        return; // Documentation links nothing.
    }
    if let Ok(folder) = env::var("PULSARWS_LIB_DIR") {
        println!("cargo:rustc-link-search=native={folder}");
        println!("cargo:rustc-link-lib=dylib=pulsarws");
        return;
    }
    let found = pkg_config::Config::new()
        .range_version("1.0".."2")
        .statik(env::var_os("PULSARWS_STATIC").is_some())
        .probe("pulsarws");
    if let Err(error) = found {
        eprintln!(
            "libpulsarws 1.x was not found. Install it, name the folder of its pulsarws.pc in \
             PKG_CONFIG_PATH, or name the folder of libpulsarws.so in PULSARWS_LIB_DIR.\n{error}"
        );
        std::process::exit(1);
    }
}
