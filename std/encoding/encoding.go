// Package encoding has the interfaces that values implement to become bytes or text, and to be made of them.
package encoding

// BinaryMarshaler turns itself into bytes.
type BinaryMarshaler interface {
	MarshalBinary() (data []byte, err error)
}

// BinaryUnmarshaler sets itself from bytes that its own MarshalBinary made. It copies what it keeps.
type BinaryUnmarshaler interface {
	UnmarshalBinary(data []byte) error
}

// BinaryAppender appends what MarshalBinary would answer.
type BinaryAppender interface {
	AppendBinary(b []byte) ([]byte, error)
}

// TextMarshaler turns itself into UTF-8 text.
type TextMarshaler interface {
	MarshalText() (text []byte, err error)
}

// TextUnmarshaler sets itself from text that its own MarshalText made. It copies what it keeps.
type TextUnmarshaler interface {
	UnmarshalText(text []byte) error
}

// TextAppender appends what MarshalText would answer.
type TextAppender interface {
	AppendText(b []byte) ([]byte, error)
}
