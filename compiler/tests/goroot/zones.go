// Time zones from the data that package time/tzdata embeds.
package main

import (
	"fmt"
	"hash/crc32"
	"time"
	_ "time/tzdata"
)

func main() {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin", "Pacific/Apia"} {
		l, err := time.LoadLocation(name)
		if err != nil {
			fmt.Println(err)
			continue
		}
		sum := crc32.NewIEEE()
		for y := 1850; y < 2100; y += 17 {
			for m := time.January; m <= time.December; m += 3 {
				t := time.Date(y, m, 28, 2, 30, 0, 0, l)
				a, b := t.ZoneBounds()
				fmt.Fprintln(sum, t, t.Unix(), t.IsDST(), a.UTC(), b.UTC(), t.Weekday(), t.YearDay())
			}
		}
		t := time.Date(2024, 7, 1, 12, 0, 0, 123, l)
		fmt.Printf("%08x %v %#v\n", sum.Sum32(), t, t)
		b, err := t.MarshalBinary()
		var u time.Time
		fmt.Println(b, err, u.UnmarshalBinary(b), u, u.Equal(t))
		p, err := time.ParseInLocation("2006-01-02 15:04 MST", "2024-07-01 10:00 CEST", l)
		fmt.Println(p, err)
		p, err = time.ParseInLocation("2006-01-02 15:04 -0700", "2024-07-01 10:00 +0200", l)
		fmt.Println(p, err)
	}
}
