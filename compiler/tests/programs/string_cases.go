// Switches over strings by length and content, and bytes that are read as a string without a copy.
package main

func day(s string) int {
	switch s {
	case "monday":
		return 1
	case "tuesday":
		return 2
	case "wednesday", "mittwoch", "":
		return 3
	case "thursday":
		return 4
	case "friday":
		return 5
	case "sunday":
		return 7
	case "a name of more than sixteen bytes, one":
		return 8
	case "a name of more than sixteen bytes, two":
		return 9
	case "a name of more than sixteen bytes, ten":
		return 10
	case "a name of more than sixteen bytes, six":
		return 11
	}
	return -1
}

func fall(b []byte) (out string) {
	switch string(b) {
	case "ab":
		out += "1"
		fallthrough
	case "ba":
		b[0] = 'x'
		out += "2" + string(b)
	default:
		out += "default"
	case "aa", "bb":
		out += "3"
	case "x\x00", "\xff\xfe":
		out += "4"
	case "xx":
		out += "5"
	}
	return out
}

type word string

func one(w word) int {
	switch w {
	case "a", "b", "c", "d", "e", "f":
		return int(w[0])
	default:
		return 0
	}
}

var calls int

func change(b []byte) string {
	calls++
	b[0]++
	return "k"
}

func main() {
	for _, s := range []string{
		"monday", "tuesday", "wednesday", "mittwoch", "", "thursday", "friday", "sunday", "saturday", "mondaz",
		"a name of more than sixteen bytes, one", "a name of more than sixteen bytes, two", "m", "xonday",
		"a name of more than sixteen bytes, ten", "a name of more than sixteen bytes, six",
		"a name of more than sixteen bytes, tox",
	} {
		print(day(s), " ")
	}
	println()
	for _, s := range []string{"ab", "ba", "bb", "aa", "xx", "x\x00", "\xff\xfe", "", "y", "bc"} {
		print(fall([]byte(s)), " ")
	}
	println()
	println(one("a"), one("f"), one("g"), one(""), one("aa"))

	b := []byte("key")
	m := map[string]int{"key": 1, "ley": 2, "<key>": 3}
	kept := "<" + string(b) + ">"
	whole := string(b) + ""
	println(m[string(b)], m[kept], string(b) < "kez", "kez" <= string(b))
	b[0] = 'l'
	println(m[string(b)], kept, whole, string(b) > kept, "("+string(b)+string(b[:0])+")")
	println("["+string(b)+change(b)+"]", string(b), calls)
	println(string(b) < change(b), string(b))
}
