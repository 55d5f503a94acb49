package maphash

import (
	"math"
	"reflect"
)

// Comparable returns a hash of a value: values that are equal have equal ones. It panics where comparing would.
func Comparable[T comparable](seed Seed, v T) uint64 {
	var h Hash
	h.SetSeed(seed)
	WriteComparable(&h, v)
	return h.Sum64()
}

// WriteComparable adds a value: what is written for values that are equal is equal.
func WriteComparable[T comparable](h *Hash, v T) {
	switch v := any(&v).(type) {
	case *string:
		h.text(*v)
	case *int:
		h.number(uint64(*v))
	case *uint64:
		h.number(*v)
	default:
		h.value(reflect.ValueOf(v).Elem())
	}
}

func (h *Hash) number(n uint64) {
	for i := 0; i < 64; i += 8 {
		h.WriteByte(byte(n >> i))
	}
}

// text writes the length, too, so that strings that follow each other are told apart.
func (h *Hash) text(s string) {
	h.number(uint64(len(s)))
	h.WriteString(s)
}

func (h *Hash) float(f float64) {
	switch {
	case f == 0:
		f = 0
	case f != f:
		// It equals nothing.
		h.number(runtime_rand())
	}
	h.number(math.Float64bits(f))
}

func (h *Hash) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		h.number(n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		h.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		h.float(v.Float())
	case reflect.Complex64, reflect.Complex128:
		c := v.Complex()
		h.float(real(c))
		h.float(imag(c))
	case reflect.String:
		h.text(v.String())
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		h.number(uint64(v.Pointer()))
	case reflect.Interface:
		if v.IsNil() {
			h.WriteByte(0)
			return
		}
		v = v.Elem()
		h.WriteByte(1)
		h.text(v.Type().String())
		h.value(v)
	case reflect.Array:
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			h.value(v.Field(i))
		}
	default:
		// Panics, as no key can be of this type.
		_ = map[any]bool{0: true}[reflect.Zero(v.Type()).Interface()]
	}
}

// Hasher says how values are hashed and compared: two that are equal add the same to a Hash.
type Hasher[T any] interface {
	Hash(*Hash, T)
	Equal(x, y T) bool
}

// ComparableHasher compares values with ==. Where T is an interface type, or has one in it, values must be comparable.
type ComparableHasher[T comparable] struct {
	_ [0]func(T)
}

// Hash adds v.
func (ComparableHasher[T]) Hash(h *Hash, v T) { WriteComparable(h, v) }

// Equal reports whether x == y.
func (ComparableHasher[T]) Equal(x, y T) bool { return x == y }
