// Package strconv converts between values of basic types and text.
//
// Floating-point numbers are printed as the shortest digits that read back the same (R. Giulietti, "The Schubfach way to
// render doubles") or rounded to a number of digits, and read with correct rounding. Both work with products of 64 and 128
// bits; where those cannot decide, arithmetic on long numbers does. The 128-bit powers of ten are made from a
// table of every 27th one.
package strconv
