//! What `burrow build -m` says of the programs in `decisions`, each with what is expected beside it.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn decisions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions");
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let source = entry.unwrap().path();
        if source.extension().is_none_or(|e| e != "go") {
            continue;
        }
        count += 1;
        let out = Command::new(env!("CARGO_BIN_EXE_burrow"))
            .args(["build", "--whole", "-m"])
            .arg(source.file_name().unwrap())
            .current_dir(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{said}");
        let expected = fs::read_to_string(source.with_extension("out")).unwrap();
        assert_eq!(said, expected, "{}", source.display());
    }
    assert!(count > 0);
}
