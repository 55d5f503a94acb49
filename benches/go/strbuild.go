package main

import (
	"strconv"
	"strings"
)

func main() {
	total := 0
	for r := 0; r < 40; r++ {
		var b strings.Builder
		for i := 0; i < 20000; i++ {
			b.WriteString("key")
			b.WriteString(strconv.Itoa(i))
			b.WriteByte('=')
			b.WriteString(strconv.Itoa(i * r))
			b.WriteByte(';')
		}
		s := b.String()
		for _, part := range strings.Split(s, ";") {
			if k := strings.IndexByte(part, '='); k > 0 {
				total += len(part[:k] + ":" + part[k+1:])
			}
		}
		for _, c := range strings.ToUpper(s) {
			if c == 'K' {
				total++
			}
		}
	}
	println(total)
}
