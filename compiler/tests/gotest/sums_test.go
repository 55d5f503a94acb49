package sums

import (
	"os"
	"strings"
	"testing"
)

var sink *[10]int

func same(t *testing.T, got, want int) {
	t.Helper()
	t.Logf("%d", got)
	if got != want {
		t.Errorf("%d, want %d", got, want)
	}
}

func TestAdd(t *testing.T) {
	same(t, Add(1, 2), 3)
	same(t, Add(secret(), 0), 42)
}

func TestSub(t *testing.T) {
	for _, name := range []string{"first one", "second", "second"} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(func() { t.Log("cleaned") })
			t.Log("in\n" + t.Name())
		})
	}
}

func TestSkip(t *testing.T) {
	t.Skip("not now")
	t.Fatal("never")
}

func TestParallel(t *testing.T) {
	order := new(strings.Builder)
	t.Run("group", func(t *testing.T) {
		for _, name := range []string{"a"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				order.WriteString("parallel ")
			})
		}
		order.WriteString("group ")
	})
	if got := order.String(); got != "group parallel " {
		t.Error(got)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("SUMS", "yes")
	if os.Getenv("SUMS") != "yes" || t.Context().Err() != nil {
		t.Fail()
	}
	if n := testing.AllocsPerRun(50, func() { sink = new([10]int) }); n != 1 {
		t.Error(n, "allocations")
	}
	if testing.Short() || !testing.Testing() {
		t.Error("short")
	}
}

func FuzzAdd(f *testing.F) {
	f.Add(1, 2)
	f.Add(3, -3)
	f.Fuzz(func(t *testing.T, a, b int) {
		if Add(a, b) != Add(b, a) {
			t.Error(a, b)
		}
	})
}
