//! Programs of several packages: modules, what they require, vendor folders, build tags, language versions, and what is
//! said where something is missing. Go 1.27 says the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

// Other tests use the rest of it.
#[allow(dead_code)]
mod common;

use common::{folder, missing};

fn burrow(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_burrow"))
        .args(args)
        .current_dir(folder)
        .env_remove("GOPATH")
        .env("GOMODCACHE", folder.join("cache"))
        .output()
        .unwrap()
}

fn said(out: &Output) -> String {
    String::from_utf8(out.stderr.clone()).unwrap()
}

/// Writes `-- name --` sections as files.
fn files(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut file: Option<PathBuf> = None;
    let mut content = String::new();
    for line in text.lines().chain(["-- end --"]) {
        let name = line.strip_prefix("-- ").and_then(|l| l.strip_suffix(" --"));
        match name {
            Some(name) => {
                if let Some(file) = file.replace(folder.path().join(name)) {
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    fs::write(file, core::mem::take(&mut content)).unwrap();
                }
            }
            None => content += &format!("{line}\n"),
        }
    }
    folder
}

/// What `check` says of files, without the folder's name.
fn refused(text: &str, args: &[&str]) -> String {
    let folder = files(text);
    let all: Vec<&str> = ["check"].iter().chain(args).copied().collect();
    let out = burrow(folder.path(), &all);
    let said = said(&out);
    assert_eq!(out.status.code(), Some(1), "{said}");
    let path = folder.path().canonicalize().unwrap().display().to_string();
    said.replace(&path, "DIR").trim_end().to_owned()
}

fn run(module: &Path, args: &[&str]) -> String {
    let out = Command::new("node")
        .arg("--no-warnings")
        .arg(folder("../xtask/node/run.mjs"))
        .arg(module)
        .args(args)
        .output()
        .unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
}

#[test]
fn a_module_with_commands_and_a_replaced_requirement() {
    let app = folder("tests/modules/app");
    assert_eq!(said(&burrow(&app, &["check", "./..."])), "");
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = scratch.path().join("app.wasm");
    let output = module.to_str().unwrap();
    let out = burrow(&app, &["build", "-o", output]);
    assert!(out.status.success(), "{}", said(&out));
    let printed = run(&module, &["x"]);
    let path = format!("{}/", folder("tests/modules").display());
    let want = fs::read_to_string(folder("tests/modules/app.out")).unwrap();
    assert_eq!(printed.replace(&path, ""), want);

    let out = burrow(
        &app,
        &[
            "build",
            "-tags",
            "extra,other",
            "-o",
            output,
            "example.com/app",
        ],
    );
    assert!(out.status.success(), "{}", said(&out));
    assert!(run(&module, &[]).contains("helper extra"));

    let all = scratch.path().join("all");
    let out = burrow(&app, &["build", "-o", all.to_str().unwrap(), "./cmd/tool"]);
    assert!(out.status.success(), "{}", said(&out));
    assert_eq!(run(&all, &[]), "shapes is initialised\ntool deep\n");
    fs::remove_file(&all).unwrap();
    fs::create_dir(&all).unwrap();
    let out = burrow(&app, &["build", "-o", all.to_str().unwrap(), "./..."]);
    assert!(out.status.success(), "{}", said(&out));
    let mut names: Vec<_> = fs::read_dir(&all)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["app.wasm", "tool.wasm"]);
}

/// A workspace of two modules that know nothing of each other's place, a third that replaces what one requires, and a
/// fourth that does not belong to it.
const WORKSPACE: &str = "-- go.work --\ngo 1.27\n\nuse (\n\t./a\n\t./b // the library\n)\n\nreplace dep.com/d => ./d\n\
    -- a/go.mod --\nmodule ex.com/a\ngo 1.27\nrequire ex.com/b v1.0.0\n\
    -- a/main.go --\npackage main\nimport (\n\"ex.com/b\"\n\"ex.com/b/sub\"\n)\nfunc main() { println(b.F(), sub.G()) }\n\
    -- a/cmd/tool/main.go --\npackage main\nfunc main() { println(\"tool\") }\n\
    -- b/go.mod --\nmodule ex.com/b\ngo 1.21\nrequire dep.com/d v1.0.0\n\
    -- b/b.go --\npackage b\nimport \"dep.com/d\"\nfunc F() int { return d.F() + 1 }\n\
    -- b/sub/sub.go --\npackage sub\nfunc G() (s int) { var fs []func() int; for i := 0; i < 3; i++ { fs = append(fs, func() int { return i }) }; for _, f := range fs { s += f() }; return }\n\
    -- d/go.mod --\nmodule dep.com/d\ngo 1.27\n-- d/d.go --\npackage d\nfunc F() int { return 40 }\n\
    -- c/go.mod --\nmodule ex.com/c\ngo 1.27\n-- c/main.go --\npackage main\nfunc main() {}\n\
    -- e/main.go --\npackage main\nfunc main() {}\n";

#[test]
fn a_workspace() {
    let all = files(WORKSPACE);
    let folder = all.path();
    assert_eq!(said(&burrow(&folder.join("a"), &["check", "./..."])), "");
    // Each module has its language: in b's, a loop has one variable for all its turns.
    if missing().is_none() {
        let module = folder.join("a.wasm");
        let out = burrow(
            &folder.join("a"),
            &["build", "-o", module.to_str().unwrap()],
        );
        assert!(out.status.success(), "{}", said(&out));
        assert_eq!(run(&module, &[]), "41 9\n");
    }
    // All its modules, from the folder above them.
    let bin = folder.join("bin");
    fs::create_dir(&bin).unwrap();
    let out = burrow(folder, &["build", "-o", bin.to_str().unwrap(), "./..."]);
    if missing().is_none() {
        assert!(out.status.success(), "{}", said(&out));
        let mut names: Vec<_> = fs::read_dir(&bin)
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.wasm", "tool.wasm"]);
    }
    // Without it, nobody knows where b is.
    let out = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("check")
        .current_dir(folder.join("a"))
        .env("GOWORK", "off")
        .env("GOMODCACHE", folder.join("cache"))
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("module ex.com/b@v1.0.0 is not on this machine"));
}

#[test]
fn what_a_workspace_refuses() {
    let with = |work: &str| {
        let rest = &WORKSPACE[WORKSPACE.find("-- a/go.mod").unwrap()..];
        format!("-- go.work --\n{work}\n{rest}")
    };
    for (text, args, want) in [
        (
            WORKSPACE.to_owned(),
            "./c",
            "directory ./c is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use ./c",
        ),
        (
            WORKSPACE.to_owned(),
            "./e",
            "directory ./e outside modules listed in go.work or their selected dependencies",
        ),
        (
            WORKSPACE.to_owned(),
            "./e/...",
            "pattern ./e/...: directory prefix ./e does not contain modules listed in go.work or their selected dependencies",
        ),
        (
            with("go 1.27\nuse ./a\nuse ./a"),
            "./a",
            "go.work:3: path DIR/a appears multiple times in workspace",
        ),
        (
            with("use ./a"),
            "./a",
            "module ./a listed in go.work file requires go >= 1.27, but go.work implicitly requires go 1.18",
        ),
        (
            with("go 1.27"),
            "./a",
            "no modules were found in the current workspace; see 'go help work'",
        ),
        (
            with("go 1.27\nuse ./zz"),
            "./a",
            "cannot load module ./zz listed in go.work file: it has no go.mod",
        ),
    ] {
        assert!(
            refused(&text, &[args]).contains(want),
            "{}",
            refused(&text, &[args])
        );
    }
}

#[test]
fn a_vendor_folder() {
    const TEXT: &str = "-- go.mod --\nmodule ex.com/m\ngo 1.21\nrequire dep.com/a v1.2.0\n\
        -- vendor/modules.txt --\n# dep.com/a v1.2.0\n## explicit; go 1.17\ndep.com/a\n\
        -- vendor/dep.com/a/a.go --\npackage a\nfunc F() int { return 1 }\n-- main.go --\n";
    let good = files(&format!(
        "{TEXT}package main\nimport \"dep.com/a\"\nfunc main() {{ println(a.F()) }}\n"
    ));
    let out = burrow(good.path(), &["check"]);
    assert!(out.status.success(), "{}", said(&out));
    assert_eq!(
        refused(
            &format!("{TEXT}package main\nimport _ \"dep.com/b\"\nfunc main() {{}}\n"),
            &[]
        ),
        "main.go:2:10: cannot find module providing package dep.com/b: import lookup disabled by -mod=vendor\n\
         \t(Go version in go.mod is at least 1.14 and vendor directory exists.)"
    );
    assert_eq!(
        refused(
            &format!(
                "{}package main\n",
                TEXT.replace("# dep.com/a v1.2.0", "# dep.com/a v1.3.0")
            ),
            &[]
        ),
        "burrow: inconsistent vendoring in DIR:\n\
         \tdep.com/a@v1.2.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt\n\
         \tdep.com/a@v1.3.0: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod"
    );
    // A language of its own.
    let old = TEXT.replace("return 1", "for range 2 {}; return 1");
    assert_eq!(
        refused(
            &format!("{old}package main\nimport _ \"dep.com/a\"\nfunc main() {{}}\n"),
            &[]
        ),
        "vendor/dep.com/a/a.go:2:26: cannot range over 2 (untyped int constant): requires go1.22 or later (-lang was set to go1.17; check go.mod)"
    );
}

const MODULE: &str = "-- go.mod --\nmodule ex.com/m\ngo 1.21\nrequire other.com/r v1.0.0\nrequire far.com/Away v1.0.0\n\
    replace other.com/r => ./other\nreplace only.com/here => ./only\n-- empty/x.txt --\n-- tests/a_test.go --\npackage a\n\
    -- none/a.go --\n//go:build never\npackage none\n-- two/a.go --\npackage one\n-- two/b.go --\npackage two\n\
    -- prog/a.go --\npackage main\nfunc main() {}\n-- other/go.mod --\nmodule other.com/r\n-- other/r.go --\npackage r\n\
    -- other/internal/z/z.go --\npackage z\n-- sub/internal/y/y.go --\npackage y\n-- sub/in.go --\npackage sub\nimport _ \"ex.com/m/sub/internal/y\"\n\
    -- only/o.go --\npackage o\n-- nested/go.mod --\nmodule nested.com/n\n-- nested/n.go --\npackage n\n\
    -- cache/far.com/!away@v1.0.0/far.go --\npackage far\n";

#[test]
fn what_cannot_be_imported() {
    for (path, want) in [
        (
            "github.com/x/y",
            "no required module provides package github.com/x/y; to add it:\n\tgo get github.com/x/y",
        ),
        (
            "ex.com/m/empty",
            "no required module provides package ex.com/m/empty; to add it:\n\tgo get ex.com/m/empty",
        ),
        (
            "ex.com/m/nested",
            "no required module provides package ex.com/m/nested; to add it:\n\tgo get ex.com/m/nested",
        ),
        ("ex.com/m/tests", "no non-test Go files in DIR/tests"),
        (
            "ex.com/m/none",
            "build constraints exclude all Go files in DIR/none",
        ),
        (
            "ex.com/m/two",
            "found packages one (a.go) and two (b.go) in two",
        ),
        (
            "ex.com/m/prog",
            "import \"ex.com/m/prog\" is a program, not an importable package",
        ),
        ("nope/std", "package nope/std is not in std"),
        (
            "other.com/r/internal/z",
            "use of internal package other.com/r/internal/z not allowed",
        ),
        (
            "internal/abi",
            "use of internal package internal/abi not allowed",
        ),
        (
            "ex.com/m/sub/internal/y",
            "use of internal package ex.com/m/sub/internal/y not allowed",
        ),
        (
            "./sub",
            "\"./sub\" is relative, but relative import paths are not supported in module mode",
        ),
        (
            "only.com/here",
            "module only.com/here provides package only.com/here and is replaced but not required; to add it:\n\tgo get only.com/here",
        ),
    ] {
        let text =
            format!("{MODULE}-- main.go --\npackage main\nimport _ \"{path}\"\nfunc main() {{}}\n");
        assert_eq!(
            refused(&text, &[]),
            format!("main.go:2:10: {want}"),
            "{path}"
        );
    }
    for path in ["other.com/r", "ex.com/m/sub", "far.com/Away"] {
        let folder = files(&format!(
            "{MODULE}-- main.go --\npackage main\nimport _ \"{path}\"\nfunc main() {{}}\n"
        ));
        assert_eq!(said(&burrow(folder.path(), &["check", "."])), "", "{path}");
    }
}

#[test]
fn what_cannot_be_built() {
    for (args, want) in [
        (
            &["./nope"][..],
            "burrow: stat DIR/nope: directory not found",
        ),
        (&["./empty"], "burrow: no Go files in DIR/empty"),
        (&["./tests"], "burrow: no non-test Go files in DIR/tests"),
        (
            &["./none"],
            "burrow: build constraints exclude all Go files in DIR/none",
        ),
        (
            &["./two"],
            "burrow: found packages one (a.go) and two (b.go) in two",
        ),
        (&["nope"], "burrow: package nope is not in std"),
        (
            &["prog/a.go", "sub/in.go"],
            "burrow: named files must all be in one directory; have prog and sub",
        ),
        (
            &["prog/a.go", "sub"],
            "burrow: named files must be .go files: sub",
        ),
        (
            &["./empty/..."],
            "burrow: \"./empty/...\" matched no packages",
        ),
        (
            &["fmt"],
            "burrow: fmt is a standard package: it is compiled with the programs that import it",
        ),
    ] {
        assert_eq!(refused(MODULE, args), want);
    }
    assert_eq!(
        refused(
            "-- go.mod --\nmodule m\ngo 1.x\n-- a.go --\npackage main\n",
            &[]
        ),
        "burrow: go.mod:2: invalid go version '1.x': must match format 1.23.0"
    );
}

#[test]
fn an_import_cycle_is_told_from_its_beginning() {
    let text = "-- go.mod --\nmodule ex.com/m\n-- main.go --\npackage main\nimport _ \"ex.com/m/a\"\nfunc main() {}\n\
        -- a/a.go --\npackage a\nimport _ \"ex.com/m/b\"\n-- b/b.go --\npackage b\nimport _ \"ex.com/m/a\"\n";
    assert_eq!(
        refused(text, &[]),
        "package ex.com/m\n\timports ex.com/m/a from main.go\n\timports ex.com/m/b from a.go\n\
         \timports ex.com/m/a from b.go: import cycle not allowed"
    );
}

#[test]
fn errors_of_a_package_are_not_repeated_by_its_importers() {
    let text = "-- go.mod --\nmodule ex.com/m\n-- main.go --\npackage main\nimport \"ex.com/m/a\"\nfunc main() { a.F(1) }\n\
        -- a/a.go --\npackage a\nfunc F() { x }\n-- c/c.go --\npackage c\nvar y int = \"\"\n";
    assert_eq!(
        refused(text, &["./..."]),
        "a/a.go:2:12: undefined: x\n\
         c/c.go:2:13: cannot use \"\" (untyped string constant) as int value in variable declaration"
    );
    let folder = files(text);
    let out = burrow(folder.path(), &["check", "-json", "./a"]);
    assert_eq!(
        String::from_utf8(out.stdout).unwrap(),
        "{\"column\":12,\"file\":\"a/a.go\",\"line\":2,\"message\":\"undefined: x\",\"severity\":\"error\"}\n"
    );
}

#[test]
fn each_language_version_lacks_what_came_later() {
    let want = fs::read_to_string(folder("tests/modules/versions.want")).unwrap();
    let needs = |line: &str| -> u32 {
        let (_, rest) = line.rsplit_once("requires go1.").expect(line);
        rest.split(' ').next().unwrap().parse().expect(line)
    };
    for lang in [8, 12, 13, 16, 17, 19, 20, 21, 22, 25, 26, 27] {
        let option = format!("--lang=go1.{lang}");
        let out = burrow(
            &folder("tests/modules"),
            &["check", "-e", &option, "versions.go"],
        );
        let hint = format!(" (-lang was set to go1.{lang}; check go.mod)\n");
        let want: String = want
            .lines()
            .filter(|line| needs(line) > lang)
            .map(|line| format!("{line}{hint}"))
            .collect();
        assert_eq!(said(&out), want, "go1.{lang}");
        assert_eq!(out.status.success(), want.is_empty());
    }
}

#[test]
fn embedded_files() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = scratch.path().join("embed.wasm");
    let out = burrow(
        &folder("tests/modules/embed"),
        &["build", "-o", module.to_str().unwrap()],
    );
    assert!(out.status.success(), "{}", said(&out));
    let want = fs::read_to_string(folder("tests/modules/embed.out")).unwrap();
    assert_eq!(run(&module, &[]), want);
}

#[test]
fn a_variable_that_is_another_packages() {
    if let Some(why) = missing() {
        eprintln!("the program is not run: {why}");
        return;
    }
    let folder = files(
        "-- go.mod --\nmodule ex.com/m\ngo 1.27\n\
         -- a/a.go --\npackage a\nvar s, t string\nfunc init() { s, t = \"a\", \"b\" }\nfunc Get() string { return s + t }\n\
         -- main.go --\npackage main\nimport _ \"unsafe\"\nimport \"ex.com/m/a\"\n\n//go:linkname s ex.com/m/a.s\nvar s string\n\
         var u string\n\n//go:linkname u ex.com/m/a.t\nfunc main() {\nprintln(a.Get(), s, u)\ns = \"c\"\nprintln(a.Get())\n}\n",
    );
    let module = folder.path().join("m.wasm");
    let out = burrow(folder.path(), &["build", "-o", module.to_str().unwrap()]);
    assert!(out.status.success(), "{}", said(&out));
    assert_eq!(run(&module, &[]), "ab a b\ncb\n");
}

#[test]
fn what_cannot_be_embedded() {
    const FILES: &str = "-- go.mod --\nmodule ex.com/m\ngo 1.27\n-- x.txt --\nx\n-- y.txt --\ny\n-- dir/.a --\n-- in/go.mod --\nmodule in\n\
        -- main.go --\npackage main\nimport _ \"embed\"\nfunc main() {}\n";
    for (lines, want) in [
        (
            "//go:embed no.txt\nvar x string",
            "4:12: pattern no.txt: no matching files found",
        ),
        (
            "//go:embed x.txt *.md\nvar x string",
            "4:18: pattern *.md: no matching files found",
        ),
        (
            "//go:embed ../a\nvar x string",
            "4:12: pattern ../a: invalid pattern syntax",
        ),
        (
            "//go:embed [\nvar x string",
            "4:12: pattern [: invalid pattern syntax",
        ),
        (
            "//go:embed dir\nvar x string",
            "4:12: pattern dir: cannot embed directory dir: contains no embeddable files",
        ),
        (
            "//go:embed in\nvar x string",
            "4:12: pattern in: cannot embed directory in: in different module",
        ),
        (
            "//go:embed \"x\nvar x string",
            "4:3: invalid quoted string in //go:embed: \"x",
        ),
        (
            "//go:embed x.txt\nvar x, y string",
            "4:3: go:embed cannot apply to multiple vars",
        ),
        (
            "//go:embed x.txt\nvar x = \"\"",
            "4:3: go:embed cannot apply to var with initializer",
        ),
        (
            "//go:embed x.txt\nvar x int",
            "5:5: go:embed cannot apply to var of type int",
        ),
        (
            "//go:embed *.txt\nvar x string",
            "5:5: invalid go:embed: multiple files for type string",
        ),
        (
            "//go:embed x.txt\nvar (\nx string\n)",
            "4:3: misplaced go:embed directive",
        ),
        (
            "//go:embed x.txt\nfunc f() {}",
            "4:3: misplaced go:embed directive",
        ),
        (
            "func f() {\n//go:embed x.txt\nvar x string\n_ = x\n}",
            "5:3: go:embed cannot apply to var inside func",
        ),
    ] {
        assert_eq!(
            refused(&format!("{FILES}{lines}\n"), &["."]),
            format!("main.go:{want}")
        );
    }
    let text = FILES.replace("import _ \"embed\"\n", "") + "//go:embed x.txt\nvar x string\n";
    assert_eq!(
        refused(&text, &["."]),
        "main.go:3:3: go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
    );
}

#[test]
fn directives_in_wrong_places() {
    let text = "-- a.go --\npackage main\nimport _ \"unsafe\"\nfunc main() {}\n\n//go:linkname nope other.f\n\n\
        //go:linkname T other.T\ntype T int\n\n//go:linkname f\nfunc f()\n\n//go:linkname f other.f\n\n\
        //go:systemstack\nfunc g() {}\n-- b.go --\npackage main\n//go:linkname main x.y\n";
    assert_eq!(
        refused(text, &["a.go", "b.go"]),
        "a.go:5:3: //go:linkname must refer to declared function or variable\n\
         a.go:7:3: //go:linkname must refer to declared function or variable\n\
         a.go:13:3: duplicate //go:linkname for f\n\
         a.go:15:3: //go:systemstack only allowed in runtime\n\
         b.go:2:3: //go:linkname only allowed in Go files that import \"unsafe\""
    );
}

#[test]
fn types_that_do_not_cross_to_the_host() {
    let out = burrow(&folder("tests/modules"), &["check", "-e", "wasm.go"]);
    let want = fs::read_to_string(folder("tests/modules/wasm.want")).unwrap();
    assert_eq!(said(&out), want);
}

/// A module with requirements of each kind: from the cache, replaced by a folder and by another module, and one that nobody imports.
const BUILT: &str = "-- app/go.mod --\nmodule ex.com/app\n\ngo 1.27\n\nrequire (\n\tdep.com/a v1.0.0\n\tdep.com/b v1.2.0\n\tdep.com/c v0.1.0\n\tdep.com/unused v1.0.0\n)\n\n\
    replace dep.com/b => ../b\n\nreplace dep.com/c v0.1.0 => fork.com/c v0.2.0\n\
    -- app/go.sum --\ndep.com/a v1.0.0 h1:aaaa=\ndep.com/a v1.0.0/go.mod h1:xxxx=\nfork.com/c v0.2.0 h1:cccc=\ndep.com/c v0.1.0 h1:dddd=\n\
    -- app/cmd/tool/main.go --\npackage main\nimport (\n_ \"dep.com/c\"\n\"ex.com/app/lib\"\n\"runtime/debug\"\n)\n\
    func main() {\nlib.F()\ninfo, ok := debug.ReadBuildInfo()\nprint(info.String())\nagain, err := debug.ParseBuildInfo(info.String())\nagain.GoVersion = info.GoVersion\n\
    println(ok, err == nil && again.String() == info.String() && again.Deps[1].Replace.Path == \"../b\")\n}\n\
    -- app/lib/lib.go --\npackage lib\nimport (\n_ \"dep.com/a/sub\"\n_ \"dep.com/b\"\n)\nfunc F() {}\n\
    -- cache/dep.com/a@v1.0.0/go.mod --\nmodule dep.com/a\n-- cache/dep.com/a@v1.0.0/sub/a.go --\npackage sub\n\
    -- cache/fork.com/c@v0.2.0/go.mod --\nmodule dep.com/c\n-- cache/fork.com/c@v0.2.0/c.go --\npackage c\n\
    -- b/go.mod --\nmodule dep.com/b\n-- b/b.go --\npackage b\n\
    -- single.go --\npackage main\nimport \"runtime/debug\"\nfunc main() {\ninfo, _ := debug.ReadBuildInfo()\nprint(info.String())\n}\n";

#[test]
fn a_program_knows_what_it_was_built_from() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let folder = files(BUILT);
    let module = folder.path().join("out.wasm");
    let built = |of: &str, args: &[&str]| {
        let all = [&["build", "-o", module.to_str().unwrap()], args].concat();
        let mut command = Command::new(env!("CARGO_BIN_EXE_burrow"));
        let command = command.args(all).current_dir(folder.path().join(of));
        let out = command.env("GOMODCACHE", folder.path().join("cache"));
        assert_eq!(said(&out.output().unwrap()), "");
        run(&module, &[])
    };
    const SETTINGS: &str = "build\t-buildmode=exe\nbuild\t-compiler=burrow\n";
    const TARGET: &str = "build\tCGO_ENABLED=0\nbuild\tGOARCH=wasm\nbuild\tGOOS=wasip1\n";
    let want = format!(
        "go\tgo1.27.3\npath\tex.com/app/cmd/tool\nmod\tex.com/app\t(devel)\t\ndep\tdep.com/a\tv1.0.0\th1:aaaa=\ndep\tdep.com/b\tv1.2.0\n\
        =>\t../b\t(devel)\t\n\ndep\tdep.com/c\tv0.1.0\n=>\tfork.com/c\tv0.2.0\th1:cccc=\n\n{SETTINGS}build\t-tags=x,y\n{TARGET}true true\n"
    );
    assert_eq!(built("app", &["-tags=x,y", "./cmd/tool"]), want);
    let want = format!("go\tgo1.27.3\npath\tcommand-line-arguments\n{SETTINGS}{TARGET}");
    assert_eq!(built("", &["single.go"]), want);
}
