//! Programs of unusual shapes: what a generator writes more easily than people do. Each prints a few numbers; what is expected
//! was recorded with Go 1.27.

mod common;

use core::fmt::Write as _;
use std::fs;

const LOCALS: &str = "\
3959817724997836299
8824445110471768230
";
const WIDE: &str = "\
11335614988949749093
11335614988949749093
472
11335614988949749093
12870734050900680026
5503
11335614988949749093
11335614988949749093
";
const POINTS: &str = "\
194139
193465
193465
191129
191124
";

fn run(name: &str, source: &str, expected: &str) {
    if let Some(why) = common::missing() {
        eprintln!("{name} is not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join(format!("{name}.go"));
    fs::write(&file, source).unwrap();
    let wrong = common::check(&file, expected, scratch.path());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A function with so many locals of all kinds, live across calls and changed in a loop: most of them live in its frame.
fn many_locals(n: usize) -> String {
    let mut s = String::from(
        "package main\n\n//go:noinline\nfunc id(x int) int { return x + 1 }\n\nfunc many(x int, p *int) int {\n",
    );
    let kind = |i: usize| ["int", "int32", "float64", "*int", "uint8"][i % 5];
    for i in 0..n {
        let init = match kind(i) {
            "int" => format!("x*{} ^ {i}", i + 3),
            "int32" => format!("int32(x) + {i}"),
            "float64" => format!("float64(x) * {i}.5"),
            "*int" => format!("&[]int{{x, {i}}}[x&1]"),
            _ => format!("uint8(x + {i})"),
        };
        writeln!(s, "\tv{i} := {init}").unwrap();
    }
    s += "\tr := id(x)\n\tfor i := 0; i < x; i++ {\n";
    for i in (0..n).step_by(7) {
        let change = match kind(i) {
            "int" => format!("v{i} += r"),
            "int32" => format!("v{i} ^= int32(r)"),
            "float64" => format!("v{i} -= 1"),
            "*int" => format!("*v{i} += r"),
            _ => format!("v{i}++"),
        };
        writeln!(s, "\t\t{change}").unwrap();
    }
    s += "\t\tr += id(i)\n\t}\n\tr += *p\n";
    for i in 0..n {
        let star = if kind(i) == "*int" { "*" } else { "" };
        writeln!(s, "\tr = r*31 + int({star}v{i})").unwrap();
    }
    s + "\treturn r\n}\n\nfunc main() {\n\tq := 5\n\tprintln(many(3, &q))\n\tprintln(many(4, &q))\n}\n"
}

#[test]
fn locals_beyond_what_an_engine_should_keep() {
    run("locals", &many_locals(420), LOCALS);
}

/// So many parameters and results, alone and in a struct by value, through recursion, an interface, `go`, `defer` and `...`.
fn wide(n: usize) -> String {
    let types = [
        "int", "int32", "*int", "string", "float64", "bool", "[]int", "any", "uint8", "float32",
    ];
    let of = |i: usize| types[i % types.len()];
    let list = |each: &dyn Fn(usize) -> String| (0..n).map(each).collect::<Vec<_>>().join(", ");
    let literal = |i: usize| match of(i) {
        "*int" => "&p".to_owned(),
        "string" => format!("\"s{i}\""),
        "float64" => format!("{i}.5"),
        "bool" => "true".to_owned(),
        "[]int" => format!("[]int{{{i}}}"),
        ty => format!("{ty}({})", i % 256),
    };
    let fields: String = (0..n).map(|i| format!("\tf{i} {}\n", of(i))).collect();
    let shown: String = (0..n)
        .map(|i| match of(i) {
            "*int" => format!("\tfmt.Fprint(h, s.f{i} == nil, \" \")\n"),
            _ => format!("\tfmt.Fprint(h, s.f{i}, \" \")\n"),
        })
        .collect();
    format!(
        "package main

import \"fmt\"

type S struct {{
{fields}}}

func f(n int, {params}) ({results}) {{
	if n > 0 {{
		return f(n-1, {names})
	}}
	return {names}
}}

func g(n int, s S, q *int) (S, int) {{
	if n == 0 {{
		return s, *q
	}}
	x := n
	t, k := g(n-1, s, &x)
	return t, k + *q
}}

type I interface{{ m(n int, s S, t S) (S, S) }}
type A struct{{}}

func (A) m(n int, s S, t S) (S, S) {{
	if n == 0 {{
		return t, s
	}}
	var i I = A{{}}
	return i.m(n-1, t, s)
}}

func v(n int, xs ...any) int {{
	if n == 0 {{
		return len(xs)
	}}
	return v(n-1, xs...) + v(0, {numbers})
}}

func main() {{
	p := 7
	s := S{{{literals}}}
	var t S
	{targets} = f(20, {sources})
	show(t)
	u, k := g(30, s, &p)
	show(u)
	println(k)
	var z S
	a, b := I(A{{}}).m(21, s, z)
	show(a)
	show(b)
	println(v(50, 1, 2, 3))
	done := make(chan S)
	go func(s S, n int) {{ x, _ := g(n, s, &n); done <- x }}(s, 10)
	show(<-done)
	defer func(s S) {{ show(s) }}(s)
}}

type hash uint64

func (h *hash) Write(b []byte) (int, error) {{
	for _, c := range b {{
		*h = (*h ^ hash(c)) * 1099511628211
	}}
	return len(b), nil
}}

func show(s S) {{
	h := new(hash)
{shown}	println(*h)
}}
",
        params = list(&|i| format!("a{i} {}", of(i))),
        results = list(&|i| format!("r{i} {}", of(i))),
        names = list(&|i| format!("a{i}")),
        numbers = list(&|i| i.to_string()),
        literals = list(&literal),
        targets = list(&|i| format!("t.f{i}")),
        sources = list(&|i| format!("s.f{i}")),
    )
}

#[test]
fn a_hundred_parameters_and_results() {
    run("wide", &wide(110), WIDE);
}

/// A function with so many statements, most of them calls that may park, under loops, conditions and switches.
fn many_points(n: u64) -> String {
    let mut s = String::from(
        "package main

var c = make(chan int, 1)

//go:noinline
func h(x int, p *int) int {
	c <- x
	*p += x
	return <-c + 1
}

func big(x int) (r int) {
	y := x
	defer func() { r += y }()
",
    );
    let (mut depth, mut seed) = (0, 1u64);
    for i in 0..n {
        // Marsaglia's xorshift.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        match seed % 20 {
            0..3 if depth < 5 => {
                depth += 1;
                writeln!(s, "for i{i} := 0; i{i} < 2; i{i}++ {{").unwrap();
            }
            3..6 if depth < 5 => {
                depth += 1;
                writeln!(s, "if x&{} != 0 {{", 1 << (seed >> 32 & 3)).unwrap();
            }
            6..9 if depth > 0 => {
                depth -= 1;
                s += "}\n";
            }
            9 => writeln!(
                s,
                "switch x % 3 {{\ncase 0:\nx += h({i}, &y)\ncase 1:\nx ^= h(x, &y)\ndefault:\nx--\n}}"
            )
            .unwrap(),
            _ => writeln!(s, "x += h(x&{i}, &y)").unwrap(),
        }
    }
    s += &"}\n".repeat(depth);
    s + "return x\n}\n\nfunc main() {\n\tfor i := range 5 {\n\t\tprintln(big(i))\n\t}\n}\n"
}

#[test]
fn hundreds_of_resume_points() {
    run("points", &many_points(500), POINTS);
}
