//! Values of constants, exact.

use num_bigint::BigInt;
use std::sync::Arc;

use super::real::Real;

/// A constant's value. Integers that a float or complex constant happens to hold stay in their own kind; the checker
/// converts a value to its type's kind when the type is final: an integer type has [`ConstValue::Int`], a
/// floating-point type [`ConstValue::Float`] (already rounded to its precision), and so on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ConstValue {
    /// Boolean.
    Bool(bool),
    /// String; bytes, since Go strings need not be UTF-8.
    Str(Arc<[u8]>),
    /// Integer or rune.
    Int(BigInt),
    /// Floating-point.
    Float(Box<Real>),
    /// Complex: real and imaginary part.
    Complex(Box<(Real, Real)>),
}

impl ConstValue {
    /// A floating-point value.
    pub fn float(x: Real) -> ConstValue {
        ConstValue::Float(Box::new(x))
    }
}

// Every constant expression has one.
static_assertions::assert_eq_size!(ConstValue, [usize; 4]);
