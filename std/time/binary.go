package time

// The versions of the binary form: the second one has the seconds of an offset.
const (
	binaryMinutes = 1 + iota
	binarySeconds
)

// AppendBinary appends t in a form of 15 bytes, or 16 where the offset from UTC is no whole minutes: the version, seconds since the
// year 1, nanoseconds, the offset in minutes (-1 for UTC).
func (t Time) AppendBinary(b []byte) ([]byte, error) {
	minutes, seconds, version := -1, 0, byte(binaryMinutes)
	if t.Location() != UTC {
		_, offset := t.Zone()
		minutes, seconds = offset/60, offset%60
		if seconds != 0 {
			version = binarySeconds
		}
		if minutes < -1<<15 || minutes == -1 || minutes >= 1<<15 {
			return b, &textError{"Time.MarshalBinary: unexpected zone offset"}
		}
	}
	b = append(b, version)
	for _, part := range [...]struct {
		n     int64
		bytes int
	}{{t.sec(), 8}, {t.nsec(), 4}, {int64(minutes), 2}} {
		for i := part.bytes - 1; i >= 0; i-- {
			b = append(b, byte(part.n>>(8*i)))
		}
	}
	if version == binarySeconds {
		b = append(b, byte(seconds))
	}
	return b, nil
}

// MarshalBinary returns what AppendBinary appends.
func (t Time) MarshalBinary() ([]byte, error) {
	b, err := t.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// UnmarshalBinary sets t from what AppendBinary appends.
func (t *Time) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return &textError{"Time.UnmarshalBinary: no data"}
	}
	size := 15
	switch data[0] {
	case binaryMinutes:
	case binarySeconds:
		size++
	default:
		return &textError{"Time.UnmarshalBinary: unsupported version"}
	}
	if len(data) != size {
		return &textError{"Time.UnmarshalBinary: invalid length"}
	}
	offset := int(bigEndian(data[13:15])) * 60
	if size == 16 {
		offset += int(int8(data[15]))
	}
	v := at(bigEndian(data[1:9]), bigEndian(data[9:13]), nil)
	if offset != -60 {
		if z, _, _ := Local.lookup(v.Unix()); z.offset == offset {
			v.loc = Local
		} else {
			v.loc = FixedZone("", offset)
		}
	}
	*t = v
	return nil
}

// GobEncode returns what MarshalBinary does.
func (t Time) GobEncode() ([]byte, error) { return t.MarshalBinary() }

// GobDecode does what UnmarshalBinary does.
func (t *Time) GobDecode(data []byte) error { return t.UnmarshalBinary(data) }
