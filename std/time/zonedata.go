package time

import "syscall"

var errZoneData = &textError{"malformed time zone information"}

// zoneData reads TZif data (RFC 8536).
type zoneData struct {
	b   []byte
	bad bool
}

// take returns the next n bytes; zeros, once, when there are not so many.
func (d *zoneData) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.bad = true
		d.b = nil
		return nil
	}
	p := d.b[:n]
	d.b = d.b[n:]
	return p
}

func bigEndian(p []byte) (n int64) {
	for i, c := range p {
		if i == 0 {
			n = int64(int8(c))
			continue
		}
		n = n<<8 | int64(c)
	}
	return n
}

// The counts of a header, in their order.
const (
	countUT = iota
	countStd
	countLeap
	countTimes
	countTypes
	countChars
	counts
)

// header reads a header: its version, and how many there are of each.
func (d *zoneData) header() (version byte, n [counts]int) {
	magic := d.take(20)
	if d.bad || string(magic[:4]) != "TZif" {
		d.bad = true
		return 0, n
	}
	for i := range n {
		n[i] = int(uint32(bigEndian(d.take(4))))
	}
	return magic[4], n
}

// LoadLocationFromTZData returns the location that data in the format of IANA's database tells of.
func LoadLocationFromTZData(name string, data []byte) (*Location, error) {
	d := &zoneData{b: data}
	version, n := d.header()
	if version != 0 && version != '2' && version != '3' {
		d.bad = true
	}
	width := 4
	if version != 0 {
		// What follows comes again with times of 64 bits.
		width = 8
		d.take(n[countTimes]*5 + n[countTypes]*6 + n[countChars] + n[countLeap]*8 + n[countStd] + n[countUT])
		_, n = d.header()
	}
	times := d.take(n[countTimes] * width)
	zones := d.take(n[countTimes])
	types := d.take(n[countTypes] * 6)
	names := d.take(n[countChars])
	d.take(n[countLeap]*(width+4) + n[countStd] + n[countUT])
	if d.bad || n[countTypes] == 0 {
		return nil, errZoneData
	}
	l := &Location{name: name}
	for ; len(types) > 0; types = types[6:] {
		at := int(types[5])
		if at >= len(names) {
			return nil, errZoneData
		}
		end := at
		for end < len(names) && names[end] != 0 {
			end++
		}
		l.zones = append(l.zones, zone{string(names[at:end]), int(bigEndian(types[:4])), types[4] != 0})
	}
	for i, z := range zones {
		if int(z) >= len(l.zones) {
			return nil, errZoneData
		}
		l.changes = append(l.changes, change{bigEndian(times[i*width : (i+1)*width]), z})
	}
	if len(l.changes) == 0 {
		l.changes = []change{{alpha, 0}}
	}
	if rest := d.b; width == 8 && len(rest) > 2 && rest[0] == '\n' && rest[len(rest)-1] == '\n' {
		l.rules, _ = parseRules(string(rest[1 : len(rest)-1]))
	}
	return l, nil
}

// embedded is what package time/tzdata has.
var embedded func(string) (string, error)

// registerLoadFromEmbeddedTZData is called by package time/tzdata, by its name.
func registerLoadFromEmbeddedTZData(load func(string) (string, error)) { embedded = load }

// LoadLocation returns the location of a name of IANA's database; UTC for "" and "UTC", the local time zone for "Local". The
// database is looked for in the folder or zip file that the variable ZONEINFO names, in /usr/share/zoneinfo, and in package
// time/tzdata, if the program imports it.
func LoadLocation(name string) (*Location, error) {
	switch name {
	case "", "UTC":
		return UTC, nil
	case "Local":
		return Local, nil
	}
	invalid := name[0] == '/' || name[0] == '\\'
	for i := range len(name) - 1 {
		invalid = invalid || name[i] == '.' && name[i+1] == '.'
	}
	if invalid {
		return nil, &textError{"time: invalid location name"}
	}
	var first error
	try := func(data []byte, err error) *Location {
		if err == nil {
			var l *Location
			if l, err = LoadLocationFromTZData(name, data); err == nil {
				return l
			}
		}
		if first == nil && err != syscall.ENOENT {
			first = err
		}
		return nil
	}
	if source := hostVariable("ZONEINFO"); source != "" {
		if l := try(zoneFile(source, name)); l != nil {
			return l, nil
		}
	}
	if l := try(zoneFile("/usr/share/zoneinfo", name)); l != nil {
		return l, nil
	}
	if embedded != nil {
		data, err := embedded(name)
		if l := try([]byte(data), err); l != nil {
			return l, nil
		}
	}
	if first == nil {
		first = &textError{"unknown time zone " + name}
	}
	return nil, first
}

// zoneFile returns what a folder, or a zip file of uncompressed files, has under a name.
func zoneFile(source, name string) ([]byte, error) {
	if n := len(source); n > 4 && source[n-4:] == ".zip" {
		all, err := hostFile(source)
		if err != nil {
			return nil, err
		}
		return unzip(all, source, name)
	}
	return hostFile(source + "/" + name)
}

func littleEndian(p []byte) int {
	n := 0
	for i := len(p) - 1; i >= 0; i-- {
		n = n<<8 | int(p[i])
	}
	return n
}

// unzip returns a file of a zip file, whose table of contents lies before its last 22 bytes.
func unzip(all []byte, source, name string) (data []byte, err error) {
	corrupt := &textError{"corrupt zip file " + source}
	tail := len(all) - 22
	if tail < 0 || string(all[tail:tail+4]) != "PK\x05\x06" {
		return nil, corrupt
	}
	count, at := littleEndian(all[tail+10:tail+12]), littleEndian(all[tail+16:tail+20])
	for ; count > 0; count-- {
		if at+46 > len(all) || string(all[at:at+4]) != "PK\x01\x02" {
			break
		}
		entry := all[at : at+46]
		method, size := littleEndian(entry[10:12]), littleEndian(entry[24:28])
		length := littleEndian(entry[28:30])
		start := at + 46
		at = start + length + littleEndian(entry[30:32]) + littleEndian(entry[32:34])
		if start+length > len(all) || string(all[start:start+length]) != name {
			continue
		}
		if method != 0 {
			return nil, &textError{"unsupported compression for " + name + " in " + source}
		}
		from := littleEndian(entry[42:46])
		if from+30 > len(all) || string(all[from:from+4]) != "PK\x03\x04" {
			return nil, corrupt
		}
		from += 30 + littleEndian(all[from+26:from+28]) + littleEndian(all[from+28:from+30])
		if from+size > len(all) {
			return nil, corrupt
		}
		return all[from : from+size], nil
	}
	return nil, syscall.ENOENT
}
