//! The files that describe modules: `go.mod` and `vendor/modules.txt`.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::target::GO_MINOR;

/// The language of modules whose `go.mod` does not say: what Go takes it for.
const UNSAID: u32 = 16;

/// What a `go.mod` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ModFile {
    /// The module's path.
    pub(super) path: String,
    /// Minor version of the language.
    pub(super) lang: u32,
    /// Path and version.
    pub(super) requires: Vec<(String, String)>,
    pub(super) replaces: Vec<Replace>,
}

/// `path [version] => to [to_version]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replace {
    pub(super) path: String,
    /// Only this version.
    pub(super) version: Option<String>,
    /// A folder when there is no version, else a module.
    pub(super) to: String,
    pub(super) to_version: Option<String>,
}

/// The minor number of a version such as `1.22`, `1.22.3` or `1.22rc1`.
fn minor(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("1.")?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (minor, tail) = rest.split_at(end);
    let patch = tail
        .strip_prefix('.')
        .is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let early = ["rc", "beta"].iter().any(|kind| {
        tail.strip_prefix(kind)
            .is_some_and(|n| n.parse::<u32>().is_ok())
    });
    if tail.is_empty() || patch || early {
        minor.parse().ok()
    } else {
        None
    }
}

/// The words of a line; comments are dropped, strings may be quoted.
fn words(line: &str) -> Vec<String> {
    let mut list = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with("//") {
        let (word, after) = match rest.chars().next() {
            Some(quote @ ('"' | '`')) => match rest[1..].split_once(quote) {
                Some((word, after)) => (word.to_owned(), after),
                None => (rest.to_owned(), ""),
            },
            Some('(' | ')') => (rest[..1].to_owned(), &rest[1..]),
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || c == '(' || c == ')')
                    .unwrap_or(rest.len());
                let end = rest[..end].find("//").map_or(end, |c| c.max(1));
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        list.push(word);
        rest = after.trim_start();
    }
    list
}

impl ModFile {
    /// Reads `go.mod` in a folder. The errors are Go's.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("go.mod");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let name = super::files::shown(&path);
        Self::parse(&text).map_err(|(line, message)| match line {
            0 => anyhow::anyhow!("error reading {}: {message}", name.display()),
            _ => anyhow::anyhow!("{}:{line}: {message}", name.display()),
        })
    }

    /// Reads the text of a `go.mod`. The error has the line, 0 for none.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut file = ModFile::default();
        let mut lang = None;
        directives(text, |_, verb, args| file.directive(verb, args, &mut lang))?;
        if file.path.is_empty() {
            return Err((0, "missing module declaration".into()));
        }
        file.lang = lang.unwrap_or(UNSAID);
        Ok(file)
    }

    fn directive(
        &mut self,
        verb: &str,
        args: &[&str],
        lang: &mut Option<u32>,
    ) -> Result<(), String> {
        match (verb, args) {
            ("module", _) if !self.path.is_empty() => {
                return Err("repeated module statement".into());
            }
            ("module", [path]) => self.path = (*path).into(),
            ("module", _) => return Err("usage: module module/path".into()),
            ("go", _) => language(args, lang, "module")?,
            ("require", [path, version]) if version.starts_with('v') => {
                self.requires.push(((*path).into(), (*version).into()));
            }
            ("require", _) => return Err("usage: require module/path v1.2.3".into()),
            ("replace", _) => self.replaces.push(Replace::parse(args)?),
            // They matter to those who fetch modules or run tools.
            ("exclude" | "retract" | "toolchain" | "tool" | "ignore" | "godebug", _) => {}
            _ => return Err(format!("unknown directive: {verb}")),
        }
        Ok(())
    }

    /// What stands for a module; one for this version comes before one for all.
    pub(super) fn replacement(&self, path: &str, version: &str) -> Option<&Replace> {
        Replace::of(&self.replaces, path, version)
    }
}

/// The `go` directive. `who` has it.
pub(super) fn language(args: &[&str], lang: &mut Option<u32>, who: &str) -> Result<(), String> {
    if lang.is_some() {
        return Err("repeated go statement".into());
    }
    let [version] = args else {
        return Err("go directive expects exactly one argument".into());
    };
    match minor(version) {
        Some(n) if n > GO_MINOR => Err(format!(
            "{who} requires go >= {version} (running go 1.{GO_MINOR})"
        )),
        Some(n) => {
            *lang = Some(n);
            Ok(())
        }
        None => Err(format!(
            "invalid go version '{version}': must match format 1.23.0"
        )),
    }
}

/// Visits the directives of a file with their line numbers. The error has the line.
pub(super) fn directives(
    text: &str,
    mut visit: impl FnMut(usize, &str, &[&str]) -> Result<(), String>,
) -> Result<(), (usize, String)> {
    let mut block: Option<(String, usize)> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim_start().starts_with("/*") {
            let message = "mod files must use // comments (not /* */ comments)";
            return Err((number, message.into()));
        }
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (verb, args) = match (&block, &words[..]) {
            (_, []) => continue,
            (Some(_), [")"]) => {
                block = None;
                continue;
            }
            (Some((verb, _)), args) => (verb.clone(), args),
            (None, [verb, "("]) => {
                block = Some(((*verb).into(), number));
                continue;
            }
            (None, [verb, "(", ")"]) if !verb.is_empty() => continue,
            (None, [verb, args @ ..]) => ((*verb).into(), args),
        };
        visit(number, &verb, args).map_err(|message| (number, message))?;
    }
    match block {
        Some((_, number)) => Err((number, "syntax error (unterminated block)".into())),
        None => Ok(()),
    }
}

impl Replace {
    /// What stands for a module; one for this version comes before one for all.
    pub(super) fn of<'a>(list: &'a [Replace], path: &str, version: &str) -> Option<&'a Replace> {
        let of = |v: Option<&str>| {
            list.iter()
                .rfind(|r| r.path == path && r.version.as_deref() == v)
        };
        of(Some(version)).or_else(|| of(None))
    }

    /// Reads the operands of the directive.
    pub(super) fn parse(args: &[&str]) -> Result<Replace, String> {
        const USAGE: &str = "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory";
        let (path, version, to, to_version) = match *args {
            [path, "=>", to] => (path, None, to, None),
            [path, "=>", to, v] => (path, None, to, Some(v)),
            [path, version, "=>", to] => (path, Some(version), to, None),
            [path, version, "=>", to, v] => (path, Some(version), to, Some(v)),
            _ => return Err(USAGE.into()),
        };
        let folder = to.starts_with(['.', '/']);
        if to_version.is_none() && !folder {
            return Err("replacement module without version must be directory path (rooted or starting with . or ..)".into());
        }
        if to_version.is_some() && folder {
            return Err(format!(
                "replacement module directory path {to:?} cannot have version"
            ));
        }
        Ok(Replace {
            path: path.into(),
            version: version.map(str::to_owned),
            to: to.into(),
            to_version: to_version.map(str::to_owned),
        })
    }
}

/// A module in `vendor/modules.txt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Vendored {
    pub(super) path: String,
    pub(super) version: String,
    /// Whether `go.mod` requires it.
    pub(super) explicit: bool,
    /// Minor version of its language.
    pub(super) lang: u32,
    /// Import paths.
    pub(super) packages: Vec<String>,
}

/// Reads `modules.txt` of a vendor folder.
pub(super) fn read_vendor(folder: &Path) -> Result<Vec<Vendored>> {
    let path = folder.join("modules.txt");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let mut list: Vec<Vendored> = Vec::new();
    for line in text.lines() {
        let last = list.last_mut();
        if let Some(notes) = line.strip_prefix("## ") {
            let Some(last) = last else { continue };
            for note in notes.split(';').map(str::trim) {
                last.explicit |= note == "explicit";
                if let Some(version) = note.strip_prefix("go ") {
                    last.lang = minor(version).unwrap_or(UNSAID).min(GO_MINOR);
                }
            }
        } else if let Some(module) = line.strip_prefix("# ") {
            // `path version`, and `=> path [version]` where it is replaced. A line without a version only notes a replacement.
            let mut words = module.split_whitespace();
            if let (Some(path), Some(version)) = (words.next(), words.next())
                && version != "=>"
            {
                list.push(Vendored {
                    path: path.into(),
                    version: version.into(),
                    lang: UNSAID,
                    ..Vendored::default()
                });
            }
        } else if let Some(last) = last
            && !line.trim().is_empty()
        {
            last.packages.push(line.trim().into());
        }
    }
    Ok(list)
}

/// Checks that `vendor/` is what `go.mod` asks for.
pub(super) fn check_vendor(file: &ModFile, vendored: &[Vendored], folder: &Path) -> Result<()> {
    let mut wrong = String::new();
    for (path, version) in &file.requires {
        if !vendored
            .iter()
            .any(|v| v.explicit && v.path == *path && v.version == *version)
        {
            wrong += &format!(
                "\n\t{path}@{version}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
            );
        }
    }
    for v in vendored.iter().filter(|v| v.explicit) {
        if !file
            .requires
            .iter()
            .any(|(p, version)| *p == v.path && *version == v.version)
        {
            wrong += &format!(
                "\n\t{}@{}: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod",
                v.path, v.version
            );
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("inconsistent vendoring in {}:{wrong}", folder.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_file() {
        let text = "// about\nmodule \"ex.com/m\" // here\n\ngo 1.21.3\n\nrequire (\n\ta.b/c v1.0.0 // indirect\n\td.e/f v0.1.0\n)\n\
            replace a.b/c => ../c\nreplace d.e/f v0.1.0 => g.h/i v2.0.0\nexclude x.y/z v1.0.0\nrequire j.k/l v1.2.3\n";
        let file = ModFile::parse(text).unwrap();
        assert_eq!(file.path, "ex.com/m");
        assert_eq!(file.lang, 21);
        let requires: Vec<_> = file.requires.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(requires, ["a.b/c", "d.e/f", "j.k/l"]);
        assert_eq!(file.replacement("a.b/c", "v1.0.0").unwrap().to, "../c");
        assert_eq!(file.replacement("d.e/f", "v0.1.0").unwrap().to, "g.h/i");
        assert_eq!(file.replacement("d.e/f", "v0.2.0"), None);
        assert_eq!(ModFile::parse("module m").unwrap().lang, UNSAID);
    }

    #[test]
    fn what_is_refused() {
        for (text, line, message) in [
            ("", 0, "missing module declaration"),
            ("module m\nmodule n", 2, "repeated module statement"),
            (
                "module m\ngo 1.x",
                2,
                "invalid go version '1.x': must match format 1.23.0",
            ),
            (
                "module m\ngo 1.99",
                2,
                "module requires go >= 1.99 (running go 1.27)",
            ),
            ("module m\nfoo bar", 2, "unknown directive: foo"),
            (
                "module m\nrequire x",
                2,
                "usage: require module/path v1.2.3",
            ),
            (
                "module m\nrequire (\n",
                2,
                "syntax error (unterminated block)",
            ),
            (
                "module m\nreplace a => b",
                2,
                "replacement module without version must be directory path (rooted or starting with . or ..)",
            ),
            (
                "module m\nreplace a => ./b v1.0.0",
                2,
                "replacement module directory path \"./b\" cannot have version",
            ),
        ] {
            assert_eq!(ModFile::parse(text), Err((line, message.into())), "{text}");
        }
    }

    #[test]
    fn language_versions() {
        for (version, want) in [
            ("1.21", Some(21)),
            ("1.9", Some(9)),
            ("1.22.0", Some(22)),
            ("1.23rc2", Some(23)),
            ("1.23beta1", Some(23)),
            ("1.", None),
            ("1.21.", None),
            ("1.21x", None),
            ("2.0", None),
        ] {
            assert_eq!(minor(version), want, "{version}");
        }
    }
}
