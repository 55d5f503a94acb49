//! Interfaces: itabs and assertions.

use crate::heap;
use crate::link;
use crate::m::M;
use crate::panics;
use crate::sync::Locked;
use crate::types::{IfaceMethod, Itab, MethodEntry, Type};
use table::Table;

mod table {
    //! A small open-addressed set of itabs, in memory that is never given back: itabs live as long as the program.

    use crate::heap;
    use crate::types::{Itab, Type};

    #[derive(Debug)]
    pub(super) struct Table {
        slots: *mut *const Itab,
        mask: usize,
        count: usize,
        /// Whether the compiler's itabs are in it.
        pub(super) listed: bool,
    }

    /// Interfaces of the same underlying type share their list of methods, and with it their itabs.
    fn methods(inter: &Type) -> usize {
        inter.extra[0]
    }

    fn hash(inter: &Type, typ: &Type) -> usize {
        (methods(inter) >> 2) ^ typ.hash as usize
    }

    impl Table {
        pub(super) const fn new() -> Table {
            Table {
                slots: core::ptr::null_mut(),
                mask: 0,
                count: 0,
                listed: false,
            }
        }

        /// The itab of this pair. A pair that does not fit has an itab whose interface is absent.
        pub(super) fn find(&self, inter: &Type, typ: &Type) -> Option<*const Itab> {
            if self.count == 0 {
                return None;
            }
            let mut at = hash(inter, typ) & self.mask;
            loop {
                // SAFETY: below the table's size.
                let itab = unsafe { *self.slots.add(at) };
                if itab.is_null() {
                    return None;
                }
                // SAFETY: itabs live for ever.
                let (i, t) = unsafe { ((*itab).inter, (*itab).typ) };
                if methods(i) == methods(inter) && core::ptr::eq(t, typ) {
                    return Some(itab);
                }
                at = (at + 1) & self.mask;
            }
        }

        pub(super) fn insert(&mut self, itab: *const Itab) {
            if (self.count + 1) * 4 > (self.mask + 1) * 3 || self.slots.is_null() {
                self.grow();
            }
            self.count += 1;
            // SAFETY: itabs live for ever.
            let mut at = unsafe { hash((*itab).inter, (*itab).typ) } & self.mask;
            // SAFETY: below the table's size; there is a free slot.
            unsafe {
                while !(*self.slots.add(at)).is_null() {
                    at = (at + 1) & self.mask;
                }
                *self.slots.add(at) = itab;
            }
        }

        fn grow(&mut self) {
            let size = if self.slots.is_null() {
                32
            } else {
                (self.mask + 1) * 2
            };
            let slots = heap::sys_alloc_zeroed(size * size_of::<usize>()).cast::<*const Itab>();
            let old = core::mem::replace(
                self,
                Table {
                    slots,
                    mask: size - 1,
                    count: 0,
                    listed: self.listed,
                },
            );
            if !old.slots.is_null() {
                for n in 0..=old.mask {
                    // SAFETY: below the old table's size.
                    let itab = unsafe { *old.slots.add(n) };
                    if !itab.is_null() {
                        self.insert(itab);
                    }
                }
                heap::sys_free(old.slots.cast(), (old.mask + 1) * size_of::<usize>());
            }
        }
    }
}

static TABLE: Locked<Table> = Locked::new(Table::new());

/// The itab of a concrete type for an interface, or the missing method.
pub fn itab(inter: &'static Type, typ: &'static Type) -> Result<*const Itab, &'static IfaceMethod> {
    TABLE.with(|table| itab_in(table, inter, typ))
}

fn itab_in(
    table: &mut Table,
    inter: &'static Type,
    typ: &'static Type,
) -> Result<*const Itab, &'static IfaceMethod> {
    if let Some(itab) = table.find(inter, typ) {
        return Ok(itab);
    }
    if !core::mem::replace(&mut table.listed, true) {
        for &address in link::itabs() {
            table.insert(address as *const Itab);
        }
        return itab_in(table, inter, typ);
    }
    let wanted = inter.interface_methods();
    // Both lists are sorted by name: one walk finds all, or the first that is missing.
    let mut methods = typ.methods().iter();
    for w in wanted {
        if !methods.any(|m| fits(m, w)) {
            return Err(w);
        }
    }
    let bytes = size_of::<Itab>() + wanted.len() * size_of::<usize>();
    let at = heap::sys_alloc_zeroed(bytes).cast::<Itab>();
    // SAFETY: new memory of that size.
    unsafe {
        at.write(Itab { typ, inter });
        let funcs = at.add(1).cast::<usize>();
        let mut methods = typ.methods().iter();
        for (n, w) in wanted.iter().enumerate() {
            if let Some(m) = methods.find(|m| fits(m, w)) {
                funcs.add(n).write(m.func);
            }
        }
    }
    table.insert(at);
    Ok(at)
}

fn fits(m: &MethodEntry, w: &IfaceMethod) -> bool {
    core::ptr::eq(m.typ, w.typ) && m.name.bytes() == w.name.bytes()
}

#[unsafe(no_mangle)]
extern "C" fn burrow_try_iface(
    _m: &mut M,
    _fp: *mut u8,
    inter: &'static Type,
    typ: Option<&'static Type>,
) -> usize {
    typ.and_then(|typ| itab(inter, typ).ok())
        .map_or(0, |i| i as usize)
}

#[unsafe(no_mangle)]
extern "C" fn burrow_assert_iface(
    m: &mut M,
    fp: *mut u8,
    inter: &'static Type,
    typ: Option<&'static Type>,
) -> usize {
    let word = |t: &'static Type| core::ptr::from_ref(t) as usize;
    let Some(typ) = typ else {
        panics::raise_assert(m, fp, 0, word(inter), 0, None);
        return 0;
    };
    match itab(inter, typ) {
        Ok(itab) => itab as usize,
        Err(missing) => {
            panics::raise_assert(m, fp, word(typ), word(inter), 0, Some(missing));
            0
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_panic_assert(
    m: &mut M,
    fp: *mut u8,
    have: usize,
    want: &'static Type,
    inter: &'static Type,
) {
    panics::raise_assert(
        m,
        fp,
        have,
        core::ptr::from_ref(want) as usize,
        core::ptr::from_ref(inter) as usize,
        None,
    );
}
