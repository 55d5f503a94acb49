//! What `internal/reflectlite` needs of the runtime.

use crate::heap;
use crate::iface;
use crate::m::M;
use crate::types::Type;

#[unsafe(export_name = "internal/reflectlite.implements")]
extern "C" fn implements(_m: &mut M, inter: &'static Type, typ: &'static Type) -> usize {
    if !inter.has_itab() {
        return core::ptr::from_ref(typ) as usize;
    }
    iface::itab(inter, typ).map_or(0, |itab| itab as usize)
}

#[unsafe(export_name = "internal/reflectlite.typedmemmove")]
unsafe extern "C" fn typedmemmove(m: &mut M, typ: &'static Type, dst: *mut u8, src: *const u8) {
    // SAFETY: two values of the type.
    unsafe { heap::typed_copy(m, typ, dst, src) };
}

#[unsafe(export_name = "internal/reflectlite.newobject")]
extern "C" fn newobject(m: &mut M, fp: *mut u8, typ: &'static Type) -> *mut u8 {
    heap::new_object(m, fp, typ)
}
