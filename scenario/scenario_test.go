package scenario

import (
	"testing"
)

// read reads a file that must be sound.
func read(t *testing.T, name string) *File {
	t.Helper()
	f, list := ReadFile(name)
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestConflict(t *testing.T) {
	f := read(t, "testdata/war.yaml")
	c, list := f.Conflict(nil)
	if len(list) > 0 {
		t.Error(list)
	}
	if is := c.Validate(); len(is) > 0 {
		t.Error(is)
	}
	if got := len(c.Options); got != 14 {
		t.Errorf("%d options, want 14", got)
	}
}
