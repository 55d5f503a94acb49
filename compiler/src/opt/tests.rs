//! Go functions are compiled and the optimised intermediate code is looked at.

use super::loops::{Graph, Loops};
use super::{Level, classes, poll};
use crate::driver::{self, Options};
use crate::ir::print::ShowFunc;
use crate::ir::{BinOp, Callee, Func, FuncId, Mem, Module, Op, PanicKind};
use crate::syntax::source::SourceMap;
use std::io::Write;

fn optimised(text: &str) -> Module {
    let mut file = tempfile::Builder::new()
        .suffix(".go")
        .tempfile()
        .expect("a file");
    file.write_all(b"package main\n").expect("written");
    file.write_all(text.as_bytes()).expect("written");
    let options = Options {
        level: Level::Full,
        ..Options::default()
    };
    let mut sources = SourceMap::default();
    driver::lower(&file.path().into(), &mut sources, &options).expect("a program")
}

struct Look<'a>(&'a Module, &'a Func);

impl Look<'_> {
    /// Operations at this depth of loops or deeper.
    fn count(&self, depth: u32, fits: impl Fn(&Op) -> bool) -> usize {
        let f = self.1;
        let g = Graph::of_func(f);
        let loops = Loops::new(&g);
        let blocks = f.blocks.iter().enumerate();
        blocks
            .filter(|(b, _)| loops.depth(*b as u32) >= depth)
            .flat_map(|(_, b)| &b.insts)
            .filter(|i| fits(&f.insts[i.index()].op))
            .count()
    }

    fn is(&self, what: &str, have: usize, want: usize) {
        assert_eq!(have, want, "{what} in {}", ShowFunc(self.0, self.1));
    }

    fn loads(&self, depth: u32, want: usize) {
        let have = self.count(depth, |op| matches!(op, Op::Load(..)));
        self.is("loads", have, want);
    }

    fn stores(&self, want: usize) {
        let have = self.count(0, |op| {
            matches!(op, Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..))
        });
        self.is("stores", have, want);
    }

    fn checks(&self, depth: u32, want: usize) {
        let have = self.count(depth, |op| matches!(op, Op::PanicIf(PanicKind::Index)));
        self.is("bounds checks", have, want);
    }
}

fn look<'a>(m: &'a Module, name: &str) -> Look<'a> {
    let f = m.funcs.iter().find(|f| f.name == name && !f.wrapper);
    Look(m, f.unwrap_or_else(|| panic!("no function {name}")))
}

const TYPES: &str = "
type node struct { n, m int; f float64; vals []int; next *node }
";

/// The optimised `f` of a program that calls it.
fn func(body: &str) -> Module {
    optimised(&format!(
        "{TYPES}\n//go:noinline\n{body}\nvar sink any = f\nfunc main() {{ _ = sink }}"
    ))
}

#[test]
fn what_was_read_is_not_read_again() {
    look(&func("func f(p *node) int { return p.n + p.n }"), "main.f").loads(0, 1);
    // What was stored is known.
    look(
        &func("func f(p *node) int { p.n = 3; p.m = 4; return p.n + p.m }"),
        "main.f",
    )
    .loads(0, 0);
    // Another object of the same kind may be the same.
    look(
        &func("func f(p, q *node) int { a := p.n; q.n = 1; return a + p.n }"),
        "main.f",
    )
    .loads(0, 2);
    // Another field, and another kind of number, cannot be.
    look(
        &func("func f(p *node) int { a := p.n; p.m = 1; return a + p.n }"),
        "main.f",
    )
    .loads(0, 1);
    look(
        &func("func f(p *node, q *float64) int { a := p.n; *q = 1; return a + p.n }"),
        "main.f",
    )
    .loads(0, 1);
    // Neither can another field of an element of the same array.
    look(
        &func("func f(l []node, i, j int) int { a := l[i].n; l[j].m = 1; return a + l[i].n }"),
        "main.f",
    )
    .loads(0, 1);
    // What a call may write is read again.
    look(
        &func("func f(p *node, g func()) int { a := p.n; g(); return a + p.n }"),
        "main.f",
    )
    .loads(0, 3 - 1);
}

#[test]
fn ways_that_meet_keep_what_none_of_them_writes() {
    let m = func(
        "func f(p *node, c bool) int { a := p.n; if c { p.f = 1 } else { p.m = 2 }; return a + p.n }",
    );
    look(&m, "main.f").loads(0, 1);
    let m = func("func f(p *node, c bool) int { a := p.n; if c { p.n = 1 }; return a + p.n }");
    look(&m, "main.f").loads(0, 2);
}

#[test]
fn programs_with_unsafe_believe_in_offsets_only() {
    let m = optimised(&format!(
        "import \"unsafe\"\n{TYPES}
        //go:noinline
        func f(p *node, q *float64) int {{ a := p.n; *q = 1; return a + p.n }}
        var sink any = f
        func main() {{ println(unsafe.Sizeof(0)); _ = sink }}"
    ));
    look(&m, "main.f").loads(0, 2);
}

#[test]
fn stores_that_nobody_sees_go() {
    look(
        &func("func f(p *node) { p.n = 1; p.m = 5; p.n = 2 }"),
        "main.f",
    )
    .stores(2);
    look(
        &func("func f(p *node) int { p.n = 1; a := p.n; p.n = 2; return a }"),
        "main.f",
    )
    .stores(1);
    look(
        &func("func f(p, q *node) int { p.n = 1; a := q.n; p.n = 2; return a }"),
        "main.f",
    )
    .stores(2);
    // On every way from there.
    look(
        &func("func f(p *node, b bool) { p.n = 1; if b { p.n = 2 } else { p.m = 4; p.n = 3 } }"),
        "main.f",
    )
    .stores(3);
    look(
        &func(
            "func f(p *node, k int) { p.n = 1; p.m = 9; switch k { case 0: p.m = 5; case 1: p.m = 6 }; p.n = 2 }",
        ),
        "main.f",
    )
    .stores(4);
    // Only on some, or where it is read on one.
    look(
        &func("func f(p *node, b bool) { p.n = 1; if b { p.n = 2 } }"),
        "main.f",
    )
    .stores(2);
    look(
        &func("func f(p, q *node, b bool) { p.n = 1; if b { q.m = p.n + q.n }; p.n = 2 }"),
        "main.f",
    )
    .stores(3);
    // Who runs while a loop polls may look, and another turn stores elsewhere.
    look(
        &func("func f(p *node, b func() bool) { p.n = 1; for { if b() { break } }; p.n = 2 }"),
        "main.f",
    )
    .stores(2);
    look(
        &func("func f(p *node, k int) { p.n = 1; for i := 0; i < k; i++ { p.m += i }; p.n = 2 }"),
        "main.f",
    )
    .stores(3);
    look(
        &func("func f(p *node) { for p != nil { p.n = 1; p = p.next } }"),
        "main.f",
    )
    .stores(1);
    // A check between them may fail, and then the first is seen.
    look(
        &func("func f(p *node, l []int, i int) { p.n = 1; a := l[i]; p.n = a }"),
        "main.f",
    )
    .stores(2);
}

#[test]
fn loops_read_what_they_do_not_change_before_them() {
    // Length and array are read once, and the index needs no check.
    let m = func(
        "func f(p *node) (s int) { for i := 0; i < len(p.vals); i++ { s += p.vals[i] }; return }",
    );
    let f = look(&m, "main.f");
    f.loads(1, 1);
    f.checks(0, 0);
    // A store of another kind changes neither.
    let m = func(
        "func f(p *node, q *float64) (s int) { for i := 0; i < len(p.vals); i++ { s += p.vals[i]; *q += 1 }; return }",
    );
    look(&m, "main.f").loads(1, 2);
    // A call may.
    let m = func(
        "func f(p *node, g func()) (s int) { for i := 0; i < len(p.vals); i++ { s += p.vals[i]; g() }; return }",
    );
    look(&m, "main.f").loads(1, 3);
    // The row of a matrix, with its check.
    let m = func(
        "func f(m [][]float64, r, n int) (s float64) { for k := 0; k < n; k++ { s += m[r][k] }; return }",
    );
    let f = look(&m, "main.f");
    f.loads(1, 1);
    f.checks(1, 1);
    f.checks(0, 2);
}

#[test]
fn indices_that_start_behind_another_need_no_check() {
    let m = func(
        "func f(l []int) (n int) {
            for i := range l { for j := i + 1; j < len(l); j++ { if l[i] > l[j] { n++ } } }
            return
        }",
    );
    look(&m, "main.f").checks(0, 0);
}

#[test]
fn what_is_below_something_below_the_length_needs_no_check() {
    // Of two indices that meet, the lower is below the upper.
    let m = func(
        "func f(l []int, k int) {
            for i, j := 0, k; i < j; i, j = i+1, j-1 { l[i], l[j] = l[j], l[i] }
        }",
    );
    look(&m, "main.f").checks(1, 1);
    // At most will do when the other step is strict, and not when it is not.
    let m = func(
        "func f(l []int, k, n int) (s int) {
            for i := 0; i < n; i++ { if n <= k && k <= len(l) { s += l[i] } }
            return
        }",
    );
    look(&m, "main.f").checks(1, 0);
    let m = func(
        "func f(l []int, n int) (s int) {
            for i := 0; i <= n && i < 1000; i++ { if n <= len(l) { s += l[i] } }
            return
        }",
    );
    look(&m, "main.f").checks(1, 1);
}

#[test]
fn indices_that_go_down_need_no_check() {
    let m = func(
        "func f(l []int) (s int) {
            for i := len(l) - 1; i > 0; i-- { s += l[i] * l[i-1] }
            return
        }",
    );
    look(&m, "main.f").checks(0, 0);
    // Insertion.
    let m = func(
        "func f(l []int) {
            for i := 1; i < len(l); i++ {
                v, j := l[i], i
                for ; j > 0 && l[j-1] > v; j-- { l[j] = l[j-1] }
                l[j] = v
            }
        }",
    );
    look(&m, "main.f").checks(0, 0);
    // The way up in a heap.
    let m = func(
        "func f(l []int) {
            for i := len(l) - 1; i > 0; {
                up := (i - 1) / 2
                l[up], l[i] = l[i], l[up]
                i = up
            }
        }",
    );
    let f = look(&m, "main.f");
    f.checks(0, 0);
    f.is(
        "divisions",
        f.count(0, |op| matches!(op, Op::Bin(BinOp::DivS))),
        0,
    );
    // It may begin above the length, or end below 0.
    let m = func("func f(l []int, n int) (s int) { for ; n > 0; n-- { s += l[n] }; return }");
    look(&m, "main.f").checks(1, 1);
    let m = func(
        "func f(l []int) (s int) {
            for i := len(l) - 1; i > -3; i-- { s += l[i] }
            return
        }",
    );
    look(&m, "main.f").checks(1, 1);
}

#[test]
fn what_is_computed_of_small_numbers_is_small() {
    let m = func(
        "func f(l *[12]int) (s int) {
            for i := 0; i < 3; i++ { for j := 0; j < 4; j++ { s += l[i*4+j] } }
            return
        }",
    );
    look(&m, "main.f").checks(0, 0);
    let m = func(
        "func f(l *[12]int) (s int) {
            for i := 0; i < 3; i++ { for j := 0; j < 5; j++ { s += l[i*4+j] } }
            return
        }",
    );
    look(&m, "main.f").checks(2, 1);
    // What was checked is not negative; what it was added to is below the same.
    let m = func(
        "func f(l []int, n int) (s int) {
            for i := 0; i < n; i++ { s += l[i+1] * l[i] / 8 }
            return
        }",
    );
    look(&m, "main.f").checks(1, 1);
    let m = func("func f(i int) int { return i/8 + i%8 }");
    let f = look(&m, "main.f");
    let divides = |op: &Op| matches!(op, Op::Bin(BinOp::DivS | BinOp::RemS));
    f.is("divisions", f.count(0, divides), 2);
    let m = func("func f(l []int, i int) int { s := l[i]; return s + i/8 + i%8 + s/8 }");
    let f = look(&m, "main.f");
    f.is("divisions", f.count(0, divides), 1);
}

#[test]
fn loops_leave_for_polls() {
    let m = func(
        "func f(l []int, n int) (s int) {
            for i, j := 0, n; i < j; i, j = i+1, j-1 { s += l[j] }
            for i, j := 0, n; i < j; i, j = i+1, j-1 {
                if l[j] == 7 { continue }
                for k := j; k > i; k /= 2 { s ^= k }
            }
            return
        }",
    );
    let classes = classes::classify(&m);
    let id = m
        .funcs
        .iter()
        .position(|f| f.name == "main.f" && !f.wrapper);
    let id = id.expect("a function");
    let count = |small: bool, depth: u32, op: &Op| {
        let mut f = m.funcs[id].clone();
        super::edit::compact(&mut f);
        poll::insert(&mut f, FuncId(id as u32), &classes, small);
        Look(&m, &f).count(depth, |o| o == op)
    };
    // A poll is in one loop less than the count that leads to it.
    let polls: Vec<usize> = (0..6).map(|depth| count(false, depth, &Op::Poll)).collect();
    assert_eq!(polls, [3, 3, 1, 1, 0, 0]);
    let turns: Vec<usize> = (0..6).map(|depth| count(false, depth, &Op::Turn)).collect();
    assert_eq!(turns, [3, 3, 3, 1, 1, 0]);
    // Where the size matters they are in the loops.
    let polls: Vec<usize> = (0..3).map(|depth| count(true, depth, &Op::Poll)).collect();
    assert_eq!((polls, count(true, 0, &Op::Turn)), (vec![3, 3, 1], 0));
}

#[test]
fn small_methods_are_called_after_a_comparison() {
    let m = optimised(
        "type s interface { area(int) int }
        type a struct { x int }
        type b struct { y int }
        func (v *a) area(k int) int { return v.x * k }
        func (v *b) area(k int) int { return v.y + k }
        //go:noinline
        func f(v s) int { return v.area(3) }
        func main() { println(f(&a{1}), f(&b{2})) }",
    );
    let f = look(&m, "main.f");
    let calls = f.count(0, |op| matches!(op, Op::Call(Callee::Method(_))));
    f.is("calls of a method", calls, 1);
    let calls = f.count(0, |op| matches!(op, Op::Call(_)));
    f.is("calls", calls, 1);
    let loads = f.count(0, |op| matches!(op, Op::Load(Mem::I64, _)));
    f.is("fields", loads, 2);
}

#[test]
fn known_function_values_are_called_directly() {
    let m = optimised(
        "func each(l []int, f func(int)) { for _, v := range l { f(v) } }
        //go:noinline
        func f(l []int) (s int) { each(l, func(v int) { s += v }); return }
        func main() { println(f([]int{1})) }",
    );
    let f = look(&m, "main.f");
    let calls = f.count(0, |op| matches!(op, Op::Call(_)));
    f.is("calls", calls, 0);
    f.loads(0, 1);
    f.stores(0);
}

#[test]
fn recursion_is_unfolded() {
    let m = optimised(
        "
func down(n int) int { if n == 0 { return 1 }; return down(n-1) ^ n }
func both(n int) int { if n < 2 { return n }; return both(n-1) ^ both(n-2) }
func main() { println(down(10), both(10)) }",
    );
    for (name, bodies, calls) in [("main.down", 4, 1), ("main.both", 3, 4)] {
        let f = look(&m, name);
        let xor = f.count(0, |op| matches!(op, Op::Bin(BinOp::Xor)));
        f.is("bodies", xor, bodies);
        let own = f.count(0, |op| matches!(op, Op::Call(Callee::Direct(_))));
        f.is("calls", own, calls);
    }
}

#[test]
fn what_is_about_to_panic_calls() {
    let m = optimised(
        "
type pair struct { a, b string }
func fail(p *pair, n int) string { return p.a + \":\" + p.b + \":\" + p.a[n:] }
//go:noinline
func panics(p *pair, n int) int { if n < 0 { panic(fail(p, n)) }; return n }
//go:noinline
func returns(p *pair, n int) string { if n < 0 { return fail(p, n) }; return \"\" }
var sink any = panics
func main() { _, _ = sink, returns(&pair{}, len(sink.(string))) }",
    );
    let calls = |name: &str| {
        let look = look(&m, name);
        look.count(0, |op| matches!(op, Op::Call(Callee::Direct(_))))
    };
    assert_eq!((calls("main.panics"), calls("main.returns")), (1, 0));
}
