//! Values of constants, exact.

use num_bigint::BigInt;
use num_rational::BigRational;
use std::sync::Arc;

/// A constant's value. Integers that a float or complex constant happens to hold stay in their own kind; the checker
/// converts a value to its type's kind when the type is final: an integer type has [`ConstValue::Int`], a
/// floating-point type [`ConstValue::Float`] (already rounded to its precision), and so on.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstValue {
    /// Boolean.
    Bool(bool),
    /// String; bytes, since Go strings need not be UTF-8.
    Str(Arc<[u8]>),
    /// Integer or rune.
    Int(BigInt),
    /// Floating-point.
    Float(Box<BigRational>),
    /// Complex: real and imaginary part.
    Complex(Box<(BigRational, BigRational)>),
}

impl ConstValue {
    /// A floating-point value.
    pub fn float(x: BigRational) -> ConstValue {
        ConstValue::Float(Box::new(x))
    }
}

// Every constant expression has one.
static_assertions::assert_eq_size!(ConstValue, [usize; 4]);
