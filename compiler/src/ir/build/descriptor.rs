//! Type descriptors and itabs (docs/abi.md, section 5).
//!
//! A descriptor lists methods only where they can be asked for at run time: the type can be an interface's dynamic type
//! ([`Builder::dynamic_desc`]), and some dynamic assertion is to an interface with such a method
//! ([`Builder::demand_interface`]). Both sets grow while functions are built, so the lists are made last.
//! Allocation and copying need only size and pointers: they use *layout descriptors*, the first 24 bytes alone.

use super::{Builder, FuncKey, kinds};
use crate::ir::{Data, DataId, DataReloc, DataTarget, FuncId};
use crate::syntax::ast::ChanDir;
use crate::syntax::symbol::Symbol;
use crate::types::lookup::{MethodEntry, method_set};
use crate::types::object::PkgId;
use crate::types::typ::{Basic, Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Offset of an itab's functions.
pub(super) const ITAB_METHODS: u32 = 8;

const SIZE: u32 = 56;
const POINTER_SHAPED: u8 = 1;
const COMPARABLE: u8 = 2;
const NAMED: u8 = 4;
const BYTES_EQUAL: u8 = 8;
const NO_POINTERS: u8 = 16;

/// What was made so far.
#[derive(Default)]
pub(super) struct Descriptors {
    full: FxHashMap<TypeId, DataId>,
    /// Names given to descriptors: local types of the same name are kept apart by a number.
    names: FxHashSet<String>,
    dynamic: FxHashSet<TypeId>,
    dynamic_list: Vec<TypeId>,
    /// The kinds of dynamic types.
    pub(super) kinds: kinds::Kinds,
    demanded: FxHashSet<(Symbol, Option<PkgId>, TypeId)>,
    demanded_ifaces: FxHashSet<TypeId>,
    layouts: FxHashMap<(u32, u32, Vec<u32>), DataId>,
    itabs: FxHashMap<(TypeId, TypeId), DataId>,
    /// Method lists by the underlying interface type: the runtime knows by the list which interfaces are alike.
    iface_methods: FxHashMap<TypeId, DataId>,
    sets: FxHashMap<TypeId, Rc<Vec<MethodEntry>>>,
}

/// Bytes of a data item under construction.
#[derive(Default)]
pub(super) struct Bytes {
    /// Initial bytes.
    pub bytes: Vec<u8>,
    /// Words that hold addresses.
    pub relocs: Vec<DataReloc>,
}

impl Bytes {
    /// Writes a word.
    pub(super) fn u32(&mut self, off: u32, n: u32) {
        self.put(off, &n.to_le_bytes());
    }

    /// Writes bytes.
    pub(super) fn put(&mut self, off: u32, b: &[u8]) {
        let end = off as usize + b.len();
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[off as usize..end].copy_from_slice(b);
    }

    /// Writes an address.
    pub(super) fn addr(&mut self, off: u32, target: DataTarget) {
        self.put(off, &[0; 4]);
        self.relocs.push(DataReloc {
            offset: off,
            target,
        });
    }

    /// As a data item of this size.
    pub(super) fn into_data(mut self, name: String, size: u32, align: u32, mutable: bool) -> Data {
        self.relocs.sort_by_key(|r| r.offset);
        Data {
            name,
            size,
            align,
            bytes: self.bytes,
            relocs: self.relocs,
            roots: Vec::new(),
            mutable,
        }
    }
}

/// The hash that the ABI prescribes for type names.
fn fnv1a(s: &str) -> u32 {
    s.bytes().fold(0x811c_9dc5, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    })
}

fn kind(t: &Type) -> u8 {
    match t {
        Type::Basic(b) => match b {
            Basic::Invalid | Basic::UntypedNil => 0,
            Basic::Bool | Basic::UntypedBool => 1,
            Basic::Int | Basic::UntypedInt => 2,
            Basic::Int8 => 3,
            Basic::Int16 => 4,
            Basic::Int32 | Basic::UntypedRune => 5,
            Basic::Int64 => 6,
            Basic::Uint => 7,
            Basic::Uint8 => 8,
            Basic::Uint16 => 9,
            Basic::Uint32 => 10,
            Basic::Uint64 => 11,
            Basic::Uintptr => 12,
            Basic::Float32 => 13,
            Basic::Float64 | Basic::UntypedFloat => 14,
            Basic::Complex64 => 15,
            Basic::Complex128 | Basic::UntypedComplex => 16,
            Basic::String | Basic::UntypedString => 24,
            Basic::UnsafePointer => 26,
        },
        Type::Array(..) => 17,
        Type::Chan(..) => 18,
        Type::Func(_) => 19,
        Type::Interface(_) => 20,
        Type::Map(..) => 21,
        Type::Pointer(_) => 22,
        Type::Slice(_) => 23,
        Type::Struct(_) => 25,
        Type::Named(_) | Type::Tuple(_) | Type::Param(_) | Type::Constraint(_) => 0,
    }
}

impl Builder<'_> {
    /// Whether values can be compared with `==`.
    pub(super) fn comparable(&self, t: TypeId) -> bool {
        match self.types.under(t) {
            Type::Slice(_) | Type::Map(..) | Type::Func(_) => false,
            Type::Array(_, elem) => self.comparable(*elem),
            Type::Struct(fields) => fields.iter().all(|f| self.comparable(f.typ)),
            _ => true,
        }
    }

    /// Whether `==` compares all bytes of values.
    pub(super) fn bytes_equal(&mut self, t: TypeId) -> bool {
        let types = self.types;
        match types.under(t) {
            Type::Basic(b) => b.is_integer() || b.is_boolean() || *b == Basic::UnsafePointer,
            Type::Pointer(_) | Type::Chan(..) => true,
            &Type::Array(_, elem) => self.bytes_equal(elem),
            Type::Struct(fields) => {
                let mut size = 0;
                for f in fields {
                    if f.name.is_blank() || !self.bytes_equal(f.typ) {
                        return false;
                    }
                    size += self.size_of(f.typ);
                }
                size == self.size_of(t)
            }
            _ => false,
        }
    }

    /// The methods of a type, sorted as an interface's are.
    pub(super) fn method_set(&mut self, t: TypeId) -> Rc<Vec<MethodEntry>> {
        if let Some(s) = self.desc.sets.get(&t) {
            return s.clone();
        }
        let set = Rc::new(method_set(self.types, &self.program.objects, t));
        self.desc.sets.insert(t, set.clone());
        set
    }

    /// Size, hash, kind and pointers: the first 20 bytes.
    fn head(&mut self, size: u32, align: u32, ptr_words: u32, ptrs: &[u32]) -> Bytes {
        let mut d = Bytes::default();
        d.u32(0, size);
        d.put(9, &[align as u8, align as u8]);
        d.u32(12, ptr_words);
        if ptr_words <= 32 {
            let mask = ptrs.iter().fold(0u32, |m, p| m | 1 << (p / 4));
            d.u32(16, mask);
        } else {
            // Arrays repeat it, so it covers the whole value.
            let mut bits = vec![0u8; (size / 4).div_ceil(8) as usize];
            for p in ptrs {
                let w = p / 4;
                bits[w as usize / 8] |= 1 << (w % 8);
            }
            // The scanner reads whole words.
            let size = (bits.len() as u32).next_multiple_of(4);
            let name = format!("ptrs.{}.{}", size, fnv1a(&format!("{bits:?}")));
            let name = format!("{name}.{}", ptrs.len());
            let map = self.named(&name.clone(), |_| Data {
                name,
                size,
                align: 4,
                bytes: bits,
                relocs: Vec::new(),
                roots: Vec::new(),
                mutable: false,
            });
            d.addr(16, DataTarget::Data(map, 0));
        }
        d
    }

    /// The layout descriptor of a type.
    pub(super) fn layout_desc(&mut self, t: TypeId) -> DataId {
        let r = self.repr(t);
        let ptrs = self.pointers(t);
        self.layout_desc_raw(r.size, r.align, ptrs)
    }

    /// The layout descriptor for a size and pointers.
    pub(super) fn layout_desc_raw(&mut self, size: u32, align: u32, ptrs: Vec<u32>) -> DataId {
        let key = (size, align, ptrs);
        if let Some(&id) = self.desc.layouts.get(&key) {
            return id;
        }
        let ptrs = &key.2;
        let words = ptrs.last().map_or(0, |p| p / 4 + 1);
        let mut d = self.head(size, align, words, ptrs);
        if ptrs.is_empty() {
            d.put(11, &[NO_POINTERS]);
        }
        let name = format!("layout.{}", self.desc.layouts.len());
        let id = self.add_data(d.into_data(name, 24, 8, false));
        self.desc.layouts.insert(key, id);
        id
    }

    /// The descriptor of a type that can be an interface's dynamic type; then what it is made of can, too, by reflection.
    pub(super) fn dynamic_desc(&mut self, t: TypeId) -> DataId {
        let id = self.type_desc(t);
        self.mark_dynamic(t);
        id
    }

    fn mark_dynamic(&mut self, t: TypeId) {
        if !self.desc.dynamic.insert(t) {
            return;
        }
        self.desc.dynamic_list.push(t);
        let types = self.types;
        self.desc.kinds.insert(types.under(t));
        match types.under(t) {
            Type::Pointer(e) | Type::Slice(e) | Type::Array(_, e) | Type::Chan(_, e) => {
                self.mark_dynamic(*e);
            }
            Type::Map(k, e) => {
                self.mark_dynamic(*k);
                self.mark_dynamic(*e);
            }
            Type::Struct(fields) => {
                for f in fields {
                    self.mark_dynamic(f.typ);
                }
            }
            _ => {}
        }
    }

    /// Notes that a dynamic type may be asked for an interface's methods.
    pub(super) fn demand_interface(&mut self, t: TypeId) {
        let t = self.types.underlying(t);
        if !self.desc.demanded_ifaces.insert(t) {
            return;
        }
        if let Type::Interface(methods) = self.types.get(t) {
            let list = methods.iter().map(|m| (m.name, m.pkg, m.sig));
            self.desc.demanded.extend(list);
        }
    }

    /// The descriptor of a type.
    pub(super) fn type_desc(&mut self, t: TypeId) -> DataId {
        if let Some(&id) = self.desc.full.get(&t) {
            return id;
        }
        let path_name = self.type_name(t, true);
        let mut name = format!("type:{path_name}");
        while !self.desc.names.insert(name.clone()) {
            name = self.unique_name(&name);
        }
        let id = self.add_data(Data {
            name,
            size: SIZE,
            align: 8,
            bytes: Vec::new(),
            relocs: Vec::new(),
            roots: Vec::new(),
            mutable: false,
        });
        self.desc.full.insert(t, id);
        let d = self.describe(t, &path_name);
        let data = &mut self.module.data[id.index()];
        data.bytes = d.bytes;
        data.relocs = d.relocs;
        data.relocs.sort_by_key(|r| r.offset);
        id
    }

    /// All descriptors, in the order in which they were made.
    pub(super) fn descriptors(&self) -> Vec<(TypeId, DataId)> {
        let mut list: Vec<(TypeId, DataId)> =
            self.desc.full.iter().map(|(&t, &d)| (t, d)).collect();
        list.sort_by_key(|(_, d)| d.index());
        list
    }

    fn name_at(&mut self, d: &mut Bytes, off: u32, text: &str) {
        if !text.is_empty() {
            let s = self.string_data(text.as_bytes());
            d.addr(off, DataTarget::Data(s, 0));
        }
        d.u32(off + 4, text.len() as u32);
    }

    fn desc_at(&mut self, d: &mut Bytes, off: u32, t: TypeId) {
        let id = self.type_desc(t);
        d.addr(off, DataTarget::Data(id, 0));
    }

    fn describe(&mut self, t: TypeId, path_name: &str) -> Bytes {
        let types = self.types;
        let layout = self.layouts.of(types, t);
        let ptrs = self.pointers(t);
        let under = types.under(t);
        let mut d = self.head(
            layout.size as u32,
            layout.align as u32,
            layout.ptr_words as u32,
            &ptrs,
        );
        d.u32(4, fnv1a(path_name));
        let mut flags = 0;
        if self.pointer_shaped(t) {
            flags |= POINTER_SHAPED;
        }
        let comparable = self.comparable(t);
        if comparable {
            flags |= COMPARABLE;
        }
        if matches!(types.get(t), Type::Named(_) | Type::Basic(_)) {
            flags |= NAMED;
        }
        if ptrs.is_empty() {
            flags |= NO_POINTERS;
        }
        if comparable && self.bytes_equal(t) {
            flags |= BYTES_EQUAL;
        } else if comparable {
            let eq = self.equal_func(t, false);
            d.addr(20, DataTarget::Func(eq));
            let hash = self.hash_func(t);
            d.addr(24, DataTarget::Func(hash));
        }
        d.put(
            8,
            &[kind(under), layout.align as u8, layout.align as u8, flags],
        );
        let shown = self.type_name(t, false);
        self.name_at(&mut d, 28, &shown);
        match under {
            Type::Pointer(e) | Type::Slice(e) => self.desc_at(&mut d, 44, *e),
            &Type::Array(n, e) => {
                self.desc_at(&mut d, 44, e);
                d.u32(48, n as u32);
                if let Some(s) = types.find(&Type::Slice(e)) {
                    self.desc_at(&mut d, 52, s);
                }
            }
            &Type::Chan(dir, e) => {
                self.desc_at(&mut d, 44, e);
                let dir = match dir {
                    ChanDir::Recv => 1,
                    ChanDir::Send => 2,
                    ChanDir::Both => 3,
                };
                d.u32(48, dir);
            }
            &Type::Map(k, e) => {
                self.desc_at(&mut d, 44, e);
                self.desc_at(&mut d, 48, k);
            }
            Type::Struct(fields) => {
                let offsets = self.layouts.field_offsets(types, t);
                let mut list = Bytes::default();
                for (i, f) in fields.iter().enumerate() {
                    let at = i as u32 * 28;
                    self.name_at(&mut list, at, f.name.as_str());
                    self.desc_at(&mut list, at + 8, f.typ);
                    list.u32(at + 12, offsets[i] as u32);
                    let exported = f.name.is_exported();
                    list.u32(at + 16, u32::from(f.embedded) | u32::from(exported) << 1);
                    self.name_at(&mut list, at + 20, f.tag.as_str());
                }
                self.list_at(&mut d, list, fields.len(), 28);
                if self.has_reflect()
                    && let Some(pkg) = fields.iter().find_map(|f| f.pkg)
                {
                    let path = self.package_path(pkg);
                    d.addr(44, DataTarget::Data(path, 0));
                }
            }
            Type::Interface(methods) => {
                let mut list = Bytes::default();
                for (i, m) in methods.iter().enumerate() {
                    let at = i as u32 * 12;
                    let name = self.unique_method_name(m.name, m.pkg);
                    self.name_at(&mut list, at, &name);
                    self.desc_at(&mut list, at + 8, m.sig);
                }
                self.method_list_at(&mut d, list, methods.len(), self.types.underlying(t));
            }
            Type::Func(sig) => {
                let mut list = Bytes::default();
                for (i, &p) in sig.params.iter().chain(&sig.results).enumerate() {
                    self.desc_at(&mut list, i as u32 * 4, p);
                }
                let (n, m) = (sig.params.len(), sig.results.len());
                self.list_at(&mut d, list, n + m, 4);
                let counts = n as u32 | (m as u32) << 16 | u32::from(sig.variadic) << 31;
                d.u32(52, counts);
            }
            _ => {}
        }
        d
    }

    /// The methods of an interface type, one list for all defined types of the same underlying type.
    fn method_list_at(&mut self, d: &mut Bytes, list: Bytes, n: usize, underlying: TypeId) {
        if let Some(&id) = self.desc.iface_methods.get(&underlying) {
            d.u32(52, n as u32);
            d.addr(48, DataTarget::Data(id, 0));
            return;
        }
        self.list_at(d, list, n, 12);
        if let Some(DataReloc {
            target: DataTarget::Data(id, 0),
            ..
        }) = d.relocs.iter().find(|r| r.offset == 48)
        {
            self.desc.iface_methods.insert(underlying, *id);
        }
    }

    /// A table that words 48 and 52 tell of.
    fn list_at(&mut self, d: &mut Bytes, list: Bytes, n: usize, size: u32) {
        d.u32(52, n as u32);
        if n == 0 {
            return;
        }
        let name = self.unique_name("types");
        let id = self.add_data(list.into_data(name, n as u32 * size, 4, false));
        d.addr(48, DataTarget::Data(id, 0));
    }

    /// The itab of a concrete type in an interface type.
    pub(super) fn itab(&mut self, concrete: TypeId, iface: TypeId) -> DataId {
        let iface = self.types.underlying(iface);
        if let Some(&id) = self.desc.itabs.get(&(concrete, iface)) {
            return id;
        }
        let types = self.types;
        let Type::Interface(methods) = types.get(iface) else {
            unreachable!("itab of an interface");
        };
        let desc = self.dynamic_desc(concrete);
        let mut d = Bytes::default();
        d.addr(0, DataTarget::Data(desc, 0));
        self.desc_at(&mut d, 4, iface);
        let name = format!(
            "itab:{},{}",
            self.module.data[desc.index()].name,
            self.type_name(iface, true)
        );
        let size = ITAB_METHODS + 4 * methods.len() as u32;
        let id = self.add_data(Bytes::default().into_data(name, size, 4, false));
        self.desc.itabs.insert((concrete, iface), id);
        for (i, m) in methods.iter().enumerate() {
            let at = ITAB_METHODS + 4 * i as u32;
            if self.leave_out(id, at, concrete, iface, (m.name, m.pkg)) {
                d.u32(at, 0);
                continue;
            }
            let f = self.itab_func(concrete, m.name, m.pkg);
            d.addr(at, DataTarget::Func(f));
        }
        let data = &mut self.module.data[id.index()];
        data.bytes = d.bytes;
        data.relocs = d.relocs;
        id
    }

    /// Lists the methods that can be asked for. Answers whether that reached anything new; then it is done again.
    pub(super) fn complete_descriptors(&mut self) -> bool {
        let mut found: Vec<(TypeId, Vec<(MethodEntry, FuncId)>)> = Vec::new();
        if self.reflects {
            for t in self.desc.dynamic_list.clone() {
                if self.types.is_interface(t) {
                    self.demand_interface(t);
                }
            }
        }
        let mut i = 0;
        while i < self.desc.dynamic_list.len() {
            let t = self.desc.dynamic_list[i];
            i += 1;
            if self.types.is_interface(t) {
                continue;
            }
            self.describe_pointer(t);
            let set = self.method_set(t);
            let mut list = Vec::new();
            for m in set.iter() {
                let kept = self.reflect.methods && m.pkg.is_none();
                if kept || self.desc.demanded.contains(&(m.name, m.pkg, m.sig)) {
                    let f = self.itab_func(t, m.name, m.pkg);
                    self.type_desc(m.sig);
                    list.push((m.clone(), f));
                }
            }
            let path = self.has_reflect() && matches!(self.types.get(t), Type::Named(_));
            if path || !list.is_empty() {
                found.push((t, list));
            }
        }
        self.complete_reflect();
        if !self.work.is_empty() {
            return true;
        }
        for (t, list) in found {
            let mut d = Bytes::default();
            let types = self.types;
            let named = match types.get(t) {
                &Type::Pointer(to) => to,
                _ => t,
            };
            if let &Type::Named(id) = types.get(named)
                && let Some(pkg) = self.program.object(types.named(id).obj).pkg
            {
                let path = self.program.package(pkg).path.clone();
                self.name_at(&mut d, 0, &path);
            }
            d.u32(8, list.len() as u32);
            for (i, (m, f)) in list.iter().enumerate() {
                let at = 12 + 16 * i as u32;
                let name = self.unique_method_name(m.name, m.pkg);
                self.name_at(&mut d, at, &name);
                self.desc_at(&mut d, at + 8, m.sig);
                d.addr(at + 12, DataTarget::Func(*f));
            }
            let size = 12 + 16 * list.len() as u32;
            let name = self.unique_name("methods");
            let id = self.add_data(d.into_data(name, size, 4, false));
            self.patch(t, 40, id);
        }
        let pointers: Vec<(TypeId, DataId)> = self
            .desc
            .full
            .keys()
            .filter_map(|t| {
                Some((
                    *t,
                    *self.desc.full.get(&self.types.find(&Type::Pointer(*t))?)?,
                ))
            })
            .collect();
        for (t, to) in pointers {
            self.patch(t, 36, to);
        }
        self.finish_reflect();
        false
    }

    /// Makes the descriptor of pointers to a defined type where reflection can ask for their methods.
    fn describe_pointer(&mut self, t: TypeId) {
        if !self.reflect.pointers || !matches!(self.types.get(t), Type::Named(_)) {
            return;
        }
        let pointer = self.types.intern(Type::Pointer(t));
        if !self.method_set(pointer).is_empty() {
            self.dynamic_desc(pointer);
        }
    }

    /// A package's path, as word 44 of a struct type leads to it.
    fn package_path(&mut self, pkg: PkgId) -> DataId {
        let path = self.program.package(pkg).path.clone();
        self.named(&format!("path:{path}"), |b| {
            let mut d = Bytes::default();
            b.name_at(&mut d, 0, &path);
            d.into_data(format!("path:{path}"), 8, 4, false)
        })
    }

    fn patch(&mut self, t: TypeId, offset: u32, to: DataId) {
        let id = self.desc.full[&t];
        let data = &mut self.module.data[id.index()];
        data.relocs.push(DataReloc {
            offset,
            target: DataTarget::Data(to, 0),
        });
        data.relocs.sort_by_key(|r| r.offset);
    }

    /// The function that an itab holds for a type's method: called with the interface's data word as receiver.
    pub(super) fn itab_func(&mut self, t: TypeId, name: Symbol, pkg: Option<PkgId>) -> FuncId {
        let key = FuncKey::Itab(t, name, pkg);
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let set = self.method_set(t);
        let m = set
            .iter()
            .find(|m| m.name == name && m.pkg == pkg)
            .expect("the type has the method");
        let f = self.itab_wrapper(t, m);
        self.module.funcs[f.index()].has_ctx = true;
        self.funcs.insert(key, f);
        f
    }
}
