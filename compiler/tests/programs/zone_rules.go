// A location made of data that the program brings along: changes, and the rules behind the last one.
package main

import (
	"fmt"
	"time"
)

func data(rule string) []byte {
	header := func(version byte, times, types, chars byte) []byte {
		b := append([]byte("TZif"), version)
		b = append(b, make([]byte, 15+3*4)...)
		return append(b, 0, 0, 0, times, 0, 0, 0, types, 0, 0, 0, chars)
	}
	b := append(header('2', 0, 1, 4), 0, 0, 0, 0, 0, 0, 'L', 'M', 'T', 0)
	b = append(b, header('2', 1, 2, 8)...)
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0, 1)
	b = append(b, 0, 0, 0x0c, 0x80, 0, 0, 0, 0, 0x0e, 0x10, 0, 4)
	b = append(b, "LMT\x00CET\x00"...)
	return append(b, "\n"+rule+"\n"...)
}

func main() {
	for _, rule := range []string{"CET-1CEST,M3.5.0,M10.5.0/3", "AEST-10AEDT,M10.1.0,M4.1.0/3", "<-03>3", "X5Y4:30:15,J60,300/-1:30", "EST5EDT", "CET-1CEST,M3.5.0", ""} {
		l, err := time.LoadLocationFromTZData("Test/Zone", data(rule))
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(rule, l)
		for _, t := range []time.Time{time.Date(1960, 1, 1, 0, 0, 0, 0, l), time.Date(2023, 3, 26, 2, 30, 0, 0, l), time.Date(2024, 2, 29, 12, 0, 0, 0, l), time.Date(2024, 10, 27, 2, 30, 0, 0, l), time.Date(2031, 7, 1, 0, 0, 0, 5, l)} {
			a, b := t.ZoneBounds()
			fmt.Println(t, t.Unix(), t.IsDST(), a.UTC(), b.UTC())
		}
		b, err := time.Date(2024, 7, 1, 0, 0, 0, 0, l).GobEncode()
		var t time.Time
		fmt.Println(b, err, t.GobDecode(b), t)
	}
	_, err := time.LoadLocationFromTZData("x", data("")[:50])
	fmt.Println(err)
	for _, name := range []string{"UTC", "Local", "../etc"} {
		fmt.Println(time.LoadLocation(name))
	}
	_, err = time.Date(2000, 1, 1, 0, 0, 0, 0, time.FixedZone("X", 25*3600)).MarshalText()
	fmt.Println(err)
}
