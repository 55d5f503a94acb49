package fails

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	fmt.Println("before")
	os.Exit(m.Run())
}

func TestPasses(t *testing.T) { t.Log("not told") }

func TestFails(t *testing.T) {
	t.Log("told")
	t.Run("deep", func(t *testing.T) {
		t.Run("er", func(t *testing.T) {
			t.Fatalf("%s\n%s", "two", "lines")
		})
		t.Run("fine", func(t *testing.T) {})
	})
}

func ExampleFails() {
	fmt.Println("got this")
	// Output: want that
}
