//! Writes the declarations of pulsarws.h: for Rust by bindgen, for C# by
//! csbindgen, which reads what bindgen wrote.

mod doxygen;

use std::error::Error;
use std::path::Path;

const NOTICE: &str =
    "// Generated from pulsarws.h by bindings/generate: do not edit.";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [header, rust, csharp] = &arguments[..] else {
        return Err("usage: low-level HEADER RUST_FILE CSHARP_FILE".into());
    };
    write_rust(header, Path::new(rust))?;
    write_csharp(Path::new(rust), Path::new(csharp))
}

fn write_rust(header: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    bindgen::Builder::default()
        .header(header)
        // What the compiler brings itself, which libclang alone lacks.
        .clang_args(compiler_includes()?)
        .clang_arg("-fparse-all-comments")
        .parse_callbacks(Box::new(doxygen::Comments))
        .allowlist_function("pws_.*")
        .allowlist_type("pws_.*")
        .allowlist_var("PWS_.*")
        // Constants, not Rust enums: a later library may know more values.
        .default_enum_style(bindgen::EnumVariation::Consts)
        .prepend_enum_name(false)
        .translate_enum_integer_types(true)
        // A zeroed struct lacks its struct_size.
        .derive_default(false)
        .layout_tests(true)
        .merge_extern_blocks(true)
        .sort_semantically(true)
        .disable_header_comment()
        .raw_line(NOTICE)
        .rust_target("1.82.0".parse()?)
        .rust_edition(bindgen::RustEdition::Edition2021)
        .formatter(bindgen::Formatter::Prettyplease)
        .generate()?
        .write_to_file(file)?;
    Ok(())
}

fn write_csharp(rust: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    csbindgen::Builder::default()
        .input_bindgen_file(rust)
        .method_filter(|name| name.starts_with("pws_"))
        .csharp_dll_name("pulsarws")
        .csharp_namespace("PulsarWs.Interop")
        .csharp_class_name("NativeMethods")
        .csharp_class_accessibility("internal")
        // What C# 7 and Mono take.
        .csharp_use_function_pointer(false)
        .csharp_use_nint_types(false)
        .csharp_generate_const_filter(|name| name.starts_with("PWS_"))
        .generate_csharp_file(file)?;
    Ok(())
}

/// Where the C compiler of this machine keeps its own headers.
fn compiler_includes() -> Result<Vec<String>, Box<dyn Error>> {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let output = std::process::Command::new(compiler)
        .arg("-print-file-name=include")
        .output()?;
    let folder = String::from_utf8(output.stdout)?;
    Ok(vec![format!("-isystem{}", folder.trim())])
}
