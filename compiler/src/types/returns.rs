//! Which statements end a function: a function with results must end in one.

use super::checker::Checker;
use crate::syntax::ast::{ExprKind, Stmt, StmtKind};
use crate::syntax::symbol::Symbol;

impl Checker<'_> {
    fn terminates(&self, s: &Stmt, label: Option<Symbol>) -> bool {
        let mut s = s;
        loop {
            match &s.kind {
                StmtKind::Return(_) | StmtKind::Goto(_) | StmtKind::Fallthrough => return true,
                StmtKind::Expr(e) => {
                    let e = e.unparen();
                    return matches!(e.kind, ExprKind::Call(..)) && self.panics.contains(&e.id);
                }
                StmtKind::Labeled(name, inner) => {
                    return self.terminates(inner, Some(name.name));
                }
                StmtKind::Block(block) => return self.terminates_list(&block.stmts, None),
                StmtKind::If(_, _, then, other) => match other {
                    // On to the next branch of a chain.
                    Some(other) if self.terminates_list(&then.stmts, None) => s = other,
                    _ => return false,
                },
                StmtKind::Switch(_, _, clauses) | StmtKind::TypeSwitch(_, _, clauses) => {
                    return clauses.list.iter().any(|c| c.default)
                        && clauses
                            .list
                            .iter()
                            .all(|c| self.clause_terminates(&c.body, label));
                }
                StmtKind::Select(clauses, _) => {
                    return clauses
                        .iter()
                        .all(|c| self.clause_terminates(&c.body, label));
                }
                StmtKind::For(_, cond, _, body) => {
                    return cond.is_none() && !breaks_list(&body.stmts, label, true);
                }
                _ => return false,
            }
        }
    }

    fn clause_terminates(&self, body: &[Stmt], label: Option<Symbol>) -> bool {
        self.terminates_list(body, None) && !breaks_list(body, label, true)
    }

    pub(super) fn terminates_list(&self, list: &[Stmt], label: Option<Symbol>) -> bool {
        list.iter()
            .rev()
            .find(|s| !matches!(s.kind, StmtKind::Empty))
            .is_some_and(|s| self.terminates(s, label))
    }
}

fn breaks_list(list: &[Stmt], label: Option<Symbol>, implicit: bool) -> bool {
    list.iter().any(|s| breaks(s, label, implicit))
}

/// Whether a statement contains a break out of the statement with that label, or with `implicit` of the innermost one.
fn breaks(s: &Stmt, label: Option<Symbol>, implicit: bool) -> bool {
    let mut s = s;
    loop {
        match &s.kind {
            StmtKind::Break(None) => return implicit,
            StmtKind::Break(Some(name)) => return label == Some(name.name),
            StmtKind::Labeled(_, inner) => s = inner,
            StmtKind::Block(block) => return breaks_list(&block.stmts, label, implicit),
            StmtKind::If(_, _, then, other) => {
                if breaks_list(&then.stmts, label, implicit) {
                    return true;
                }
                match other {
                    Some(other) => s = other,
                    None => return false,
                }
            }
            // Inside these only a break with the label counts.
            _ if label.is_none() => return false,
            StmtKind::Switch(_, _, clauses) | StmtKind::TypeSwitch(_, _, clauses) => {
                return clauses
                    .list
                    .iter()
                    .any(|c| breaks_list(&c.body, label, false));
            }
            StmtKind::Select(clauses, _) => {
                return clauses.iter().any(|c| breaks_list(&c.body, label, false));
            }
            StmtKind::For(_, _, _, body) => return breaks_list(&body.stmts, label, false),
            StmtKind::Range(range) => return breaks_list(&range.body.stmts, label, false),
            _ => return false,
        }
    }
}
