// Package near is of a module with an older language.
package near

// Calls returns functions that were made in a loop: in go 1.20 they share its variable.
func Calls() []func() int {
	var list []func() int
	for i := 0; i < 3; i++ {
		list = append(list, func() int { return i })
	}
	return list
}
