//! Stage 3: the intermediate representation, SSA with block parameters, and (in `build`) its construction from typed trees.
//!
//! Values are scalars as WebAssembly knows them, except that pointers are kept apart from 32-bit integers, so that stack
//! maps can be exact. A Go value of another type is either a short list of scalars (strings: pointer and length; slices:
//! pointer, length, capacity; interfaces: type word and data; complex numbers; small structs) or it lives in memory.
//!
//! Invariants, checked by [`verify`](self): every use is dominated by its definition; operand types fit; a block ends in
//! exactly one terminator; a [`Ty::Ptr`] value is nil, an address inside an object, a stack slot or static data, never one
//! past an end.

pub mod abi;
pub mod build;
mod finish;
pub mod func_builder;
pub mod print;
mod variables;
pub mod verify;

use crate::syntax::source::Pos;
use abi::RtFn;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A function of [`Module::funcs`].
    FuncId;
    /// An item of [`Module::data`].
    DataId;
    /// A signature of [`Module::sigs`].
    SigId;
    /// A value of a function.
    Value;
    /// An instruction of a function.
    InstId;
    /// A block of a function; the entry is block 0.
    BlockId;
    /// A stack object of a function.
    SlotId;
    /// A position in a function's inlining tree; 0 is the function itself.
    ScopeId;
}

/// Scalar types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    /// 32 bits: bool, the integer types up to 32 bits (kept sign- or zero-extended as their Go type says), uintptr, the
    /// length and capacity words, type and itab words of interfaces (static addresses).
    I32,
    /// 64-bit integers, `int` and `uint`.
    I64,
    /// float32
    F32,
    /// float64
    F64,
    /// An address that the collector and the stack mover must see.
    Ptr,
}

/// The whole program.
#[derive(Debug, Default)]
pub struct Module {
    /// Functions.
    pub funcs: Vec<Func>,
    /// Static data and package variables.
    pub data: Vec<Data>,
    /// Signatures of indirect calls, without frame pointer and context.
    pub sigs: Vec<Sig>,
    /// Source file names, as traces show them.
    pub files: Vec<String>,
    /// Functions that the runtime starts frames of.
    pub entries: Entries,
    /// Whether the program may read memory as something else than it was written as: one of its own packages imports
    /// `unsafe`. The standard packages do so in one object at a time only.
    pub punning: bool,
    /// Whether several threads run it.
    pub threads: bool,
    /// What is inlined and what escapes, where it is wanted (`burrow build -m`).
    pub decisions: Option<Vec<(Pos, String)>>,
}

/// Functions that the runtime itself starts by laying a parked frame. Each takes one pointer.
#[derive(Clone, Copy, Default, Debug)]
pub struct Entries {
    /// `runtime.gostart(f func())`: outermost frame of a goroutine.
    pub gostart: Option<FuncId>,
    /// `runtime.calldefer(f func())`: calls a deferred function.
    pub calldefer: Option<FuncId>,
    /// Static closure of `func()` that initialises all packages and calls `main.main`.
    pub main: Option<DataId>,
    /// `runtime.panicrt(args *panicArgs)`: makes and raises a run-time error. Only in programs in which a check or a
    /// runtime call can fail.
    pub panic_rt: Option<FuncId>,
    /// `runtime.panictext(args *panicTextArgs)`: turns a panic's value into text by its methods. Only in programs that
    /// can panic.
    pub panic_text: Option<FuncId>,
}

/// Parameters and results of a call.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sig {
    /// Parameters.
    pub params: Vec<Ty>,
    /// Results.
    pub results: Vec<Ty>,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// As traces print it: `main.f`, `main.(*T).m`, `main.f.func1`.
    pub name: String,
    /// Where it is declared.
    pub pos: Pos,
    /// Parameters (they are block 0's parameters) and results, without frame pointer. With `has_ctx`, the first parameter
    /// is the closure context (or the receiver word of a method called through an interface).
    pub sig: Sig,
    /// Whether it can be called through a function value or interface: its wasm type is `(fp, ctx, params...)`.
    pub has_ctx: bool,
    /// Blocks. Block 0 is the entry and has no predecessors.
    pub blocks: Vec<Block>,
    /// Instructions, by [`InstId`].
    pub insts: Vec<Inst>,
    /// Values, by [`Value`].
    pub values: Vec<ValueInfo>,
    /// Stack objects, by [`SlotId`].
    pub slots: Vec<Slot>,
    /// Inlining tree, by [`ScopeId`]; the first entry is the function itself.
    pub scopes: Vec<Scope>,
    /// What it defers.
    pub defers: Option<Defers>,
    /// `//go:noinline`, or too special.
    pub noinline: bool,
    /// Made by the compiler (method wrapper, bound method, argument-holding closure of go and defer): left out of traces.
    pub wrapper: bool,
    /// It should be small rather than fast (`opt::compact`).
    pub compact: bool,
    /// What allocations are made for, for reports.
    pub notes: Vec<(InstId, Note)>,
    /// Parameters and results in Go's terms, for reports.
    pub go_params: Vec<GoParam>,
    /// Results in Go's terms, likewise.
    pub go_results: Vec<GoResult>,
}

/// What an allocation is made for.
#[derive(Clone, Debug)]
pub struct Note {
    /// Where.
    pub pos: Pos,
    /// The variable or expression.
    pub text: String,
    /// Whether it is a variable.
    pub variable: bool,
}

/// A result as the source has it.
#[derive(Clone, Debug)]
pub struct GoResult {
    /// Its name, or `~r` and its number.
    pub name: String,
    /// The first of its scalars among the results; of a result in memory, the parameter that is its address.
    pub at: u32,
    /// Whether it is in memory.
    pub memory: bool,
}

/// A parameter as the source has it.
#[derive(Clone, Debug)]
pub struct GoParam {
    /// Where it is declared.
    pub pos: Pos,
    /// Its name.
    pub name: String,
    /// Its first parameter in the signature, and how many it has.
    pub at: (u32, u32),
}

/// What the names of functions begin with that the host calls; the name of the export follows.
pub const EXPORT: &str = "export:";

impl Func {
    /// Whether it is a generated equality or hash function, which the runtime calls directly, or one for the host: it is pure,
    /// has neither frame pointer nor context, and its loops do not poll.
    pub fn is_helper(&self) -> bool {
        self.name.starts_with("eq:") || self.name.starts_with("hash:") || self.is_export()
    }

    /// Whether the host calls it.
    pub fn is_export(&self) -> bool {
        self.name.starts_with(EXPORT)
    }
}

/// Where inlined code came from.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The enclosing scope.
    pub parent: ScopeId,
    /// Position of the inlined call.
    pub call: Pos,
    /// Name of the inlined function.
    pub name: String,
    /// Where it is declared.
    pub pos: Pos,
}

/// How a function that defers leaves when a panic was recovered, and what the panic machine reads in its frame. All of it
/// is in stack slots, so that it is in memory at every moment.
#[derive(Clone, Debug)]
pub struct Defers {
    /// One byte (in a slot of 8): bit i set while open-coded defer i is pending.
    pub mask: SlotId,
    /// Closures (`func()`, one pointer each, consecutive in one slot) of the open-coded defers.
    pub closures: SlotId,
    /// How many open-coded defers there are (at most 8).
    pub count: u32,
    /// Whether the function pushes records ([`RtFn::DeferPush`]).
    pub records: bool,
    /// Whether others push records for it: the head of their list is an object ([`RtFn::DeferCell`]).
    pub indirect: bool,
    /// Entered after recovery: runs what is still deferred, loads the results from their slots, returns. It uses no SSA
    /// value of other blocks and has no parameters.
    pub exit: BlockId,
}

/// A stack object.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Bytes.
    pub size: u32,
    /// At most 8.
    pub align: u32,
    /// Byte offsets of pointers in it. A slot with pointers is zeroed at entry.
    pub ptrs: Vec<u32>,
}

/// A basic block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Parameters.
    pub params: Vec<Value>,
    /// Instructions, in order.
    pub insts: Vec<InstId>,
    /// How it ends.
    pub term: Term,
    /// Position of the terminator.
    pub pos: Pos,
}

/// A value's type and definition.
#[derive(Clone, Copy, Debug)]
pub struct ValueInfo {
    /// Type.
    pub ty: Ty,
    /// Definition.
    pub def: Def,
}

/// Where a value is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Def {
    /// Parameter number n of a block.
    Param(BlockId, u32),
    /// Result number n of an instruction.
    Inst(InstId, u32),
}

/// An instruction.
#[derive(Clone, Debug)]
pub struct Inst {
    /// What it does.
    pub op: Op,
    /// Operands.
    pub args: Vec<Value>,
    /// Results.
    pub results: Vec<Value>,
    /// Where it comes from.
    pub pos: Pos,
    /// In which inlined function.
    pub scope: ScopeId,
}

/// Operations. Unless said otherwise, one result.
#[derive(Clone, PartialEq, Debug)]
pub enum Op {
    /// An integer constant, or nil (0) of type [`Ty::Ptr`].
    Const(i64),
    /// A floating-point constant: the bits of its type.
    FConst(u64),
    /// Address of static data plus an offset.
    DataAddr(DataId, u32),
    /// Address inside a stack object; recomputed from the frame pointer where it is used, so never kept across a resume point.
    SlotAddr(SlotId, u32),
    /// The caller's frame pointer (an I32), what [`RtFn::Recover`] compares.
    CallerFp,
    /// Two operands of one type.
    Bin(BinOp),
    /// A comparison of two operands of one type; result I32, 0 or 1.
    Cmp(CmpOp),
    /// One operand; the result's type is given where it can differ.
    Un(UnOp),
    /// `cond != 0 ? a : b`
    Select,
    /// Address of type Ptr plus an I32 offset (already scaled): stays inside the object.
    PtrAdd,
    /// Address plus a constant: stays inside the object.
    PtrOff(u32),
    /// Reads memory at address + offset.
    Load(Mem, u32),
    /// Writes memory at address + offset, without write barrier: no pointer, or into a stack slot or fresh memory that was
    /// zero. Operands: address, value. No result.
    Store(Mem, u32),
    /// Writes a pointer with the write barrier. Operands: address, value. No result.
    StorePtr(u32),
    /// Writes two adjacent words as one 64-bit store: (first: I32 or Ptr, second: I32 or Ptr), for strings and interfaces.
    /// The flags say which of the words are pointers that need a barrier. Operands: address, first, second. No result.
    StorePair(u32, [bool; 2]),
    /// Copies n bytes (I32), regions may overlap, no barrier. Operands: dst, src, n. No result.
    MemCopy,
    /// Zeroes n bytes (I32), no barrier. Operands: dst, n. No result.
    MemZero,
    /// Calls. Results as the callee's signature.
    Call(Callee),
    /// If the I32 condition is not 0, panics with a run-time error made of the other two operands (I64 each, `a` and `b`
    /// of [`PanicKind`]; absent ones are left out). Operands: cond [, a [, b]]. No result.
    PanicIf(PanicKind),
    /// A point at which the goroutine can be stopped; costs fuel. Inserted by `opt` at loop back edges. No operand, no result.
    Poll,
    /// Counts an iteration of a loop, in a count that the function's loops share: 1 when a turn of them is over, else 0. Stands
    /// at the end of a block that branches on it. Inserted by `opt` for polls. No operand.
    Turn,
    /// Atomic memory access at address + offset (sequentially consistent). Operands: address [, value [, new]].
    Atomic(AtomicOp, Mem, u32),
}

/// Whom a call calls.
#[derive(Clone, PartialEq, Debug)]
pub enum Callee {
    /// A function of the program. Where it `has_ctx`, the first operand is the context.
    Direct(FuncId),
    /// A function value: the first operand is the closure (never nil here), whose first word is the function's table index;
    /// the rest fits the signature.
    Closure(SigId),
    /// A method through an interface: operand 0 is the function's table index (I32, loaded from the itab), operand 1 the
    /// receiver word, the rest fits the signature.
    Method(SigId),
    /// The runtime.
    Runtime(RtFn),
    /// A function without body in std/: the runtime exports it under its Go name (`runtime.Gosched`).
    Extern(Box<abi::Extern>),
}

/// How a block ends.
#[derive(Clone, Debug)]
pub enum Term {
    /// Not yet set.
    None,
    /// To a block.
    Jump(Target),
    /// If the I32 is not 0, to the first, else to the second.
    Branch(Value, Target, Target),
    /// By an I32's value: dense table, index beyond it goes to the default.
    Switch(Value, Vec<Target>, Target),
    /// Leaves the function.
    Return(Vec<Value>),
    /// Calls and returns what the callee returns, as if the callee had been called by our caller: no frame is made, the
    /// caller's frame pointer is handed on. Where the function has no results, those of the callee are dropped. Only in
    /// functions that contain no other call, no PanicIf and no slot, except that `Nil` panics may stand before it.
    TailCall(Callee, Vec<Value>),
    /// Cannot be reached: a call before it does not return.
    Unreachable,
}

/// A jump target with the values of the block's parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Block.
    pub block: BlockId,
    /// Arguments.
    pub args: Vec<Value>,
}

/// How memory is read or written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Mem {
    I8S,
    I8U,
    I16S,
    I16U,
    I32,
    I64,
    F32,
    F64,
    Ptr,
}

impl Mem {
    /// Bytes in memory.
    pub fn bytes(self) -> u32 {
        match self {
            Mem::I8S | Mem::I8U => 1,
            Mem::I16S | Mem::I16U => 2,
            Mem::I32 | Mem::F32 | Mem::Ptr => 4,
            Mem::I64 | Mem::F64 => 8,
        }
    }
}

/// Binary operations; the operands' type tells the width. Division and shifts follow WebAssembly (shift counts modulo
/// the width; the builder takes care of Go's rules).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    DivS,
    DivU,
    RemS,
    RemU,
    And,
    Or,
    Xor,
    Shl,
    ShrS,
    ShrU,
    Rotl,
    /// Floating-point division; [`BinOp::Add`], `Sub`, `Mul` serve both.
    FDiv,
    FMin,
    FMax,
    FCopysign,
}

/// Comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum CmpOp {
    Eq,
    Ne,
    LtS,
    LtU,
    LeS,
    LeU,
    GtS,
    GtU,
    GeS,
    GeU,
    FLt,
    FLe,
    FGt,
    FGe,
}

/// Unary operations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum UnOp {
    /// 1 if the operand is 0 (I32, I64 or Ptr); result I32.
    Eqz,
    Clz,
    Ctz,
    Popcnt,
    FNeg,
    FAbs,
    FSqrt,
    FFloor,
    FCeil,
    FTrunc,
    FNearest,
    /// Sign-extends the low 8 bits, same type.
    Ext8S,
    Ext16S,
    /// I64 only.
    Ext32S,
    /// I64 to I32.
    Wrap,
    /// I32 to I64.
    ExtendS,
    ExtendU,
    /// I32 or I64 to F32 or F64.
    ConvertS,
    ConvertU,
    /// F32 or F64 to I32 or I64, saturating.
    TruncS,
    TruncU,
    /// F32 to F64 and back.
    Promote,
    Demote,
    /// Same bits: I32/F32, I64/F64.
    Reinterpret,
    /// Ptr to I32 (uintptr) and back: unsafe.Pointer conversions, and comparisons of addresses.
    PtrToInt,
    IntToPtr,
}

/// Atomic operations. Results: the value read (old value of read-modify-write), except `Store` (none) and `Cas` (I32, 1 if
/// it swapped).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum AtomicOp {
    Load,
    Store,
    Add,
    And,
    Or,
    Swap,
    Cas,
}

/// Run-time errors raised by checks in compiled code; the number is the runtime's `kind`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum PanicKind {
    /// index out of range [a] with length b (a signed)
    Index = 0,
    /// index out of range [a] with length b, a unsigned
    IndexU = 1,
    /// slice bounds out of range [:a] with capacity b (slices)
    SliceAcap = 2,
    /// slice bounds out of range [:a] with length b (strings and arrays)
    SliceAlen = 3,
    /// slice bounds out of range [a:b]
    SliceB = 4,
    /// slice bounds out of range [::a] with capacity b
    Slice3Acap = 5,
    /// slice bounds out of range [::a] with length b
    Slice3Alen = 6,
    /// slice bounds out of range [:a:b]
    Slice3B = 7,
    /// slice bounds out of range [a:b:]
    Slice3C = 8,
    /// cannot convert slice with length a to array or pointer to array with length b
    SliceConvert = 9,
    /// invalid memory address or nil pointer dereference
    Nil = 10,
    /// integer divide by zero
    Divide = 11,
    /// negative shift amount
    Shift = 12,
    /// makeslice: len out of range
    MakeSliceLen = 13,
    /// makeslice: cap out of range
    MakeSliceCap = 14,
    /// range function continued iteration after function for loop body returned false, and its kin
    RangeState = 15,
    /// The kinds from `SliceAcap` on, a unsigned.
    SliceAcapU = 16,
    /// See `SliceAlen`.
    SliceAlenU = 17,
    /// See `SliceB`.
    SliceBU = 18,
    /// See `Slice3Acap`.
    Slice3AcapU = 19,
    /// See `Slice3Alen`.
    Slice3AlenU = 20,
    /// See `Slice3B`.
    Slice3BU = 21,
    /// See `Slice3C`.
    Slice3CU = 22,
    /// A value method called through a nil pointer; a, b: address and length of the text. Too large a number for
    /// [`Op::PanicIf`]: only for [`RtFn::PanicRt`](abi::RtFn::PanicRt).
    NilReceiver = 43,
}

impl PanicKind {
    /// So many bits hold every kind that compiled code raises by [`Op::PanicIf`].
    pub const BITS: u32 = 5;

    /// The kind for an offending number that is unsigned.
    #[must_use]
    pub const fn unsigned(self) -> PanicKind {
        match self {
            Self::Index => Self::IndexU,
            Self::SliceAcap => Self::SliceAcapU,
            Self::SliceAlen => Self::SliceAlenU,
            Self::SliceB => Self::SliceBU,
            Self::Slice3Acap => Self::Slice3AcapU,
            Self::Slice3Alen => Self::Slice3AlenU,
            Self::Slice3B => Self::Slice3BU,
            Self::Slice3C => Self::Slice3CU,
            other => other,
        }
    }
}

/// Static data.
#[derive(Clone, Debug)]
pub struct Data {
    /// For the map of the module and for merging: equal names mean the same item.
    pub name: String,
    /// Size in bytes, zeroes after `bytes`.
    pub size: u32,
    /// Alignment, a power of two, at most 16.
    pub align: u32,
    /// Initial bytes, at most `size`.
    pub bytes: Vec<u8>,
    /// Words that hold addresses.
    pub relocs: Vec<DataReloc>,
    /// Offsets of pointer words of a package variable, which the collector visits. Empty for constants.
    pub roots: Vec<u32>,
    /// Whether the program can write it.
    pub mutable: bool,
}

/// A word in static data that the linker fills.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DataReloc {
    /// Offset of the word.
    pub offset: u32,
    /// What it holds.
    pub target: DataTarget,
}

/// What a word in static data holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum DataTarget {
    /// Address of data plus an offset.
    Data(DataId, u32),
    /// Table index of a function in its `(fp, ctx, ...)` form, or of a pure helper (equality, hash).
    Func(FuncId),
}
