//! What `burrow build -m` says of programs of `programs`: `decisions/NAME.out` is expected of `programs/NAME.go`.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn decisions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions");
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let wanted = entry.unwrap().path();
        let source = Path::new(wanted.file_name().unwrap()).with_extension("go");
        count += 1;
        let out = Command::new(env!("CARGO_BIN_EXE_burrow"))
            .args(["build", "--whole", "-m"])
            .arg(&source)
            .current_dir(folder.with_file_name("programs"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{said}");
        let expected = fs::read_to_string(&wanted).unwrap();
        assert_eq!(said, expected, "{}", source.display());
    }
    assert!(count > 0);
}
