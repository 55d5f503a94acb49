// Counts the words of standard input and prints the 20 most frequent.
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strings"
)

type entry struct {
	word  string
	count int
}

func isSeparator(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '\'' || r >= 0x80)
}

func main() {
	counts := map[string]int{}
	lines, total := 0, 0
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 0, 64*1024), 1024*1024)
	for in.Scan() {
		lines++
		for _, word := range strings.FieldsFunc(in.Text(), isSeparator) {
			counts[strings.ToLower(word)]++
			total++
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "wordfreq:", err)
		os.Exit(1)
	}
	entries := make([]entry, 0, len(counts))
	for word, count := range counts {
		entries = append(entries, entry{word, count})
	}
	sort.Slice(entries, func(i, j int) bool {
		if entries[i].count != entries[j].count {
			return entries[i].count > entries[j].count
		}
		return entries[i].word < entries[j].word
	})
	fmt.Printf("%d lines, %d words, %d different\n", lines, total, len(entries))
	for i, e := range entries {
		if i == 20 {
			break
		}
		fmt.Printf("%7d %-16s %5.2f%%\n", e.count, e.word, 100*float64(e.count)/float64(total))
	}
}
