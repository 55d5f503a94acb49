//! Workspaces: the file `go.work`, which names modules that are worked on together.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::gomod::{ModFile, Replace, directives, language};

/// The language of a workspace whose `go.work` does not say.
const UNSAID: u32 = 18;

/// What a `go.work` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WorkFile {
    /// Minor version of the language; no module's may be newer.
    lang: u32,
    said: bool,
    /// Lines and folders of modules.
    uses: Vec<(usize, String)>,
    /// Stronger than those of the modules.
    pub(super) replaces: Vec<Replace>,
}

/// The `go.work` that counts for a folder: what GOWORK says, else the nearest one above.
pub(super) fn find(folder: &Path) -> Option<PathBuf> {
    match std::env::var_os("GOWORK") {
        Some(off) if off == "off" => None,
        Some(path) if !path.is_empty() => Some(path.into()),
        _ => folder
            .ancestors()
            .map(|f| f.join("go.work"))
            .find(|f| f.is_file()),
    }
}

impl WorkFile {
    /// Reads a `go.work` and the modules that it names, with their folders. The errors are Go's.
    pub(super) fn read(path: &Path) -> Result<(Self, Vec<(PathBuf, ModFile)>)> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let name = super::files::shown(path);
        let file = Self::parse(&text)
            .map_err(|(line, message)| anyhow::anyhow!("{}:{line}: {message}", name.display()))?;
        let base = path.parent().unwrap_or(Path::new("."));
        let mut modules: Vec<(PathBuf, ModFile)> = Vec::new();
        for (line, dir) in &file.uses {
            let folder = super::roots::normal(&base.join(dir))?;
            if modules.iter().any(|(f, _)| *f == folder) {
                bail!(
                    "{}:{line}: path {} appears multiple times in workspace",
                    name.display(),
                    folder.display()
                );
            }
            let listed = || format!("cannot load module {dir} listed in go.work file");
            if !folder.join("go.mod").is_file() {
                bail!("{}: it has no go.mod", listed());
            }
            let module = ModFile::read(&folder).with_context(listed)?;
            if module.lang > file.lang {
                let says = match file.said {
                    true => "lists",
                    false => "implicitly requires",
                };
                bail!(
                    "module {dir} listed in go.work file requires go >= 1.{}, but go.work {says} go 1.{}",
                    module.lang,
                    file.lang
                );
            }
            if let Some((other, _)) = modules.iter().find(|(_, m)| m.path == module.path) {
                bail!(
                    "module {} appears multiple times in workspace: {} and {}",
                    module.path,
                    other.display(),
                    folder.display()
                );
            }
            modules.push((folder, module));
        }
        if modules.is_empty() {
            bail!("no modules were found in the current workspace; see 'go help work'");
        }
        Ok((file, modules))
    }

    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut file = WorkFile::default();
        let mut lang = None;
        directives(text, |line, verb, args| {
            match (verb, args) {
                ("go", _) => language(args, &mut lang, "go.work file")?,
                ("use", [folder]) => file.uses.push((line, (*folder).into())),
                ("use", _) => return Err("usage: use local/dir".into()),
                ("replace", _) => file.replaces.push(Replace::parse(args)?),
                // They matter to those who fetch tools.
                ("toolchain" | "godebug", _) => {}
                _ => return Err(format!("unknown directive: {verb}")),
            }
            Ok(())
        })?;
        file.said = lang.is_some();
        file.lang = lang.unwrap_or(UNSAID);
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_file() {
        let text =
            "go 1.22\n\nuse (\n\t./a // first\n\t../b\n)\nuse \"./c d\"\nreplace x.y/z => ./z\n";
        let file = WorkFile::parse(text).unwrap();
        assert_eq!((file.lang, file.said), (22, true));
        let uses: Vec<_> = file.uses.iter().map(|(l, f)| (*l, f.as_str())).collect();
        assert_eq!(uses, [(4, "./a"), (5, "../b"), (7, "./c d")]);
        assert_eq!(file.replaces[0].to, "./z");
        assert_eq!(WorkFile::parse("use .").unwrap().lang, UNSAID);
    }

    #[test]
    fn what_is_refused() {
        for (text, line, message) in [
            ("go 1.20\ngo 1.21", 2, "repeated go statement"),
            ("use", 1, "usage: use local/dir"),
            ("module m", 1, "unknown directive: module"),
            (
                "replace a => b",
                1,
                "replacement module without version must be directory path (rooted or starting with . or ..)",
            ),
        ] {
            assert_eq!(WorkFile::parse(text), Err((line, message.into())), "{text}");
        }
    }
}
