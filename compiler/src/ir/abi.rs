//! What compiled code calls in the runtime. The runtime exports each under the name given here; `docs/abi.md` describes
//! them for other compilers.
//!
//! WebAssembly parameters: every class but [`Class::Pure`] takes `(m: i32, fp: i32, params...)`; [`Class::Pure`] takes
//! `(m: i32, params...)`. Pairs of words come back packed in one i64: first word low, second high.

use super::Ty;

/// How a call behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Neither fails nor suspends.
    Pure,
    /// May panic: afterwards `m.suspended` must be looked at. Never resumed behind the call.
    MayPanic,
    /// May suspend before any effect (a collection is due), and then is called again when the frame is resumed. May panic.
    Retry,
    /// May suspend after its effect began; when the frame is resumed it continues behind the call, with the results in the
    /// result record. May panic.
    Block,
    /// Does not return: panics.
    NoReturn,
}

/// A function without body in std/, exported by the runtime under its Go name; or one of the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extern {
    /// `runtime.Gosched`
    pub name: String,
    /// From its `//burrow:pure|maypanic|retry|block|noreturn` line (block where there is none).
    pub class: Class,
    /// Parameters.
    pub params: Vec<Ty>,
    /// `//go:noescape`: it keeps none of its operands.
    pub noescape: bool,
    /// `//go:wasmimport`: module and name of what the host provides. It knows nothing of the runtime.
    pub host: Option<(String, String)>,
    /// No or one result; strings and interfaces as a packed I64.
    pub result: Option<Ty>,
}

macro_rules! abi {
    (@result) => { None };
    (@result $r:ident) => { Some(Ty::$r) };
    ($($(#[$doc:meta])* $name:ident = $export:literal $class:ident ($($p:ident),*) $(-> $r:ident)?;)*) => {
        /// A runtime function.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum RtFn {
            $($(#[$doc])* $name,)*
        }

        impl RtFn {
            /// All of them.
            pub const ALL: &[RtFn] = &[$(RtFn::$name),*];

            /// Name under which the runtime exports it.
            pub fn export(self) -> &'static str {
                match self { $(RtFn::$name => $export,)* }
            }

            /// How it behaves.
            pub fn class(self) -> Class {
                match self { $(RtFn::$name => Class::$class,)* }
            }

            /// Whether it can raise a run-time error.
            pub fn can_panic(self) -> bool {
                use RtFn::*;
                match self.class() {
                    Class::MayPanic => !matches!(self, DeferLink | DeferPop),
                    Class::NoReturn => true,
                    _ => matches!(
                        self,
                        MakeSlice
                            | GrowSlice
                            | AssertIface
                            | MapAssign
                            | MapAssign32
                            | MapAssign64
                            | MapAssignStr
                            | ChanMake
                            | ChanSend
                            | Select
                    ),
                }
            }

            /// Its parameters, without `m` and `fp`.
            pub fn params(self) -> &'static [Ty] {
                match self { $(RtFn::$name => &[$(Ty::$p),*],)* }
            }

            /// Its result.
            pub fn result(self) -> Option<Ty> {
                match self { $(RtFn::$name => abi!(@result $($r)?),)* }
            }
        }
    };
}

abi! {
    /// (type) A zeroed object.
    New = "burrow_new" Retry (Ptr) -> Ptr;
    /// (bytes) A zeroed object without pointers.
    NewNoscan = "burrow_new_noscan" Retry (I32) -> Ptr;
    /// (element type, length, capacity) Backing array of a slice. Panics: makeslice.
    MakeSlice = "burrow_make_slice" Retry (Ptr, I64, I64) -> Ptr;
    /// (element type, old array, old length, old capacity, new length) -> (array, capacity). Copies the old elements.
    GrowSlice = "burrow_grow_slice" Retry (Ptr, Ptr, I32, I32, I64) -> I64;
    /// (type, dst, src) Copies one value with barriers.
    TypedCopy = "burrow_typed_copy" Pure (Ptr, Ptr, Ptr);
    /// (element type, dst, src, n) Copies n values with barriers; regions may overlap.
    TypedCopyN = "burrow_typed_copy_n" Pure (Ptr, Ptr, Ptr, I32);
    /// (element type, dst, n) Zeroes n values with barriers.
    TypedZeroN = "burrow_typed_zero_n" Pure (Ptr, Ptr, I32);
    /// (slot, new) Slow path of a pointer store while marking; called before the store.
    WriteBarrier = "burrow_write_barrier" Pure (Ptr, Ptr);

    /// (array of strings, n) -> string
    Concat = "burrow_concat" Retry (Ptr, I32) -> I64;
    /// (p, q, n) -> 1 if n bytes are equal
    MemEqual = "burrow_mem_equal" Pure (Ptr, Ptr, I32) -> I32;
    /// (p, np, q, nq) -> -1, 0 or 1
    StringCompare = "burrow_string_compare" Pure (Ptr, I32, Ptr, I32) -> I32;
    /// (p, n) -> string
    BytesToString = "burrow_bytes_to_string" Retry (Ptr, I32) -> I64;
    /// (p, n) -> (array, capacity); the length is n
    StringToBytes = "burrow_string_to_bytes" Retry (Ptr, I32) -> I64;
    /// (p, n) -> string
    RunesToString = "burrow_runes_to_string" Retry (Ptr, I32) -> I64;
    /// (p, n) -> (array, length); the capacity is the length
    StringToRunes = "burrow_string_to_runes" Retry (Ptr, I32) -> I64;
    /// (rune) -> string
    RuneToString = "burrow_rune_to_string" Retry (I64) -> I64;
    /// (p, n, i) -> (rune, width) at byte i < n
    DecodeRune = "burrow_decode_rune" Pure (Ptr, I32, I32) -> I64;

    /// (interface type, dynamic type or nil) -> itab. Panics when the type does not implement it, or is nil.
    AssertIface = "burrow_assert_iface" Retry (Ptr, I32) -> I32;
    /// (interface type, dynamic type or nil) -> itab or 0
    TryIface = "burrow_try_iface" Retry (Ptr, I32) -> I32;
    /// (have: dynamic type or nil, want: type, static interface type) A failed assertion to a concrete type.
    PanicAssert = "burrow_panic_assert" NoReturn (I32, Ptr, Ptr);
    /// (type, data, data) -> 1 if equal; both have this dynamic type. Panics: uncomparable.
    IfaceEqual = "burrow_iface_equal" MayPanic (I32, Ptr, Ptr) -> I32;
    /// The same for generated equality functions, which cannot fail: 2 when the type cannot be compared.
    IfaceEqualPure = "burrow_iface_equal_pure" Pure (I32, Ptr, Ptr) -> I32;
    /// (bits, seed) -> hash, for generated hash functions: numbers and pointers, zero-extended.
    HashWord = "burrow_hash_word" Pure (I64, I32) -> I32;
    /// (p, n, seed) -> hash of n bytes, for generated hash functions.
    HashMem = "burrow_hash_mem" Pure (Ptr, I32, I32) -> I32;
    /// (type or 0, data, seed) -> hash, or in the high word the dynamic type that cannot be hashed.
    HashIface = "burrow_hash_iface" Pure (I32, Ptr, I32) -> I64;

    /// (map type, hint) -> map
    MapMake = "burrow_map_make" Retry (Ptr, I64) -> Ptr;
    /// (map type, map, key address) -> element address, or nil when absent. Panics: unhashable.
    MapAccess = "burrow_map_access" MayPanic (Ptr, Ptr, Ptr) -> Ptr;
    /// (map type, map, key address) -> element address. Panics: nil map, unhashable.
    MapAssign = "burrow_map_assign" Retry (Ptr, Ptr, Ptr) -> Ptr;
    /// (map type, map, key address) Panics: unhashable.
    MapDelete = "burrow_map_delete" MayPanic (Ptr, Ptr, Ptr);
    /// Keys of 4 plain bytes.
    MapAccess32 = "burrow_map_access32" Pure (Ptr, Ptr, I32) -> Ptr;
    /// Keys of 4 plain bytes.
    MapAssign32 = "burrow_map_assign32" Retry (Ptr, Ptr, I32) -> Ptr;
    /// Keys of 8 plain bytes.
    MapAccess64 = "burrow_map_access64" Pure (Ptr, Ptr, I64) -> Ptr;
    /// Keys of 8 plain bytes.
    MapAssign64 = "burrow_map_assign64" Retry (Ptr, Ptr, I64) -> Ptr;
    /// String keys.
    MapAccessStr = "burrow_map_access_str" Pure (Ptr, Ptr, Ptr, I32) -> Ptr;
    /// String keys.
    MapAssignStr = "burrow_map_assign_str" Retry (Ptr, Ptr, Ptr, I32) -> Ptr;
    /// (map type, map)
    MapClear = "burrow_map_clear" MayPanic (Ptr, Ptr);
    /// (map or nil) -> entries
    MapLen = "burrow_map_len" Pure (Ptr) -> I32;
    /// (map type, map, iterator): the iterator has 64 bytes in a stack slot, words 0 to 7 pointers (0: key address, nil at
    /// the end; 1: element address), the rest not. Leaves it at the first entry.
    MapIterInit = "burrow_map_iter_init" MayPanic (Ptr, Ptr, Ptr);
    /// (iterator)
    MapIterNext = "burrow_map_iter_next" MayPanic (Ptr);

    /// (channel type, size) -> channel. Panics: makechan.
    ChanMake = "burrow_chan_make" Retry (Ptr, I64) -> Ptr;
    /// (channel, element address) Panics: closed.
    ChanSend = "burrow_chan_send" Block (Ptr, Ptr);
    /// (channel, element address or nil) -> bit 0: ok; bit 1: the element must still be fetched with `ChanFetch`
    ChanRecv = "burrow_chan_recv" Block (Ptr, Ptr) -> I32;
    /// (element address or nil) After a receive or select that says so.
    ChanFetch = "burrow_chan_fetch" Pure (Ptr);
    /// (channel, element address) -> 1 if sent, 0 if it would block. Panics: closed.
    ChanTrySend = "burrow_chan_try_send" MayPanic (Ptr, Ptr) -> I32;
    /// (channel, element address or nil) -> bit 0: ok; bit 1: received (or closed), else it would block
    ChanTryRecv = "burrow_chan_try_recv" Pure (Ptr, Ptr) -> I32;
    /// (channel) Panics: nil, closed.
    ChanClose = "burrow_chan_close" MayPanic (Ptr);
    /// (channel or nil) -> elements in the buffer
    ChanLen = "burrow_chan_len" Pure (Ptr) -> I32;
    /// (channel or nil) -> size of the buffer
    ChanCap = "burrow_chan_cap" Pure (Ptr) -> I32;
    /// (cases, n, default: 0 or 1) -> index of the chosen case (n: default) | ok << 16 | fetch << 17. A case is 12 bytes in
    /// a stack slot: channel (pointer), element address (pointer or nil), direction (0 receive, 1 send). Panics: closed.
    Select = "burrow_select" Block (Ptr, I32, I32) -> I32;
    /// Blocks for ever.
    BlockForever = "burrow_block_forever" Block ();

    /// (closure) Starts a goroutine.
    Go = "burrow_go" Retry (Ptr);
    /// (closure) Pushes a heap record on the calling frame's list.
    DeferPush = "burrow_defer_push" Retry (Ptr);
    /// (address of a record of two words in the frame, its closure written) Pushes it on the calling frame's list.
    DeferLink = "burrow_defer_link" MayPanic (Ptr);
    /// () -> the object that is the head of the calling frame's list, for those who push on its behalf; made at the first
    /// call.
    DeferCell = "burrow_defer_cell" Retry () -> Ptr;
    /// (head of a list, closure) Pushes a heap record there.
    DeferPushTo = "burrow_defer_push_to" Retry (Ptr, Ptr);
    /// () -> closure of the newest record of the calling frame, taken off; nil when there is none
    DeferPop = "burrow_defer_pop" MayPanic () -> Ptr;
    /// (type word, data)
    Panic = "burrow_panic" NoReturn (I32, Ptr);
    /// (kind, a, b) See `PanicKind`.
    PanicRt = "burrow_panic_rt" NoReturn (I32, I64, I64);
    /// (caller's frame pointer) -> the panic's value as an interface, or nil
    Recover = "burrow_recover" Pure (I32) -> I64;
    /// (caller's frame pointer) What the calling frame calls may recover if it may itself.
    RecoverThrough = "burrow_recover_through" MayPanic (I32);

    /// The loop budget is used up: takes fuel, and suspends when the slice is over.
    Poll = "burrow_poll" Block ();

    /// print and println: to standard error.
    PrintBool = "burrow_print_bool" Pure (I32);
    /// Signed integers.
    PrintInt = "burrow_print_int" Pure (I64);
    /// Unsigned integers.
    PrintUint = "burrow_print_uint" Pure (I64);
    /// Floating-point numbers.
    PrintFloat = "burrow_print_float" Pure (F64);
    /// Floating-point numbers of 32 bits.
    PrintFloat32 = "burrow_print_float32" Pure (F32);
    /// Complex numbers.
    PrintComplex = "burrow_print_complex" Pure (F64, F64);
    /// Complex numbers of 64 bits.
    PrintComplex64 = "burrow_print_complex64" Pure (F32, F32);
    /// Strings.
    PrintString = "burrow_print_string" Pure (Ptr, I32);
    /// Addresses.
    PrintPointer = "burrow_print_pointer" Pure (Ptr);
    /// Slices: [len/cap]address
    PrintSlice = "burrow_print_slice" Pure (Ptr, I32, I32);
    /// Interfaces: (type word, data)
    PrintIface = "burrow_print_iface" Pure (I32, Ptr);
}
