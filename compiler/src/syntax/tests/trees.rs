//! What trees come out, and how expressions print.

use super::{dump, parse};
use crate::syntax::ast::{Decl, StmtKind};
use crate::syntax::print::expr_string;

#[track_caller]
fn decls(text: &str, expected: &str) {
    let (file, errors) = parse(format!("package p\n{text}\n").as_bytes());
    assert!(errors.is_empty(), "{text}: {errors:?}");
    assert_eq!(dump::file(&file), expected, "{text}");
}

#[track_caller]
fn stmts(text: &str, expected: &str) {
    let (file, errors) = parse(format!("package p\nfunc f() {{\n{text}\n}}\n").as_bytes());
    assert!(errors.is_empty(), "{text}: {errors:?}");
    let Some(Decl::Func(f)) = file.decls.first() else {
        panic!("a function");
    };
    let body = &f.body.as_ref().expect("a body").stmts;
    let dumped: Vec<_> = body.iter().map(dump::stmt).collect();
    assert_eq!(dumped.join(" "), expected, "{text}");
}

#[track_caller]
fn expr(text: &str, expected: &str) {
    stmts(&format!("_ = {text}"), &format!("(= [_] [{expected}])"));
}

#[test]
fn precedence() {
    expr("a + b*c - d", "(- (+ a (* b c)) d)");
    expr(
        "a || b && c == d + e<<f",
        "(|| a (&& b (== c (+ d (<< e f)))))",
    );
    expr("-a * +b &^ ^c", "(&^ (* (- a) (+ b)) (^ c))");
    expr("!a && *b", "(&& (! a) (star b))");
    expr("(a + b) * c", "(* (paren (+ a b)) c)");
    expr("<-c + <-d", "(+ (<- c) (<- d))");
    expr("&T{} == &(U{1})", "(== (& (lit T )) (& (lit U 1)))");
}

#[test]
fn operands() {
    expr("0x1p-2 + 'a' + 1_000i", "(+ (+ 0x1p-2 'a') 1_000i)");
    expr("\"a\\n\" + `b`", "(+ \"a\\n\" `b`)");
    expr("a.b.c[d](e, f...)", "(call... (index (. (. a b) c) d) e f)");
    expr("f(a,\nb,\n)", "(call f a b)");
    expr("f()", "(call f)");
    expr("a[:]", "(slice a - - -)");
    expr("a[1:]", "(slice a 1 - -)");
    expr("a[:2:3]", "(slice3 a - 2 3)");
    expr("a.(T).b", "(. (assert a T) b)");
    expr("G[int, []T](x)", "(call (index G int (slice-of T)) x)");
    expr("m[k,]", "(index m k)");
    expr("(*T).m", "(. (paren (star T)) m)");
    expr("[]byte(s)", "(call (slice-of byte) s)");
    expr(
        "func(x int) int { return x }(1)",
        "(call (fn (x:int) (int) {(return [x])}) 1)",
    );
    expr(
        "<-chan int(c)",
        "(<-chan int)(c)"
            .replace("(<-chan int)(c)", "(<- (call (chan int) c))")
            .as_str(),
    );
}

#[test]
fn literals() {
    expr("T{1, a: 2, \"k\": {3}}", "(lit T 1 a:2 \"k\":(lit - 3))");
    expr("[]int{}", "(lit (slice-of int) )");
    expr("[...]T{{}, {}}", "(lit (array ... T) (lit - ) (lit - ))");
    expr("map[K]V{{}: {}}", "(lit (map K V) (lit - ):(lit - ))");
    expr("p.T[int]{1}", "(lit (index (. p T) int) 1)");
    expr("struct{ a int }{1}.a", "(. (lit (struct a:int) 1) a)");
}

#[test]
fn types() {
    decls(
        "var x *[]map[string]chan<- <-chan int",
        "(var [x] (star (slice-of (map string (chan<- (<-chan int))))) [])",
    );
    decls(
        "var x <-chan (<-chan T)",
        "(var [x] (<-chan (<-chan T)) [])",
    );
    decls(
        "var x [n + 1][...]p.T",
        "(var [x] (array (+ n 1) (array ... (. p T))) [])",
    );
    decls(
        "type T struct { a, b int; C; *p.D \"tag\"; _ []E `t`; F[int]; g [n]int }",
        "(type T (struct a b:int +C +(star (. p D)):\"tag\" _:(slice-of E):\"t\" +(index F int) g:(array n int)))",
    );
    decls(
        "type I interface { m(); n(x, y int) (z bool, err error); J; ~int | []string; p.K[T] }",
        "(type I (interface (m () ()) (n (x y:int) (z:bool err:error)) J ~int|(slice-of string) (index (. p K) T)))",
    );
    decls(
        "type F func(int, ...string) (a, b T)",
        "(type F (func-of (int (... string)) (a b:T)))",
    );
    decls(
        "type F func(a, b int, c ...string) func() T",
        "(type F (func-of (a b:int c:(... string)) ((func-of () (T)))))",
    );
    decls(
        "type A = B; type ( C D; E = []F )",
        "(alias A B)\n(type C D)\n(alias E (slice-of F))",
    );
}

#[test]
fn type_parameters_or_array_lengths() {
    decls("type T[P any] struct{}", "(type T [P:any] (struct))");
    decls(
        "type T[P, Q any, R ~int | ~string] []P",
        "(type T [P Q:any R:(| (~ int) (~ string))] (slice-of P))",
    );
    decls("type T[P *C,] int", "(type T [P:(star C)] int)");
    decls(
        "type T[P *C|D, Q any] int",
        "(type T [P:(| (star C) D) Q:any] int)",
    );
    decls(
        "type T[P *[]int] int",
        "(type T [P:(star (slice-of int))] int)",
    );
    decls(
        "type T[P interface{ *int }] int",
        "(type T [P:(interface (star int))] int)",
    );
    decls(
        "type T[P []E, E any] int",
        "(type T [P:(slice-of E) E:any] int)",
    );
    decls("type T[P (C),] int", "(type T [P:C] int)");
    decls(
        "type T[P C[Q], Q any] = M[P, Q]",
        "(alias T [P:(index C Q) Q:any] (index M P Q))",
    );
    decls("type T [N]int", "(type T (array N int))");
    decls("type T [N * M]int", "(type T (array (* N M) int))");
    decls("type T [N (M)]int", "(type T (array (call N M) int))");
    decls("type T [p.N]int", "(type T (array (. p N) int))");
    decls("type T []int", "(type T (slice-of int))");
    decls("type T [...]int", "(type T (array ... int))");
    decls("type T [1 << 3]int", "(type T (array (<< 1 3) int))");
}

#[test]
fn functions() {
    decls("func f()", "(func f () () -)");
    decls(
        "func f(a, b int, c ...T) (int, error) {}",
        "(func f (a b:int c:(... T)) (int error) {})",
    );
    decls(
        "func (t *T[P]) m(_ int) (err error) {}",
        "(func (t:(star (index T P))) m (_:int) (err:error) {})",
    );
    decls("func (T) m[Q any](Q) {}", "(func (T) m [Q:any] (Q) () {})");
    decls(
        "func F[K comparable, V int | ~string](m map[K]V) {}",
        "(func F [K:comparable V:(| int (~ string))] (m:(map K V)) () {})",
    );
    decls(
        "func f(a.T, []b, *c, func())",
        "(func f ((. a T) (slice-of b) (star c) (func-of () ())) () -)",
    );
    decls(
        "func f(a [n]int, b T[int], c p.T[int])",
        "(func f (a:(array n int) b:(index T int) c:(index (. p T) int)) () -)",
    );
    decls(
        "func f(T[int], [n]int)",
        "(func f ((index T int) (array n int)) () -)",
    );
}

#[test]
fn constants_and_variables() {
    decls("const a, b int = 1, 2", "(const0 [a b] int [1 2])");
    decls(
        "const ( a = iota; b; _; c, d = iota, 1 )",
        "(const0 [a] - [iota])\n(const1 [b] - [])\n(const2 [_] - [])\n(const3 [c d] - [iota 1])",
    );
    decls(
        "var a, b = f()\nvar ( c int; d T = 1 )",
        "(var [a b] - [(call f)])\n(var [c] int [])\n(var [d] T [1])",
    );
}

#[test]
fn groups_of_constants_differ() {
    let (file, _) = parse(b"package p\nconst a = 1\nconst ( b = 2; c )\n");
    let groups: Vec<_> = file
        .decls
        .iter()
        .map(|d| match d {
            Decl::Const(c) => c.group,
            _ => panic!("constants only"),
        })
        .collect();
    assert_ne!(groups[0], groups[1]);
    assert_eq!(groups[1], groups[2]);
}

#[test]
fn simple_statements() {
    stmts("a, b = b, a", "(= [a b] [b a])");
    stmts("a, b := f()", "(:= [a b] [(call f)])");
    stmts(
        "a &^= b; c <<= 1; d++; e.f--",
        "(&^= a b) (<<= c 1) (++ d) (-- (. e f))",
    );
    stmts("c <- <-d; <-c", "(send c (<- d)) (<- c)");
    stmts(
        "go f(); defer func() {}()",
        "(go (call f)) (defer (call (fn () () {})))",
    );
    stmts("return; return a, b", "(return []) (return [a b])");
    stmts(
        "{ ; }; var x int; type T = int",
        "{()} (var [x] int []) (alias T int)",
    );
    stmts(
        "L: for { break L; continue L }; goto M; M:",
        "(label L (for - - - {(break L) (continue L)})) (goto M) (label M ())",
    );
}

#[test]
fn control_statements() {
    stmts("if x {}", "(if - x {} -)");
    stmts(
        "if x := f(); x {} else if y {} else { z() }",
        "(if (:= [x] [(call f)]) x {} (if - y {} {(call z)}))",
    );
    stmts(
        "for {}; for x {}; for i := 0; i < n; i++ {}; for ; ; {}",
        "(for - - - {}) (for - x - {}) (for (:= [i] [0]) (< i n) (++ i) {}) (for - - - {})",
    );
    stmts(
        "for range x {}; for i := range 10 {}; for k, v := range f() {}; for a[i], b = range c {}",
        "(range - - x {}) (range:= i - 10 {}) (range:= k v (call f) {}) (range (index a i) b c {})",
    );
    stmts(
        "switch {}; switch x {}; switch x := f(); x { case 1, 2: a(); default: }; switch x := f(); {}",
        "(switch - - ) (switch - x ) (switch (:= [x] [(call f)]) x ([1 2] (call a)) (default )) (switch (:= [x] [(call f)]) - )",
    );
    stmts(
        "switch x.(type) {}; switch a := b; y := x().(type) { case nil, []int, func(): }",
        "(type-switch - - x ) (type-switch (:= [a] [b]) y (call x) ([nil (slice-of int) (func-of () ())] ))",
    );
    stmts(
        "select { case <-c: a(); case v, ok := <-c: case x[0] = <-c: case c <- 1: default: b() }",
        "(select ((<- c) (call a)) ((:= [v ok] [(<- c)]) ) ((= [(index x 0)] [(<- c)]) ) ((send c 1) ) (- (call b)))",
    );
    stmts(
        "switch { case true: fallthrough; case false: }",
        "(switch - - ([true] (fallthrough)) ([false] ))",
    );
}

#[test]
fn braces_after_control_clauses() {
    stmts("if x == (T{}) {}", "(if - (== x (paren (lit T ))) {} -)");
    stmts(
        "for _, x := range []int{1} {}",
        "(range:= _ x (lit (slice-of int) 1) {})",
    );
    stmts("if f(T{1}) {}", "(if - (call f (lit T 1)) {} -)");
    stmts("if a[T{1}] {}", "(if - (index a (lit T 1)) {} -)");
    stmts(
        "switch x := (struct{}{}); x {}",
        "(switch (:= [x] [(paren (lit (struct) ))]) x )",
    );
    stmts(
        "if func() bool { return T{} == x }() {}",
        "(if - (call (fn () (bool) {(return [(== (lit T ) x)])})) {} -)",
    );
    stmts("if T[int] {}", "(if - (index T int) {} -)");
}

#[test]
fn semicolons() {
    decls(
        "var x = f(\n1,\n2)\nvar y = a.\nb",
        "(var [x] - [(call f 1 2)])\n(var [y] - [(. a b)])",
    );
    decls(
        "var x int /* a\nb */ var y int",
        "(var [x] int [])\n(var [y] int [])",
    );
    decls("var x int // c", "(var [x] int [])");
    stmts(
        "x++\ny\nreturn\nbreakage()",
        "(++ x) y (return []) (call breakage)",
    );
}

#[test]
fn a_byte_order_mark_may_come_first() {
    let (file, errors) = parse("\u{FEFF}package p".as_bytes());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(file.package.name.as_str(), "p");
}

#[test]
fn names_beyond_ascii() {
    expr("世界 + é1", "(+ 世界 é1)");
}

/// Expressions whose text comes out as it goes in, and others with what comes out.
#[test]
fn printing() {
    let same = [
        "x.f(a, b)",
        "f(a...)",
        "(x + y)",
        "x + y * z",
        "-x",
        "<-c",
        "&T{}",
        "*p",
        "!a",
        "^b",
        "x[i]",
        "G[int, string]",
        "x[:]",
        "x[a:]",
        "x[a:b:c]",
        "x[:b:c]",
        "x.(T)",
        "[]int{}",
        "func() {}",
        "[3]int{}",
        "[...]T{}",
        "map[K]V{}",
        "struct{}{}",
        "(*T)(x)",
        "[]byte(s)",
        "func(x int) int {}",
        "(chan<- int)(x)",
        "(<-chan int)(x)",
        "(chan (<-chan int))(x)",
        "(func(a, b int, c ...T) (n int, err error))(x)",
        "(interface{})(x)",
        "(interface{m(x int) error; ~int | []string})(x)",
        "(struct{a, b int; C; *p.D \"tag\"})(x)",
        "0x1p-2",
        "'\\n'",
    ];
    let other = [
        ("[]int{1, 2}", "[]int{…}"),
        ("T{a: 1}", "T{…}"),
        ("func(x int) { f() }", "func(x int) {…}"),
        ("a+b<<c", "a + b << c"),
        ("&(T{})", "&T{}"),
        ("(func()((int)))(x)", "(func() int)(x)"),
        ("f(a, b,)", "f(a, b)"),
    ];
    for (text, expected) in same.into_iter().map(|s| (s, s)).chain(other) {
        let (file, errors) = parse(format!("package p\nfunc f() {{\n_ = {text}\n}}\n").as_bytes());
        assert!(errors.is_empty(), "{text}: {errors:?}");
        let Some(Decl::Func(f)) = file.decls.first() else {
            panic!("a function");
        };
        let StmtKind::Assign(_, rhs) = &f.body.as_ref().expect("a body").stmts[0].kind else {
            panic!("an assignment");
        };
        assert_eq!(expr_string(&rhs[0]), expected);
    }
}

#[test]
fn positions() {
    // The column of each kind of node, counted from the expression's own start.
    let cases = [
        ("a + b", 2, 0),
        ("a.b", 0, 0),
        ("a(b)", 0, 0),
        ("a[b]", 1, 0),
        ("a[b:c]", 1, 1),
        ("a.(T)", 0, 0),
        ("T{}", 1, 0),
        ("[]T{}", 3, 0),
        ("-a", 0, 0),
        ("func() {}", 0, 0),
        ("a.b + c", 4, 0),
        ("a[b:c] + d", 7, 1),
    ];
    for (text, pos, start) in cases {
        let (file, errors) = parse(format!("package p;var x={text}").as_bytes());
        assert!(errors.is_empty(), "{text}: {errors:?}");
        let [Decl::Var(v)] = file.decls.as_slice() else {
            panic!("a variable");
        };
        let base = 1 + "package p;var x=".len() as u32;
        assert_eq!(v.values[0].pos.0 - base, pos, "{text}");
        assert_eq!(v.values[0].start().0 - base, start, "{text}");
    }
}
