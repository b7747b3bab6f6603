//! Replays what fuzzing kept (`fuzz/corpus/TARGET`) through the same laws that the fuzz targets check. A crash that was fixed
//! stays here as a file.

#[path = "../../../../fuzz/src/lib.rs"]
mod laws;

use std::path::Path;

/// The law of each target, by the name of its folder.
fn law(target: &str) -> fn(&[u8]) {
    match target {
        "any" => laws::any,
        "container" => laws::container,
        "xml" => laws::xml,
        "page" => laws::page,
        "article" => laws::article,
        "alignment" => laws::alignment,
        "stored" => laws::stored,
        "note" => laws::note,
        "proof" => laws::proof,
        "record" => laws::record,
        "map_json" => laws::map_json,
        "map_xml" => laws::map_xml,
        "document" => laws::document,
        "statement" => laws::statement,
        "quotes" => laws::quotes,
        "figures" => laws::figures,
        "segment" => laws::segment,
        _ => laws::any,
    }
}

#[test]
fn what_fuzzing_kept_breaks_no_law() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut count = 0;
    for folder in std::fs::read_dir(&corpus).expect("the corpus").flatten() {
        let target = folder.file_name().to_string_lossy().into_owned();
        let format = copydesk_wire::Format::from_name(&target.replace('_', "-"));
        for file in std::fs::read_dir(folder.path())
            .expect("a folder")
            .flatten()
        {
            let bytes = std::fs::read(file.path()).expect("a file");
            match format {
                Some(format) if !target.starts_with("map") => laws::wire(format.name(), &bytes),
                _ => law(&target)(&bytes),
            }
            count += 1;
        }
    }
    println!("{count} files replayed");
    assert!(count > 300, "{count}");
}
