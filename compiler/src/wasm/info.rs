//! FuncInfo, pointer maps, lines and the defer description of a function, as static data.

use super::body::Traces;
use super::cx::Cx;
use super::locals::Resume;
use super::objects;
use super::plan::{Plan, in_order};
use crate::ir::{Func, FuncId, ScopeId, Ty};
use crate::object::{Data, RelocKind, Sym};
use crate::opt::classes::FuncClass;
use crate::syntax::source::Pos;
use burrow_stacks::build::{FileTable, FuncInfoBuilder, InlineId, ObjectId, Target};
use burrow_stacks::{DeferInfo, FuncFlags, layout32};
use rustc_hash::FxHashMap;

/// Tables that functions share.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) files: FileTable,
    /// Pointer maps by their bytes.
    maps: FxHashMap<Vec<u8>, Sym>,
    /// Names and lines.
    lines: FxHashMap<FuncId, Sym>,
}

/// Gives the functions that may be in the table their names and lines, if the program asks for them by their places there.
pub(super) fn name_slots(cx: &mut Cx<'_>, tables: &mut Tables) {
    if cx.options.strip || cx.obj.lookup(ASKS).is_none() {
        return;
    }
    let funcs = &cx.module.funcs;
    // A function is in the table under a wrapper, which has its name.
    let mut own: FxHashMap<&str, Option<FuncId>> = FxHashMap::default();
    for (id, f) in (0..).map(FuncId).zip(funcs) {
        if !f.wrapper && !f.blocks.is_empty() {
            let first = own.entry(&f.name).or_insert(Some(id));
            *first = first.filter(|&first| first == id);
        }
    }
    for (id, f) in (0..).map(FuncId).zip(funcs) {
        let Some(slot) = cx.used_slot_func(id) else {
            continue;
        };
        let of = match f.wrapper {
            true => own.get(&*f.name).copied().flatten(),
            false => None,
        };
        let of = of.unwrap_or(id);
        let lines = *tables.lines.entry(of).or_insert_with(|| {
            let f = &funcs[of.index()];
            let file = tables.files.number(&cx.file(f.pos));
            let mut b = FuncInfoBuilder::new(Target::WASM32, &f.name, file, 16);
            b.point_in(None, cx.line(f.pos), &[], &[]);
            cx.obj
                .define_local_data("lines", Data::lines(b.finish().meta))
        });
        cx.obj.set_lines(slot, lines);
    }
}

/// The function of the runtime that looks them up.
const ASKS: &str = "runtime.slotinfo";

/// Emits the description of a function.
pub(super) fn emit(
    cx: &mut Cx<'_>,
    tables: &mut Tables,
    plan: &Plan<'_>,
    live: &objects::Live,
    traces: &Traces,
    sym: Sym,
) {
    let f = plan.f;
    let frame = &plan.frame;
    let file = tables.files.number(&cx.file(f.pos));
    let mut b = FuncInfoBuilder::new(Target::WASM32, name(cx, plan), file, frame.size);
    let enterable = plan.class == FuncClass::Yielding && !plan.frameless;
    if enterable {
        b.entry_size(frame.entry_size);
    }
    b.flags(flags(cx, plan));
    let (offsets, _) = in_order(&f.sig.results, 0);
    b.results(&pointers(&f.sig.results, &offsets));
    let mut objects: Vec<(usize, ObjectId)> = Vec::new();
    for (n, slot) in f.slots.iter().enumerate() {
        if !slot.ptrs.is_empty() {
            let (elements, size, ptrs) = pattern(slot.size.next_multiple_of(4), &slot.ptrs);
            objects.push((n, b.object(frame.slots[n], elements, size, &ptrs)));
        }
    }
    let list = frame.defer_list.map(|list| b.object(list, 1, 4, &[0]));
    let chosen = |live: &objects::Objects| -> Vec<ObjectId> {
        let slots = objects.iter().filter(|o| live[o.0]).map(|o| o.1);
        slots.chain(list).collect()
    };
    let at_exit = chosen(&live.exit);
    let mut places = Places::new(cx, tables, &mut b, f);

    let entry = match enterable {
        true => pointers(&f.sig.params, &frame.params),
        false => Vec::new(),
    };
    let line = cx.line(f.pos);
    b.point_in(None, line, &entry, &[]);
    for (k, &i) in plan.locals.points.iter().enumerate() {
        let inst = &f.insts[i.index()];
        debug_assert_ne!(plan.resume[i.index()], Resume::Never);
        let (place, line) = places.find(cx, tables, &mut b, inst.scope, inst.pos);
        b.point_in(place, line, &plan.mapped[k], &chosen(&live.points[k]));
    }
    if let Some(d) = &f.defers {
        let line = cx.line(f.blocks[d.exit.index()].pos);
        b.point_in(None, line, &[], &at_exit);
    }
    for &(pos, scope) in &traces.list {
        let (place, line) = places.find(cx, tables, &mut b, scope, pos);
        b.point_in(place, line, &[], &at_exit);
    }
    let encoded = b.finish();

    let mut data = Data::read_only(encoded.info32(0, 0, 0, 0).to_vec(), layout32::ALIGN as u32);
    if enterable {
        let resume = cx.resume(plan.id);
        data.set_reloc(layout32::RESUME as u32, RelocKind::DataFunctionSlot(resume));
    }
    let obj = &mut cx.obj;
    let maps = *tables.maps.entry(encoded.maps).or_insert_with_key(|bytes| {
        obj.define_local_data("maps", Data::read_only(bytes.clone(), 1))
    });
    data.set_reloc(layout32::MAPS as u32, RelocKind::DataAddress(maps, 0));
    if !cx.options.strip {
        let meta = cx.obj.define_local_data("lines", Data::lines(encoded.meta));
        data.set_reloc(layout32::META as u32, RelocKind::DataAddress(meta, 0));
        tables.lines.insert(plan.id, meta);
    }
    if let (Some(d), Some(exit_point)) = (&f.defers, plan.exit_point()) {
        let info = DeferInfo {
            exit_point,
            mask: frame.slot(d.mask, 0),
            closures: frame.slot(d.closures, 0),
            count: d.count,
            list: frame.defer_list.unwrap_or(0),
            flags: if d.indirect { DeferInfo::INDIRECT } else { 0 },
        };
        let defer = Data::read_only(info.to_bytes().to_vec(), 4);
        let defer = cx.obj.define_local_data("defers", defer);
        data.set_reloc(layout32::DEFER as u32, RelocKind::DataAddress(defer, 0));
    }
    cx.obj.define(sym, data);
}

/// A function's name in traces. Some of the runtime's stand for functions of Go's, whose names programs know.
fn name<'a>(cx: &Cx<'_>, plan: &Plan<'a>) -> &'a str {
    let entries = &cx.module.entries;
    if entries.gostart == Some(plan.id) {
        "runtime.goexit"
    } else if entries.calldefer == Some(plan.id) {
        "runtime.gopanic"
    } else {
        &plan.f.name
    }
}

fn flags(cx: &Cx<'_>, plan: &Plan<'_>) -> FuncFlags {
    let mut flags = FuncFlags::empty();
    flags.set(FuncFlags::WRAPPER, plan.f.wrapper);
    let calls_defer = cx.module.entries.calldefer == Some(plan.id);
    flags.set(FuncFlags::CALLS_DEFER, calls_defer);
    flags.set(FuncFlags::RUNTIME, is_internal(&plan.f.name));
    // A closure's context is no argument; the receiver of a method is one.
    let closure = plan.f.has_ctx && plan.f.name.contains(".func");
    flags.set(
        FuncFlags::ARGUMENTS,
        plan.f.sig.params.len() > usize::from(closure),
    );
    flags
}

/// Whether a function is one of the runtime's own, which traces leave out: not exported, like `runtime.gostart`.
fn is_internal(name: &str) -> bool {
    name.strip_prefix("runtime.")
        .is_some_and(|rest| !rest.starts_with(char::is_uppercase))
}

/// Offsets of the pointers among scalars.
fn pointers(types: &[Ty], offsets: &[u32]) -> Vec<u32> {
    types
        .iter()
        .zip(offsets)
        .filter(|(ty, _)| **ty == Ty::Ptr)
        .map(|(_, &off)| off)
        .collect()
}

/// Finds the element of an array among the pointers of a stack object: how many, their size, the pointers of one.
fn pattern(size: u32, ptrs: &[u32]) -> (u32, u32, Vec<u32>) {
    const SMALL: u32 = 64;
    if size > SMALL {
        // The distance between equal pointers divides the size.
        for &p in &ptrs[1..] {
            let element = p - ptrs[0];
            if element == 0 || !size.is_multiple_of(element) {
                continue;
            }
            let first: Vec<u32> = ptrs.iter().copied().take_while(|&p| p < element).collect();
            let count = size / element;
            let repeats = ptrs.len() == first.len() * count as usize
                && ptrs.iter().enumerate().all(|(n, &p)| {
                    let (e, i) = (n / first.len(), n % first.len());
                    p == e as u32 * element + first[i]
                });
            if repeats {
                return (count, element, first);
            }
        }
    }
    (1, size, ptrs.to_vec())
}

/// What was inlined, and code that line directives move to other files.
struct Places {
    /// By scope; the function itself is none.
    scopes: Vec<Option<InlineId>>,
    /// Where each scope's function is declared.
    declared: Vec<Pos>,
    moved: FxHashMap<(ScopeId, u32), InlineId>,
}

impl Places {
    fn new(cx: &Cx<'_>, tables: &mut Tables, b: &mut FuncInfoBuilder, f: &Func) -> Places {
        let mut places = Places {
            scopes: vec![None],
            declared: vec![f.pos],
            moved: FxHashMap::default(),
        };
        for scope in &f.scopes[1..] {
            let file = tables.files.number(&cx.file(scope.pos));
            let (parent, line) = places.find(cx, tables, b, scope.parent, scope.call);
            let id = b.inline(parent, &scope.name, file, line);
            places.scopes.push(Some(id));
            places.declared.push(scope.pos);
        }
        places
    }

    /// The place and line of a position in a scope.
    fn find(
        &mut self,
        cx: &Cx<'_>,
        tables: &mut Tables,
        b: &mut FuncInfoBuilder,
        scope: ScopeId,
        pos: Pos,
    ) -> (Option<InlineId>, u32) {
        let line = cx.line(pos);
        let own = self.scopes[scope.index()];
        let declared = self.declared[scope.index()];
        let origin = |pos| cx.sources.origin_of(pos);
        if origin(pos) == origin(declared) || cx.file(pos) == cx.file(declared) {
            return (own, line);
        }
        let file = tables.files.number(&cx.file(pos));
        let moved = self.moved.entry((scope, file));
        (
            Some(*moved.or_insert_with(|| b.other_file(own, file))),
            line,
        )
    }
}
