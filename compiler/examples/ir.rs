//! Shows the intermediate representation of a Go program, verified: `cargo run --example ir -- FILE [FUNCTION-PREFIX]`.

use burrow_compiler::{
    diag::Diagnostics, ir, loader, stdlib::Embedded, syntax::source::SourceMap, types,
};

fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().expect("a file");
    let prefix = args.next();
    let mut sources = SourceMap::default();
    let mut diags = Diagnostics::default();
    let packages = match loader::load(
        &std::path::Path::new(&file).into(),
        &Embedded,
        &mut sources,
        &mut diags,
    ) {
        Ok(packages) => packages,
        Err(e) => return println!("{e:#}"),
    };
    let mut module = None;
    if diags.is_empty() {
        let mut program = types::check(packages, &sources, &mut diags);
        if diags.is_empty() {
            module = Some(ir::build::build(
                &mut program,
                ir::build::Options::default(),
                &sources,
                &mut diags,
            ));
        }
    }
    for d in diags.sorted(&sources).iter().take(10) {
        match sources.place(d.pos) {
            Some(p) => println!(
                "{}:{}:{}: {}",
                p.file.display(),
                p.line,
                p.column,
                d.message
            ),
            None => println!("{}", d.message),
        }
    }
    let Some(module) = module else {
        std::process::exit(1);
    };
    if !diags.is_empty() {
        std::process::exit(1);
    }
    if let Err(errors) = ir::verify::verify(&module) {
        for e in errors.iter().take(20) {
            println!("invalid: {e}");
        }
        std::process::exit(2);
    }
    match prefix {
        None => print!("{}", ir::print::ShowModule(&module)),
        Some(prefix) => {
            for f in &module.funcs {
                if f.name.starts_with(&prefix) {
                    println!("{}", ir::print::ShowFunc(&module, f));
                }
            }
        }
    }
}
