//! Checks Go files: parses and type-checks, and prints what is wrong.
use burrow_compiler::{
    diag::Diagnostics, loader, stdlib::Embedded, syntax::source::SourceMap, types,
};
fn main() {
    for f in std::env::args().skip(1) {
        let mut sources = SourceMap::default();
        let mut diags = Diagnostics::default();
        match loader::load(&[f.clone().into()], &Embedded, &mut sources, &mut diags) {
            Ok(p) => {
                if diags.is_empty() {
                    let _ = types::check(p, &sources, &mut diags);
                }
            }
            Err(e) => println!("{f}: {e}"),
        }
        for d in diags.sorted(&sources).iter().take(10) {
            let p = sources.place(d.pos);
            println!(
                "{f}: {:?} {}",
                p.map(|p| (p.file.display().to_string(), p.line, p.column)),
                d.message
            );
        }
    }
}
