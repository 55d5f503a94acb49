//! What the checker learnt, kept beside the tree.

use crate::syntax::ast::NodeId;
use crate::types::constant::ConstValue;
use crate::types::nodes::Nodes;
use crate::types::object::ObjId;
use crate::types::typ::TypeId;
use rustc_hash::{FxHashMap, FxHashSet};

/// How an expression may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A call without results.
    NoValue,
    /// A predeclared function's name.
    Builtin,
    /// A type.
    Type,
    /// A constant; its value is recorded.
    Const,
    /// Addressable.
    Var,
    /// An element of a map: assignable, not addressable.
    MapIndex,
    /// A value; several of them where the type is a tuple.
    Value,
    /// A value that can also yield a boolean: map index in `v, ok =` form, receive, type assertion. The recorded type is
    /// the tuple `(T, bool)` exactly where the `, ok` form is used.
    CommaOk,
    /// `nil`, with the type it takes on.
    Nil,
}

/// What is known of an expression. Untyped expressions have here the type that they finally take.
#[derive(Clone, Copy, Debug)]
pub struct TypeAndValue<'a> {
    /// How it may be used.
    pub mode: Mode,
    /// Its type.
    pub typ: TypeId,
    /// Its value, where it is constant.
    pub value: Option<&'a ConstValue>,
}

/// What `x.f` selects.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Selection {
    /// What kind.
    pub kind: SelectionKind,
    /// Type of `x` (or the type `T` of `T.f`).
    pub recv: TypeId,
    /// Fields to follow from `x`, embedded ones first; for a field selection the last is the field itself. Pointers
    /// on the way are dereferenced.
    pub path: Box<[u32]>,
    /// Whether some pointer is dereferenced on the path, `x` itself included.
    pub indirect: bool,
}

/// Kinds of selections.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SelectionKind {
    /// A struct's field.
    Field,
    /// A method of a defined type, as a call or a bound method value. Address and dereference of the receiver are implied.
    Method(ObjId),
    /// A method of an interface (possibly an embedded one, after `path`): its index among the interface's sorted methods.
    InterfaceMethod(u32),
    /// `T.f` with a defined type's method: a function with the receiver as first parameter.
    MethodExpr(ObjId),
    /// `I.f` with an interface's method.
    InterfaceMethodExpr(u32),
    /// `pkg.name`; the object is under the selector identifier's uses.
    Qualified,
}

/// Tables over the whole program.
#[derive(Debug, Default)]
pub struct Info {
    /// Types, modes and constant values of expressions; what identifiers declare and refer to, and what selectors select.
    pub nodes: Nodes,
    /// The variable that a type switch declares in a clause, by the clause's id.
    pub implicits: FxHashMap<NodeId, ObjId>,
    /// Objects of parameters, receivers and results that have no name or a blank one, in order, by the id of the
    /// enclosing function ([`crate::syntax::ast::FuncDecl`]'s name id or the literal's expression id):
    /// receiver, then parameters, then results, named ones included.
    pub signatures: FxHashMap<NodeId, Vec<ObjId>>,
    /// Type parameters of generic functions and methods, a receiver's first.
    pub type_params: FxHashMap<ObjId, Box<[TypeId]>>,
    /// Type arguments of generic functions and methods, without those of a receiver, by the identifier that denotes the
    /// function.
    pub instances: FxHashMap<NodeId, Box<[TypeId]>>,
    /// Loop variables that all iterations share, as they did before Go 1.22.
    pub shared_by_iterations: FxHashSet<ObjId>,
}

impl Info {
    /// What is known of an expression.
    ///
    /// # Panics
    /// When the checker recorded nothing: a bug, as the program was accepted.
    pub fn expr(&self, id: NodeId) -> TypeAndValue<'_> {
        self.nodes.get(id).expect("expression was checked")
    }
}
