//! Which files belong to the target: by their names, and by their `//go:build` lines.

use crate::syntax::constraint::Constraint;

/// Operating systems and architectures that a file's name may be for: `name_GOOS.go`, `name_GOOS_GOARCH.go`.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];
const ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "wasm32",
];

/// The language version that is implemented: `go1.1` to this are true build tags.
pub const GO_MINOR: u32 = 27;

/// Build tags of the target. What Go's own port sets of them by default, packages may go by.
const OWN_TAGS: &[&str] = &[
    "wasm",
    "wasm32",
    "burrow",
    "wasm.satconv",
    "wasm.signext",
    "goexperiment.jsonv2",
];

/// What a build is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    /// Build tags beside those of the target itself.
    pub(super) tags: &'a [String],
    /// Whether it is for a package of Go's own source, of which no part may be in assembly language.
    pub(super) pure: bool,
    /// Whether test files count.
    pub(super) tests: bool,
    /// The operating system.
    pub(super) system: &'static str,
}

impl<'a> Target<'a> {
    /// What these tags are set for, beside those of the target itself.
    pub(super) fn of(tags: &'a [String]) -> Self {
        Self {
            tags,
            pure: false,
            tests: false,
            system: "wasip1",
        }
    }

    /// Whether a build tag is set.
    fn tag_is_set(self, tag: &str) -> bool {
        let own = match tag.strip_prefix("go1.") {
            Some(minor) => minor
                .parse()
                .is_ok_and(|n: u32| (1..=GO_MINOR).contains(&n)),
            None => {
                tag == self.system
                    || OWN_TAGS.contains(&tag)
                    || self.pure && matches!(tag, "gc" | "purego" | "math_big_pure_go")
            }
        };
        own || self.tags.iter().any(|t| t == tag)
    }

    /// Whether a file belongs to the target by its name.
    pub(super) fn name_fits(self, name: &str) -> bool {
        let Some(stem) = name.strip_suffix(".go") else {
            return false;
        };
        let of_test = stem.strip_suffix("_test");
        if name.starts_with(['_', '.']) || of_test.is_some() && !self.tests {
            return false;
        }
        let stem = of_test.unwrap_or(stem);
        // The part before the first underscore is never a constraint.
        let parts: Vec<&str> = stem.split('_').skip(1).collect();
        match parts[..] {
            [.., system, arch] if SYSTEMS.contains(&system) && ARCHITECTURES.contains(&arch) => {
                self.tag_is_set(system) && self.tag_is_set(arch)
            }
            [.., last] if SYSTEMS.contains(&last) || ARCHITECTURES.contains(&last) => {
                self.tag_is_set(last)
            }
            _ => true,
        }
    }

    /// Whether a file belongs to the target by its `//go:build` line, which stands before the package clause.
    pub(super) fn constraint_fits(self, text: &str) -> bool {
        let mut in_comment = false;
        for line in text.lines() {
            let line = line.trim();
            if in_comment {
                in_comment = !line.contains("*/");
            } else if let Some(expr) = line.strip_prefix("//go:build") {
                // What is wrong with a line the parser says.
                return Constraint::parse(expr).is_ok_and(|c| c.holds(&|tag| self.tag_is_set(tag)));
            } else if let Some(rest) = line.strip_prefix("/*") {
                in_comment = !rest.contains("*/");
            } else if !line.is_empty() && !line.starts_with("//") {
                break;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_for_other_targets_are_left_out() {
        let target = Target::of(&[]);
        for name in [
            "a_linux.go",
            "a_test.go",
            "a_js_wasm.go",
            "_a.go",
            "a.s",
            "a_amd64.go",
        ] {
            assert!(!target.name_fits(name), "{name}");
        }
        for name in [
            "a.go",
            "linux.go",
            "a_wasip1.go",
            "a_wasip1_wasm.go",
            "a_wasm.go",
            "a_b.go",
        ] {
            assert!(target.name_fits(name), "{name}");
        }
        assert!(!target.constraint_fits("// x\n\n//go:build linux\n\npackage a"));
        assert!(
            target.constraint_fits("/* x\n*/\n//go:build burrow && !linux && go1.27\npackage a")
        );
        assert!(!target.constraint_fits("//go:build go1.28\npackage a"));
        assert!(target.constraint_fits("package a\n//go:build linux"));
    }

    #[test]
    fn tags_are_set() {
        let tags = ["debug".to_owned(), "linux".to_owned()];
        let target = Target::of(&tags);
        assert!(target.constraint_fits("//go:build debug && wasm\npackage a"));
        assert!(target.name_fits("a_linux.go"));
        assert!(!target.constraint_fits("//go:build !debug\npackage a"));
    }
}
