//! Labels and branches of one function: `break`, `continue`, `goto` and `fallthrough` lead somewhere they may.
//!
//! One walk over the body's blocks. A `goto` whose label has not been seen stays *open* and is handed to the enclosing
//! block; a label closes the open ones of its own block that name it. Function literals are functions of their own and
//! were checked when they were parsed.

use super::ast::{Block, Decl, Ident, Stmt, StmtKind};
use super::print::expr_string;
use super::source::{Pos, SourceMap};
use super::symbol::Symbol;
use crate::diag::Diagnostics;
use rustc_hash::FxHashMap;

/// Reports what is wrong with the labels and branches of a function's body.
pub(super) fn check_branches(body: &Block, sources: &SourceMap, diags: &mut Diagnostics) {
    let mut checker = Checker {
        sources,
        diags,
        labels: FxHashMap::default(),
        blocks: Vec::new(),
    };
    let open = checker.block(None, Targets::default(), None, body.pos, &body.stmts);
    for goto in open {
        let name = goto.label.name;
        match checker.labels.get_mut(&name) {
            Some(label) => {
                label.used = true;
                let start = checker.blocks[label.block].start;
                let start = checker.place(start);
                checker.diags.error(
                    goto.label.pos,
                    format!("goto {name} jumps into block starting at {start}"),
                );
            }
            None => checker
                .diags
                .error(goto.label.pos, format!("label {name} not defined")),
        }
    }
    for (name, label) in checker.labels {
        if !label.used {
            checker
                .diags
                .error(label.pos, format!("label {name} defined and not used"));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Labeled {
    Loop,
    /// A switch or select.
    Choice,
    Other,
}

struct Label {
    pos: Pos,
    block: usize,
    labeled: Labeled,
    used: bool,
}

struct BlockInfo {
    parent: Option<usize>,
    start: Pos,
    /// Where the label of the statement stands that the block belongs to.
    label: Option<Pos>,
}

/// A `goto` whose label has not been seen, and whether it jumps over a variable declaration of the current block.
#[derive(Clone, Copy)]
struct OpenGoto {
    label: Ident,
    over_variable: bool,
}

/// Where a branch without a label may lead.
#[derive(Clone, Copy, Default)]
struct Targets {
    breaks: bool,
    continues: bool,
    /// What `fallthrough` would do.
    case: Case,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Case {
    /// The innermost thing that `break` leaves is no switch.
    #[default]
    None,
    /// In a switch, but in a block within its case.
    Nested,
    /// In a case; the flag tells of the last.
    Of {
        last: bool,
    },
    TypeSwitch,
}

impl Case {
    fn nested(self) -> Case {
        match self {
            Case::Of { .. } => Case::Nested,
            case => case,
        }
    }
}

struct Checker<'a> {
    sources: &'a SourceMap,
    diags: &'a mut Diagnostics,
    labels: FxHashMap<Symbol, Label>,
    blocks: Vec<BlockInfo>,
}

impl Checker<'_> {
    fn error(&mut self, pos: Pos, message: String) {
        self.diags.error(pos, message);
    }

    /// A position within a message.
    fn place(&self, pos: Pos) -> String {
        self.sources.place(pos).map_or(String::new(), |p| {
            format!("{}:{}:{}", p.file.display(), p.line, p.column)
        })
    }

    /// Checks one block and returns its open gotos. `label` is the place of the label of the statement that the block belongs
    /// to.
    fn block(
        &mut self,
        parent: Option<usize>,
        targets: Targets,
        label: Option<Pos>,
        start: Pos,
        stmts: &[Stmt],
    ) -> Vec<OpenGoto> {
        let block = self.blocks.len();
        self.blocks.push(BlockInfo {
            parent,
            start,
            label,
        });
        let mut open: Vec<OpenGoto> = Vec::new();
        let mut variable: Option<(Pos, String)> = None;
        // Trailing empty statements do not count: `fallthrough;` is last all the same.
        let count = stmts
            .iter()
            .rposition(|s| !matches!(s.kind, StmtKind::Empty))
            .map_or(0, |i| i + 1);
        for (i, stmt) in stmts[..count].iter().enumerate() {
            let mut label = None;
            let mut stmt = stmt;
            while let StmtKind::Labeled(name, inner) = &stmt.kind {
                if !name.name.is_blank() {
                    self.declare(block, name, inner);
                    self.close(&mut open, name.name, &variable);
                    label = Some(name.pos);
                }
                stmt = inner;
            }
            let inner = Targets {
                case: targets.case.nested(),
                ..targets
            };
            match &stmt.kind {
                StmtKind::Decl(decls) => {
                    let first = decls.iter().find_map(|d| match d {
                        Decl::Var(v) => Some(v),
                        _ => None,
                    });
                    if let Some(v) = first {
                        let name = v.names[0].name.as_str().to_owned();
                        variable = Some((v.pos, name));
                        open.iter_mut().for_each(|goto| goto.over_variable = true);
                    }
                }
                StmtKind::Define(lhs, _) => {
                    let names: Vec<_> = lhs.iter().map(expr_string).collect();
                    variable = Some((stmt.pos, names.join(", ")));
                    open.iter_mut().for_each(|goto| goto.over_variable = true);
                }
                StmtKind::Goto(name) if !self.reaches(block, name.name) => {
                    open.push(OpenGoto {
                        label: *name,
                        over_variable: false,
                    });
                }
                StmtKind::Break(name) => self.break_or_continue(stmt, *name, true, targets, block),
                StmtKind::Continue(name) => {
                    self.break_or_continue(stmt, *name, false, targets, block);
                }
                StmtKind::Fallthrough => {
                    let message = match targets.case {
                        Case::TypeSwitch => "cannot fallthrough in type switch",
                        Case::Of { .. } if i + 1 < count => "fallthrough statement out of place",
                        Case::Of { last: true } => "cannot fallthrough final case in switch",
                        Case::Of { last: false } => continue,
                        Case::None | Case::Nested => "fallthrough statement out of place",
                    };
                    self.error(stmt.pos, message.into());
                }
                StmtKind::Block(b) => self.inner(block, inner, label, b.pos, &b.stmts, &mut open),
                StmtKind::If(..) => self.if_chain(block, inner, stmt, &mut open),
                StmtKind::For(_, _, _, body) => {
                    self.inner(block, LOOP, label, body.pos, &body.stmts, &mut open);
                }
                StmtKind::Range(range) => {
                    let body = &range.body;
                    self.inner(block, LOOP, label, body.pos, &body.stmts, &mut open);
                }
                StmtKind::Switch(_, _, clauses) => {
                    for (i, clause) in clauses.list.iter().enumerate() {
                        let case = Case::Of {
                            last: i + 1 == clauses.list.len(),
                        };
                        let inner = choice(targets, case);
                        self.inner(block, inner, label, clause.pos, &clause.body, &mut open);
                    }
                }
                StmtKind::TypeSwitch(_, _, clauses) => {
                    let inner = choice(targets, Case::TypeSwitch);
                    for clause in &clauses.list {
                        self.inner(block, inner, label, clause.pos, &clause.body, &mut open);
                    }
                }
                StmtKind::Select(clauses, _) => {
                    let inner = choice(targets, Case::None);
                    for clause in clauses {
                        self.inner(block, inner, label, clause.pos, &clause.body, &mut open);
                    }
                }
                _ => {}
            }
        }
        open
    }

    fn inner(
        &mut self,
        parent: usize,
        targets: Targets,
        label: Option<Pos>,
        start: Pos,
        stmts: &[Stmt],
        open: &mut Vec<OpenGoto>,
    ) {
        let inner = self.block(Some(parent), targets, label, start, stmts);
        // What they jump over in there is of no matter out here.
        open.extend(inner.into_iter().map(|goto| OpenGoto {
            over_variable: false,
            ..goto
        }));
    }

    /// An `if` with all its `else if`s. Each `else` is a block of its own, around the next `if`.
    fn if_chain(
        &mut self,
        mut block: usize,
        targets: Targets,
        mut stmt: &Stmt,
        open: &mut Vec<OpenGoto>,
    ) {
        while let StmtKind::If(_, _, then, otherwise) = &stmt.kind {
            self.inner(block, targets, None, then.pos, &then.stmts, open);
            let Some(otherwise) = otherwise else {
                return;
            };
            stmt = otherwise;
            self.blocks.push(BlockInfo {
                parent: Some(block),
                start: stmt.pos,
                label: None,
            });
            block = self.blocks.len() - 1;
        }
        if let StmtKind::Block(b) = &stmt.kind {
            self.inner(block, targets, None, b.pos, &b.stmts, open);
        }
    }

    fn declare(&mut self, block: usize, name: &Ident, stmt: &Stmt) {
        if let Some(earlier) = self.labels.get(&name.name) {
            let earlier = self.place(earlier.pos);
            let message = format!("label {} already defined at {earlier}", name.name);
            return self.error(name.pos, message);
        }
        let labeled = match stmt.kind {
            StmtKind::For(..) | StmtKind::Range(_) => Labeled::Loop,
            StmtKind::Switch(..) | StmtKind::TypeSwitch(..) | StmtKind::Select(..) => {
                Labeled::Choice
            }
            _ => Labeled::Other,
        };
        let label = Label {
            pos: name.pos,
            block,
            labeled,
            used: false,
        };
        self.labels.insert(name.name, label);
    }

    /// Closes the open gotos to a label just seen, in whose block `variable` was declared last.
    fn close(&mut self, open: &mut Vec<OpenGoto>, name: Symbol, variable: &Option<(Pos, String)>) {
        open.retain(|goto| {
            if goto.label.name != name {
                return true;
            }
            if let Some(label) = self.labels.get_mut(&name) {
                label.used = true;
            }
            if let (true, Some((pos, variable))) = (goto.over_variable, variable) {
                let at = self.place(*pos);
                self.error(
                    goto.label.pos,
                    format!("goto {name} jumps over declaration of {variable} at {at}"),
                );
            }
            false
        });
    }

    /// Whether the label was seen in this block or around it, so that a goto may jump back to it.
    fn reaches(&mut self, block: usize, name: Symbol) -> bool {
        let Some(label) = self.labels.get_mut(&name) else {
            return false;
        };
        label.used = true;
        let target = label.block;
        self.around(block).any(|b| b == target)
    }

    /// The block and those around it, from the inside.
    fn around(&self, block: usize) -> impl Iterator<Item = usize> {
        core::iter::successors(Some(block), |&b| self.blocks[b].parent)
    }

    fn break_or_continue(
        &mut self,
        stmt: &Stmt,
        name: Option<Ident>,
        breaks: bool,
        targets: Targets,
        block: usize,
    ) {
        let word = if breaks { "break" } else { "continue" };
        let Some(name) = name else {
            if breaks && !targets.breaks {
                self.error(stmt.pos, "break is not in a loop, switch, or select".into());
            } else if !breaks && !targets.continues {
                self.error(stmt.pos, "continue is not in a loop".into());
            }
            return;
        };
        let symbol = name.name;
        let Some(label) = self.labels.get_mut(&symbol) else {
            return self.error(name.pos, format!("{word} label not defined: {symbol}"));
        };
        label.used = true;
        let suits = label.labeled == Labeled::Loop || breaks && label.labeled == Labeled::Choice;
        let at = Some(label.pos);
        if !suits || !self.around(block).any(|b| self.blocks[b].label == at) {
            self.error(name.pos, format!("invalid {word} label {symbol}"));
        }
    }
}

const LOOP: Targets = Targets {
    breaks: true,
    continues: true,
    case: Case::None,
};

fn choice(targets: Targets, case: Case) -> Targets {
    Targets {
        breaks: true,
        continues: targets.continues,
        case,
    }
}

#[cfg(test)]
mod tests {
    use crate::syntax::tests::errors_in;

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let text = format!("package p\nfunc f(c chan int, x any) {{\n{body}\n}}\n");
        let errors = errors_in(text.as_bytes());
        assert_eq!(errors, expected, "{body}");
    }

    #[test]
    fn branches_without_labels() {
        check("for { break; continue }", &[]);
        check(
            "break",
            &["t.go:3:1: break is not in a loop, switch, or select"],
        );
        check("switch { case true: break }", &[]);
        check("select { case <-c: break }", &[]);
        check(
            "switch { case true: continue }",
            &["t.go:3:21: continue is not in a loop"],
        );
        check(
            "for { _ = func() { break } }",
            &["t.go:3:20: break is not in a loop, switch, or select"],
        );
    }

    #[test]
    fn labels() {
        check("L: for { break L }", &[]);
        check("L: for { for { continue L } }", &[]);
        check("L: switch { case true: for { break L } }", &[]);
        check("L: for { }", &["t.go:3:1: label L defined and not used"]);
        check("_: for { }", &[]);
        check(
            "L: switch { case true: for { continue L } }",
            &["t.go:3:39: invalid continue label L"],
        );
        check(
            "L: x = 1; for { break L }",
            &["t.go:3:23: invalid break label L"],
        );
        check(
            "L: for {}; for { break L }",
            &["t.go:3:24: invalid break label L"],
        );
        check(
            "for { break L }",
            &["t.go:3:13: break label not defined: L"],
        );
        check(
            "for { continue L }",
            &["t.go:3:16: continue label not defined: L"],
        );
        check(
            "L: goto L; L: goto L",
            &["t.go:3:12: label L already defined at t.go:3:1"],
        );
    }

    #[test]
    fn gotos() {
        check("goto L; L: x = 1", &[]);
        check("L: { goto L }", &[]);
        check("{ goto L }; L: ;", &[]);
        check("goto L", &["t.go:3:6: label L not defined"]);
        check(
            "goto L; { L: }",
            &["t.go:3:6: goto L jumps into block starting at t.go:3:9"],
        );
        check(
            "{ L: }; goto L",
            &["t.go:3:14: goto L jumps into block starting at t.go:3:1"],
        );
        check(
            "goto L; y := 1; L: _ = y",
            &["t.go:3:6: goto L jumps over declaration of y at t.go:3:11"],
        );
        check(
            "goto L; var y int; L: _ = y",
            &["t.go:3:6: goto L jumps over declaration of y at t.go:3:13"],
        );
        check("{ goto L; y := 1; _ = y }; L: ;", &[]);
        check("if x == nil { goto L } else { goto L }; L: ;", &[]);
    }

    #[test]
    fn fallthroughs() {
        check("switch { case true: fallthrough; case false: }", &[]);
        check("switch { case true: fallthrough; ; ; case false: }", &[]);
        check(
            "switch { case true: L: fallthrough; case false: goto L }",
            &["t.go:3:54: goto L jumps into block starting at t.go:3:10"],
        );
        check(
            "switch { case true: fallthrough }",
            &["t.go:3:21: cannot fallthrough final case in switch"],
        );
        check(
            "switch { case true: fallthrough; x = 1; case false: }",
            &["t.go:3:21: fallthrough statement out of place"],
        );
        check(
            "switch { case true: if true { fallthrough }; case false: }",
            &["t.go:3:31: fallthrough statement out of place"],
        );
        check(
            "switch x.(type) { case int: fallthrough; case bool: }",
            &["t.go:3:29: cannot fallthrough in type switch"],
        );
        check(
            "select { case <-c: fallthrough; default: }",
            &["t.go:3:20: fallthrough statement out of place"],
        );
        check(
            "fallthrough",
            &["t.go:3:1: fallthrough statement out of place"],
        );
    }
}
