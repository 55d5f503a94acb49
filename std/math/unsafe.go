package math

import "unsafe"

// Float64bits returns the bits of f.
//
// Intrinsic: i64.reinterpret_f64.
func Float64bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

// Float64frombits returns the float with the bits b.
//
// Intrinsic: f64.reinterpret_i64.
func Float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }

// Float32bits returns the bits of f.
//
// Intrinsic: i32.reinterpret_f32.
func Float32bits(f float32) uint32 { return *(*uint32)(unsafe.Pointer(&f)) }

// Float32frombits returns the float with the bits b.
//
// Intrinsic: f32.reinterpret_i32.
func Float32frombits(b uint32) float32 { return *(*float32)(unsafe.Pointer(&b)) }
