//! temporary
use crate::m::M;
macro_rules! stub { ($($n:literal $f:ident ($($a:ident: $t:ty),*) $(-> $r:ty)?;)*) => { $(#[unsafe(export_name = $n)] extern "C" fn $f(_m: &mut M, $($a: $t),*) $(-> $r)? { $(let _ = $a;)* crate::fatal::throw($n) })* } }
stub! {
 "internal/reflectlite.maplen" a(x: usize) -> i64;
 "internal/reflectlite.mapiterinit" b(fp: usize, t: usize, m: usize, it: usize);
 "internal/reflectlite.mapiternext" c(fp: usize, it: usize);
 "burrow_map_make" d(fp: usize, t: usize, h: i64) -> usize;
 "burrow_map_access" e(fp: usize, t: usize, h: usize, k: usize) -> usize;
 "burrow_map_assign" f(fp: usize, t: usize, h: usize, k: usize) -> usize;
 "burrow_map_delete" g(fp: usize, t: usize, h: usize, k: usize);
 "burrow_map_access32" h(t: usize, h: usize, k: i32) -> usize;
 "burrow_map_assign32" i(fp: usize, t: usize, h: usize, k: i32) -> usize;
 "burrow_map_access64" j(t: usize, h: usize, k: i64) -> usize;
 "burrow_map_assign64" k(fp: usize, t: usize, h: usize, k: i64) -> usize;
 "burrow_map_access_str" l(t: usize, h: usize, k: usize, n: usize) -> usize;
 "burrow_map_assign_str" m1(fp: usize, t: usize, h: usize, k: usize, n: usize) -> usize;
 "burrow_map_clear" n(fp: usize, t: usize, h: usize);
 "burrow_map_len" o(t: usize) -> u32;
 "burrow_map_iter_init" p(fp: usize, t: usize, h: usize, k: usize);
 "burrow_map_iter_next" q(fp: usize, t: usize);
}
