//! What the safe layer must refuse, each program with what the compiler says. `TRYBUILD=overwrite` writes that down anew.
#![cfg(all(feature = "typed", not(loom)))]

#[test]
fn unsound_programs_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}
