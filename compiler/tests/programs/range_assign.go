// The variables of a range clause are assigned like the sides of one assignment.
package main

func main() {
	x := []int{10, 20}
	i := 1
	for i, x[i] = range []int{99} {
		break
	}
	println(i, x[0], x[1])

	type pair struct{ k, v int }
	var p [2]pair
	j := 1
	for j, p[j].v = range [...]int{7, 8} {
		println(j, p[0].v, p[1].v)
	}
	var c rune
	k := 0
	at := []rune{0, 0, 0, 0}
	for k, at[k] = range "aé" {
		c = at[0]
		println(k, c, at[1], at[2])
	}
}
