package binary

import (
	"errors"
	"io"
	"math"
	"reflect"
)

var errTooSmall = errors.New("buffer too small")

// Size returns how many bytes a value takes, which has a fixed size, is a slice of such, or a pointer to one; else -1.
func Size(v any) int { return sizeOf(reflect.Indirect(reflect.ValueOf(v))) }

func sizeOf(v reflect.Value) int {
	if !v.IsValid() {
		return -1
	}
	if v.Kind() == reflect.Slice {
		if n := sizeOfType(v.Type().Elem()); n >= 0 {
			return n * v.Len()
		}
		return -1
	}
	return sizeOfType(v.Type())
}

func sizeOfType(t reflect.Type) int {
	switch t.Kind() {
	case reflect.Array:
		if n := sizeOfType(t.Elem()); n >= 0 {
			return n * t.Len()
		}
		return -1
	case reflect.Struct:
		sum := 0
		for i := 0; i < t.NumField(); i++ {
			n := sizeOfType(t.Field(i).Type)
			if n < 0 {
				return -1
			}
			sum += n
		}
		return sum
	case reflect.Bool, reflect.Uint8, reflect.Int8:
		return 1
	case reflect.Uint16, reflect.Int16:
		return 2
	case reflect.Uint32, reflect.Int32, reflect.Float32:
		return 4
	case reflect.Uint64, reflect.Int64, reflect.Float64, reflect.Complex64:
		return 8
	case reflect.Complex128:
		return 16
	}
	return -1
}

func invalid(op string, data any) error {
	return errors.New("binary." + op + ": some values are not fixed-sized in type " + reflect.TypeOf(data).String())
}

// Read reads a value: data is a pointer to one of a fixed size, or a slice of such. Fields called _ are passed over.
func Read(r io.Reader, order ByteOrder, data any) error {
	v, size := target(data)
	if size < 0 {
		return errors.New("binary.Read: invalid type " + reflect.TypeOf(data).String())
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	take(b, order, v)
	return nil
}

// Decode reads a value from bytes, and returns how many it takes.
func Decode(b []byte, order ByteOrder, data any) (int, error) {
	v, size := target(data)
	if size < 0 {
		return 0, errors.New("binary.Decode: invalid type " + reflect.TypeOf(data).String())
	}
	if len(b) < size {
		return 0, errTooSmall
	}
	take(b, order, v)
	return size, nil
}

// target is what is read into.
func target(data any) (reflect.Value, int) {
	v := reflect.ValueOf(data)
	switch v.Kind() {
	case reflect.Pointer:
		v = v.Elem()
		return v, sizeOf(v)
	case reflect.Slice:
		return v, sizeOf(v)
	}
	return v, -1
}

// Write writes a value of a fixed size, a slice of such, or what a pointer points to. For fields called _ zeros are written.
func Write(w io.Writer, order ByteOrder, data any) error {
	v := reflect.Indirect(reflect.ValueOf(data))
	size := sizeOf(v)
	if size < 0 {
		return invalid("Write", data)
	}
	b := make([]byte, size)
	put(b, order, v)
	_, err := w.Write(b)
	return err
}

// Encode writes a value to bytes, and returns how many it takes.
func Encode(b []byte, order ByteOrder, data any) (int, error) {
	v := reflect.Indirect(reflect.ValueOf(data))
	size := sizeOf(v)
	if size < 0 {
		return 0, invalid("Encode", data)
	}
	if len(b) < size {
		return 0, errTooSmall
	}
	put(b, order, v)
	return size, nil
}

// Append appends a value.
func Append(b []byte, order ByteOrder, data any) ([]byte, error) {
	v := reflect.Indirect(reflect.ValueOf(data))
	size := sizeOf(v)
	if size < 0 {
		return nil, invalid("Append", data)
	}
	n := len(b)
	b = append(b, make([]byte, size)...)
	put(b[n:], order, v)
	return b, nil
}

// read reads a number of a size.
func read(b []byte, order ByteOrder, size int) uint64 {
	switch size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(order.Uint16(b))
	case 4:
		return uint64(order.Uint32(b))
	}
	return order.Uint64(b)
}

func write(b []byte, order ByteOrder, size int, x uint64) {
	switch size {
	case 1:
		b[0] = byte(x)
	case 2:
		order.PutUint16(b, uint16(x))
	case 4:
		order.PutUint32(b, uint32(x))
	default:
		order.PutUint64(b, x)
	}
}

func float(b []byte, order ByteOrder, size int) float64 {
	if size == 4 {
		return float64(math.Float32frombits(order.Uint32(b)))
	}
	return math.Float64frombits(order.Uint64(b))
}

func putFloat(b []byte, order ByteOrder, size int, x float64) {
	if size == 4 {
		order.PutUint32(b, math.Float32bits(float32(x)))
	} else {
		order.PutUint64(b, math.Float64bits(x))
	}
}

// take reads a value and returns the bytes behind it.
func take(b []byte, order ByteOrder, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Array, reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			b = take(b, order, v.Index(i))
		}
		return b
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if v.Type().Field(i).Name == "_" {
				b = b[sizeOfType(v.Field(i).Type()):]
			} else {
				b = take(b, order, v.Field(i))
			}
		}
		return b
	}
	size := sizeOfType(v.Type())
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(b[0] != 0)
	case reflect.Int8:
		v.SetInt(int64(int8(b[0])))
	case reflect.Int16:
		v.SetInt(int64(int16(order.Uint16(b))))
	case reflect.Int32:
		v.SetInt(int64(int32(order.Uint32(b))))
	case reflect.Int64:
		v.SetInt(int64(order.Uint64(b)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float(b, order, size))
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(float(b, order, size/2), float(b[size/2:], order, size/2)))
	default:
		v.SetUint(read(b, order, size))
	}
	return b[size:]
}

// put writes a value and returns the bytes behind it.
func put(b []byte, order ByteOrder, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Array, reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			b = put(b, order, v.Index(i))
		}
		return b
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if v.Type().Field(i).Name == "_" {
				b = b[sizeOfType(v.Field(i).Type()):]
			} else {
				b = put(b, order, v.Field(i))
			}
		}
		return b
	}
	size := sizeOfType(v.Type())
	switch v.Kind() {
	case reflect.Bool:
		b[0] = 0
		if v.Bool() {
			b[0] = 1
		}
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		write(b, order, size, uint64(v.Int()))
	case reflect.Float32, reflect.Float64:
		putFloat(b, order, size, v.Float())
	case reflect.Complex64, reflect.Complex128:
		putFloat(b, order, size/2, real(v.Complex()))
		putFloat(b[size/2:], order, size/2, imag(v.Complex()))
	default:
		write(b, order, size, v.Uint())
	}
	return b[size:]
}
