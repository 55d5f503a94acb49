package regexp

import "io"

// all calls each, and returns nil for no match.
func all[T any](re *Regexp, in *input, n, ncap int, make func(slots []int) T) []T {
	var list []T
	re.each(in, n, ncap, func(slots []int) { list = append(list, make(slots)) })
	return list
}

func (re *Regexp) slots() int { return re.prog.slots }

// piece is what a group matched, nil if nothing.
func piece(b []byte, slots []int, group int) []byte {
	from, to := slots[2*group], slots[2*group+1]
	if from < 0 {
		return nil
	}
	return b[from:to:to]
}

func stringPiece(s string, slots []int, group int) string {
	if slots[2*group] < 0 {
		return ""
	}
	return s[slots[2*group]:slots[2*group+1]]
}

func pieces(b []byte, slots []int) [][]byte {
	list := make([][]byte, len(slots)/2)
	for i := range list {
		list[i] = piece(b, slots, i)
	}
	return list
}

func stringPieces(s string, slots []int) []string {
	list := make([]string, len(slots)/2)
	for i := range list {
		list[i] = stringPiece(s, slots, i)
	}
	return list
}

// Find returns the first match, or nil.
func (re *Regexp) Find(b []byte) []byte {
	if slots := re.FindIndex(b); slots != nil {
		return piece(b, slots, 0)
	}
	return nil
}

// FindIndex returns where the first match begins and ends, or nil.
func (re *Regexp) FindIndex(b []byte) (loc []int) {
	return re.find(bytesOf(b), 0, 2, nil)
}

// FindString returns the first match, or nothing.
func (re *Regexp) FindString(s string) string {
	if slots := re.FindStringIndex(s); slots != nil {
		return stringPiece(s, slots, 0)
	}
	return ""
}

// FindStringIndex returns where the first match begins and ends, or nil.
func (re *Regexp) FindStringIndex(s string) (loc []int) {
	return re.find(&input{s: s}, 0, 2, nil)
}

// FindReaderIndex returns where the first match begins and ends in what r reads, or nil.
func (re *Regexp) FindReaderIndex(r io.RuneReader) (loc []int) {
	return re.FindStringIndex(readAll(r))
}

// FindSubmatch returns the first match and what its groups matched, or nil.
func (re *Regexp) FindSubmatch(b []byte) [][]byte {
	if slots := re.FindSubmatchIndex(b); slots != nil {
		return pieces(b, slots)
	}
	return nil
}

// FindSubmatchIndex returns pairs of places, of the first match and its groups, -1 for those without one; or nil.
func (re *Regexp) FindSubmatchIndex(b []byte) []int {
	return re.find(bytesOf(b), 0, re.slots(), nil)
}

// FindStringSubmatch returns the first match and what its groups matched, or nil.
func (re *Regexp) FindStringSubmatch(s string) []string {
	if slots := re.FindStringSubmatchIndex(s); slots != nil {
		return stringPieces(s, slots)
	}
	return nil
}

// FindStringSubmatchIndex returns pairs of places, of the first match and its groups; or nil.
func (re *Regexp) FindStringSubmatchIndex(s string) []int {
	return re.find(&input{s: s}, 0, re.slots(), nil)
}

// FindReaderSubmatchIndex returns pairs of places in what r reads, of the first match and its groups; or nil.
func (re *Regexp) FindReaderSubmatchIndex(r io.RuneReader) []int {
	return re.FindStringSubmatchIndex(readAll(r))
}

// FindAll returns at most n matches.
func (re *Regexp) FindAll(b []byte, n int) [][]byte {
	return all(re, bytesOf(b), n, 2, func(slots []int) []byte { return piece(b, slots, 0) })
}

// FindAllIndex returns where at most n matches are.
func (re *Regexp) FindAllIndex(b []byte, n int) [][]int {
	return all(re, bytesOf(b), n, 2, func(slots []int) []int { return slots })
}

// FindAllString returns at most n matches.
func (re *Regexp) FindAllString(s string, n int) []string {
	return all(re, &input{s: s}, n, 2, func(slots []int) string { return stringPiece(s, slots, 0) })
}

// FindAllStringIndex returns where at most n matches are.
func (re *Regexp) FindAllStringIndex(s string, n int) [][]int {
	return all(re, &input{s: s}, n, 2, func(slots []int) []int { return slots })
}

// FindAllSubmatch returns at most n matches with their groups.
func (re *Regexp) FindAllSubmatch(b []byte, n int) [][][]byte {
	return all(re, bytesOf(b), n, re.slots(), func(slots []int) [][]byte { return pieces(b, slots) })
}

// FindAllSubmatchIndex returns where at most n matches and their groups are.
func (re *Regexp) FindAllSubmatchIndex(b []byte, n int) [][]int {
	return all(re, bytesOf(b), n, re.slots(), func(slots []int) []int { return slots })
}

// FindAllStringSubmatch returns at most n matches with their groups.
func (re *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return all(re, &input{s: s}, n, re.slots(), func(slots []int) []string { return stringPieces(s, slots) })
}

// FindAllStringSubmatchIndex returns where at most n matches and their groups are.
func (re *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return all(re, &input{s: s}, n, re.slots(), func(slots []int) []int { return slots })
}
