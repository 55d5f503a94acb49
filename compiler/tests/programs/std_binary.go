package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

type inner struct {
	A int8
	B [2]uint16
}

type all struct {
	Bool bool
	I16  int16
	_    [3]byte
	U32  uint32
	I64  int64
	F32  float32
	F64  float64
	C    complex64
	D    complex128
	In   inner
	Us   [2]inner
}

func main() {
	b := make([]byte, 8)
	for _, o := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian, binary.NativeEndian} {
		o.PutUint64(b, 0x0102030405060708)
		fmt.Println(o, b, o.Uint64(b), o.Uint32(b), o.Uint16(b[3:]))
		o.PutUint32(b, 0xfffefdfc)
		o.PutUint16(b[4:], 0xabcd)
		fmt.Println(b, fmt.Sprintf("%#v", o))
		v := all{true, -2, [3]byte{}, 3, -4, 1.5, -2.25, 1 + 2i, -3 - 4i, inner{-1, [2]uint16{7, 8}}, [2]inner{{1, [2]uint16{2, 3}}, {4, [2]uint16{5, 6}}}}
		var buf bytes.Buffer
		fmt.Println(binary.Write(&buf, o, &v), binary.Size(v), buf.Bytes())
		var w all
		fmt.Println(binary.Read(&buf, o, &w), w == v)
		list := []int16{1, -2, 300}
		data, err := binary.Append([]byte{9}, o, list)
		fmt.Println(data, err)
		back := make([]int16, 3)
		fmt.Println(binary.Decode(data[1:], o, back))
		fmt.Println(back)
	}
	fmt.Println(binary.BigEndian.AppendUint16(nil, 1), binary.BigEndian.AppendUint32(nil, 2), binary.BigEndian.AppendUint64(nil, 3))
	fmt.Println(binary.LittleEndian.AppendUint16(nil, 1), binary.LittleEndian.AppendUint32(nil, 2), binary.LittleEndian.AppendUint64(nil, 3))
	var n int
	fmt.Println(binary.Size(1), binary.Size("x"), binary.Size([]int32{1, 2}), binary.Size(&n))
	fmt.Println(binary.Write(&bytes.Buffer{}, binary.BigEndian, 1))
	fmt.Println(binary.Read(strings.NewReader("x"), binary.BigEndian, &n))
	var u uint32
	fmt.Println(binary.Read(strings.NewReader("x"), binary.BigEndian, &u), binary.Read(strings.NewReader(""), binary.BigEndian, &u))
	_, err := binary.Encode(nil, binary.BigEndian, u)
	fmt.Println(err)
	for _, x := range []int64{0, 1, -1, 63, -64, 64, 1 << 40, -1 << 63, 1<<63 - 1} {
		s := binary.AppendVarint(nil, x)
		y, n := binary.Varint(s)
		z, err := binary.ReadVarint(bytes.NewReader(s))
		m := binary.PutUvarint(make([]byte, 10), uint64(x))
		fmt.Println(s, y, n, z, err, m)
	}
	for _, s := range []string{"", "\x80", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"} {
		x, n := binary.Uvarint([]byte(s))
		y, err := binary.ReadUvarint(strings.NewReader(s))
		fmt.Println(x, n, y, err)
	}
}
