//! What was found out, in the words of Go's `-m`.

use super::{Move, Summaries};
use crate::ir::*;
use crate::opt::inline::outermost;
use crate::syntax::source::Pos;

/// Says what becomes of a function's parameters and allocations; `stays` are the allocations that are in its frame.
pub(super) fn report(
    f: &Func,
    id: FuncId,
    summaries: &Summaries,
    stays: &[InstId],
    out: &mut Vec<(Pos, String)>,
) {
    let mut present = vec![false; f.insts.len()];
    for block in &f.blocks {
        block.insts.iter().for_each(|i| present[i.index()] = true);
    }
    for (i, note) in &f.notes {
        // What was removed as useless is no allocation either.
        let allocates = matches!(f.insts[i.index()].op, Op::Call(_));
        let heap = present[i.index()] && allocates && !stays.contains(i);
        let text = &note.text;
        let said = match (note.variable, heap) {
            (true, true) => format!("moved to heap: {text}"),
            (true, false) => continue,
            (false, true) => format!("{text} escapes to heap"),
            (false, false) => format!("{text} does not escape"),
        };
        let pos = outermost(f, f.insts[i.index()].scope).unwrap_or(note.pos);
        out.push((pos, said));
    }
    let Some(summary) = summaries.get(id) else {
        return;
    };
    if f.wrapper {
        return;
    }
    for p in &f.go_params {
        let range = p.at.0 as usize..(p.at.0 + p.at.1) as usize;
        let is_ptr = |k: &usize| f.sig.params.get(*k) == Some(&Ty::Ptr);
        let parts: Vec<usize> = range.filter(is_ptr).collect();
        if parts.is_empty() {
            continue;
        }
        let params = || parts.iter().map(|&k| &summary.params[k]);
        // What is stored into the memory of a result is in the result.
        let area = |k: u32| f.go_results.iter().position(|r| r.memory && r.at == k);
        let scalar = |r: u32| {
            let of = |g: &GoResult| !g.memory && g.at <= r;
            f.go_results.iter().rposition(of)
        };
        let parts = &parts;
        let moved = |deep: bool| {
            let from = move |m: &&Move| parts.contains(&(m.0 as usize)) && m.1 == deep;
            let away = move |m: &&Move| !parts.contains(&(m.2 as usize));
            summary.moves.iter().filter(from).filter(away)
        };
        let stored = |deep: bool| moved(deep).any(|m| area(m.2).is_none());
        let name = &p.name;
        let mut said = Vec::new();
        if params().any(|s| s.escapes) || stored(false) {
            said.push(format!("leaking param: {name}"));
        } else {
            let content = params().any(|s| s.content) || stored(true);
            if content {
                said.push(format!("leaking param content: {name}"));
            }
            let returned = params()
                .flat_map(|s| &s.results)
                .map(|&(r, deep)| (scalar(r), deep));
            let written = [false, true]
                .into_iter()
                .flat_map(|deep| moved(deep).map(move |m| (area(m.2), deep)));
            let mut results: Vec<(usize, bool)> = returned
                .chain(written)
                .filter_map(|(r, deep)| Some((r?, deep)))
                .collect();
            results.sort_unstable();
            results.dedup_by_key(|r| r.0);
            for (r, deep) in results {
                // What is on the heap anyway is not worth saying.
                if !(deep && content) {
                    let (result, level) = (&f.go_results[r].name, u32::from(deep));
                    said.push(format!(
                        "leaking param: {name} to result {result} level={level}"
                    ));
                }
            }
        }
        if said.is_empty() {
            said.push(format!("{name} does not escape"));
        }
        out.extend(said.into_iter().map(|text| (p.pos, text)));
    }
}
