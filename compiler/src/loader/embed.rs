//! Files that `//go:embed` lines name.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::diag::Diagnostics;
use crate::syntax::ast::{Decl, Directive, File, NodeId};
use crate::syntax::source::Pos;

/// For variables, by their name's id: names and contents of files, in the order of names. Directories are among them, with a
/// slash behind their names.
pub type Embeds = FxHashMap<NodeId, Vec<(String, Vec<u8>)>>;

/// Finds what the variables of a package embed. What is wrong with the variables the checker says.
pub(super) fn find(files: &[File], folder: &Path, diags: &mut Diagnostics) -> Embeds {
    let mut embeds = Embeds::default();
    for file in files {
        if !file.imports.iter().any(|i| i.path == "embed") {
            continue;
        }
        for decl in &file.decls {
            let Decl::Var(spec) = decl else { continue };
            let [name] = spec.names[..] else { continue };
            let mut found = Found::default();
            let mut any = false;
            for directive in &spec.directives {
                for (pos, pattern) in patterns(directive).unwrap_or_default() {
                    any = true;
                    if let Err(why) = found.pattern(folder, &pattern) {
                        diags.error(pos, format!("pattern {pattern}: {why}"));
                    }
                }
            }
            if any {
                embeds.insert(name.id, found.sorted());
            }
        }
    }
    embeds
}

/// The patterns of an `embed` line; nothing for other lines. The error is a string without an end.
pub fn patterns(directive: &Directive) -> Result<Vec<(Pos, String)>, String> {
    let Some(rest) = directive
        .text
        .strip_prefix("embed")
        .filter(|r| r.starts_with([' ', '\t']))
    else {
        return Ok(Vec::new());
    };
    let whole = rest.trim_end();
    let base = directive.pos.0 + "//go:embed".len() as u32;
    let mut list = Vec::new();
    let mut rest = whole.trim_start();
    while let Some(c) = rest.chars().next() {
        let pos = Pos(base + (whole.len() - rest.len()) as u32);
        let (pattern, after) = match c {
            '"' | '`' => {
                let end = rest[1..].find(c).ok_or_else(|| rest.to_owned())? + 2;
                let text = crate::syntax::literal::unquote_string(&rest[..end]);
                let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
                (text.ok_or_else(|| rest.to_owned())?, &rest[end..])
            }
            _ => {
                let end = rest.find([' ', '\t']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        list.push((pos, pattern));
        rest = after.trim_start();
    }
    Ok(list)
}

#[derive(Default)]
struct Found {
    files: FxHashMap<String, Vec<u8>>,
}

impl Found {
    /// Adds what a pattern names; the error is Go's.
    fn pattern(&mut self, folder: &Path, pattern: &str) -> Result<(), String> {
        let (all, glob) = match pattern.strip_prefix("all:") {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        let parts: Vec<&str> = glob.split('/').collect();
        if parts
            .iter()
            .any(|p| matches!(*p, "" | "." | "..") || !well_formed(p))
        {
            return Err("invalid pattern syntax".into());
        }
        let mut names = vec![String::new()];
        for part in &parts {
            let mut next = Vec::new();
            for name in &names {
                let dir = folder.join(name);
                let mut entries: Vec<String> = std::fs::read_dir(dir)
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|e| e.file_name().to_string_lossy().into_owned())
                    .filter(|n| matches(part, n))
                    .collect();
                entries.sort();
                next.extend(entries.into_iter().map(|n| match &**name {
                    "" => n,
                    name => format!("{name}/{n}"),
                }));
            }
            names = next;
        }
        if names.is_empty() {
            return Err("no matching files found".into());
        }
        for name in names {
            let path = folder.join(&name);
            let kind = path.symlink_metadata().map_err(|e| e.to_string())?;
            if path.is_dir() && path.join("go.mod").exists() {
                return Err(format!(
                    "cannot embed directory {name}: in different module"
                ));
            }
            if kind.is_dir() {
                if !self.directory(&path, &name, all)? {
                    return Err(format!(
                        "cannot embed directory {name}: contains no embeddable files"
                    ));
                }
            } else if kind.is_file() {
                self.file(&path, &name)?;
            } else {
                return Err(format!("cannot embed irregular file {name}"));
            }
        }
        Ok(())
    }

    /// Adds the files below a directory: those whose names begin with a dot or underscore only with `all`. Whether there are any.
    fn directory(&mut self, path: &Path, name: &str, all: bool) -> Result<bool, String> {
        let mut any = false;
        for entry in std::fs::read_dir(path)
            .map_err(|e| e.to_string())?
            .flatten()
        {
            let file = entry.file_name().to_string_lossy().into_owned();
            let hidden = file.starts_with(['.', '_']) && !all;
            let versions = matches!(&*file, ".bzr" | ".hg" | ".git" | ".svn");
            if hidden || versions {
                continue;
            }
            let (path, name) = (entry.path(), format!("{name}/{file}"));
            let kind = entry.file_type().map_err(|e| e.to_string())?;
            if kind.is_dir() {
                any |= !path.join("go.mod").exists() && self.directory(&path, &name, all)?;
            } else if kind.is_file() {
                self.file(&path, &name)?;
                any = true;
            }
        }
        Ok(any)
    }

    fn file(&mut self, path: &Path, name: &str) -> Result<(), String> {
        let data = std::fs::read(path).map_err(|e| format!("cannot embed {name}: {e}"))?;
        self.files.insert(name.to_owned(), data);
        Ok(())
    }

    /// By directory, then by name, with all directories that lead to files.
    fn sorted(self) -> Vec<(String, Vec<u8>)> {
        let mut all = self.files;
        let names: Vec<String> = all.keys().cloned().collect();
        for name in names {
            for (at, _) in name.match_indices('/') {
                all.insert(name[..=at].to_owned(), Vec::new());
            }
        }
        let mut list: Vec<_> = all.into_iter().collect();
        list.sort_by_cached_key(|(name, _)| {
            let whole = name.trim_end_matches('/');
            let (dir, file) = whole.rsplit_once('/').unwrap_or((".", whole));
            (dir.to_owned(), file.to_owned())
        });
        list
    }
}

/// One element of a pattern, as Go's `path.Match` reads it.
enum Piece {
    Any,
    One,
    /// Whether what is not in the ranges is meant, and the ranges.
    Class(bool, Vec<(char, char)>),
    Char(char),
}

fn pieces(pattern: &str) -> Option<Vec<Piece>> {
    let mut chars = pattern.chars().peekable();
    let mut list = Vec::new();
    while let Some(c) = chars.next() {
        list.push(match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            '\\' => Piece::Char(chars.next()?),
            '[' => {
                let not = chars.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                while ranges.is_empty() || chars.next_if_eq(&']').is_none() {
                    let mut bound = || match chars.next()? {
                        '-' | ']' => None,
                        '\\' => chars.next(),
                        c => Some(c),
                    };
                    let low = bound()?;
                    let high = match chars.next_if_eq(&'-') {
                        Some(_) => match chars.next()? {
                            '-' | ']' => return None,
                            '\\' => chars.next()?,
                            c => c,
                        },
                        None => low,
                    };
                    ranges.push((low, high));
                }
                Piece::Class(not, ranges)
            }
            c => Piece::Char(c),
        });
    }
    Some(list)
}

fn well_formed(pattern: &str) -> bool {
    pieces(pattern).is_some()
}

fn matches(pattern: &str, name: &str) -> bool {
    fn rest(pieces: &[Piece], name: &[char]) -> bool {
        let Some((piece, others)) = pieces.split_first() else {
            return name.is_empty();
        };
        if let Piece::Any = piece {
            return (0..=name.len()).any(|n| rest(others, &name[n..]));
        }
        let Some((&c, left)) = name.split_first() else {
            return false;
        };
        let fits = match piece {
            Piece::Any | Piece::One => true,
            Piece::Char(p) => *p == c,
            Piece::Class(not, ranges) => {
                ranges.iter().any(|&(low, high)| (low..=high).contains(&c)) != *not
            }
        };
        fits && rest(others, left)
    }
    let chars: Vec<char> = name.chars().collect();
    pieces(pattern).is_some_and(|p| rest(&p, &chars))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_patterns() {
        for (pattern, name, want) in [
            ("*", "abc", true),
            ("*.txt", "a.txt", true),
            ("*.txt", "a.txt2", false),
            ("a?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("a*b*c", "aXbYbc", true),
        ] {
            assert_eq!(matches(pattern, name), want, "{pattern} {name}");
        }
        for bad in ["[", "[]", "[a", "[a-", "[-a]", "\\", "[a-]"] {
            assert!(!well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn lines_have_patterns() {
        let line = |text: &str| {
            let directive = Directive {
                pos: Pos(1),
                text: text.into(),
            };
            patterns(&directive)
        };
        let list = line("embed a \"b c\"\t`d` ").unwrap();
        let texts: Vec<_> = list.iter().map(|(p, t)| (p.0, t.as_str())).collect();
        assert_eq!(texts, [(12, "a"), (14, "b c"), (20, "d")]);
        assert_eq!(line("embedded x"), Ok(Vec::new()));
        assert_eq!(line("embed \"a"), Err("\"a".into()));
    }
}
