package sort

// IntSlice is a slice of ints as a collection.
type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts it.
func (x IntSlice) Sort() { Sort(x) }

// Search is SearchInts.
func (p IntSlice) Search(x int) int { return SearchInts(p, x) }

// Float64Slice is a slice of floats as a collection; NaN comes first.
type Float64Slice []float64

func (x Float64Slice) Len() int           { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return x[i] < x[j] || x[i] != x[i] && x[j] == x[j] }
func (x Float64Slice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts it.
func (x Float64Slice) Sort() { Sort(x) }

// Search is SearchFloat64s.
func (p Float64Slice) Search(x float64) int { return SearchFloat64s(p, x) }

// StringSlice is a slice of strings as a collection.
type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts it.
func (x StringSlice) Sort() { Sort(x) }

// Search is SearchStrings.
func (p StringSlice) Search(x string) int { return SearchStrings(p, x) }

// Float64s sorts floats; NaN comes first.
func Float64s(x []float64) { Sort(Float64Slice(x)) }

// Strings sorts strings.
func Strings(x []string) { Sort(StringSlice(x)) }

// Float64sAreSorted reports whether floats are sorted.
func Float64sAreSorted(x []float64) bool { return IsSorted(Float64Slice(x)) }

// StringsAreSorted reports whether strings are sorted.
func StringsAreSorted(x []string) bool { return IsSorted(StringSlice(x)) }

// Search returns the least i in [0, n) for which f is true, given that f is false up to some i and true from there on; n when
// there is none.
func Search(n int, f func(int) bool) int {
	lo, hi := 0, n
	for lo < hi {
		if h := int(uint(lo+hi) / 2); f(h) {
			hi = h
		} else {
			lo = h + 1
		}
	}
	return lo
}

// Find returns the least i in [0, n) for which cmp is at most 0, given that cmp falls, and whether it is 0 there.
func Find(n int, cmp func(int) int) (i int, found bool) {
	i = Search(n, func(i int) bool { return cmp(i) <= 0 })
	return i, i < n && cmp(i) == 0
}

// SearchInts returns where x is in sorted ints, or would have to be inserted.
func SearchInts(a []int, x int) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

// SearchFloat64s returns where x is in sorted floats, or would have to be inserted.
func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

// SearchStrings returns where x is in sorted strings, or would have to be inserted.
func SearchStrings(a []string, x string) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
