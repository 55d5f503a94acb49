//! Small programs are built, verified, and looked at.

use crate::diag::Diagnostics;
use crate::ir::abi::RtFn;
use crate::ir::print::ShowFunc;
use crate::ir::verify::verify;
use crate::ir::{Callee, Data, DataTarget, Func, Inst, Mem, Module, Op, PanicKind, Term};
use crate::loader::{self, StdSource};
use crate::syntax::source::SourceMap;
use crate::types;
use std::io::Write;
use std::path::PathBuf;

/// A runtime package that is just enough.
struct Tiny;

const RUNTIME: &str = "package runtime
func gostart(f func()) { f() }
func calldefer(f func()) { f() }
//go:burrow pure
func ticks() int64
func Ticks() int64 { return ticks() }
func complex128div(n, m complex128) complex128 { return n }
";

impl StdSource for Tiny {
    fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>> {
        (path == "runtime").then(|| vec![("runtime.go".into(), RUNTIME.into())])
    }
}

fn try_build(text: &str) -> (Module, Vec<String>) {
    let mut file = tempfile::Builder::new()
        .suffix(".go")
        .tempfile()
        .expect("a file");
    file.write_all(b"package main\n").expect("written");
    file.write_all(text.as_bytes()).expect("written");
    let (mut sources, mut diags) = (SourceMap::default(), Diagnostics::default());
    let packages =
        loader::load(&file.path().into(), &Tiny, &mut sources, &mut diags).expect("loaded");
    let mut program = types::check(packages, &sources, &mut diags);
    let text = |d: &Diagnostics| d.sorted(&sources).into_iter().map(|d| d.message).collect();
    let errors: Vec<String> = text(&diags);
    assert!(errors.is_empty(), "{errors:?}");
    let module = super::build(
        &mut program,
        super::Options::default(),
        &sources,
        &mut diags,
    );
    (module, text(&diags))
}

/// Builds a program that must be accepted, and verifies it.
fn build(text: &str) -> Module {
    let (module, errors) = try_build(text);
    assert!(errors.is_empty(), "{errors:?}");
    if let Err(errors) = verify(&module) {
        for f in &module.funcs {
            println!("{}", ShowFunc(&module, f));
        }
        panic!("{errors:#?}");
    }
    module
}

fn func<'a>(m: &'a Module, name: &str) -> &'a Func {
    let mut found = m.funcs.iter().filter(|f| f.name == name && !f.wrapper);
    found.next().unwrap_or_else(|| panic!("no function {name}"))
}

fn insts(f: &Func) -> impl Iterator<Item = &Inst> {
    f.blocks
        .iter()
        .flat_map(|b| &b.insts)
        .map(|i| &f.insts[i.index()])
}

fn count(f: &Func, fits: impl Fn(&Op) -> bool) -> usize {
    insts(f).filter(|i| fits(&i.op)).count()
}

fn calls(f: &Func, rt: RtFn) -> usize {
    count(f, |op| *op == Op::Call(Callee::Runtime(rt)))
}

fn panics(f: &Func, kind: PanicKind) -> usize {
    count(f, |op| *op == Op::PanicIf(kind))
}

fn data<'a>(m: &'a Module, name: &str) -> &'a Data {
    let mut found = m.data.iter().filter(|d| d.name == name);
    found.next().unwrap_or_else(|| panic!("no data {name}"))
}

#[test]
fn a_loop_keeps_its_variables_in_parameters() {
    let m = build(
        "func f(n int) (s int) { for i := 0; i < n; i++ { s += i }; return }
        func main() { println(f(3)) }",
    );
    let f = func(&m, "main.f");
    assert_eq!(f.slots.len(), 0);
    assert_eq!(count(f, |op| matches!(op, Op::Load(..) | Op::Store(..))), 0);
    assert_eq!(f.blocks[1].params.len(), 2);
}

#[test]
fn an_instance_may_make_a_channel_of_too_large_elements() {
    let (_, errors) = try_build(
        "func f[T any]() bool { return make(chan T) == nil }
        func main() { println(f[[1<<16 - 1]byte](), f[[1 << 16]byte]()) }",
    );
    assert_eq!(errors, [crate::types::limits::LARGE_ELEMENT]);
}

#[test]
fn unused_functions_and_methods_are_not_built() {
    let m = build(
        "type t int
        func (t) used() {}
        func (t) unused() {}
        func never() {}
        func main() { t(1).used() }",
    );
    assert!(m.funcs.iter().any(|f| f.name == "main.t.used"));
    assert!(
        !m.funcs
            .iter()
            .any(|f| f.name == "main.t.unused" || f.name == "main.never")
    );
}

#[test]
fn methods_are_listed_only_where_a_dynamic_assertion_asks() {
    let program = |assertion: &str| {
        format!(
            "type t struct{{ a, b int }}
            func (t) String() string {{ return \"t\" }}
            func show(x any) {{ {assertion} }}
            func main() {{ show(t{{}}) }}"
        )
    };
    let m = build(&program("println(x)"));
    assert!(!m.funcs.iter().any(|f| f.name == "main.t.String"));
    let m = build(&program(
        "if s, ok := x.(interface{ String() string }); ok { println(s.String()) }",
    ));
    assert!(m.funcs.iter().any(|f| f.name == "main.t.String"));
    let uncommon = data(&m, "type:main.t")
        .relocs
        .iter()
        .find(|r| r.offset == 40);
    assert!(uncommon.is_some());
}

#[test]
fn variables_become_objects_only_when_shared() {
    let m = build(
        "func value() func() int { x := 3; return func() int { return x } }
        func shared() func() int { x := 3; return func() int { x++; return x } }
        func address() *int { x := 3; return &x }
        func main() { println(value()(), shared()(), *address()) }",
    );
    // One allocation is the closure's.
    assert_eq!(calls(func(&m, "main.value"), RtFn::New), 1);
    assert_eq!(calls(func(&m, "main.shared"), RtFn::New), 2);
    assert_eq!(calls(func(&m, "main.address"), RtFn::New), 1);
}

#[test]
fn each_iteration_has_its_own_variable() {
    let m = build(
        "var fs []func()
        func plain() { for i := 0; i < 3; i++ { fs = append(fs, nil) } }
        func kept() { for i := 0; i < 3; i++ { fs = append(fs, func() { i++ }) } }
        func main() { plain(); kept() }",
    );
    assert_eq!(calls(func(&m, "main.plain"), RtFn::New), 0);
    // The first, the closure, the copy for the next iteration.
    assert_eq!(calls(func(&m, "main.kept"), RtFn::New), 3);
}

#[test]
fn checks_panic_with_their_kind() {
    let m = build("func index(s []int, i int) int { return s[i] }
        func constant(a [4]int) int { return a[3] }
        func slice(s []int, i, j int) []int { return s[i:j] }
        func divide(a, b int) int { return a / b }
        func half(a int) int { return a / 2 }
        func shift(a, b int) int { return a << b }
        func follow(p *int) int { return *p }
        func main() { s := []int{1}
            println(index(s, 0), constant([4]int{}), len(slice(s, 0, 1)), divide(1, 1), half(2), shift(1, 1), follow(&s[0])) }");
    assert_eq!(panics(func(&m, "main.index"), PanicKind::Index), 1);
    assert_eq!(panics(func(&m, "main.constant"), PanicKind::Index), 0);
    assert_eq!(panics(func(&m, "main.slice"), PanicKind::SliceAcap), 1);
    assert_eq!(panics(func(&m, "main.slice"), PanicKind::SliceB), 1);
    assert_eq!(panics(func(&m, "main.divide"), PanicKind::Divide), 1);
    assert_eq!(panics(func(&m, "main.half"), PanicKind::Divide), 0);
    assert_eq!(panics(func(&m, "main.shift"), PanicKind::Shift), 1);
    assert_eq!(panics(func(&m, "main.follow"), PanicKind::Nil), 1);
}

#[test]
fn pointers_are_written_with_the_barrier_and_numbers_without() {
    let m = build(
        "type node struct { next *node; n int; name string }
        func link(a, b *node) { a.next = b }
        func number(a *node) { a.n = 1 }
        func name(a *node, s string) { a.name = s }
        func fresh(b *node) *node { return &node{next: b, n: 1} }
        func main() { a := fresh(nil); link(a, a); number(a); name(a, \"x\") }",
    );
    let barrier = |f: &Func| count(f, |op| matches!(op, Op::StorePtr(_) | Op::StorePair(..)));
    assert_eq!(barrier(func(&m, "main.link")), 1);
    assert_eq!(barrier(func(&m, "main.number")), 0);
    assert_eq!(barrier(func(&m, "main.name")), 1);
    assert_eq!(barrier(func(&m, "main.fresh")), 0);
}

#[test]
fn defers_are_open_coded_up_to_eight() {
    let many = "defer f(); ".repeat(9);
    let m = build(&format!(
        "func f() {{}}
        func two() (n int) {{ defer f(); defer func() {{ n++ }}(); return 1 }}
        func loop() {{ for i := 0; i < 2; i++ {{ defer f() }} }}
        func many() {{ {many} }}
        func never() {{ defer f(); for {{}} }}
        func main() {{ two(); loop(); many(); never() }}"
    ));
    let defers = |name: &str| func(&m, name).defers.as_ref().expect("defers").clone();
    assert_eq!(
        (defers("main.two").count, defers("main.two").records),
        (2, false)
    );
    assert_eq!(
        (defers("main.loop").count, defers("main.loop").records),
        (0, true)
    );
    assert_eq!(
        (defers("main.many").count, defers("main.many").records),
        (0, true)
    );
    // The exit is built though no return leads to it.
    let never = func(&m, "main.never");
    let exit = never.defers.as_ref().expect("defers").exit;
    assert!(matches!(never.blocks[exit.index()].term, Term::Branch(..)));
}

#[test]
fn wrappers_end_in_a_tail_call() {
    let m = build(
        "type t struct{ a, b, c int }
        func (x t) m(n int) int { return x.a + n }
        type i interface{ m(int) int }
        func start(n int) {}
        func main() { var v i = t{}; f := v.m; println(f(1)); go start(2); defer v.m(3) }",
    );
    let wrappers: Vec<&Func> = m.funcs.iter().filter(|f| f.wrapper).collect();
    assert!(wrappers.len() >= 3);
    for f in wrappers {
        assert!(f.has_ctx);
        let tail = f
            .blocks
            .iter()
            .any(|b| matches!(b.term, Term::TailCall(..)));
        assert!(tail, "{}", ShowFunc(&m, f));
    }
}

#[test]
fn constant_initialisers_are_data() {
    let m = build(
        "type entry struct { name string; n int; f func() int }
        func one() int { return 1 }
        var table = []entry{{\"a\", 1, one}, {\"b\", 2, func() int { return 2 }}}
        var p = &table
        var any1 any = 7
        var dynamic = one()
        func main() { println(len(*p), any1, dynamic, table[1].f()) }",
    );
    let table = data(&m, "main.table");
    assert_eq!((table.bytes[4], table.bytes[8]), (2, 2));
    let DataTarget::Data(array, 0) = table.relocs[0].target else {
        panic!("no array");
    };
    // Two names and two closures.
    assert_eq!(m.data[array.index()].relocs.len(), 4);
    assert_eq!(data(&m, "main.p").relocs.len(), 1);
    assert_eq!(data(&m, "main.any1").relocs.len(), 2);
    // Only one variable is left to compute.
    assert_eq!(
        count(func(&m, "main.init"), |op| matches!(op, Op::Call(_))),
        1
    );
}

#[test]
fn dense_switches_use_a_table() {
    let m = build("func dense(n int) int { switch n { case 1: return 5; case 2: return 3; case 3: return 9; case 4: return 1; case 5: return 0 }; return 7 }
        func sparse(n int) int { switch n { case 1: return 5; case 200: return 3; case 3000: return 9; case 40000: return 1; case 500000: return 0 }; return 7 }
        func main() { println(dense(1), sparse(1)) }");
    let tables = |f: &Func| {
        f.blocks
            .iter()
            .filter(|b| matches!(b.term, Term::Switch(..)))
            .count()
    };
    assert_eq!(tables(func(&m, "main.dense")), 1);
    assert_eq!(tables(func(&m, "main.sparse")), 0);
}

#[test]
fn strings_are_told_apart_by_length_and_content() {
    let m = build(
        "func f(s string) int { switch s { case \"one\": return 1; case \"two\": return 2; case \"six\": return 6; case \"ten\": return 10; case \"eleven\": return 11; case \"fourteen\": return 14; case \"seven\": return 7; case \"three\": return 3 }; return 0 }
        func main() { println(f(\"one\")) }",
    );
    let f = func(&m, "main.f");
    assert_eq!(calls(f, RtFn::MemEqual), 0);
    // The second byte tells the words of three letters apart.
    assert_eq!(count(f, |op| matches!(op, Op::Load(Mem::I8U, 1))), 1);
}

#[test]
fn bytes_are_read_as_strings_without_a_copy() {
    let m = build(
        "func f(m map[string]int, a, b []byte) (int, string) {
            if string(a) < string(b) || string(a) == \"x\" { return m[string(a)], \"<\" + string(b) + \">\" }
            switch string(b) { case \"p\", \"q\": return 1, \"\" }
            n, _ := m[string(b)]
            return n, \"\"
        }
        func kept(a []byte, e string) string { return string(a) + e }
        func main() { println(f(nil, nil, nil)); println(kept(nil, \"\")) }",
    );
    assert_eq!(calls(func(&m, "main.f"), RtFn::BytesToString), 0);
    assert_eq!(calls(func(&m, "main.kept"), RtFn::BytesToString), 1);
}

#[test]
fn functions_without_body_are_the_runtimes() {
    let m = build(
        "import \"runtime\"
        func main() { println(runtime.Ticks()) }",
    );
    let f = func(&m, "runtime.Ticks");
    let found = insts(f).find_map(|i| match &i.op {
        Op::Call(Callee::Extern(e)) => Some((e.name.clone(), e.class)),
        _ => None,
    });
    assert_eq!(
        found,
        Some(("runtime.ticks".to_owned(), crate::ir::abi::Class::Pure))
    );
}

#[test]
fn a_concatenation_is_one_call() {
    let m = build(
        "func f(a, b, c string) string { return a + (b + \"-\") + c }
        func main() { println(f(\"a\", \"b\", \"c\")) }",
    );
    assert_eq!(calls(func(&m, "main.f"), RtFn::Concat), 1);
}

#[test]
fn literals_are_named_as_in_traces() {
    let m = build(
        "var g = func() {}
        func f() { func() { func() { println() }() }(); defer func() { println() }() }
        func main() { g(); f() }",
    );
    for name in [
        "main.init.func1",
        "main.f.func1",
        "main.f.func1.1",
        "main.f.func2",
    ] {
        func(&m, name);
    }
}

#[test]
fn a_range_over_a_function_shares_what_its_body_assigns() {
    let m = build(
        "func seq(yield func(int) bool) { yield(1) }
        func sum() (s int) { for i := range seq { if i > 5 { return i }; s += i }; return }
        func main() { println(sum()) }",
    );
    let body = func(&m, "main.sum-range1");
    assert_eq!(panics(body, PanicKind::RangeState), 1);
    // The record of the loop, the variable s, and the closure.
    assert_eq!(calls(func(&m, "main.sum"), RtFn::New), 3);
}

#[test]
fn closures_copy_a_loop_variable_that_only_the_post_statement_assigns() {
    let objects = |post: &str| {
        let m = build(&format!(
            "var f func() int
            func main() {{ for i := 0; i < 3; {post} {{ f = func() int {{ return i }} }} }}"
        ));
        calls(func(&m, "main.main"), RtFn::New)
    };
    // The closure.
    assert_eq!(objects("i++"), 1);
    // Two closures, the first variable, and a copy in each iteration.
    assert_eq!(objects("i = func() int { return i + 1 }()"), 4);
}

#[test]
fn bodies_of_ranges_defer_for_the_function() {
    let m = build(
        "func seq(yield func(int) bool) { yield(1) }
        func main() { defer println(0); for i := range seq { defer println(i) } }",
    );
    let main = func(&m, "main.main");
    let defers = main.defers.as_ref().unwrap();
    assert_eq!(
        (defers.records, defers.indirect, defers.count),
        (true, true, 0)
    );
    assert_eq!(calls(main, RtFn::DeferCell), 1);
    assert_eq!(calls(main, RtFn::DeferPush), 1);
    let body = func(&m, "main.main-range1");
    assert!(body.defers.is_none());
    assert_eq!(calls(body, RtFn::DeferPushTo), 1);
}

#[test]
fn more_than_eight_defers_are_records_in_the_frame() {
    let nine = "defer f();".repeat(9);
    let m = build(&format!("func f() {{}}\nfunc main() {{ {nine} }}"));
    let main = func(&m, "main.main");
    assert_eq!(
        (calls(main, RtFn::DeferLink), calls(main, RtFn::DeferPush)),
        (9, 0)
    );
    let m = build(&format!(
        "func f() {{}}\nfunc main() {{ {nine} for range 2 {{ defer f() }} }}"
    ));
    let main = func(&m, "main.main");
    assert_eq!(
        (calls(main, RtFn::DeferLink), calls(main, RtFn::DeferPush)),
        (0, 10)
    );
}

#[test]
fn a_defer_that_always_comes_first_only_stores() {
    let m = build("func f() {}\nfunc main() { defer f(); println(1) }");
    let main = func(&m, "main.main");
    // The exit loads the mask; nothing is loaded to add to it, and no closure to call.
    assert_eq!(count(main, |op| matches!(op, Op::Load(..))), 1);
}

#[test]
fn everything_at_once_is_valid() {
    build(include_str!("testdata/everything.go.txt"));
}
