//! Lists the sample newsroom's files, so that the program carries them. Reads only the samples folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=samples");
    let samples =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the folder"))
            .join("samples");
    let mut table = String::from("pub const FILES: &[(&str, &[u8])] = &[\n");
    for folder in ["", "wires", "media", "documents"] {
        let mut names: Vec<String> = files_in(&samples.join(folder));
        names.sort();
        for name in names {
            let label = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            let path = samples.join(&label);
            writeln!(
                table,
                "    ({label:?}, include_bytes!({:?})),",
                path.display().to_string()
            )
            .expect("a string takes everything");
        }
    }
    table.push_str("];\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names the output folder"));
    std::fs::write(out.join("samples.rs"), table).expect("the output folder is writable");
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}
