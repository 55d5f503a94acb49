// Package encoding has interfaces of types that know how they are written as bytes or text.
package encoding

// A BinaryMarshaler writes itself as bytes.
type BinaryMarshaler interface {
	MarshalBinary() (data []byte, err error)
}

// A BinaryUnmarshaler reads itself from bytes, which it must not keep.
type BinaryUnmarshaler interface {
	UnmarshalBinary(data []byte) error
}

// A BinaryAppender appends itself as bytes.
type BinaryAppender interface {
	AppendBinary(b []byte) ([]byte, error)
}

// A TextMarshaler writes itself as UTF-8 text.
type TextMarshaler interface {
	MarshalText() (text []byte, err error)
}

// A TextUnmarshaler reads itself from text, which it must not keep.
type TextUnmarshaler interface {
	UnmarshalText(text []byte) error
}

// A TextAppender appends itself as text.
type TextAppender interface {
	AppendText(b []byte) ([]byte, error)
}
