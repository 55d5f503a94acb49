//! A readable text form of the IR, for tests and for `--emit=ir`.

use super::{Block, Callee, DataTarget, Func, Inst, Module, Op, Target, Term, Ty, Value};
use std::fmt::{self, Display, Formatter};

/// Shows a whole module.
#[derive(Debug)]
pub struct ShowModule<'a>(pub &'a Module);

/// Shows a function; names of what it calls come from the module.
#[derive(Debug)]
pub struct ShowFunc<'a>(pub &'a Module, pub &'a Func);

fn ty(ty: Ty) -> &'static str {
    match ty {
        Ty::I32 => "i32",
        Ty::I64 => "i64",
        Ty::F32 => "f32",
        Ty::F64 => "f64",
        Ty::Ptr => "ptr",
    }
}

fn list(values: &[Value]) -> String {
    let names: Vec<String> = values.iter().map(|v| format!("v{}", v.0)).collect();
    names.join(", ")
}

fn goal(t: &Target) -> String {
    if t.args.is_empty() {
        format!("b{}", t.block.0)
    } else {
        format!("b{}({})", t.block.0, list(&t.args))
    }
}

fn callee(m: &Module, c: &Callee) -> String {
    match c {
        Callee::Direct(f) => m.funcs[f.index()].name.clone(),
        Callee::Closure(s) => format!("closure sig{}", s.0),
        Callee::Method(s) => format!("method sig{}", s.0),
        Callee::Runtime(f) => format!("{f:?}"),
        Callee::Extern(e) => format!("extern {}", e.name),
    }
}

impl ShowFunc<'_> {
    fn op(&self, inst: &Inst) -> String {
        match &inst.op {
            Op::Const(n) => format!("const {n}"),
            Op::FConst(bits) => match self.1.values[inst.results[0].index()].ty {
                Ty::F32 => format!("fconst {:?}", f32::from_bits(*bits as u32)),
                _ => format!("fconst {:?}", f64::from_bits(*bits)),
            },
            Op::DataAddr(d, off) => format!("data {}+{off}", self.0.data[d.index()].name),
            Op::SlotAddr(s, off) => format!("slot s{}+{off}", s.0),
            Op::CallerFp => "callerfp".into(),
            Op::Bin(op) => format!("{op:?}").to_lowercase(),
            Op::Cmp(op) => format!("cmp.{op:?}").to_lowercase(),
            Op::Un(op) => format!("{op:?}").to_lowercase(),
            Op::Select => "select".into(),
            Op::PtrAdd => "ptradd".into(),
            Op::PtrOff(n) => format!("ptroff {n}"),
            Op::Load(mem, off) => format!("load.{mem:?}+{off}").to_lowercase(),
            Op::Store(mem, off) => format!("store.{mem:?}+{off}").to_lowercase(),
            Op::StorePtr(off) => format!("storeptr+{off}"),
            Op::StorePair(off, ptrs) => format!("storepair+{off} {ptrs:?}"),
            Op::MemCopy => "memcopy".into(),
            Op::MemZero => "memzero".into(),
            Op::Call(c) => format!("call {}", callee(self.0, c)),
            Op::PanicIf(kind) => format!("panicif {kind:?}"),
            Op::Poll => "poll".into(),
            Op::Turn => "turn".into(),
            Op::Atomic(op, mem, off) => format!("atomic.{op:?}.{mem:?}+{off}").to_lowercase(),
        }
    }

    fn block(&self, f: &mut Formatter<'_>, n: usize, block: &Block) -> fmt::Result {
        let params: Vec<String> = block
            .params
            .iter()
            .map(|v| format!("v{}: {}", v.0, ty(self.1.values[v.index()].ty)))
            .collect();
        writeln!(f, "  b{n}({}):", params.join(", "))?;
        for i in &block.insts {
            let inst = &self.1.insts[i.index()];
            let results: Vec<String> = inst
                .results
                .iter()
                .map(|v| format!("v{}: {}", v.0, ty(self.1.values[v.index()].ty)))
                .collect();
            let eq = if results.is_empty() { "" } else { " = " };
            writeln!(
                f,
                "    {}{eq}{} {}",
                results.join(", "),
                self.op(inst),
                list(&inst.args)
            )?;
        }
        let term = match &block.term {
            Term::None => "none".into(),
            Term::Jump(t) => format!("jump {}", goal(t)),
            Term::Branch(v, a, b) => format!("branch v{} {} {}", v.0, goal(a), goal(b)),
            Term::Switch(v, table, default) => {
                let table: Vec<String> = table.iter().map(goal).collect();
                format!("switch v{} [{}] {}", v.0, table.join(", "), goal(default))
            }
            Term::Return(values) => format!("return {}", list(values)),
            Term::TailCall(c, args) => format!("tailcall {} {}", callee(self.0, c), list(args)),
            Term::Unreachable => "unreachable".into(),
        };
        writeln!(f, "    {term}")
    }
}

impl Display for ShowFunc<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let func = self.1;
        let tys = |list: &[Ty]| list.iter().map(|&t| ty(t)).collect::<Vec<_>>().join(", ");
        let flags = [
            (func.has_ctx, " ctx"),
            (func.noinline, " noinline"),
            (func.wrapper, " wrapper"),
        ];
        let flags: String = flags
            .iter()
            .filter(|(on, _)| *on)
            .map(|&(_, s)| s)
            .collect();
        writeln!(
            f,
            "func {}({}) -> ({}){flags}",
            func.name,
            tys(&func.sig.params),
            tys(&func.sig.results)
        )?;
        for (n, s) in func.slots.iter().enumerate() {
            writeln!(
                f,
                "  s{n}: size {} align {} ptrs {:?}",
                s.size, s.align, s.ptrs
            )?;
        }
        if let Some(d) = &func.defers {
            writeln!(
                f,
                "  defers: mask s{} closures s{} count {} records {} indirect {} exit b{}",
                d.mask.0, d.closures.0, d.count, d.records, d.indirect, d.exit.0
            )?;
        }
        for (n, block) in func.blocks.iter().enumerate() {
            self.block(f, n, block)?;
        }
        Ok(())
    }
}

impl Display for ShowModule<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for func in &self.0.funcs {
            writeln!(f, "{}", ShowFunc(self.0, func))?;
        }
        for d in &self.0.data {
            let kind = if d.mutable { "var" } else { "const" };
            write!(f, "{kind} {} size {} align {}", d.name, d.size, d.align)?;
            if !d.bytes.is_empty() {
                write!(f, " {:02x?}", d.bytes)?;
            }
            for r in &d.relocs {
                match r.target {
                    DataTarget::Data(t, off) => {
                        write!(f, " [{}]={}+{off}", r.offset, self.0.data[t.index()].name)?;
                    }
                    DataTarget::Func(t) => {
                        write!(f, " [{}]=func {}", r.offset, self.0.funcs[t.index()].name)?
                    }
                }
            }
            if !d.roots.is_empty() {
                write!(f, " roots {:?}", d.roots)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
