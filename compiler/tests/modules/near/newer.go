//go:build go1.22

package near

// Newer is in a file that asks for a newer language than its module.
func Newer() (n int) {
	var list []func() int
	for i := range 3 {
		list = append(list, func() int { return i })
	}
	for _, f := range list {
		n = n*10 + f()
	}
	return n
}
