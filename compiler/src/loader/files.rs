//! The Go files of a folder, and how messages show paths.

use std::path::{Path, PathBuf};

use super::target::Target;

/// The Go files of a folder that fit the target, with their names as messages show them; else what Go says.
pub(super) fn folder_files(
    folder: &Path,
    target: Target<'_>,
) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let names = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let entries =
        std::fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let all: Vec<String> = entries
        .flatten()
        .map(names)
        .filter(|n| n.ends_with(".go") && !n.starts_with(['_', '.']))
        .collect();
    let mut files = Vec::new();
    for name in all.iter().filter(|n| target.name_fits(n)) {
        let path = folder.join(name);
        let bytes =
            std::fs::read(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        if target.constraint_fits(&String::from_utf8_lossy(&bytes)) {
            files.push((shown(&path), bytes));
        }
    }
    let folder = folder.display();
    if all.is_empty() {
        Err(format!("no Go files in {folder}"))
    } else if !target.tests && all.iter().all(|n| n.ends_with("_test.go")) {
        Err(format!("no non-test Go files in {folder}"))
    } else if files.is_empty() {
        Err(format!(
            "build constraints exclude all Go files in {folder}"
        ))
    } else {
        Ok(files)
    }
}

/// A path as messages show it: from the current folder, where that is shorter.
pub(super) fn shown(path: &Path) -> PathBuf {
    let relative = || {
        let here = std::env::current_dir().ok()?;
        let mut up = PathBuf::new();
        for folder in here.ancestors() {
            if let Ok(rest) = path.strip_prefix(folder) {
                return Some(up.join(rest));
            }
            up.push("..");
        }
        None
    };
    match relative() {
        Some(r) if r.as_os_str().len() < path.as_os_str().len() => r,
        _ => path.to_owned(),
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
