//! The syntax tree of one Go file.
//!
//! Nodes are plain owned values. Every expression and every identifier carries a [`NodeId`], unique in the whole
//! program, under which later stages keep what they learn ([`crate::types::Info`]). Positions are as Go's own compiler
//! has them, so that messages point to the same column: a binary expression stands at its operator, a call or selector
//! at its first token, an index or slice expression at its bracket ([`Expr::start`] gives the leftmost position of any expression).

use super::source::{LineMark, Pos};
use super::symbol::Symbol;

pub use super::node::{List, Node};

/// Identifies an expression or identifier in the whole program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub u32);

/// A name where it is written.
#[derive(Clone, Copy, Debug)]
pub struct Ident {
    /// Key for what the checker learns of this occurrence.
    pub id: NodeId,
    /// First character.
    pub pos: Pos,
    /// The name; `_` is the blank identifier.
    pub name: Symbol,
}

/// One source file.
#[derive(Debug)]
pub struct File {
    /// The name after `package`.
    pub package: Ident,
    /// All import specifications, in order.
    pub imports: Vec<ImportSpec>,
    /// Top-level declarations, in order, imports left out.
    pub decls: Vec<Decl>,
    /// `//go:` lines that stand before no declaration.
    pub directives: Vec<Directive>,
    /// The language version that a `//go:build go1.N` line asks for.
    pub go_version: Option<(u32, u32)>,
    /// Minor version of the language that it is in: what `go.mod` or a build line says.
    pub lang: u32,
    /// `//line` comments.
    pub marks: Vec<LineMark>,
    /// Just past the last token.
    pub end: Pos,
}

/// A `//go:name args` comment line.
#[derive(Clone, Debug)]
pub struct Directive {
    /// Of the `//`.
    pub pos: Pos,
    /// All text after `//go:`, such as `noinline` or `linkname local remote`.
    pub text: String,
}

/// `import name "path"`.
#[derive(Debug)]
pub struct ImportSpec {
    /// Of the name where there is one, else of the path.
    pub pos: Pos,
    /// Local name: absent, an identifier, `_` or `.`.
    pub name: Option<Ident>,
    /// The unquoted path.
    pub path: String,
    /// Of the path literal.
    pub path_pos: Pos,
}

/// A declaration, at top level or in a function.
#[derive(Debug)]
pub enum Decl {
    /// One constant specification, with its group's state made explicit.
    Const(ConstSpec),
    /// One variable specification.
    Var(VarSpec),
    /// One type specification.
    Type(TypeSpec),
    /// A function or method (top level only).
    Func(Node<FuncDecl>),
}

/// One line of a `const` declaration.
#[derive(Debug)]
pub struct ConstSpec {
    /// Of the first name.
    pub pos: Pos,
    /// Declared names.
    pub names: List<Ident>,
    /// Written type, or nothing. With `inherited`, see there.
    pub typ: Option<Expr>,
    /// Written values. Empty where the previous specification is repeated.
    pub values: List<Expr>,
    /// Line of the group, from 0: the value of `iota`.
    pub iota: u32,
    /// Distinguishes groups: specifications of one `const ( ... )` share it, and an empty one repeats the nearest
    /// earlier specification of the same group that has values.
    pub group: u32,
}

/// One line of a `var` declaration.
#[derive(Debug)]
pub struct VarSpec {
    /// Of the first name.
    pub pos: Pos,
    /// Declared names.
    pub names: List<Ident>,
    /// Written type.
    pub typ: Option<Expr>,
    /// Written values.
    pub values: List<Expr>,
    /// `//go:` lines right before it.
    pub directives: Vec<Directive>,
}

/// One line of a `type` declaration.
#[derive(Debug)]
pub struct TypeSpec {
    /// Declared name.
    pub name: Ident,
    /// Type parameters, if any.
    pub tparams: List<Field>,
    /// Whether it is `type name = typ`.
    pub alias: bool,
    /// Right-hand side.
    pub typ: Expr,
}

/// A function or method with a name.
#[derive(Debug)]
pub struct FuncDecl {
    /// Of the `func` keyword.
    pub pos: Pos,
    /// Receiver (one field; a name is optional).
    pub recv: Option<Field>,
    /// Declared name.
    pub name: Ident,
    /// Type parameters, if any.
    pub tparams: List<Field>,
    /// Parameters and results.
    pub sig: FuncType,
    /// Body; absent for a function implemented elsewhere.
    pub body: Option<Block>,
    /// `//go:` lines right before it.
    pub directives: Vec<Directive>,
}

/// One parameter, result, receiver, type parameter or struct field: one name each (`a, b int` are two fields that share
/// a type expression by [`Field::shared`]).
#[derive(Debug)]
pub struct Field {
    /// Of the name, or of the type where there is none.
    pub pos: Pos,
    /// Name; absent for unnamed parameters and embedded fields.
    pub name: Option<Ident>,
    /// The type; for an embedded field, the embedded type. `Shared` where the previous field's type is meant.
    pub typ: FieldType,
    /// Struct tag, unquoted.
    pub tag: Option<Symbol>,
}

/// The type of a [`Field`].
#[derive(Debug)]
pub enum FieldType {
    /// Written here.
    Own(Node<Expr>),
    /// The type of the next field that has its own (`a, b int`: `a` shares the type written after `b`).
    Shared,
}

/// `func(params) results`, without `func`.
#[derive(Debug)]
pub struct FuncType {
    /// Of `func`, or of the opening parenthesis.
    pub pos: Pos,
    /// Parameters. A last one of kind [`ExprKind::Ellipsis`] is variadic.
    pub params: List<Field>,
    /// Results.
    pub results: List<Field>,
}

/// An expression or a type.
#[derive(Debug)]
pub struct Expr {
    /// Key for what the checker learns.
    pub id: NodeId,
    /// See the module's text.
    pub pos: Pos,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expressions and types.
#[derive(Debug)]
pub enum ExprKind {
    /// Could not be parsed; an error was reported.
    Bad,
    /// `x`; [`Expr::ident`] has the whole identifier.
    Ident(Symbol),
    /// A literal: its text as written.
    BasicLit(LitKind, Symbol),
    /// `T{...}`
    CompositeLit(Node<CompositeLit>),
    /// `func(...) {...}`
    FuncLit(Node<FuncLit>),
    /// `(x)`
    Paren(Node<Expr>),
    /// `x.sel`
    Selector(Node<Selector>),
    /// `x[i]`, or an instantiation `x[T1, T2]`.
    Index(Node<Index>),
    /// `x[lo:hi:max]`
    Slice(Node<Slice>),
    /// `x.(T)`
    TypeAssert(Node<TypeAssert>),
    /// `f(args...)`
    Call(Node<Call>),
    /// `*x`, a dereference or a pointer type.
    Star(Node<Expr>),
    /// `op x`
    Unary(UnaryOp, Node<Expr>),
    /// `x op y`
    Binary(BinaryOp, Node<[Expr; 2]>),
    /// `[len]T`
    ArrayType(Node<[Expr; 2]>),
    /// `[...]T`
    EllipsisArrayType(Node<Expr>),
    /// `[]T`
    SliceType(Node<Expr>),
    /// `struct{...}`; the flags say which fields are embedded.
    StructType(Node<(List<Field>, List<bool>)>),
    /// `func(...)`
    FuncType(Node<FuncType>),
    /// `interface{...}`
    InterfaceType(Node<List<InterfaceElem>>),
    /// `map[K]V`
    MapType(Node<[Expr; 2]>),
    /// `chan T`, `<-chan T`, `chan<- T`
    ChanType(ChanDir, Node<Expr>),
    /// `...T`, only as the last parameter's type.
    Ellipsis(Node<Expr>),
}

/// A composite literal.
#[derive(Debug)]
pub struct CompositeLit {
    /// Absent where it is elided.
    pub typ: Option<Expr>,
    /// What is between the braces.
    pub elements: List<Element>,
    /// Of the closing brace.
    pub end: Pos,
}

/// A function literal.
#[derive(Debug)]
pub struct FuncLit {
    /// Its type.
    pub sig: FuncType,
    /// Its body.
    pub body: Block,
}

/// A field, a method, or a package's member.
#[derive(Debug)]
pub struct Selector {
    /// What it is selected of.
    pub x: Expr,
    /// Its name.
    pub sel: Ident,
}

/// An element, or an instance.
#[derive(Debug)]
pub struct Index {
    /// An array, a slice, a string, a map, a generic type or function.
    pub x: Expr,
    /// One index, or type arguments.
    pub args: List<Expr>,
}

/// A slice of something.
#[derive(Debug)]
pub struct Slice {
    /// What it is a part of.
    pub x: Expr,
    /// Low, high and maximum.
    pub bounds: [Option<Node<Expr>>; 3],
    /// Whether both colons are there.
    pub full: bool,
}

/// A type assertion.
#[derive(Debug)]
pub struct TypeAssert {
    /// An interface.
    pub x: Expr,
    /// Absent in `x.(type)`.
    pub typ: Option<Expr>,
}

/// A call, a conversion or a call of a predeclared function.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub fun: Expr,
    /// Arguments.
    pub args: List<Expr>,
    /// Whether `...` follows the last one.
    pub dots: bool,
    /// Of the parentheses.
    pub parens: [Pos; 2],
}

/// One element of a composite literal.
#[derive(Debug)]
pub struct Element {
    /// Field name, index or map key. A key that is a bare identifier is an [`ExprKind::Ident`].
    pub key: Option<Node<Expr>>,
    /// Value; a [`ExprKind::CompositeLit`] without a type where that is elided.
    pub value: Expr,
}

/// One line of an interface type.
#[derive(Debug)]
pub enum InterfaceElem {
    /// `Name(params) results`
    Method(Ident, FuncType),
    /// An embedded interface or a union of terms; each with whether a `~` stands before it.
    Union(List<(bool, Expr)>),
}

/// Literal kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LitKind {
    /// `42`, `0x2A`, `1_000`
    Int,
    /// `4.2`, `1e9`, `0x1p-2`
    Float,
    /// `2i`
    Imag,
    /// `'a'`
    Char,
    /// `"a"` or a raw string
    String,
}

/// Channel directions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    /// `chan T`
    Both,
    /// `chan<- T`
    Send,
    /// `<-chan T`
    Recv,
}

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `+x`
    Plus,
    /// `-x`
    Neg,
    /// `!x`
    Not,
    /// `^x`
    Com,
    /// `&x`
    Addr,
    /// `<-x`
    Recv,
    /// `~T`, only in constraints
    Tilde,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `&^`
    AndNot,
    /// `&&`
    LAnd,
    /// `||`
    LOr,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// `{ ... }`
#[derive(Debug)]
pub struct Block {
    /// Opening brace.
    pub pos: Pos,
    /// Statements.
    pub stmts: List<Stmt>,
    /// Closing brace.
    pub end: Pos,
}

/// A statement.
#[derive(Debug)]
pub struct Stmt {
    /// First token (an assignment, increment or send stands at its operator, as in Go's compiler).
    pub pos: Pos,
    /// What it is.
    pub kind: StmtKind,
}

/// The kinds of statements.
#[derive(Debug)]
pub enum StmtKind {
    /// Nothing at all.
    Empty,
    /// An expression on its own.
    Expr(Expr),
    /// `ch <- value`
    Send(Node<Expr>, Node<Expr>),
    /// `x++` (true) or `x--`
    IncDec(Node<Expr>, bool),
    /// `lhs = rhs`
    Assign(List<Expr>, List<Expr>),
    /// `lhs op= rhs`
    OpAssign(BinaryOp, Node<Expr>, Node<Expr>),
    /// `lhs := rhs`; each left side an [`ExprKind::Ident`] in correct programs.
    Define(List<Expr>, List<Expr>),
    /// `const`, `type` or `var` in a function.
    Decl(List<Decl>),
    /// `go call`
    Go(Expr),
    /// `defer call`
    Defer(Expr),
    /// `return values`
    Return(List<Expr>),
    /// `break label`
    Break(Option<Ident>),
    /// `continue label`
    Continue(Option<Ident>),
    /// `goto label`
    Goto(Ident),
    /// `fallthrough`
    Fallthrough,
    /// `{ ... }`
    Block(Block),
    /// `if init; cond { } else ...`: the else branch is a block or another `if`.
    If(
        Option<Node<Stmt>>,
        Node<Expr>,
        Node<Block>,
        Option<Node<Stmt>>,
    ),
    /// `switch init; tag { ... }`
    Switch(Option<Node<Stmt>>, Option<Node<Expr>>, Node<Clauses>),
    /// `switch init; bind := x.(type) { ... }`
    TypeSwitch(Option<Node<Stmt>>, Node<Guard>, Node<Clauses>),
    /// `select { ... }`
    Select(List<CommClause>, Pos),
    /// `for init; cond; post { ... }`
    For(
        Option<Node<Stmt>>,
        Option<Node<Expr>>,
        Option<Node<Stmt>>,
        Node<Block>,
    ),
    /// `for key, value := range x { ... }`
    Range(Node<RangeStmt>),
    /// `label: stmt`
    Labeled(Ident, Node<Stmt>),
}

/// What is between the braces of a switch.
#[derive(Debug)]
pub struct Clauses {
    /// In order.
    pub list: List<CaseClause>,
    /// Closing brace.
    pub end: Pos,
}

/// `bind := x.(type)`
#[derive(Debug)]
pub struct Guard {
    /// The name that each clause declares anew.
    pub bind: Option<Ident>,
    /// What is asked for its type.
    pub x: Expr,
}

/// `for key, value := range x`.
#[derive(Debug)]
pub struct RangeStmt {
    /// First variable.
    pub key: Option<Expr>,
    /// Second variable.
    pub value: Option<Expr>,
    /// Where a third one stands, which is an error.
    pub extra: Option<Pos>,
    /// Whether `:=` declares them.
    pub define: bool,
    /// What is ranged over.
    pub x: Expr,
    /// Body.
    pub body: Block,
}

/// `case a, b:` or `default:` of a switch; in a type switch the expressions are types or `nil`.
#[derive(Debug)]
pub struct CaseClause {
    /// Of `case` or `default`.
    pub pos: Pos,
    /// Key under which the checker keeps a type switch's implicit variable.
    pub id: NodeId,
    /// The listed expressions; empty with `default`.
    pub exprs: List<Expr>,
    /// Whether it is `default`.
    pub default: bool,
    /// Of the colon.
    pub colon: Pos,
    /// Statements.
    pub body: List<Stmt>,
}

/// One clause of a select.
#[derive(Debug)]
pub struct CommClause {
    /// Of `case` or `default`.
    pub pos: Pos,
    /// A send, a receive expression, or an assignment or definition from a receive; nothing for `default`.
    pub comm: Option<Node<Stmt>>,
    /// Of the colon.
    pub colon: Pos,
    /// Statements.
    pub body: List<Stmt>,
}

impl Expr {
    /// The expression with its parentheses taken off.
    pub fn unparen(&self) -> &Expr {
        let mut e = self;
        while let ExprKind::Paren(inner) = &e.kind {
            e = inner;
        }
        e
    }

    /// The identifier that it is, whose identity is the expression's.
    pub fn ident(&self) -> Option<Ident> {
        match self.kind {
            ExprKind::Ident(name) => Some(self.named(name)),
            _ => None,
        }
    }

    /// The identifier that it is, which has this name.
    pub fn named(&self, name: Symbol) -> Ident {
        Ident {
            id: self.id,
            pos: self.pos,
            name,
        }
    }

    /// The identifier that it is, or that it selects.
    pub fn name(&self) -> Option<Ident> {
        match &self.kind {
            &ExprKind::Ident(name) => Some(self.named(name)),
            ExprKind::Selector(s) => Some(s.sel),
            _ => None,
        }
    }

    /// The leftmost position, where messages about the expression point to. A slice expression stands at its bracket: Go's
    /// compiler points there.
    pub fn start(&self) -> Pos {
        match &self.kind {
            ExprKind::Binary(_, operands) => operands[0].start(),
            ExprKind::Call(call) => call.fun.start(),
            ExprKind::Selector(s) => s.x.start(),
            ExprKind::Index(index) => index.x.start(),
            ExprKind::TypeAssert(assert) => assert.x.start(),
            ExprKind::CompositeLit(lit) => lit.typ.as_ref().map_or(self.pos, Expr::start),
            _ => self.pos,
        }
    }
}

// Most of the memory that the front half takes is made of these.
static_assertions::assert_eq_size!(Expr, [u32; 4]);
static_assertions::assert_eq_size!(Stmt, [u32; 6]);
